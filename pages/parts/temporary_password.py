"""A temporary password that staff give to somebody: typed, or made up and shown once."""

from collections.abc import Iterable

import streamlit as st

from pages.parts import new_password
from usercore import say


def field(*, key: str, words: Iterable[str], long: bool) -> str:
    """The one typed; empty if one is to be made up."""
    return new_password.field(
        say("Temporary password"), key=key, words=words, long=long,
        empty=say("Left empty, one is made up. They choose their own when they first sign in."),
    )  # fmt: skip


def handed(password: str) -> None:
    """Show the one that was made up."""
    st.markdown(say("Their temporary password, shown only now:"))
    st.code(password, language=None)
    st.caption(say("Give it to them yourself. They choose their own when they first sign in."))
