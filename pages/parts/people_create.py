"""The dialog that makes a new person."""

import pandas as pd
import streamlit as st

from pages.parts import desk, fields, new_password
from pages.parts.enter import enter_presses
from usercore import say
from usercore.actions import users

MADE = "people.made"


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
        password = new_password.field(
            say("Temporary password (empty: one is made up)"), key="create.password", words=[email, name],
            staff=bool(roles.loc[roles["name"] == role, "staff"].any()),
        )  # fmt: skip
        invited = st.toggle(say("No password yet"), key="create.invited")
        st.caption(
            say(
                "A password given here is temporary: they choose their own when they first sign in. "
                "Without one they stay “invited” and cannot sign in."
            )
        )
        pressed = st.button(say("Create"), type="primary", key="create.go")
    if not pressed:
        return
    given = {} if invited else {"password": password} if password else {"generate_password": True}
    made = desk.call(users.create, email=email, name=name, role=role, **given)
    if made and made.password:
        st.session_state[MADE] = (str(made.id), email, made.password)
    if made:
        desk.later(say("{email} now has an account.", email=email))
        st.rerun(scope="fragment" if made.password else "app")


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
