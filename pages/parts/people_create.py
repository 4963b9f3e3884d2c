"""The dialog that makes a new person."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, fields, new_password
from pages.parts.enter import enter_presses
from usercore import say
from usercore.actions import users

MADE, PASSWORD = "people.made", "create.password"


def forget() -> None:
    """The shown-once password is gone as soon as the dialog is."""
    st.session_state.pop(MADE, None)


@st.dialog("New user", icon=":material/person_add:", on_dismiss=forget)
def create(roles: pd.DataFrame) -> None:
    """A form; a refusal's sentence stands beneath it and what was typed stays."""
    if made := st.session_state.get(MADE):
        _made(*made)
        return
    with enter_presses("create"):
        email = fields.email(key="create.email")
        name = fields.name(key="create.name")
        role = fields.role(roles, key="create.role")
        given = _password(words=[email, name], staff=bool(roles.loc[roles["name"] == role, "staff"].any()))
        refusal = st.empty()
        pressed = st.button(say("Create"), type="primary", key="create.go")
    if not pressed:
        return
    with refusal:
        made = desk.call(users.create, email=email, name=name, role=role, **given)
    if made:
        new_password.forget(PASSWORD)
    if made and made.password:
        st.session_state[MADE] = (str(made.id), email, made.password)
    if made:
        desk.later(say("{email} now has an account.", email=email))
        st.rerun(scope="fragment" if made.password else "app")


def _password(*, words: list[str], staff: bool) -> dict[str, Any]:
    """What `users.create` is told about it: none yet, the one typed, or one to be made up."""
    if st.toggle(say("No password yet"), key="create.invited"):
        st.caption(say("They stay “invited” and cannot sign in."))
        return {}
    typed = new_password.field(
        say("Temporary password"), key=PASSWORD, words=words, staff=staff,
        empty=say("Left empty, one is made up. They choose their own when they first sign in."),
    )  # fmt: skip
    return {"password": typed} if typed else {"generate_password": True}


def _made(user_id: str, email: str, password: str) -> None:
    st.success(say("{email} now has an account.", email=desk.plain(email)), icon=":material/check:")
    st.markdown(say("Their temporary password, shown only now:"))
    st.code(password, language=None)
    st.caption(say("Give it to them yourself. They choose their own when they first sign in."))
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(say("Done"), type="primary", key="create.done"):
            forget()
            st.rerun()
        st.page_link(
            "user.py", label=say("Open the person"), query_params={"id": user_id}, icon=":material/arrow_forward:"
        )
