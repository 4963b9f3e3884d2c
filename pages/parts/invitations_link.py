"""The link of an invitation, shown once, to hand over by hand."""

import streamlit as st

from usercore import say

SHOWN = "invitations.link"  # whose, and the link


def handed(invitation_id: object) -> bool:
    """Show the link if it was asked for this invitation; whether it was."""
    whose, link = st.session_state.get(SHOWN, (None, None))
    if whose != str(invitation_id):
        return False
    st.markdown(say("Its link, shown only now:"))
    st.code(link, language=None, wrap_lines=True)
    st.caption(say("Give it to them yourself, and to nobody else: whoever opens it can come in. It works once."))
    return True


def forget() -> None:
    st.session_state.pop(SHOWN, None)
