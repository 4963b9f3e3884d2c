"""The filter row of the audit log; every choice stands in the page's address."""

from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from pages.parts import wording
from usercore import say
from usercore.frames.audit import AuditQuery

ACTOR, SUBJECT, EVENT, OUTCOME, FROM, UNTIL, NETWORK = (
    "actor",
    "subject",
    "event",
    "outcome",
    "from",
    "until",
    "network",
)
PAGE = "page"
EMPTY: dict[str, Any] = {
    ACTOR: "", SUBJECT: "", EVENT: "", OUTCOME: [], FROM: None, UNTIL: None, NETWORK: "",
}  # fmt: skip
OUTCOMES = ("done", "refused", "failed")


def first_page() -> None:
    """Another filter means another list: begin it at its beginning."""
    st.query_params.pop(PAGE, None)


def draw(*, networks: bool) -> bool:
    """The boxes and popovers; `networks` unless addresses are hidden from whoever looks. False if the address asked
    for a filter that is none, so that more entries show.
    """
    # Only before a widget has a value: afterwards the address follows the widget, not the widget the address.
    asked = {key: len(_asked(key)) for key in EMPTY if key not in st.session_state and (networks or key != NETWORK)}
    _text(ACTOR, say("Who"), say("Who: name, e-mail or id"), ":material/person:")
    _text(SUBJECT, say("On whom"), say("On whom: name, e-mail or id"), ":material/person_search:")
    _text(EVENT, say("What"), say("What, such as two-factor:*"), ":material/bolt:")
    if networks:
        _text(NETWORK, say("Network"), say("Address, or its beginning"), ":material/lan:")
    with st.popover(_counted(say("Outcome"), OUTCOME), icon=":material/rule:"):
        st.pills(say("Outcome"), OUTCOMES, selection_mode="multi", key=OUTCOME, bind="query-params",
                 on_change=first_page)  # fmt: skip
    with st.popover(_counted(say("Dates"), FROM, UNTIL), icon=":material/event:"):
        for label, key in ((say("From"), FROM), (say("Until"), UNTIL)):
            st.date_input(label, None, key=key, format="DD/MM/YYYY", bind="query-params", on_change=first_page)
    return all(_how_many(key) >= many for key, many in asked.items())


def _text(key: str, label: str, placeholder: str, icon: str) -> None:
    # Not live: what is searched for is on record, and half a word is no search.
    st.text_input(
        label, key=key, type="search", placeholder=placeholder, label_visibility="collapsed", icon=icon,
        bind="query-params", on_change=first_page, width=235,
    )  # fmt: skip


def query(**page: Any) -> AuditQuery:
    """What the filters say, in the viewer's days."""
    return AuditQuery(
        actor=value(ACTOR).strip(),
        subject=value(SUBJECT).strip(),
        events=tuple(value(EVENT).replace(",", " ").split()),
        outcomes=tuple(value(OUTCOME)),
        since=_start(value(FROM)),
        until=_start(value(UNTIL), days_later=1),
        network=value(NETWORK),
        **page,
    )


def narrowed() -> bool:
    """Whether any filter is in force."""
    return any(value(key) for key in EMPTY)


def drop() -> None:
    """No filter any more."""
    for key, empty in EMPTY.items():
        st.session_state[key] = empty
    first_page()


def value(key: str) -> Any:
    return st.session_state.get(key) or EMPTY[key]


def _start(day: date | None, *, days_later: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=days_later), time.min, wording.zone()) if day else None


def _counted(label: str, *keys: str) -> str:
    chosen = sum(map(_how_many, keys))
    return f"{label} · {chosen}" if chosen else label


def _how_many(key: str) -> int:
    """How much is chosen here; before the widget is drawn for the first time only the address knows."""
    if key not in st.session_state:
        return len(_asked(key))
    chosen = value(key)
    return len(chosen) if isinstance(chosen, (list, tuple)) else bool(chosen)


def _asked(key: str) -> set[str]:
    return set(st.query_params.get_all(key)) - {"", "false"}
