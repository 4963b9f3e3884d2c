"""Dialogs that a page opens by itself, for what stands in the address or was left by the run before: there is room for one."""

import streamlit as st

ADDRESSED: set[str] = set()
LEFT: set[str] = set()


def addressed(name: str) -> str:
    """The name in the address of what a dialog is about, for as long as it is open."""
    ADDRESSED.add(name)
    return name


def left(key: str) -> str:
    """The key under which a run leaves what the dialog that the next one opens is about."""
    LEFT.add(key)
    return key


def give_way() -> None:
    """None of them opens in this run, since another one does."""
    for name in ADDRESSED:
        st.query_params.pop(name, None)
    for key in LEFT:
        st.session_state.pop(key, None)
