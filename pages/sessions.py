"""Sessions: who is signed in, where, since when; end one, some, or all that a filter means."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from pages.parts import desk, sessions_filters, sessions_words, table, wording
from pages.parts.filters import finds
from pages.parts.pager import cursor, page_of, pager
from pages.parts.sessions_ending import MOST, end_many, forget
from usercore import Permission, say
from usercore.actions import sessions
from usercore.frames import roles as role_lists
from usercore.frames import sessions as lists
from usercore.frames.sessions import SessionQuery
from usercore.frames.totals import Total

KEY, ROWS = "everyone", 50

me = desk.enter(lists.search)
roles = desk.ask(role_lists.every)
titles = dict(zip(roles["name"], roles["title"], strict=True))


def shown(found: pd.DataFrame) -> pd.DataFrame:
    """The rows in words."""
    seen = found.copy()
    devices = [wording.called(*pair) for pair in zip(found["browser"], found["system"], strict=True)]
    seen["device"] = [
        say("This one: {device}", device=device) if mine else device
        for device, mine in zip(devices, found["this_one"], strict=True)
    ]
    seen["role"] = [titles.get(role, role) for role in found["role"]]
    seen["how"] = [sessions_words.method(word) for word in found["method"]]
    seen["why"] = [sessions_words.ending(row) for row in found.itertuples()]
    return seen


def columns(query: SessionQuery) -> list[table.Column]:
    """Live ones say how they began, ended ones how they ended."""
    person = table.Column(
        name="name", title=say("Person"), kind="person", second="email", phone="device", whose="user_id", width=2.7
    )
    device = table.Column(name="device", title=say("Device"), narrow=False, width=2)
    network = table.Column(name="address", title=say("Network"), narrow=False, width=1.6)
    if me.may(Permission.REVEAL_USERS):  # nobody else may filter by one, their own is all they see
        network = replace(network, kind="link", href="/sessions?network={address}")
    role = table.Column(name="role", title=say("Role"), kind="badge", narrow=False)
    started = table.Column(name="created_at", title=say("Started"), kind="moment", narrow=False, width=1.5)
    if query.ended:
        ended = table.Column(name="ended_at", title=say("Ended"), kind="moment", width=1.5)
        why = table.Column(name="why", title=say("Why"), width=2.7)
        return [person, device, network, started, ended, why]
    how = table.Column(name="how", title=say("How"), narrow=False, width=1)
    seen = table.Column(name="last_seen_at", title=say("Last seen"), kind="moment", width=1.5)
    return [person, device, network, role, started, seen, how]


def nothing(query: SessionQuery) -> None:
    """Why there is no row, and what to do about it."""
    with st.container(border=True):
        if not sessions_filters.narrowed():
            st.markdown(say("Nobody's session has ended yet.") if query.ended else say("Nobody is signed in."))
            return
        st.markdown(say("**No session matches** these filters."))
        with st.container(horizontal=True):
            st.button(say("Drop all filters"), icon=":material/filter_alt_off:", on_click=sessions_filters.drop)
            others = say("Look among the live ones") if query.ended else say("Look among the ended ones")
            st.button(others, icon=":material/history:", key="others", on_click=sessions_filters.look_at,
                      kwargs={"ended": not query.ended})  # fmt: skip


def how_many(total: Total, query: SessionQuery) -> str:
    one, many = ("one ended session", "{total} ended sessions") if query.ended else ("one session", "{total} sessions")
    return say(one) if total == 1 and not total.capped else say(many, total=total)


heading, buttons = st.columns([2, 3], vertical_alignment="bottom")
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    understood = sessions_filters.draw(titles, finds=finds(me), networks=me.may(Permission.REVEAL_USERS))
if not understood:
    st.warning(
        say(
            "The address asks for a filter that does not exist, so that one was left out: more sessions may show here."
        ),
        icon=":material/filter_alt_off:",
    )
query = sessions_filters.query(limit=ROWS, **cursor())
found = page_of(lists.search, query)
total = desk.ask(lists.counts, query=query)
ends = me.may(sessions.revoke_many) and not query.ended
chosen = table.selected(KEY) if ends else ()

with heading, st.container(gap=None):
    st.title(say("Sessions"), anchor=False)
    many = how_many(total, query)
    st.caption(f"{many} · {say('{count} selected', count=len(chosen))}" if chosen else many)
with buttons, st.container(horizontal=True, horizontal_alignment="right"):
    if chosen:
        st.button(say("Clear"), type="tertiary", key="clear", on_click=table.clear, args=(KEY,))
        if st.button(say("End selected"), icon=":material/logout:", key="end-selected", type="primary"):
            forget()
            end_many(SessionQuery(ids=chosen[:MOST]), KEY)
    elif not query.ended:
        those = ("End the one session", "End all {total}")
        if sessions_filters.narrowed():
            those = ("End the one in this filter", "End all {total} in this filter")
        refusal = desk.why_not(me, sessions.revoke_many)
        if st.button(
            say(those[0]) if total == 1 and not total.capped else say(those[1], total=total),
            icon=":material/logout:",
            key="end-filter",
            disabled=not total or refusal is not None,
            help=refusal,
        ):
            forget()
            end_many(query, KEY)
if found.empty:
    nothing(query)
else:
    table.show(shown(found), columns(query), key=KEY, label=say("Sessions"), href="/user?id={user_id}", selectable=ends)
    pager(found)
