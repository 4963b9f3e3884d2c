"""Deleting a person for ever: what goes, what stays, and their address typed as proof."""

from typing import Any

import streamlit as st

from pages.parts import desk, fields
from pages.parts.person_actions import called
from usercore import Actor, say
from usercore.actions import users
from usercore.frames import users as lists

GONE = "person.gone"


@st.dialog("Delete for ever", icon=":material/delete_forever:")
def erase(me: Actor, person: Any) -> None:
    goes = desk.ask(lists.what_goes, user_id=person.id).iloc[0]
    st.markdown(
        say(
            "This cannot be undone.\n\n"
            "- **Goes:** the account of {name}; its sessions ({sessions}), links and tickets ({tokens})\n"
            "- **Made nameless:** what the audit log says of them by name ({values})\n"
            "- **Stays:** the audit log's entries, as “Erased person”, and this deletion with its reason",
            name=called(person),
            sessions=goes.sessions,
            tokens=goes.tokens,
            values=goes.personal_values,
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
