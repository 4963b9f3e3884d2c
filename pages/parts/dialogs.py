"""Dialogs: those that a page opens by itself, for what stands in the address or was left by the run before, of which there
is room for one; and what is forgotten once one was closed.
"""

import streamlit as st

ADDRESSED: set[str] = set()
LEFT: set[str] = set()
CLOSED = "dialogs.closed"  # how many, in this tab


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


def closed() -> None:
    """To be told by each in which a field is `anew`, as `on_dismiss`."""
    st.session_state[CLOSED] = st.session_state.get(CLOSED, 0) + 1


def anew(key: str) -> str:
    """The key of a field in which nothing of what was typed stands any more once a dialog was closed.

    A new run alone does not see to it: what was typed and the ✕ right after it come in one message, or are answered as
    one; Streamlit runs the dialog for it, and the browser fills the field in again. A form sends nothing, so there it does.
    """
    so_far = st.session_state.get(CLOSED, 0)
    return f"{key}-{so_far}" if so_far else key
