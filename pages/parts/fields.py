"""Form fields that several screens share, with the browser's own help turned on."""

import pandas as pd
import streamlit as st

from pages.parts import dialogs
from pages.parts.wording import plain
from usercore import Actor, say
from usercore.typos import likely


def email(value: str = "", *, key: str = "email") -> str:
    return st.text_input(say("E-mail"), value, key=key, autocomplete="off", placeholder="name@example.com") or ""


def slip(email: str, *, key: str) -> None:
    """Beneath the field under this key: a likely slip in it, and its correction one click away. Not in a form."""
    if better := likely(email):
        st.button(
            say("Did you mean {email}?", email=plain(better)), icon=":material/spellcheck:", type="tertiary",
            key=f"{key}.slip", on_click=_correct, args=(key, better),
        )  # fmt: skip


def _correct(key: str, email: str) -> None:
    st.session_state[key] = email


def name(value: str = "", *, key: str = "name") -> str:
    return st.text_input(say("Name"), value, key=key, autocomplete="off") or ""


def role(roles: pd.DataFrame, value: str = "author", *, key: str = "role") -> str:
    """One of the roles that the actor may give, and the present one."""
    offered = roles[roles.may_grant | (roles.name == value)]
    names, titles = list(offered["name"]), dict(zip(offered["name"], offered["title"], strict=True))
    index = names.index(value) if value in names else 0  # always the same: another one would begin the field anew
    return st.selectbox(say("Role"), names, index=index, format_func=titles.__getitem__, key=key)


def proof(me: Actor, *, key: str, credentials: bool = False) -> str | None:
    """One's own password or a code, asked only when the sign-in is no longer recent; None if it need not be.

    `credentials`: recent enough to change one's own address or factor, for which the password is asked.
    """
    if me.fresh_for_credentials if credentials else me.fresh:
        return None
    return st.text_input(
        say("Your own password or a code of your app, to confirm it is you")
        if me.second_factor and not credentials
        else say("Your own password, to confirm it is you"),
        type="password",
        key=dialogs.anew(key),
        autocomplete="current-password",
    )
