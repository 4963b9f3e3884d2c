"""The filter row of the outbox: person, state with its number, kind of letter, the day from which on; every choice stands in
the address.
"""

from datetime import date
from typing import Any

import streamlit as st

from pages.parts import desk, opening, wording
from pages.parts.filters import Filters, first_page, start_of, typed
from pages.parts.table.cells import Tone
from usercore import say
from usercore.frames import outbox as lists
from usercore.frames.outbox import LetterQuery

TEXT, STATE, KIND, SINCE = "q", "state", "kind", "since"
CHOSEN, FOLLOWED = "outbox.states", "outbox.followed"
FILTERS = Filters({TEXT: "", CHOSEN: [], KIND: []})
STATES: dict[str, tuple[str, Tone]] = {
    "queued": ("Waiting", "amber"),
    "failing": ("Failing", "red"),
    "sent": ("Sent", "green"),
    "given-up": ("Given up", "red"),
    "ended": ("Link ended", "grey"),
}
MOVING = ("queued", "failing")
MANY, LOOKS, BY_ITSELF = "outbox.many", "outbox.looks", "outbox.by-itself"
EVERY, MOST_LOOKS = "5s", 60  # a page that nobody touches looks for five minutes, and then rests


def draw(*, finds: str) -> dict[str, int]:
    """The search box and the filters; returns how many letters are in each state."""
    if st.session_state.pop(BY_ITSELF, None) is None:
        st.session_state[LOOKS] = 0
    FILTERS.begin(STATE, SINCE)
    _follow_the_address()
    st.text_input(
        say("Search"), key=TEXT, type="search", placeholder=finds, label_visibility="collapsed",
        icon=":material/search:", live="100ms", bind="query-params", on_change=typed, args=(TEXT,), width=240,
    )  # fmt: skip
    counted = st.session_state[MANY] = _counted()
    looks = any(counted[state] for state in MOVING) and st.session_state[LOOKS] < MOST_LOOKS
    with st.container(width="content"):
        st.fragment(_states, run_every=EVERY if looks else None)()
    label = say("Letter · {count}", count=len(FILTERS.value(KIND))) if FILTERS.value(KIND) else say("Letter")
    with st.popover(label, icon=":material/mail:"):
        st.pills(
            say("Letter"), list(wording.LETTERS), selection_mode="multi", key=KIND, bind="query-params",
            on_change=first_page, format_func=kind_in_words,
        )  # fmt: skip
    if since := _since():
        st.button(say("Since {day}", day=f"{since:%-d %b %Y}"), icon=":material/close:", key="since.drop",
                  on_click=_drop_since, help=say("Show older letters too"))  # fmt: skip
    return counted


def _states() -> None:
    """Drawn again every few seconds while letters are on their way; if a number moved, so does the list."""
    st.session_state[LOOKS] += 1
    counted = _counted()
    if counted != st.session_state[MANY] or st.session_state[LOOKS] == MOST_LOOKS:
        st.session_state[BY_ITSELF] = True
        st.rerun(scope="app")
    st.pills(
        say("State"), list(STATES), selection_mode="multi", key=CHOSEN, label_visibility="collapsed", on_change=_chose,
        format_func=lambda state: f"{say(STATES[state][0])} {_number(counted[state])}",
    )  # fmt: skip


def _follow_the_address() -> None:
    """What the address says of states. A bound widget would write its labels there, and theirs have numbers in them."""
    wanted = [state for state in STATES if state in st.query_params.get_all(STATE)]
    if wanted != st.session_state.get(FOLLOWED) or CHOSEN not in st.session_state:
        st.session_state[CHOSEN] = st.session_state[FOLLOWED] = wanted


def _chose() -> None:
    first_page()
    st.session_state[FOLLOWED] = [state for state in STATES if state in FILTERS.value(CHOSEN)]
    st.query_params[STATE] = st.session_state[FOLLOWED]
    st.session_state[MANY] = {}  # the list outside of the fragment must follow


def _counted() -> dict[str, int]:
    found = desk.look(lists.by_state)
    return dict(zip(found["state"], found["letters"], strict=True))


def _number(many: int) -> str:
    cap = opening.core().settings.count_cap
    return f"{many:,}+" if many >= cap else f"{many:,}"


def kind_in_words(kind: str) -> str:
    """What a letter is about; of two that lead to the same page, who asked."""
    return say("Choose a new password, asked by staff") if kind == "forced-reset" else wording.letter(kind)


def by_itself() -> bool:
    """Whether this run was not asked for by anybody: a number moved."""
    return BY_ITSELF in st.session_state


def query(**page: Any) -> LetterQuery:
    """What the filters say."""
    return LetterQuery(
        text=FILTERS.value(TEXT),
        states=tuple(FILTERS.value(CHOSEN)),
        kinds=tuple(FILTERS.value(KIND)),
        since=start_of(_since()),
        **page,
    )


def narrowed() -> bool:
    return _since() is not None or FILTERS.narrowed()


def drop() -> None:
    for key in (STATE, SINCE):
        st.query_params.pop(key, None)
    FILTERS.drop_all()


def _since() -> date | None:
    """The day in the address; what is none is no filter."""
    try:
        return date.fromisoformat(st.query_params.get(SINCE, ""))
    except ValueError:
        return None


def _drop_since() -> None:
    st.query_params.pop(SINCE, None)
    first_page()
