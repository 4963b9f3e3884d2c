"""A field to jump to in a long list: a letter where it is sorted by words, a day where it is sorted by days."""

from datetime import date, datetime

import streamlit as st

from pages.parts import desk, opening, people_filters
from pages.parts.filters import start_of
from pages.parts.pager import PAGE
from usercore import UsercoreError, say
from usercore.frames import listings
from usercore.frames.users import UserQuery

WORDS, DAYS = ("name", "email"), ("created_at", "last_sign_in_at")


def field(order_by: str, limit: int) -> None:
    """Nothing where the list is sorted by neither."""
    name, key = order_by.removeprefix("-"), f"jump.{order_by}"
    if name in WORDS:
        st.text_input(
            say("Jump to"), key=key, placeholder=say("Jump to a letter or a beginning"), width=260,
            label_visibility="collapsed", icon=":material/arrow_split:", on_change=_to, args=(order_by, limit, key),
        )  # fmt: skip
    elif name in DAYS:
        st.caption(say("Jump to"), width="content")
        st.date_input(
            say("Jump to a day"), None, key=key, format="DD/MM/YYYY", width=140, label_visibility="collapsed",
            on_change=_to, args=(order_by, limit, key),
        )  # fmt: skip


def _to(order_by: str, limit: int, key: str) -> None:
    """The page that begins there stands in the address, as any other; the field is empty for the next jump."""
    wanted = st.session_state[key]
    st.session_state[key] = None if isinstance(wanted, date) else ""
    if not wanted:
        return
    try:
        query = people_filters.query(order_by=order_by, limit=limit)
        before = opening.core().call(desk.bearer(), listings.place, query=query, to=_start(query, wanted))
    except UsercoreError:
        return  # the run that follows says why
    st.query_params[PAGE] = f"after-{before['id'].iloc[0]}" if len(before) else []


def _start(query: UserQuery, wanted: str | date) -> str | datetime | None:
    """Where the list comes to it: newest first, at the end of the day."""
    return start_of(wanted, days_later=int(query.descending)) if isinstance(wanted, date) else wanted
