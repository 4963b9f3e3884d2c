"""What the pages behind letters share: the link in the cookie, whose it is, and why a dead one is dead."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import streamlit as st

from pages.parts import authenticator, desk, two_factor_setup
from pages.parts.frame import narrow
from pages.parts.link_used import forget_link
from pages.parts.wording import plain
from pages.web.links import DONE
from usercore import Actor, say
from usercore.frames import links

USED, SAID = "letter_link.used", "letter_link.said"
DEAD = {
    "spent": "This link was used already, or a newer link or password took its place.",
    "ended": "This link has ended: it was good for a limited time only.",
    "void": "This link no longer counts: the account changed since it was sent.",
}
NEXT = {
    "email": "If your new address does not sign you in yet, ask for it again under “My account”.",
    "undo": "If the change was not yours, ask for a new password; if that does not help, tell your admin.",
    "notme": "If something is still not right, ask for a new password: that signs everyone out.",
}


@contextmanager
def room(title: str) -> Iterator[Actor]:
    """The page's column under its title; whoever is signed in has the wordmark above the menu already."""
    me = desk.someone()
    if me.signed_in and not (me.must_change_password or me.must_enrol):
        with st.container(horizontal_alignment="center"), st.container(width=400):
            st.title(title, anchor=False)
            yield me
        return
    with narrow():
        st.title(title, anchor=False)
        yield me


def token(me: Actor, purpose: str) -> str:
    """The token in the cookie; without one for this page, the page says where to find it and stops."""
    held = desk.cookie("link") or ""
    if not held.startswith(f"{purpose}_"):
        st.info(say("Open the link in the letter: it leads here."), icon=":material/mail:")
        _on(me, purpose)
    return held


def opened(me: Actor, purpose: str) -> tuple[str, Any]:
    """The token and the row about it; a dead link stops the page with the reason and the next step."""
    held = token(me, purpose)
    about = desk.opening.core().call(desk.visitor(), links.about, token=held, purpose=purpose).iloc[0]
    if about.state != "good":
        st.warning(say(DEAD[about.state]), icon=":material/link_off:")
        if about.email:
            st.session_state[authenticator.TYPED] = about.email
        _on(me, purpose)
    if me.signed_in and me.email != about.email:
        st.info(
            say(
                "You are signed in here as {me}. This link is about the account of {owner}.",
                me=plain(me.email),
                owner=plain(about.email),
            ),
            icon=":material/group:",
        )
    return held, about


def _on(me: Actor, purpose: str) -> NoReturn:
    if purpose in NEXT:
        st.caption(say(NEXT[purpose]))
    if purpose not in ("email", "invitation"):
        label = say("Ask for a new link") if purpose == "reset" else say("Ask for a new password")
        st.page_link("forgot_password.py", label=label, icon=":material/mail:")
    way_on(me)
    st.stop()


def way_on(me: Actor) -> None:
    """Where to go from here: in, on to what comes before everything else, or to one's account. As in the navigation, since
    Streamlit knows no other page.
    """
    if not me.signed_in:
        st.page_link("sign_in.py", label=say("Sign in"), icon=":material/login:")
    elif me.must_change_password:
        st.page_link("choose_own_password.py", label=say("Go on"), icon=":material/arrow_forward:")
    elif me.must_enrol or two_factor_setup.ENROLLING in st.session_state:
        st.page_link("enrol.py", label=say("Go on"), icon=":material/arrow_forward:")
    elif me.asked_consent:
        st.page_link("consent_asked.py", label=say("Go on"), icon=":material/arrow_forward:")
    else:
        st.page_link("account.py", label=say("My account"), icon=":material/account_circle:")


def done(token: str, *, email: str, said: str) -> NoReturn:
    """The link did its work: say so, here and after a reload, and offer `email` where they sign in next."""
    st.session_state[USED] = token
    st.session_state[SAID] = said
    st.session_state[authenticator.TYPED] = email
    st.rerun()


def when_done(me: Actor, purpose: str, otherwise: str) -> None:
    """Stop the page with what the link has done, if it has; after a reload that is told as in `otherwise`."""
    token = desk.cookie("link") or ""
    just_now = token.startswith(f"{purpose}_") and st.session_state.get(USED) == token
    if not just_now and token != f"{DONE}_{purpose}":
        return
    st.success(st.session_state.get(SAID, "") if just_now else otherwise, icon=":material/check_circle:")
    if just_now:
        forget_link(purpose)
    if me.signed_in:
        way_on(me)
    elif st.button(say("Sign in"), type="primary", width="stretch"):
        st.switch_page("sign_in.py")
    st.stop()
