"""The dialog that asks one person in."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from pages.parts import desk, dialogs, erased_before, fields, invitations_words, wording
from pages.parts.enter import enter_presses
from pages.parts.invitations_link import SHOWN, forget, handed
from pages.parts.outbox_letter import no_server
from usercore import Actor, say
from usercore.actions import invitations
from usercore.spelling import LONGEST_MESSAGE

EMAIL, NAME, MADE = "invite.email", "invite.name", "invite.made"
GIVEN_ROLE = "invite.given-role"


def _closed() -> None:
    dialogs.closed()
    st.session_state.pop(MADE, None)
    erased_before.forget()
    forget()


def begin(*, email: str = "", name: str = "", role: str = "author") -> None:
    """The next dialog begins anew, with what is known."""
    _closed()
    st.session_state.update({EMAIL: email, NAME: name, GIVEN_ROLE: role})


@st.dialog("Invite", icon=":material/person_add:", on_dismiss=_closed)
def invite(me: Actor, roles: pd.DataFrame) -> None:
    """A form; a refusal's sentence stands beneath it and what was typed stays."""
    if made := st.session_state.get(MADE):
        _made(*made)
        return
    with enter_presses("invite"):
        email = fields.email(key=EMAIL)
        fields.slip(email, key=EMAIL)
        name = fields.name(key=NAME)
        role = fields.role(roles, st.session_state.get(GIVEN_ROLE, "author"), key="invite.role")
        lifetime = lifetimes(key="invite.lifetime")
        staff = bool(roles.loc[roles["name"] == role, "staff"].any())
        words = message(key="invite.message")
        proof = fields.proof(me, key="invite.proof") if staff else None
        refusal = st.empty()
        came_back = erased_before.came_back(email, key="invite.came-back")
        pressed = st.button(say("Invite"), type="primary", key="invite.go")
    if not pressed:
        return
    with refusal:
        if not desk.proved(proof):
            return
        sent = erased_before.call(
            invitations.send, email=email, name=name, role=role, message=words, lifetime=lifetime, came_back=came_back,
        )  # fmt: skip
    if not sent:
        return
    if sent.link:
        st.session_state[SHOWN] = str(sent.id), sent.link
        st.session_state[MADE] = str(sent.id), email
        st.rerun(scope="fragment")
    desk.later(say("{email} is invited: the letter is on its way.", email=email))
    st.rerun()


def message(*, key: str) -> str:
    return (
        st.text_area(
            say("Some words of your own (they stand in the letter)"), key=key, max_chars=LONGEST_MESSAGE, height=80,
        )
        or ""
    )  # fmt: skip


def lifetimes(before: timedelta | None = None, *, key: str) -> timedelta | None:
    """How long the invitation waits for an answer, as it was chosen `before` where that is offered; None for the setting."""
    offered = invitations_words.lifetimes()
    return st.segmented_control(
        say("Waits for an answer"), offered, default=before if before in offered else offered[-1], required=True, key=key,
        format_func=wording.span,
    )  # fmt: skip


def _made(invitation_id: str, email: str) -> None:
    st.success(say("{email} is invited.", email=desk.plain(email)), icon=":material/check:")
    handed(invitation_id)
    if no_server():
        st.caption(say("No mail server is set up, so the letter waits in the outbox."))
    if st.button(say("Done"), type="primary", key="invite.done"):
        _closed()
        st.rerun()
