"""Pages by key: the one in the address, and the buttons that turn them."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, wording
from usercore import say
from usercore.errors import PageGone
from usercore.work import Deed

PAGE = "page"
NEXT, BACK = "on", "back"


def cursor() -> dict[str, str]:
    """Where the page in the address begins (`after`) or ends (`before`): the id of a row."""
    where, _, row_id = st.query_params.get(PAGE, "").partition("-")
    return {where if where == "before" else "after": row_id or where} if where else {}


def page_of(
    search: Deed[..., pd.DataFrame], query: Any, *, ask: Callable[..., pd.DataFrame] = desk.ask
) -> pd.DataFrame:
    """The page that `query` means; one that is gone says so and gives the first."""
    try:
        return ask(search, query=query)
    except PageGone as gone:
        st.warning(wording.plain(str(gone)), icon=":material/first_page:")
        return desk.ask(search, query=query.model_copy(update={"after": None, "before": None}))


def pager(found: pd.DataFrame) -> None:
    """Previous and next, if there are any."""
    back, on = found.attrs["previous"], found.attrs["next"]
    if not (back or on):
        return
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button(say("Previous"), icon=":material/chevron_left:", disabled=not back, key=BACK, on_click=_turn,
                  args=("before", str(back)))  # fmt: skip
        st.button(say("Next"), icon=":material/chevron_right:", icon_position="right", disabled=not on, key=NEXT,
                  on_click=_turn, args=("after", str(on)))  # fmt: skip


def _turn(where: str, row_id: str) -> None:
    """One step in the browser's history a page, so that Back walks them."""
    st.query_params[PAGE] = f"{where}-{row_id}"
