"""What stands around a page: the wordmark, the narrow column of the visitor's pages, the practice banner."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from pages.parts.wording import day
from usercore import Actor, say

MARKS = Path(__file__).parent / "marks"


def _inline(name: str) -> str:
    """As Streamlit would send it, made once and not at every click."""
    return f"data:image/svg+xml;base64,{b64encode((MARKS / name).read_bytes()).decode()}"


FAVICON = _inline("favicon.svg")
WORDMARKS = {theme: _inline(f"wordmark-{theme}.svg") for theme in ("light", "dark")}


def wordmark() -> None:
    """Above the menu, in the colours of the theme."""
    st.logo(_wordmark(), icon_image=FAVICON, size="large")


@contextmanager
def narrow() -> Iterator[None]:
    """A column for the visitor's pages, in the middle of the window."""
    with st.container(horizontal_alignment="center"), st.container(width=400):
        st.image(_wordmark(), width=113, alt="usercore")
        st.space("small")
        yield


def _wordmark() -> str:
    return WORDMARKS["dark" if st.context.theme.type == "dark" else "light"]


def time_left(me: Actor) -> None:
    """Above every page while a second factor is asked for and may still wait."""
    if me.enrol_by is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(
            say("Set up two-factor sign-in by {day}", day=day(me.enrol_by)),
            icon=":material/phonelink_lock:", color="orange",
            help=say("Your role asks for it. After that day nothing else works before."),
        )  # fmt: skip
        st.page_link("account.py", label=say("Set up"), icon=":material/arrow_forward:", width="content")


def practice_banner(*, practice: bool) -> None:
    """Above every page of a practice database, so that nobody takes it for the real one."""
    if practice:
        st.badge(say("Practice data: everyone here is made up"), icon=":material/science:", color="orange")
