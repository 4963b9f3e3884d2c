"""Whoever was deleted for ever comes back only if they ask to: a box for that, once an address was found to be theirs."""

from typing import Any, Literal, TypeVar

import streamlit as st

from pages.parts import desk
from usercore import say
from usercore.errors import ErasedBefore
from usercore.work import Deed

T = TypeVar("T")
ERASED = "erased-before"


def forget() -> None:
    st.session_state.pop(ERASED, None)


def came_back(email: str, *, key: str) -> bool:
    """Whether they asked to; the box is there once it is known that this address was erased."""
    address, told = st.session_state.get(ERASED, ("", ""))
    if not address or address != email:
        return False
    st.warning(desk.plain(told), icon=":material/person_off:")
    return st.checkbox(say("They asked to come back"), key=key)


def call(action: Deed[..., T], /, *, email: str, **wanted: Any) -> T | Literal[False]:
    """`desk.call`, from a dialog; an address that was erased is told with the box of `came_back`."""
    try:
        return desk.call(action, email=email, raises=(ErasedBefore,), **wanted)
    except ErasedBefore as before:
        st.session_state[ERASED] = email, str(before)
        st.rerun(scope="fragment")
