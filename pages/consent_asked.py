"""What we would like to ask before someone goes on: each thing apart, no as easy as yes, and “not now” at once."""

from typing import Any

import streamlit as st

from pages.parts import consent_words, desk, wording
from pages.parts.consent_answer import answer, changed
from pages.parts.consent_words import none
from usercore import Actor, say, word_diff
from usercore.actions import consents
from usercore.frames import consents as lists

me = desk.someone()
if not me.signed_in:
    desk.stop(desk.NotSignedIn())
found = desk.ask(lists.of_user, user_id=me.user_id, language=st.context.locale)
asked = found[found["asked"].astype(bool)]
# Answered elsewhere meanwhile, or nobody asks any more.
if asked.empty and desk.call(consents.put_off, user_id=me.user_id) is not False:
    st.rerun()
desk.thank()


def question(me: Actor, row: Any) -> None:
    with st.container(border=True, key=f"question-{row.purpose}"):
        if not none(row.answer):
            st.markdown(
                say(
                    "You agreed to an older text on {day}. It has changed, so we ask again.",
                    day=wording.day(row.at),
                )
            )
        consent_words.text(row.title, row.body)
        if not none(row.answer):
            with st.expander(say("What changed")):
                consent_words.changed(word_diff.words(row.agreed_body, row.body))
        st.caption(say("Version {version}, published {day}", version=row.newest, day=wording.day(row.published_at)))
        changed(row)
        with st.container(horizontal=True):
            answer(me, row, say("Yes, I agree"), consents.give, thanks=say("Noted: you agree."), width=160)
            answer(me, row, say("No"), consents.decline, thanks=say("Noted: you said no."), width=160)


with st.container(horizontal_alignment="center"), st.container(width=760):
    st.title(say("May we ask you something?"), anchor=False)
    st.markdown(
        say("You decide. Everything works the same whatever you say, and “My account” lets you change your mind.")
    )
    for row in asked.itertuples():
        question(me, row)
    if not asked.empty and st.button(
        say("Not now"), type="tertiary", key="question.later", icon=":material/arrow_forward:",
        help=say("We ask again the next time you sign in."),
    ):  # fmt: skip
        desk.do(consents.put_off, user_id=me.user_id, thanks=say("We ask again the next time you sign in."))
