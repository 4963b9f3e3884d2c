"""The dialog that makes a new person: by invitation, or with a password to hand over."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, dialogs, erased_before, fields, invitations_link, new_password, temporary_password
from pages.parts.enter import enter_presses
from usercore import Actor, say
from usercore.actions import invitations, users

MADE, PASSWORD = "people.made", "create.password"
BEGUN = dialogs.left("create.begun")
LETTER, TEMPORARY, LATER = "letter", "temporary", "later"
WAYS = {LETTER: "By letter", TEMPORARY: "With a temporary password", LATER: "Not yet"}


def begin(email: str) -> None:
    """Open on the list of people, which comes next, with this address."""
    st.session_state[BEGUN] = email


def begun() -> bool:
    """Whether another page began it; its address stands in the field."""
    email = st.session_state.pop(BEGUN, None)
    if email is not None:
        st.session_state["create.email"] = email
    return email is not None


def forget() -> None:
    """What is shown once is gone as soon as the dialog is."""
    dialogs.closed()
    st.session_state.pop(MADE, None)
    erased_before.forget()
    invitations_link.forget()


@st.dialog("New user", icon=":material/person_add:", on_dismiss=forget)
def create(me: Actor, roles: pd.DataFrame) -> None:
    """A form; a refusal's sentence stands beneath it and what was typed stays."""
    if made := st.session_state.get(MADE):
        _made(*made)
        return
    with enter_presses("create"):
        email = fields.email(key="create.email")
        fields.slip(email, key="create.email")
        name = fields.name(key="create.name")
        role = fields.role(roles, key="create.role")
        staff = bool(roles.loc[roles["name"] == role, "staff"].any())
        way = _way(me)
        given = _password(words=[email, name], long=staff) if way == TEMPORARY else {}
        proof = fields.proof(me, key="create.proof") if staff else None
        refusal = st.empty()
        came_back = erased_before.came_back(email, key="create.came-back")
        pressed = st.button(say("Invite") if way == LETTER else say("Create"), type="primary", key="create.go")
    if not pressed:
        return
    with refusal:
        if not desk.proved(proof):
            return
        deed = invitations.send if way == LETTER else users.create
        made = erased_before.call(deed, email=email, name=name, role=role, came_back=came_back, **given)
    if made:
        new_password.forget(PASSWORD)
        _tell(way, email, made)


def _way(me: Actor) -> str:
    """How they come in; a letter is the offered default."""
    ways = [way for way in WAYS if way != LETTER or me.may(invitations.send)]
    way = st.segmented_control(
        say("How they come in"), ways, default=ways[0], required=True, key="create.way",
        format_func=lambda way: say(WAYS[way]),
    )  # fmt: skip
    if way == LETTER:
        st.caption(say("They get a letter with a link, and choose a password themselves."))
    elif way == LATER:
        st.caption(say("They stay “invited” and cannot sign in. No letter is sent."))
    return str(way)


def _password(*, words: list[str], long: bool) -> dict[str, Any]:
    """What `users.create` is told about it: the one typed, or one to be made up."""
    typed = temporary_password.field(key=PASSWORD, words=words, long=long)
    return {"password": typed} if typed else {"generate_password": True}


def _tell(way: str, email: str, made: Any) -> None:
    """Thanks; and what is shown once, in place of the form."""
    if way == LETTER:
        desk.later(say("{email} is invited.", email=email))
        once = made.link
        st.session_state[MADE] = str(made.user_id), email, str(made.id), None
        st.session_state[invitations_link.SHOWN] = str(made.id), made.link
    else:
        desk.later(say("{email} now has an account.", email=email))
        once = made.password
        st.session_state[MADE] = str(made.id), email, None, made.password
    if not once:
        forget()
    st.rerun(scope="fragment" if once else "app")


def _made(user_id: str, email: str, invitation_id: str | None, password: str | None) -> None:
    if invitation_id:
        st.success(say("{email} is invited.", email=desk.plain(email)), icon=":material/check:")
        invitations_link.handed(invitation_id)
        st.caption(say("No mail server is set up, so the letter waits in the outbox."))
    else:
        st.success(say("{email} now has an account.", email=desk.plain(email)), icon=":material/check:")
        temporary_password.handed(str(password))
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(say("Done"), type="primary", key="create.done"):
            forget()
            st.rerun()
        st.page_link(
            "user.py", label=say("Open the person"), query_params={"id": user_id}, icon=":material/arrow_forward:"
        )
