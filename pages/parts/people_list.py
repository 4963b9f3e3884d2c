"""The list of people: what of it runs at a click, the page that the address names, the table and its pager.

Not in the page's script: that is run anew for each visitor, and what it defines is kept for as long as a tab is open.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, people_ahead, people_columns, people_filters, people_jump, people_unlock, table, wording
from pages.parts.filters import finds
from pages.parts.pager import PAGE, cursor, pager
from pages.parts.people_above import IN_LINE, Places, above, places
from pages.parts.people_empty import nobody
from usercore import Actor, Permission, UsercoreError, exports, say
from usercore.actions import locks
from usercore.errors import BadQuery, NotAllowed, PageGone
from usercore.frames import listings
from usercore.frames.users import UserQuery

LIST, SORT, NEWEST = "people.list", "sort", "-created_at"


def sort(order: str) -> None:
    st.query_params.update({SORT: order, PAGE: []})


def people(query: UserQuery) -> tuple[UserQuery, pd.DataFrame]:
    """The page the address names; for one that is gone, or an order that is none, the first, which says so and which the
    address then names too.
    """
    try:
        found = desk.ask(listings.people, query=query)
        gone = PageGone() if found.empty and (query.after or query.before) else None
    except (PageGone, BadQuery) as refusal:
        gone = refusal
    if gone is None:
        return query, found
    first: dict[str, Any] = {"after": None, "before": None}
    st.query_params.pop(PAGE, None)
    if isinstance(gone, BadQuery):
        first["order_by"] = NEWEST
        st.query_params.pop(SORT, None)
    query = query.model_copy(update=first)
    found = desk.ask(listings.people, query=query)
    found.attrs["gone"] = str(gone)
    return query, found


@st.fragment
def the_page(me: Actor, titles: Mapping[str, str]) -> None:
    """What is chosen above the list runs neither the menu nor the look-up of roles again …"""
    the_list(me, titles, *places(me, titles))


@st.fragment(key=LIST)
def the_list(me: Actor, titles: Mapping[str, str], there: Places, shown: list[str], size: int) -> None:
    """… what is typed or ticked not the filters either …"""
    if people_filters.dropped():
        st.rerun(scope="app")
    try:
        listed(me, titles, there, shown, size)
    except NotAllowed:  # the role changed meanwhile
        st.rerun(scope="app")


def listed(me: Actor, titles: Mapping[str, str], there: Places, shown: list[str], size: int) -> None:
    with there.search:
        people_filters.search(finds(me))
    with st.container():  # which takes no room while nothing is said in it
        people_unlock.tell()
        try:
            query, found = asked(size)
        except UsercoreError:
            for place in there:
                place.empty()
            raise
    chosen = people_filters.in_force(query, titles)
    above(me, there, query, found, ticked(me) or (), filtered=bool(chosen))
    if found.empty:
        remark(found)
        nobody(query, chosen)
    else:
        the_rows(me, titles, shown, size, [(query, found)])


@st.fragment
def the_rows(
    me: Actor, titles: Mapping[str, str], shown: list[str], size: int, known: list[tuple[UserQuery, pd.DataFrame]]
) -> None:
    """… and a turned page or another order nothing but the rows. Each asks who is here anew; a run of more than the rows
    has asked already, which is `known` to them once.
    """
    try:
        query, found = known.pop() if known else asked(size)
    except NotAllowed:
        st.rerun(scope="app")
    if found.empty:  # all of them went meanwhile
        st.rerun(scope="app")
    remark(found)
    rows(me, titles, query, found, shown)
    with st.container(**IN_LINE):
        with st.container(**IN_LINE):  # on a phone the two stay apart
            people_jump.field(query.order_by, query.limit)
        pager(found)


def asked(size: int) -> tuple[UserQuery, pd.DataFrame]:
    """The page that the address and the filters mean, which the address then stands for wherever else it is led back to."""
    wanted = st.query_params
    found = people(people_filters.query(order_by=wanted.get(SORT, NEWEST), limit=size, **cursor()))
    st.session_state["people.address"] = {name: wanted.get_all(name) for name in wanted}
    return found


def remark(found: pd.DataFrame) -> None:
    """What is to be known of these rows and of no others. It stands apart, so that the table below stays the same one."""
    with st.container():
        if gone := found.attrs.get("gone"):
            st.warning(wording.plain(gone), icon=":material/first_page:")
        if as_of := found.attrs.get("as_of"):  # read where changes arrive a little later
            st.caption(say("As of {time}: changes arrive a little later.", time=wording.second(as_of)))


def ticked(me: Actor) -> tuple[str, ...] | None:
    """The rows that are selected; None for those who can do nothing with them."""
    return table.selected(people_columns.KEY) if me.may(exports.users) or me.may(locks.unlock) else None


def rows(me: Actor, titles: Mapping[str, str], query: UserQuery, found: pd.DataFrame, shown: list[str]) -> None:
    selected = ticked(me)
    # Whoever asked for those who are locked wants to know until when.
    wished = {*shown, *(("locked_until",) if "locked" in query.statuses else ())}
    table.show(
        found,
        people_columns.shown(people_columns.of(titles, by_email=me.may(Permission.REVEAL_USERS)), wished),
        key=people_columns.KEY,
        label=say("People"),
        order_by=query.order_by,
        on_sort=sort,
        href=people_columns.LEADS_TO,
        # With rows selected it waits to show which of the next ones are.
        ahead=None if selected else people_ahead.told(query, found, wished, titles),
        on_select=lambda: st.rerun(LIST),  # what can be done with them stands above
        selectable=selected is not None,
    )
