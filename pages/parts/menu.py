"""The pages of the menu: each is looked up on the disk once, not 25 files at every click."""

from copy import copy
from functools import cache
from typing import Any

import streamlit as st


@cache
def _made(script: str, **more: Any) -> st.Page:
    return st.Page(script, **more)


def menu_page(script: str, **more: Any) -> st.Page:
    """`st.Page`, for one run: what `st.navigation` notes on it is no other session's."""
    return copy(_made(script, **more))
