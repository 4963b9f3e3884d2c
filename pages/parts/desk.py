"""The desk every screen works at: `enter` says who is here, `ask` calls a frame, `do` an action."""

from dataclasses import replace
from typing import Any, Literal, NoReturn, TypeVar

import streamlit as st

from pages.parts import opening
from pages.parts.wording import plain
from pages.web import cookies
from pages.web.headers import SOURCE
from usercore import Actor, UsercoreError, say
from usercore.actions import sign_in
from usercore.errors import MustChangePassword, MustEnrol, NotAllowed, NotSignedIn
from usercore.work import Deed

T = TypeVar("T")
THANKS, REFUSED = "desk.thanks", "desk.refused"
ELSEWHERE = NotSignedIn, MustChangePassword, MustEnrol  # since this page was opened: the whole app leads there


def cookie(of: str) -> str | None:
    """A cookie of ours as the browser sent it; AppTest's stand-in gives no string."""
    found = st.context.cookies.get(cookies.name(of, opening.address()))
    return found if isinstance(found, str) else None


def token() -> str | None:
    """The session token: the one seam that tests replace."""
    return cookie("session")


def connection() -> dict[str, Any]:
    """Where the visitor comes from."""
    headers = st.context.headers
    found = {"address": headers.get(SOURCE), "agent": headers.get("user-agent"), "browser": cookie("browser")}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def visitor() -> Actor:
    """Whoever sits here, as nobody in particular: for the pages before signing in."""
    return Actor.visitor(**connection())


def bearer() -> Actor:
    """Whoever holds the cookie; each call looks them up again, so that a revoked session is out at once."""
    return opening.core().bearer(token(), **connection())


def someone() -> Actor:
    """The person who is here, or a visitor."""
    return opening.core().actor_for(token(), **connection())


def enter(deed: Deed[..., Any] | None = None, *, leads_on: bool = False) -> Actor:
    """The first line of every page: who is here; stops the page politely for those who may not see it. One that `leads_on`
    leaves to the next what is still to be said.
    """
    me = someone()
    if not me.signed_in or me.must_change_password or me.must_enrol:
        stop(NotSignedIn())
    if deed is not None and not me.may(deed):
        stop(NotAllowed(permission=str(deed.permission)))
    if not leads_on:
        thank()
    return me


def stop(refusal: UsercoreError) -> NoReturn:
    st.info(plain(str(refusal)), icon=":material/lock:")
    st.stop()


def look(frame: Deed[..., T], /, **wanted: Any) -> T:
    """`ask`, by a timer: nobody was here for it, so it keeps no session alive."""
    try:
        return opening.core().call(replace(bearer(), by_itself=True), frame, **wanted)
    except ELSEWHERE:
        st.rerun(scope="app")


def ask(frame: Deed[..., T], /, **wanted: Any) -> T:
    """The frame's answer; if the session has just ended, the whole app runs again and shows the sign-in form.

    Other refusals are the page's to word.
    """
    try:
        return opening.core().call(bearer(), frame, **wanted)
    except ELSEWHERE:
        st.rerun(scope="app")


def call(
    action: Deed[..., T],
    /,
    *,
    actor: Actor | None = None,
    raises: tuple[type[UsercoreError], ...] = (),
    **wanted: Any,
) -> T | Literal[False]:
    """An action's receipt, for those that must be shown once; False after a refusal, whose sentence is shown. Those in
    `raises` are the page's to word.
    """
    try:
        return opening.core().call(actor or bearer(), action, **wanted)
    except NotSignedIn:
        if actor is not None:
            raise
        st.rerun(scope="app")
    except UsercoreError as refusal:
        if isinstance(refusal, raises):
            raise
        st.error(plain(str(refusal)), icon=":material/error:")
        return False


def do(action: Deed[..., Any], /, *, thanks: str, proof: str | None = None, **wanted: Any) -> None:
    """Run an action; a refusal's sentence is shown here, thanks in the next run, after the commit.

    `proof` is one's own password, typed again because the sign-in was no longer recent.
    """
    said = _said()  # before the action: what stops this run afterwards leaves the thanks to the next
    try:
        if proof is not None:
            opening.core().call(bearer(), sign_in.confirm, proof=proof)
        opening.core().call(bearer(), action, **wanted)
    except NotSignedIn:
        st.rerun(scope="app")
    except UsercoreError as refusal:
        st.error(plain(str(refusal)), icon=":material/error:")
        return
    said.append(thanks)
    st.rerun(scope="app")


def proved(proof: str | None) -> bool:
    """Whether they are who they are: `proof` is one's own password or a code, None or empty where none was asked or typed,
    which the action judges then. A wrong one is said.
    """
    return not proof or call(sign_in.confirm, proof=proof) is not False


def later(thanks: str) -> None:
    """Say thanks in the next run."""
    _said().append(thanks)


def refused(refusal: UsercoreError) -> None:
    """Say why not in the next run that stands: a callback's own words go with a run that only leads on."""
    st.session_state[REFUSED] = str(refusal)


def thank() -> None:
    """Say what was left to be said."""
    said = _said()
    while said:
        st.toast(plain(said.pop(0)), icon=":material/check_circle:")
    if words := st.session_state.pop(REFUSED, None):
        st.error(plain(words), icon=":material/error:")


def _said() -> list[str]:
    """The thanks that are still to be shown."""
    kept: list[str] = st.session_state.setdefault(THANKS, [])
    return kept


def why_not(me: Actor, action: Deed[..., Any], *, about: object = None) -> str | None:
    """Why a button is disabled, for its tooltip; None if it is not."""
    if me.may(action, about=about):
        return None
    return say("Your role does not include this ({permission}).", permission=str(action.permission))
