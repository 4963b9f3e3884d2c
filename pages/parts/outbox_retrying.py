"""Trying every letter again that failed: one by one, with a bar, and what was passed over and why."""

from collections import Counter

import streamlit as st

from pages.parts import desk, opening, wording
from pages.parts.outbox_filters import by_itself
from usercore import UsercoreError, say
from usercore.actions import outbox
from usercore.errors import NotSignedIn
from usercore.frames import outbox as lists
from usercore.frames.outbox import LetterQuery

DONE, FRESH = "outbox.tried", "outbox.tried-now"
AT_ONCE = 100


def all_failing(many: int) -> None:
    """Put every failing or given-up letter back into the queue; `many` is about how many there are."""
    tried, passed_over = 0, Counter[str]()
    bar = st.progress(0.0, say("Trying again …"))
    query = LetterQuery(states=("failing", "given-up"), limit=AT_ONCE)
    while True:
        page = desk.ask(lists.search, query=query)
        for letter_id in page["id"]:
            refusal = _again(letter_id)
            tried, passed_over[refusal] = tried + (not refusal), passed_over[refusal] + 1
        bar.progress(min(passed_over.total() / max(many, 1), 1.0), say("{count} put back", count=f"{tried:,}"))
        if page.attrs["next"] is None:
            break
        query = query.model_copy(update={"after": page.attrs["next"]})
    passed_over.pop("", None)
    st.session_state[DONE], st.session_state[FRESH] = (tried, dict(passed_over)), True
    st.rerun()


def _again(letter_id: object) -> str:
    """Empty, or why not."""
    try:
        opening.core().call(desk.bearer(), outbox.retry, letter_id=letter_id)
    except NotSignedIn:
        st.rerun(scope="app")
    except UsercoreError as refusal:
        return str(refusal)
    return ""


def tell() -> None:
    """How it went, where the list begins, until the next click."""
    if not st.session_state.pop(FRESH, False) and not by_itself():
        st.session_state.pop(DONE, None)
    if DONE not in st.session_state:
        return
    tried, passed_over = st.session_state[DONE]
    st.success(
        say("One letter is tried again.")
        if tried == 1
        else say("{count} letters are tried again.", count=f"{tried:,}"),
        icon=":material/check_circle:",
    )
    for reason, many in passed_over.items():
        st.warning(f"{many:,} · {wording.plain(reason)}", icon=":material/info:")
