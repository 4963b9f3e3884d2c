"""Pages by key: the one in the address, and the buttons that turn them."""

import pandas as pd
import streamlit as st

from usercore import say

PAGE = "page"


def cursor() -> dict[str, str]:
    """Where the page in the address begins (`after`) or ends (`before`): the id of a row."""
    where, _, row_id = st.query_params.get(PAGE, "").partition("-")
    return {where if where == "before" else "after": row_id} if row_id else {}


def pager(found: pd.DataFrame) -> None:
    """Previous and next, if there are any."""
    back, on = found.attrs["previous"], found.attrs["next"]
    if not (back or on):
        return
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button(say("Previous"), icon=":material/chevron_left:", disabled=not back, key="back", on_click=_turn,
                  args=("before", str(back)))  # fmt: skip
        st.button(say("Next"), icon=":material/chevron_right:", icon_position="right", disabled=not on, key="on",
                  on_click=_turn, args=("after", str(on)))  # fmt: skip


def _turn(where: str, row_id: str) -> None:
    """One step in the browser's history a page, so that Back walks them."""
    st.query_params[PAGE] = f"{where}-{row_id}"
