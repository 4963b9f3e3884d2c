"""Deleting a person for ever: what goes, what stays and why, and their address typed as proof."""

from typing import Any

import streamlit as st

from pages.parts import desk, dialogs, erasure_parts, fields
from pages.parts.person_actions import called
from usercore import Actor, say
from usercore.actions import users
from usercore.frames import erasures

GONE = "person.gone"
FEW = 4  # kinds that fit without scrolling


@st.dialog("Delete for ever", icon=":material/delete_forever:", width="medium", on_dismiss=dialogs.closed)
def erase(me: Actor, person: Any) -> None:
    st.markdown(say("{name} is deleted for ever. **This cannot be undone.**", name=called(person)))
    parts = desk.ask(erasures.preview, user_id=person.id)
    with st.container(border=True, height=320 if len(parts) > FEW else "content"):
        erasure_parts.draw(parts.to_dict("records"))
    st.caption(
        say(
            "A certificate says afterwards what was deleted, and names nobody. With an old list or a restored backup "
            "they do not come back."
        )
    )
    with st.form("erase", border=False):
        reason = st.text_input(say("Reason"), key="erase.reason")
        typed = st.text_input(
            say("Type their address to confirm"), key="erase.typed", placeholder=person.email, autocomplete="off"
        )
        proof = fields.proof(me, key="erase.proof")
        pressed = st.form_submit_button(say("Delete for ever"), type="primary")
    if pressed:
        st.session_state[GONE] = str(person.id)
        desk.do(
            users.hard_delete, user_id=person.id, reason=reason, typed_email=typed, proof=proof,
            thanks=say("Deleted for ever."),
        )  # fmt: skip
        st.session_state.pop(GONE, None)
