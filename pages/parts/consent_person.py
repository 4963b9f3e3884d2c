"""One person's consents: where they stand, every answer they gave, and recording one for them."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import consent_words, desk, wording
from pages.parts.consent_words import ANSWERS, none
from pages.parts.log_words import HOWS
from usercore import Actor, say
from usercore.actions import consents
from usercore.errors import AboveYou
from usercore.frames import consents as lists

BY_STAFF = ("staff-by-phone", "staff-by-letter")


def read(me: Actor, person: Any) -> pd.DataFrame | None:
    """Where they stand; None for those who may not read it, and in a house that asks for nothing."""
    if not me.may(lists.of_user, about=person.id):
        return None
    found = desk.ask(lists.of_user, user_id=person.id)
    return None if found.empty else found


def board(me: Actor, person: Any, found: pd.DataFrame) -> None:
    refusal = desk.why_not(me, consents.record)
    if me.user_id == person.id:
        refusal = refusal or say("Answer for yourself under “My account”.")
    elif person.above_you:
        refusal = refusal or str(AboveYou())
    if st.button(say("Record an answer"), icon=":material/edit_note:", key="consent.record", disabled=refusal is not None,
                 help=refusal):  # fmt: skip
        record(person, found)
    for row in found.itertuples():
        with st.container(border=True), st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{wording.plain(row.name)}**", width="content")
            consent_words.badge(row)
            if row.asked:
                st.badge(say("Asked at their next sign-in"), color="blue")
            if not none(row.answer):
                st.caption(say("{moment}, version {version} of {newest}", moment=wording.minute(row.at), version=row.version,
                               newest=row.newest), width="content")  # fmt: skip
    lines = desk.ask(lists.history, user_id=person.id)
    if not lines.empty:
        st.markdown(say("**Every answer**"))
    for line in lines.itertuples():
        st.markdown(f"{wording.minute(line.at)} · {_line(line)}")


def _line(line: Any) -> str:
    told = [
        wording.plain(f"{say(ANSWERS[line.answer][0])}: {line.name}"),
        say("version {version}", version=line.version),
    ]
    told.append(consent_words.how(line.how))
    if not line.own:
        told.append(say("by {who}", who=wording.plain(line.by or say("a program"))))
    if line.proof:
        told.append(f"“{wording.plain(line.proof)}”")
    return " · ".join(told)


@st.dialog("Record an answer", icon=":material/edit_note:")
def record(person: Any, found: pd.DataFrame) -> None:
    st.markdown(say("What they told us themselves, and where the proof of it is. It stays on record, with your name."))
    names = dict(zip(found["purpose"], found["name"], strict=True))
    with st.form("record", border=False):
        purpose = st.selectbox(say("For what"), list(names), format_func=names.__getitem__, key="record.purpose")
        answer = st.radio(say("What they said"), list(ANSWERS), index=None, horizontal=True, key="record.answer",
                          format_func=lambda word: say(ANSWERS[word][0]))  # fmt: skip
        how = st.radio(say("How"), BY_STAFF, index=None, key="record.how",
                       format_func=lambda word: say(HOWS[word]).partition(",")[0].capitalize())  # fmt: skip
        proof = st.text_area(say("Proof"), key="record.proof", max_chars=500, height=80,
                             placeholder=say("Ticket, date of the letter, who called"))  # fmt: skip
        if st.form_submit_button(say("Record"), type="primary"):
            if answer is None or how is None:
                st.error(say("Choose what they said, and how."), icon=":material/error:")
                return
            desk.do(consents.record, user_id=person.id, purpose=purpose, answer=answer, how=how, proof=proof or "",
                    thanks=say("Recorded."))  # fmt: skip
