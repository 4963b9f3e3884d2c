"""What the filter rows of all lists share: each choice stands in the page's address, and another one begins the list anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st
from streamlit.runtime.state import get_session_state

from pages.parts import wording
from pages.parts.pager import PAGE
from usercore import Actor, Permission, say

AT, ARRIVED = "filters.at", "filters.arrived"


def arrive(page: str) -> None:
    """Told at the top of every run which page it is of."""
    st.session_state[ARRIVED] = st.session_state.get(AT) != page
    st.session_state[AT] = page


def first_page() -> None:
    """Another filter means another list: begin it at its beginning."""
    st.query_params.pop(PAGE, None)


def typed(key: str) -> None:
    """The same for a field with words. The browser changes its address only once it has told us, with the address before:
    put back without a page, that one would stand for good, with another search than the field.
    """
    words = st.session_state[key]
    with get_session_state().query_params() as known:
        if words:
            known.set_with_no_forward_msg(key, words)
        else:
            known.discard_param_no_forward_msg(key)
    first_page()


def finds(me: Actor) -> str:
    """What a search box takes: whoever sees addresses masked finds by whole ones only."""
    return say("Name or e-mail") if me.may(Permission.REVEAL_USERS) else say("Name or whole e-mail")


def start_of(day: date | None, *, days_later: int = 0) -> datetime | None:
    """The viewer's midnight at which a day begins."""
    return datetime.combine(day + timedelta(days=days_later), time.min, wording.zone()) if day else None


@dataclass(frozen=True, slots=True)
class Filters:
    """One row of them: its keys, each with what it holds when nothing is chosen."""

    empty: Mapping[str, Any]

    def value(self, key: str) -> Any:
        return st.session_state.get(key) or self.empty[key]

    def narrowed(self, *, but: str | None = None) -> bool:
        """Whether any filter is in force, besides `but`."""
        return any(self.value(key) for key in self.empty if key != but)

    def drop(self, *keys: str) -> None:
        """These filters no more."""
        for key in keys:
            st.session_state[key] = self.empty[key]
        first_page()

    def drop_all(self, *, but: str | None = None) -> None:
        """No filter any more; `but` stays."""
        self.drop(*(key for key in self.empty if key != but))

    def begin(self, *also: str) -> None:
        """Whoever follows a link to a list sees what its address says (`also` under these keys), and no filter of their
        last visit beside it; an address without any leaves those as they were. Told before the widgets are drawn.
        """
        # Once: what is typed afterwards may be ahead of the address, and a part of the page runs again without `arrive`.
        if not st.session_state.pop(ARRIVED, False) or not any(map(_in_the_address, (*self.empty, *also))):
            return
        for key in self.empty:
            if key in st.session_state and not _in_the_address(key):
                st.session_state[key] = self.empty[key]

    def asked(self) -> dict[str, int]:
        """How much the address asks for, before the widgets are drawn."""
        # Only before a widget has a value: afterwards the address follows the widget, not the widget the address.
        return {key: len(_in_the_address(key)) for key in self.empty if key not in st.session_state}

    def understood(self, asked: Mapping[str, int]) -> bool:
        """Whether the widgets took all that was `asked`; if not, one of them was no filter, and more rows show."""
        return all(self.how_many(key) >= many for key, many in asked.items())

    def counted(self, label: str, *keys: str) -> str:
        """The label of a popover, with how much is chosen in it."""
        chosen = sum(map(self.how_many, keys))
        return f"{label} · {chosen}" if chosen else label

    def how_many(self, key: str) -> int:
        """How much is chosen; before the widget is drawn for the first time only the address knows."""
        if key not in st.session_state:
            return len(_in_the_address(key))
        chosen = self.value(key)
        return len(chosen) if isinstance(chosen, (list, tuple)) else bool(chosen)


def _in_the_address(key: str) -> set[str]:
    return set(st.query_params.get_all(key)) - {"", "false"}
