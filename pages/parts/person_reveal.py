"""An eye beside a masked address: shown whole for five minutes, with a reason, and the person can read who looked."""

from datetime import datetime
from typing import Any

import streamlit as st

from pages.parts import desk, opening, wording
from usercore import Actor, Permission, say
from usercore.actions import reveals

EVERY = "1s"


def button(me: Actor, person: Any) -> None:
    """For whoever sees this person masked; while they are shown whole, `lasts` stands on the page."""
    if me.may(Permission.REVEAL_USERS) or person.id == me.user_id or person.revealed_until is not None:
        return
    refusal = desk.why_not(me, reveals.ask)
    if st.button(
        say("Show for five minutes"), icon=":material/visibility:", key="reveal", type="tertiary",
        disabled=refusal is not None, help=refusal,
    ):  # fmt: skip
        reveal(person)


@st.dialog("Show for five minutes", icon=":material/visibility:")
def reveal(person: Any) -> None:
    st.markdown(
        say(
            "The whole address, where {name} signed in from and what was written about them, on this page and in this "
            "browser alone. Lists and exports stay masked.",
            name=wording.plain(person["name"] or person.email),
        )
    )
    with st.form("reveal.form", border=False):
        reason = st.text_input(
            say("Reason"), key="reveal.reason", max_chars=500, autocomplete="off",
            placeholder=say("Such as a complaint, with its number"),
        )  # fmt: skip
        st.caption(say("{name} can read it, with your name and the time.", name=_called(person)))
        if st.form_submit_button(say("Show"), type="primary", icon=":material/visibility:"):
            desk.do(reveals.ask, user_id=person.id, reason=reason or "", thanks=say("Shown for five minutes."))


def lasts(person: Any) -> None:
    """How long it still is, and the way to end it; then the page masks itself again."""
    if person.revealed_until is not None:
        _countdown(str(person.id), person.revealed_until)


@st.fragment(run_every=EVERY)
def _countdown(user_id: str, until: datetime) -> None:
    """A timer asks nobody anything: what may be seen is decided in every call."""
    left = int((until - opening.core().now()).total_seconds())
    if left <= 0:
        st.rerun(scope="app")
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        words = say("Shown whole, masked again in {left}. It is in their history.", left=f"{left // 60}:{left % 60:02}")
        st.info(words, icon=":material/visibility:", width="stretch")
        if st.button(say("Hide now"), icon=":material/visibility_off:", key="reveal.end"):
            desk.do(reveals.end, user_id=user_id, thanks=say("Masked again."))


def _called(person: Any) -> str:
    return wording.plain(person["name"]) if person["name"] else say("The person")
