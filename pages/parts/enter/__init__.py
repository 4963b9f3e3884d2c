"""Enter in a field presses the button, for forms whose fields tell Python while one types; and the field where one begins."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pages.parts.files import from_files

_draw = from_files("enter")


@contextmanager
def enter_presses(key: str, *, begins: bool = False) -> Iterator[None]:
    """A block whose first primary button is pressed by Enter in one of its fields, as in any form; with `begins` typing
    goes into its first field as soon as that is there.

    Streamlit's own forms keep what is typed to themselves until they are sent, so they cannot advise meanwhile.
    """
    with st.container(key=key):
        yield
    _draw(key=f"{key}.enter", data={"within": key, "presses": True, "begins": begins})


@contextmanager
def begins(key: str) -> Iterator[None]:
    """A block around a form of Streamlit's, in whose first field one types at once."""
    with st.container(key=key):
        yield
    _draw(key=f"{key}.enter", data={"within": key, "presses": False, "begins": True})
