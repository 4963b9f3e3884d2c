"""The filter row of the people list: every choice stands in the page's address, so that a link shows the same list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from pages.parts import wording
from usercore import say
from usercore.frames.users import UserQuery

TEXT, ROLE, STATUS = "q", "role", "status"
CREATED_FROM, CREATED_TO = "created_from", "created_to"
SEEN_FROM, SEEN_TO, NEVER = "seen_from", "seen_to", "never"
EMPTY: dict[str, Any] = {
    TEXT: "", ROLE: [], STATUS: [], CREATED_FROM: None, CREATED_TO: None, SEEN_FROM: None, SEEN_TO: None, NEVER: False,
}  # fmt: skip
PAGE = "page"
PAUSE = "100ms"


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter in force: its words, its keys in the address and its fields in the query."""

    words: str
    keys: tuple[str, ...]
    fields: tuple[str, ...]


def first_page() -> None:
    """Another filter means another list: begin it at its beginning."""
    st.query_params.pop(PAGE, None)


def cursor() -> dict[str, str]:
    """Where the page in the address begins or ends: `after-` or `before-` and a row's id."""
    where, _, row_id = st.query_params.get(PAGE, "").partition("-")
    return {where if where == "before" else "after": row_id or where} if where else {}


def drop(*keys: str) -> None:
    for key in keys:
        st.session_state[key] = EMPTY[key]
    first_page()


def draw(roles: Mapping[str, str]) -> bool:
    """The search box and the filters; False if the address asked for one that is none, so that more people show."""
    # Only before a widget has a value: afterwards the address follows the widget, not the widget the address.
    asked = {key: len(_asked(key)) for key in EMPTY if key not in st.session_state}
    _widgets(roles)
    return all(_how_many(key) >= many for key, many in asked.items())


def _widgets(roles: Mapping[str, str]) -> None:
    st.text_input(
        say("Search"), key=TEXT, type="search", placeholder=say("Name or e-mail"), label_visibility="collapsed",
        icon=":material/search:", live=PAUSE, bind="query-params", on_change=first_page, width=320,
    )  # fmt: skip
    with st.popover(_counted(say("Role"), ROLE), icon=":material/shield_person:"):
        _pills(say("Role"), list(roles), roles.__getitem__, ROLE)
    with st.popover(_counted(say("Status"), STATUS), icon=":material/toggle_on:"):
        _pills(say("Status"), list(wording.STATUSES), wording.status, STATUS)
    with st.popover(
        _counted(say("Dates"), CREATED_FROM, CREATED_TO, SEEN_FROM, SEEN_TO, NEVER), icon=":material/event:"
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


def _counted(label: str, *keys: str) -> str:
    chosen = sum(map(_how_many, keys))
    return f"{label} · {chosen}" if chosen else label


def _how_many(key: str) -> int:
    """How much is chosen here; before the widget is drawn for the first time only the address knows."""
    if key not in st.session_state:
        return len(_asked(key))
    value = _value(key)
    return len(value) if isinstance(value, (list, tuple)) else bool(value)


def _asked(key: str) -> set[str]:
    return set(st.query_params.get_all(key)) - {"", "false"}


def _value(key: str) -> Any:
    return st.session_state.get(key) or EMPTY[key]


def _start(day: date | None, *, days_later: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=days_later), time.min, wording.zone()) if day else None


def query(**page: Any) -> UserQuery:
    """What the filters say, in the viewer's days."""
    return UserQuery(
        text=_value(TEXT),
        roles=tuple(_value(ROLE)),
        statuses=tuple(_value(STATUS)),
        created_from=_start(_value(CREATED_FROM)),
        created_before=_start(_value(CREATED_TO), days_later=1),
        signed_in_from=_start(_value(SEEN_FROM)),
        signed_in_before=_start(_value(SEEN_TO), days_later=1),
        never_signed_in=_value(NEVER),
        **page,
    )


def _span(what: str, first: str, last: str) -> str:
    since, until = _value(first), _value(last)
    said = [say("from {day}", day=f"{since:%-d %b %Y}")] if since else []
    said += [say("until {day}", day=f"{until:%-d %b %Y}")] if until else []
    return " ".join([what, *said])


def in_force(roles: Mapping[str, str]) -> list[Filter]:
    """The filters that narrow the list now, in words."""
    found = []
    if _value(TEXT).strip():
        found.append(Filter(say("the search “{text}”", text=_value(TEXT)), (TEXT,), ("text",)))
    if _value(ROLE):
        words = " / ".join(roles.get(role, role) for role in _value(ROLE))
        found.append(Filter(say("role {words}", words=words), (ROLE,), ("roles",)))
    if _value(STATUS):
        words = " / ".join(map(wording.status, _value(STATUS)))
        found.append(Filter(say("status {words}", words=words), (STATUS,), ("statuses",)))
    if _value(CREATED_FROM) or _value(CREATED_TO):
        words = _span(say("created"), CREATED_FROM, CREATED_TO)
        found.append(Filter(words, (CREATED_FROM, CREATED_TO), ("created_from", "created_before")))
    if _value(SEEN_FROM) or _value(SEEN_TO):
        words = _span(say("last sign-in"), SEEN_FROM, SEEN_TO)
        found.append(Filter(words, (SEEN_FROM, SEEN_TO), ("signed_in_from", "signed_in_before")))
    if _value(NEVER):
        found.append(Filter(say("never signed in"), (NEVER,), ("never_signed_in",)))
    return found
