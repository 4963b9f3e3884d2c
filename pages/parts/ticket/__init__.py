"""Handing a ticket to the browser, which swaps it for the HttpOnly cookie that a script cannot set."""

from typing import NoReturn

import streamlit as st

from pages.parts.files import from_files
from usercore import say

_draw = from_files("ticket")


def hand_over(ticket: str, *, to: str | None = None) -> NoReturn:
    """Sign this browser in, and load the page again, or `to`."""
    _send("POST", ticket, to)


def hand_back() -> NoReturn:
    """End this browser's session and drop its cookie."""
    _send("DELETE", "out", None)


def _send(method: str, ticket: str, to: str | None) -> NoReturn:
    data = {"method": method, "ticket": ticket, "to": to}
    key = ticket[:16].replace("_", "-")  # Streamlit refuses a key with two underscores in a row
    answer = _draw(key=f"ticket-{key}", data=data, on_failed_change=lambda: None)
    if answer.failed is not None:
        st.error(
            say("Your browser could not finish this. Allow cookies for this site, then load the page again."),
            icon=":material/cookie:",
        )
    st.stop()
