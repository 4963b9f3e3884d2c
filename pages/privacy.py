"""The privacy desk: what people want done with their data, the most urgent first."""

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pages.parts import desk, request_new, request_one, request_words, table, wording
from pages.parts.filters import Filters, first_page
from pages.parts.pager import cursor, page_of, pager
from pages.parts.request_one import ONE
from usercore import say
from usercore.frames import requests as lists
from usercore.frames.requests import RequestQuery

ROWS = 50
VIEW, KIND = "view", "kind"
FILTERS = Filters({VIEW: None, KIND: []})
VIEWS = {"overdue": "Overdue", "mine": "Mine", "nobody": "Nobody's", "waiting": "Waiting", "closed": "Closed"}
CLOSED = ("done", "refused", "withdrawn")

me = desk.enter(lists.search)


def query() -> RequestQuery:
    view = FILTERS.value(VIEW)
    more: dict[str, Any] = {
        "overdue": {"overdue": True},
        "mine": {"assignee": me.user_id},
        "nobody": {"nobody": True},
        "waiting": {"states": ("waiting",)},
        "closed": {"states": CLOSED},
    }.get(view or "", {})
    return RequestQuery(kinds=tuple(FILTERS.value(KIND)), limit=ROWS, **more, **cursor())


def shown(found: pd.DataFrame) -> pd.DataFrame:
    seen = found.copy()
    seen["what"] = [request_words.kind(kind) for kind in found["kind"]]
    seen["left"] = [request_words.left(row)[0] for row in found.itertuples()]
    seen["received"] = [wording.calendar_day(day) for day in found["received_on"]]
    seen["due"] = [wording.calendar_day(day) for day in found["due_on"]]
    seen["whose"] = found["person_id"].where(found["person_id"].notna(), found["id"])
    return seen


def columns(found: pd.DataFrame) -> list[table.Column]:
    urgent = {words: (words, tone) for words, tone in map(request_words.left, found.itertuples())}
    return [
        table.Column(name="who", title=say("Who"), kind="person", second="what", whose="whose"),
        table.Column(name="left", title=say("Time left"), kind="status", tones=urgent, width=1.8),
        table.Column(
            name="state", title=say("State"), kind="badge", narrow=False, width=1.6,
            tones={state: (say(word), tone) for state, (word, tone) in request_words.STATES.items()},
        ),
        table.Column(name="assignee", title=say("Works on it"), narrow=False, dash=say("nobody")),
        table.Column(name="received", title=say("Received"), narrow=False),
        table.Column(name="due", title=say("Due"), narrow=False),
    ]  # fmt: skip


def in_short(counted: Any) -> str:
    if not counted.open:
        return say("Nothing is open.")
    told = [say("{count} open", count=f"{counted.open:,}")]
    if counted.overdue:
        told.append(say(":red[:material/warning: {count} overdue]", count=f"{counted.overdue:,}"))
    if counted.soon:
        told.append(say(":orange[:material/schedule: {count} due within 7 days]", count=f"{counted.soon:,}"))
    if counted.nobody:
        told.append(say("{count} that nobody works on", count=f"{counted.nobody:,}"))
    return " · ".join(told)


def nothing(counted: Any) -> None:
    with st.container(border=True):
        if FILTERS.narrowed():
            st.markdown(say("**No request matches** these filters."))
            st.button(say("Drop all filters"), icon=":material/filter_alt_off:", on_click=FILTERS.drop_all)
        elif counted.closed:
            st.markdown(say("**Every request is answered.**"))
            st.caption(say("Those that are closed are under “Closed”."))
        else:
            st.markdown(say("**Nobody asked about their data yet.**"))
            st.caption(
                say("People ask for their data, or for their deletion, under “My account”. What comes by post or phone is "
                    "written down with “New request”; the time to answer is counted for you.")
            )  # fmt: skip


FILTERS.begin()
counted = desk.ask(lists.counts).iloc[0]
heading, buttons = st.columns([3, 1], vertical_alignment="bottom")
with heading, st.container(gap=None):
    st.title(say("Requests"), anchor=False)
    st.markdown(in_short(counted))
with buttons, st.container(horizontal=True, horizontal_alignment="right"):
    request_new.button(me)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.pills(
        say("Show only"), list(VIEWS), key=VIEW, bind="query-params", on_change=first_page,
        label_visibility="collapsed", format_func=lambda view: say(VIEWS[view]),
    )  # fmt: skip
    with st.popover(FILTERS.counted(say("Kind"), KIND), icon=":material/category:"):
        st.pills(
            say("Kind"), list(request_words.KINDS), selection_mode="multi", key=KIND, bind="query-params",
            on_change=first_page, format_func=request_words.kind,
        )  # fmt: skip
found = page_of(lists.search, query())
if found.empty:
    nothing(counted)
else:
    address = urlencode({name: st.query_params.get_all(name) for name in st.query_params if name != ONE}, doseq=True)
    href = f"/privacy?{address}&{ONE}={{id}}" if address else f"/privacy?{ONE}={{id}}"
    table.show(shown(found), columns(found), key="requests", label=say("Requests"), href=href, selectable=False)
    pager(found)
request_one.open_if_asked(me)
