"""Handing a ticket to the browser, which swaps it for the HttpOnly cookie that a script cannot set."""

from http import HTTPStatus
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts.files import from_files
from usercore import say

REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_draw = from_files("ticket")


def hand_over(ticket: str, *, to: str | None = None) -> NoReturn:
    """Sign this browser in, and load the page again, or `to`."""
    refused = say("Your browser could not finish this. Allow cookies for this site, then load the page again.")
    away = say("That did not get through. Load the page again in a moment; if it asks, sign in once more.")
    _send("POST", ticket, to=to, refused=refused, away=away)


def hand_back(ticket: str, above: DeltaGenerator) -> NoReturn:
    """End this browser's session and drop its cookie. A ticket is sent once: another try needs another. That it failed
    is said above the button too: on a phone the menu lies over the page.
    """
    away = say("You are still signed in: that did not get through. Press “Sign out” again, or load the page to stay.")
    _send("DELETE", ticket, refused=away, away=away, above=above)


def _send(
    method: str, ticket: str, *, to: str | None = None, refused: str, away: str, above: DeltaGenerator | None = None
) -> NoReturn:
    data = {"method": method, "ticket": ticket, "to": to}
    key = ticket[:16].replace("_", "-")  # Streamlit refuses a key with two underscores in a row
    answer = _draw(key=f"ticket-{key}", data=data, on_failed_change=lambda: None)
    if answer.failed is not None:  # the answer's status; 0: there was none
        st.error(refused if answer.failed in REFUSED else away, icon=":material/error:")
        if above:
            above.error(say("Not signed out yet. Try again."), icon=":material/error:")
    st.stop()
