"""What the pages behind letters share: the link in the cookie, whose it is, and why a dead one is dead."""

from typing import Any, NoReturn

import streamlit as st

from pages.parts import desk
from usercore import say
from usercore.frames import links

DONE = "letter_link.done"
DEAD = {
    "spent": "This link was used already, or a newer one took its place. If that was you, there is nothing left to do.",
    "ended": "This link has ended.",
    "void": "This link no longer counts: the password or the address changed since it was sent.",
}


def opened(purpose: str) -> tuple[str, Any]:
    """The token and the row about it; a dead link stops the page with the reason and the next step."""
    token = desk.cookie("link") or ""
    if not token.startswith(f"{purpose}_"):
        st.info(say("Open the link in the letter: it leads here."), icon=":material/mail:")
        _on(purpose)
    about = desk.opening.core().call(desk.visitor(), links.about, token=token, purpose=purpose).iloc[0]
    if about.state != "good":
        st.warning(say(DEAD[about.state]), icon=":material/link_off:")
        _on(purpose)
    return token, about


def _on(purpose: str) -> NoReturn:
    if purpose == "reset":
        st.page_link("forgot_password.py", label=say("Ask for a new link"), icon=":material/mail:")
    way_on()
    st.stop()


def way_on() -> None:
    """Where to go from here: in, or to one's account."""
    if desk.someone().signed_in:
        st.page_link("account.py", label=say("My account"), icon=":material/account_circle:")
    else:
        st.page_link("sign_in.py", label=say("Sign in"), icon=":material/login:")


def done(token: str) -> None:
    """The link did its work: a reload says so instead of calling it dead."""
    st.session_state[DONE] = token


def is_done(purpose: str) -> bool:
    """Whether this tab has just used the link that the cookie still holds."""
    token = desk.cookie("link") or ""
    return token.startswith(f"{purpose}_") and st.session_state.get(DONE) == token
