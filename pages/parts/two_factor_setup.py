"""Setting up a second factor on screen: the picture for a while, the key beside it, the first code, the recovery codes.

The same for one's own account and for the desk that hands it over.
"""

import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import streamlit as st

from pages.parts import desk, fields
from pages.parts.save_file import save_button
from usercore import Actor, UsercoreError, say
from usercore.actions import sign_in, two_factor
from usercore.crypto import totp
from usercore.errors import NotSignedIn

SETUP, UNTIL, CODES, TRIED = "two_factor.setup", "two_factor.until", "two_factor.codes", "two_factor.tried"
WHERE, ENROLLING, RENEWED = "two_factor.where", "two_factor.enrolling", "two_factor.renewed"
SHOWN_FOR = 60  # seconds: long enough for a camera, short enough for whoever passes by
WIDTH, BELOW = 360, 44  # the picture, and the time that is left below it
LETTERS = 32  # of a key


def stay_at(me: Actor, *place: str | None) -> None:
    """What was shown at another place is hidden: another page, or the same for another person."""
    if st.session_state.get(WHERE) != place:
        if codes_shown(me.user_id):
            renew()
        forget()
    st.session_state[WHERE] = place


def renew() -> None:
    """One's own sign-in takes a code now: on under a new token, which the next run hands to the browser."""
    with suppress(UsercoreError):  # it goes on as it was
        st.session_state[RENEWED] = desk.opening.core().call(desk.bearer(), sign_in.renew).ticket


def forget() -> None:
    """Nothing secret outlives the page that shows it."""
    for key in (SETUP, UNTIL, CODES, TRIED):
        st.session_state.pop(key, None)


def begin(me: Actor, user_id: Any, label: str, *, waiting: bool) -> None:
    """The button that begins it; while one waits for its first code, it is rather shown again."""
    proof = fields.proof(me, key="two-factor.proof", credentials=str(me.user_id) == str(user_id))
    refusal = desk.why_not(me, two_factor.enable, about=user_id)
    more = {"disabled": refusal is not None, "help": refusal}
    with st.container(horizontal=True):
        again = waiting and st.button(
            say("Show again"), type="primary", icon=":material/visibility:", key="two-factor.again", **more
        )
        new = st.button(
            say("Make a new one") if waiting else label, type="secondary" if waiting else "primary",
            icon=":material/qr_code_2:", key="two-factor.begin", **more,
        )  # fmt: skip
    if not (again or new) or not desk.proved(proof):
        return
    _show(user_id, two_factor.show_again if again else two_factor.enable)


def _show(user_id: Any, how: Any) -> None:
    """On screen from now on, for a while."""
    if made := desk.call(how, user_id=user_id):
        st.session_state[SETUP] = str(user_id), made
        st.session_state[UNTIL] = time.monotonic() + SHOWN_FOR
        st.rerun()


def shown(user_id: Any) -> bool:
    """Whether this person is being set up, with the picture on screen or hidden again."""
    whose, _ = st.session_state.get(SETUP, (None, None))
    return whose == str(user_id)


def steps(user_id: Any, *, mine: bool) -> Any:
    """The picture, the key beside it and the field for the first code; what verifying gave, once that was right.
    Whoever is here on the phone itself has nothing to scan it with: the app takes it from a link.

    What is hidden keeps its place, so that nothing moves under the fingers of whoever is typing.
    """
    made = st.session_state[SETUP][1]
    st.markdown(say("**1.** Scan this with an authenticator app."))
    with st.container(horizontal=True, gap="large"):
        with st.container(width=WIDTH):
            if made:
                _picture()
            else:
                _hidden(user_id)
        with st.container(width="stretch"):
            st.caption(say("No camera? Type this key into the app instead:"))
            st.code(grouped(made.secret if made else "•" * LETTERS), language=None, wrap_lines=True)
            if mine:
                st.link_button(say("Open the app on this device"), made.uri if made else "", icon=":material/open_in_new:",
                               disabled=not made)  # fmt: skip
            return _first_code(user_id)


