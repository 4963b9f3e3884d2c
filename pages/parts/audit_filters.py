"""The filter row of the audit log; every choice stands in the page's address."""

from typing import Any

import streamlit as st

from pages.parts import audit_events, wording
from pages.parts.filters import Filters, first_page, start_of, typed
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
FILTERS = Filters(
    {ACTOR: "", SUBJECT: "", EVENT: "", OUTCOME: [], FROM: None, UNTIL: None, NETWORK: ""},
)
OUTCOMES = ("done", "refused", "failed")


def draw(*, networks: bool) -> bool:
    """The boxes and popovers; `networks` unless addresses are hidden from whoever looks. False if the address asked
    for a filter that is none, so that more entries show.
    """
    FILTERS.begin()
    asked = FILTERS.asked()
    if not networks:
        asked.pop(NETWORK, None)
    who = say("Who: name, e-mail or id") if networks else say("Who: name, whole e-mail or id")
    whom = say("On whom: name, e-mail or id") if networks else say("On whom: name, whole e-mail, id")
    _text(ACTOR, say("Who"), who, ":material/person:")
    _text(SUBJECT, say("On whom"), whom, ":material/person_search:")
    _text(EVENT, say("What"), say("What, such as suspended"), ":material/bolt:")
    if networks:
        _text(NETWORK, say("Network"), say("Address, or its beginning"), ":material/lan:")
    with st.popover(FILTERS.counted(say("Outcome"), OUTCOME), icon=":material/rule:"):
        st.pills(say("Outcome"), OUTCOMES, selection_mode="multi", key=OUTCOME, bind="query-params",
                 on_change=first_page)  # fmt: skip
    with st.popover(FILTERS.counted(say("Dates"), FROM, UNTIL), icon=":material/event:"):
        for label, key in ((say("From"), FROM), (say("Until"), UNTIL)):
            st.date_input(label, None, key=key, format="DD/MM/YYYY", bind="query-params", on_change=first_page)
    return FILTERS.understood(asked)


def _text(key: str, label: str, placeholder: str, icon: str) -> None:
    # Not live: what is searched for is on record, and half a word is no search.
    st.text_input(
        label, key=key, type="search", placeholder=placeholder, label_visibility="collapsed", icon=icon,
        bind="query-params", on_change=typed, args=(key,), width=235,
    )  # fmt: skip


def close_ones() -> bool:
    """Where words mean no kind of entry: that, and those which are spelt nearly so, each one click away."""
    pieces = audit_events.unknown(FILTERS.value(EVENT))
    if not pieces:
        return False
    typed = ", ".join(pieces)
    st.markdown(say("**No entry says “{typed}”**, whatever the other filters are.", typed=wording.plain(typed)))
    near = list(dict.fromkeys(words for piece in pieces for words in audit_events.close_to(piece)))
    if near:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(say("Did you mean:"), width="content")
            for words in near:
                st.button(wording.plain(words), key=f"close.{words}", on_click=_look_for, args=(words,))
    return True


def _look_for(words: str) -> None:
    st.session_state[EVENT] = words
    first_page()


def query(**page: Any) -> AuditQuery:
    """What the filters say, in the viewer's days."""
    return AuditQuery(
        actor=FILTERS.value(ACTOR).strip(),
        subject=FILTERS.value(SUBJECT).strip(),
        events=audit_events.meant(FILTERS.value(EVENT)),
        outcomes=tuple(FILTERS.value(OUTCOME)),
        since=start_of(FILTERS.value(FROM)),
        until=start_of(FILTERS.value(UNTIL), days_later=1),
        network=FILTERS.value(NETWORK),
        **page,
    )
