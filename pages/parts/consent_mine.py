"""What I agreed to: read it, agree, take it back, each with one click."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import consent_words, desk, wording
from pages.parts.consent_answer import answer, changed
from pages.parts.consent_words import none
from usercore import Actor, say, word_diff
from usercore.actions import consents

LONG = 400


def mine(me: Actor, found: pd.DataFrame) -> None:
    """Each purpose apart; nothing at all in a house that asks for nothing."""
    shown = [row for row in found.itertuples() if none(row.retired_at) or row.answer == "given"]
    if not shown:
        return
    with st.container(border=True, key="consents"):
        st.header(say("What you agreed to"), anchor=False)
        st.caption(say("You need not agree to any of this, and may change your mind at any time."))
        for row in shown:
            _one(me, row)


def _one(me: Actor, row: Any) -> None:
    with st.container(key=f"consent-{row.purpose}"):
        st.subheader(wording.plain(row.name), anchor=False)
        given = row.answer == "given"
        if none(row.answer):
            st.markdown(say("You have not agreed to this."))
        else:
            st.markdown(_standing(row))
        _text(row, given=given)
        changed(row)
        with st.container(horizontal=True):
            if (not given or row.behind) and none(row.retired_at):
                words = say("Agree to the new text") if given else say("I agree")
                answer(me, row, words, consents.give, thanks=say("Noted: you agree."))
            if given and st.button(say("Withdraw"), key=f"consent.withdraw-{row.purpose}"):
                desk.do(consents.withdraw, user_id=me.user_id, purpose=row.purpose,
                        thanks=say("Withdrawn. It no longer applies."))  # fmt: skip


def _standing(row: Any) -> str:
    words = {
        "given": "**You agreed** on {day}, to version {version}.",
        "declined": "You said no on {day}.",
        "withdrawn": "You withdrew it on {day}.",
    }
    return say(words[row.answer], day=wording.day(row.at), version=row.version)


def _text(row: Any, *, given: bool) -> None:
    """The newest one, and if they agreed to an older one, that one and what changed."""
    if given and row.behind:
        st.warning(say("The text has changed since. Until you answer, the one you agreed to counts."),
                   icon=":material/update:")  # fmt: skip
        with st.expander(say("What changed")):
            consent_words.changed(word_diff.words(row.agreed_body, row.body))
        with st.expander(say("The text you agreed to")):
            consent_words.text(row.agreed_title, row.agreed_body)
    with st.expander(
        say("The text, version {version}", version=row.newest), expanded=not given and len(row.body) < LONG
    ):
        consent_words.text(row.title, row.body)
        st.caption(say("Published {day}", day=wording.day(row.published_at)))
