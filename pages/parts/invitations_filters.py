"""The filter row of the invitations: person, status with its number, role, inviter, and what the home page asks for; every
choice stands in the address.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import streamlit as st

from pages.parts import desk, invitations_words, opening, wording
from pages.parts.filters import Filters, first_page, typed
from usercore import say
from usercore.crypto.ids import as_uuid
from usercore.frames import invitations as lists
from usercore.frames import today
from usercore.frames.invitations import InvitationQuery

TEXT, STATUS, ROLE, BY = "q", "status", "role", "by"
ENDS, ASKED = "ends", "asked"  # what the home page asks for: “soon” and “again”
CHOSEN, FOLLOWED = "invitations.statuses", "invitations.followed"
FILTERS = Filters({TEXT: "", CHOSEN: [], ROLE: []})
NUMBERED = ("waiting", "opened", "review", "expired")  # the others only ever grow


def draw(roles: Mapping[str, str], inviter: str | None, *, finds: str) -> dict[str, int]:
    """The search box and the filters; returns how many invitations have each status that
    wants looking at. `inviter` is the name of whoever the list is narrowed to.
    """
    FILTERS.begin(STATUS, BY, ENDS, ASKED)
    _follow_the_address()
    counted = _counted()
    st.text_input(
        say("Search"), key=TEXT, type="search", placeholder=finds, label_visibility="collapsed",
        icon=":material/search:", live="100ms", bind="query-params", on_change=typed, args=(TEXT,), width=190,
    )  # fmt: skip
    with st.container(width="content"):
        st.pills(
            say("Status"), _offered(counted), selection_mode="multi", key=CHOSEN, label_visibility="collapsed",
            on_change=_chose, format_func=lambda status: _label(status, counted.get(status)),
        )  # fmt: skip
    label = say("Role · {count}", count=len(FILTERS.value(ROLE))) if FILTERS.value(ROLE) else say("Role")
    with st.popover(label, icon=":material/shield_person:"):
        st.pills(
            say("Role"), list(roles), selection_mode="multi", key=ROLE, bind="query-params", on_change=first_page,
            format_func=lambda role: roles.get(role, role),
        )  # fmt: skip
    if inviter:
        st.button(
            say("Invited by {name}", name=wording.plain(inviter)), icon=":material/close:", key="by.drop",
            on_click=_drop, args=(BY,), help=say("Show everyone's invitations"),
        )  # fmt: skip
    for key, words in ((ENDS, say("Ends within 48 hours")), (ASKED, say("Asked for another one"))):
        if _wants(key):
            st.button(words, icon=":material/close:", key=f"{key}.drop", on_click=_drop, args=(key,),
                      help=say("Show the others too"))  # fmt: skip
    return counted


def query(**page: Any) -> InvitationQuery:
    """What the filters say."""
    return InvitationQuery(
        text=FILTERS.value(TEXT),
        statuses=tuple(FILTERS.value(CHOSEN)),
        roles=tuple(FILTERS.value(ROLE)),
        inviter_id=inviter(),
        ends_before=opening.core().now() + today.SOON if _wants(ENDS) else None,
        asked_again=_wants(ASKED),
        **page,
    )


def inviter() -> UUID | None:
    """Whose invitations are asked for, from the address."""
    return as_uuid(st.query_params.get(BY))


def narrowed() -> bool:
    return inviter() is not None or _wants(ENDS) or _wants(ASKED) or FILTERS.narrowed()


def drop() -> None:
    for key in (STATUS, BY, ENDS, ASKED):
        st.query_params.pop(key, None)
    FILTERS.drop_all()


def _wants(key: str) -> bool:
    return st.query_params.get(key) == {ENDS: "soon", ASKED: "again"}[key]


def _drop(key: str) -> None:
    st.query_params.pop(key, None)
    first_page()


def _follow_the_address() -> None:
    """What the address says of statuses. A bound widget would write its labels there, and theirs have numbers in them."""
    wanted = [status for status in invitations_words.STATUSES if status in st.query_params.get_all(STATUS)]
    if wanted != st.session_state.get(FOLLOWED) or CHOSEN not in st.session_state:
        st.session_state[CHOSEN] = st.session_state[FOLLOWED] = wanted


def _chose() -> None:
    first_page()
    st.session_state[FOLLOWED] = [status for status in invitations_words.STATUSES if status in FILTERS.value(CHOSEN)]
    st.query_params[STATUS] = st.session_state[FOLLOWED]


def _offered(counted: Mapping[str, int]) -> list[str]:
    """What needs no looking at is not offered, unless it is asked for."""
    return [
        status
        for status in invitations_words.STATUSES
        if counted.get(status) or status in FILTERS.value(CHOSEN) or status != "review"
    ]


def _counted() -> dict[str, int]:
    found = desk.ask(lists.by_status, statuses=NUMBERED)
    return dict(zip(found["status"], found["invitations"], strict=True))


def _label(status: str, many: int | None) -> str:
    if many is None:
        return invitations_words.status(status)
    cap = opening.core().settings.count_cap
    return f"{invitations_words.status(status)} {many:,}{'+' if many >= cap else ''}"
