"""Sessions: who is signed in, where, since when; end one, some, or all that a filter means."""

import pandas as pd
import streamlit as st

from pages.parts import desk, sessions_filters, table, wording
from pages.parts.sessions_ending import end_many, forget
from usercore import say
from usercore.actions import sessions
from usercore.errors import PageGone
from usercore.frames import roles as role_lists
from usercore.frames import sessions as lists
from usercore.frames.sessions import SessionQuery

KEY, PAGE, ROWS = "everyone", sessions_filters.PAGE, 50

me = desk.enter(lists.search)
roles = desk.ask(role_lists.every)
titles = dict(zip(roles["name"], roles["title"], strict=True))


def cursor() -> dict[str, str]:
    where, _, row_id = st.query_params.get(PAGE, "").partition("-")
    return {where if where == "before" else "after": row_id} if row_id else {}


def turn(where: str, row_id: str) -> None:
    st.query_params[PAGE] = f"{where}-{row_id}"


def page_of(query: SessionQuery) -> pd.DataFrame:
    try:
        return desk.ask(lists.search, query=query)
    except PageGone as gone:
        st.warning(wording.plain(str(gone)), icon=":material/first_page:")
        return desk.ask(lists.search, query=query.model_copy(update={"after": None, "before": None}))


def shown(found: pd.DataFrame) -> pd.DataFrame:
    """The rows in words."""
    seen = found.copy()
    devices = [wording.called(*pair) for pair in zip(found["browser"], found["system"], strict=True)]
    seen["device"] = [
        say("{device}, this one", device=device) if mine else device
        for device, mine in zip(devices, found["this_one"], strict=True)
    ]
    seen["who"] = found["name"].where(found["name"] != "", found["email"])
    seen["role"] = [titles.get(role, role) for role in found["role"]]
    seen["place"] = found["address"].where(found["address"] != "", "–")
    seen["why"] = [say(wording.ENDINGS.get(why or "", "expired")) for why in found["ended_why"]]
    return seen


def columns(query: SessionQuery) -> list[table.Column]:
    last = (
        [table.Column(name="ended_at", title=say("Ended"), kind="moment"), table.Column(name="why", title=say("Why"))]
        if query.ended
        else [table.Column(name="last_seen_at", title=say("Last seen"), kind="moment")]
    )
    return [
        table.Column(name="who", title=say("Person"), kind="person", second="email", whose="user_id"),
        table.Column(name="device", title=say("Device"), narrow=False, width=2.3),
        table.Column(name="place", title=say("Network"), narrow=False, width=2),
        table.Column(name="role", title=say("Role"), kind="badge", narrow=False),
        table.Column(name="created_at", title=say("Started"), kind="moment", narrow=False),
        *last,
    ]


def pager(found: pd.DataFrame) -> None:
    back, on = found.attrs["previous"], found.attrs["next"]
    if not (back or on):
        return
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button(say("Previous"), icon=":material/chevron_left:", disabled=not back, key="back", on_click=turn,
                  args=("before", str(back)))  # fmt: skip
        st.button(say("Next"), icon=":material/chevron_right:", icon_position="right", disabled=not on, key="on",
                  on_click=turn, args=("after", str(on)))  # fmt: skip


def nothing(query: SessionQuery) -> None:
    with st.container(border=True):
        if not sessions_filters.narrowed():
            st.markdown(say("Nobody's session has ended yet.") if query.ended else say("Nobody is signed in."))
            return
        st.markdown(say("**No session matches** these filters."))
        st.button(say("Drop all filters"), icon=":material/filter_alt_off:", on_click=sessions_filters.drop)


heading, buttons = st.columns([2, 3], vertical_alignment="bottom")
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    sessions_filters.draw(titles)
query = sessions_filters.query(limit=ROWS, **cursor())
found = page_of(query)
total = desk.ask(lists.counts, query=query)
ends = me.may(sessions.revoke_many) and not query.ended
chosen = table.selected(KEY) if ends else ()

with heading, st.container(gap=None):
    st.title(say("Sessions"), anchor=False)
    many = say("one session") if total == 1 and not total.capped else say("{total} sessions", total=total)
    st.caption(f"{many} · {say('{count} selected', count=len(chosen))}" if chosen else many)
with buttons, st.container(horizontal=True, horizontal_alignment="right"):
    if chosen:
        st.button(say("Clear"), type="tertiary", key="clear", on_click=table.clear, args=(KEY,))
        if st.button(say("End selected"), icon=":material/logout:", key="end-selected", type="primary"):
            forget()
            end_many(None, chosen, KEY)
    elif ends and total and st.button(say("End all {total}", total=total), icon=":material/logout:", key="end-filter"):
        forget()
        end_many(query, (), KEY)
if found.empty:
    nothing(query)
else:
    table.show(shown(found), columns(query), key=KEY, label=say("Sessions"), href="/user?id={user_id}", selectable=ends)
    pager(found)