@st.fragment(run_every="1s")
def _picture() -> None:
    """The QR code, with the seconds that are left; then it is gone. A timer asks nobody anything."""
    left = round(st.session_state.get(UNTIL, 0) - time.monotonic())
    whose, made = st.session_state.get(SETUP, (None, None))
    if left <= 0 or made is None:
        if whose:
            st.session_state[SETUP] = whose, None
        st.rerun(scope="app")
    st.html(_inline(made.qr_code))
    words = say("Hidden in one second") if left == 1 else say("Hidden in {count} seconds", count=left)
    st.progress(left / SHOWN_FOR, words)


def _hidden(user_id: Any) -> None:
    with st.container(height=WIDTH + BELOW, border=True, horizontal_alignment="center", vertical_alignment="center"):
        st.caption(say("The picture is hidden again."), width="content")
        if st.button(say("Show again"), icon=":material/visibility:", key="two-factor.unhide"):
            _show(user_id, two_factor.show_again)


def _inline(png: bytes) -> str:
    """In the page itself: at no address, in no cache. Each module is as many whole pixels wide as fit."""
    data, words = b64encode(png).decode(), say("QR code for the authenticator app")
    modules = int.from_bytes(png[16:20]) // totp.PIXELS_A_MODULE  # the width, in the header of every PNG
    style = (
        f"width:{modules * (WIDTH // modules)}px;max-width:100%;display:block;image-rendering:pixelated;"
        "border-radius:8px;outline:1px solid #8884;outline-offset:-1px"
    )
    return f'<img src="data:image/png;base64,{data}" alt="{words}" style="{style}">'


def grouped(secret: str) -> str:
    """In groups of four, as it is read out."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _first_code(user_id: Any) -> Any:
    st.markdown(say("**2.** Type the six digits that the app shows."))
    typed = (
        st.text_input(
            say("Code"), key="two-factor.code", live="100ms", autocomplete="one-time-code", placeholder="123 456",
            label_visibility="collapsed", width=180,
        )
        or ""
    )  # fmt: skip
    if totp.digits(typed) is None:
        st.session_state.pop(TRIED, None)
        return None
    before, refusal = st.session_state.get(TRIED, (None, ""))
    if typed != before:
        try:
            return desk.opening.core().call(desk.bearer(), two_factor.verify_setup, user_id=user_id, code=typed)
        except NotSignedIn:
            st.rerun(scope="app")
        except UsercoreError as why:
            refusal = str(why)
            st.session_state[TRIED] = typed, refusal
    st.error(desk.plain(refusal), icon=":material/error:")
    return None


def keep(user_id: Any, codes: Any) -> None:
    """From now on this person's recovery codes are what is shown, once."""
    forget()
    st.session_state[CODES] = {str(user_id): tuple(codes)}


def codes_shown(user_id: Any) -> bool:
    return str(user_id) in st.session_state.get(CODES, {})


def under_way(user_id: Any, *, name: str, handed: str, done: Callable[[], None], mine: bool = False) -> bool:
    """The picture and the first code, then the recovery codes, then `done`; False if nobody is setting it up."""
    if codes_shown(user_id):
        if recovery_codes(name=name, handed=handed, done=say("Done")):
            done()
            st.rerun()
    elif shown(user_id):
        if codes := steps(user_id, mine=mine):
            keep(user_id, codes)
            st.rerun()
    else:
        return False
    return True


def recovery_codes(*, name: str, handed: str, done: str) -> bool:
    """The ten codes, to copy, save or print; True once they are said to be kept (`handed`) and `done` was pressed."""
    st.success(say("It is on: signing in asks for a code from now on."), icon=":material/verified_user:")
    st.markdown(say("**Recovery codes**, shown only now. Each gets you in once if the phone is lost."))
    text = "\n".join(f"{place:2}  {code}" for place, code in enumerate(next(iter(st.session_state[CODES].values())), 1))
    st.code(text, language=None)
    with st.container(horizontal=True, gap="small"):
        save_button(say("Save as a file"), text=f"{name}\n\n{text}\n", name="recovery-codes.txt", key="codes.save")
        save_button(say("Print"), text=f"{name}\n\n{text}\n", name="", key="codes.print")
    kept = st.checkbox(handed, key="codes.kept")
    if st.button(done, type="primary", disabled=not kept, key="codes.done"):
        forget()
        return True
    return False
