"""The filter row of the people list: every choice stands in the page's address, so that a link shows the same list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from pages.parts import wording
from pages.parts.filters import Filters, first_page, start_of, typed
from usercore import say
from usercore.frames.users import UserQuery

TEXT, ROLE, STATUS = "q", "role", "status"
CREATED_FROM, CREATED_TO = "created_from", "created_to"
SEEN_FROM, SEEN_TO, NEVER, CASE = "seen_from", "seen_to", "never", "case"
FILTERS = Filters(
    {
        TEXT: "",
        ROLE: [],
        STATUS: [],
        CREATED_FROM: None,
        CREATED_TO: None,
        SEEN_FROM: None,
        SEEN_TO: None,
        NEVER: False,
        CASE: False,
    }
)
PAUSE, ONE_DAY = "100ms", timedelta(days=1)
DROPPED = "people.dropped"


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter in force: its words, its keys in the address and its fields in the query."""

    words: str
    keys: tuple[str, ...]
    fields: tuple[str, ...]


def draw(roles: Mapping[str, str], *, cases: bool) -> bool:
    """The filters, that of open cases for those who may see them; False if the address asked for one that is none, so
    that more people show.
    """
    st.session_state.pop(DROPPED, None)
    FILTERS.begin()
    asked = FILTERS.asked()
    _widgets(roles, cases=cases)
    return FILTERS.understood(asked)


def search(finds: str) -> None:
    """The search box, drawn with the list: a letter typed runs none of the filters."""
    st.text_input(
        say("Search"), key=TEXT, type="search", placeholder=finds, label_visibility="collapsed",
        icon=":material/search:", live=PAUSE, bind="query-params", on_change=typed, args=(TEXT,), width=320,
    )  # fmt: skip


def drop(*keys: str) -> None:
    """These filters no more; told from the list, which runs without the filters above it."""
    FILTERS.drop(*keys)
    st.session_state[DROPPED] = True


def dropped() -> bool:
    """Whether the filters are still to be drawn without those."""
    return DROPPED in st.session_state


def _widgets(roles: Mapping[str, str], *, cases: bool) -> None:
    with st.popover(FILTERS.counted(say("Role"), ROLE), icon=":material/shield_person:"):
        _pills(say("Role"), list(roles), roles.__getitem__, ROLE)
    with st.popover(FILTERS.counted(say("Status"), STATUS, CASE), icon=":material/toggle_on:"):
        _pills(say("Status"), list(wording.STATUSES), wording.status, STATUS)
        if cases:
            st.toggle(say("With an open case"), key=CASE, bind="query-params", on_change=first_page)
    with st.popover(
        FILTERS.counted(say("Dates"), CREATED_FROM, CREATED_TO, SEEN_FROM, SEEN_TO, NEVER), icon=":material/event:"
    ):
        _dates()


def _pills(label: str, options: list[str], words: Callable[[str], str], key: str) -> None:
    st.pills(
        label, options, selection_mode="multi", format_func=words, key=key, bind="query-params", on_change=first_page
    )


def _dates() -> None:
    def pick(label: str, key: str) -> None:
        st.date_input(label, None, key=key, format="DD/MM/YYYY", bind="query-params", on_change=first_page)

    with st.container(width=380):
        created, seen = st.columns(2)
        with created:
            pick(say("Created from"), CREATED_FROM)
            pick(say("Created until"), CREATED_TO)
        with seen:
            pick(say("Last sign-in from"), SEEN_FROM)
            pick(say("Last sign-in until"), SEEN_TO)
        st.toggle(say("Never signed in"), key=NEVER, bind="query-params", on_change=first_page)


def query(**page: Any) -> UserQuery:
    """What the filters say, in the viewer's days."""
    return UserQuery(
        text=FILTERS.value(TEXT),
        roles=tuple(FILTERS.value(ROLE)),
        statuses=tuple(FILTERS.value(STATUS)),
        created_from=start_of(FILTERS.value(CREATED_FROM)),
        created_before=start_of(FILTERS.value(CREATED_TO), days_later=1),
        signed_in_from=start_of(FILTERS.value(SEEN_FROM)),
        signed_in_before=start_of(FILTERS.value(SEEN_TO), days_later=1),
        never_signed_in=FILTERS.value(NEVER),
        in_case=FILTERS.value(CASE),
        **page,
    )


def _span(what: str, since: datetime | None, before: datetime | None) -> str:
    said = [say("from {day}", day=f"{since:%-d %b %Y}")] if since else []
    said += [say("until {day}", day=f"{before.date() - ONE_DAY:%-d %b %Y}")] if before else []
    return " ".join([what, *said])


def in_force(query: UserQuery, roles: Mapping[str, str]) -> list[Filter]:
    """The filters that narrow the list, in words."""
    found = []
    if query.text.strip():
        found.append(Filter(say("the search “{text}”", text=query.text), (TEXT,), ("text",)))
    if query.roles:
        words = " / ".join(roles.get(role, role) for role in query.roles)
        found.append(Filter(say("role {words}", words=words), (ROLE,), ("roles",)))
    if query.statuses:
        words = " / ".join(map(wording.status, query.statuses))
        found.append(Filter(say("status {words}", words=words), (STATUS,), ("statuses",)))
    if query.created_from or query.created_before:
        words = _span(say("created"), query.created_from, query.created_before)
        found.append(Filter(words, (CREATED_FROM, CREATED_TO), ("created_from", "created_before")))
    if query.signed_in_from or query.signed_in_before:
        words = _span(say("last sign-in"), query.signed_in_from, query.signed_in_before)
        found.append(Filter(words, (SEEN_FROM, SEEN_TO), ("signed_in_from", "signed_in_before")))
    if query.never_signed_in:
        found.append(Filter(say("never signed in"), (NEVER,), ("never_signed_in",)))
    if query.in_case:
        found.append(Filter(say("with an open case"), (CASE,), ("in_case",)))
    return found
