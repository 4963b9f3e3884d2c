"""The list of people: the filters, how many there are and what can be done with them, the table and its pager.

Not in the page's script: that is run anew for each visitor, and what it defines is kept for as long as a tab is open.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts import desk, people_ahead, people_columns, people_filters, people_jump, people_unlock, table, wording
from pages.parts.filters import finds, first_page
from pages.parts.pager import PAGE, cursor, pager
from pages.parts.people_create import begun, create, forget
from pages.parts.people_empty import nobody
from pages.parts.people_export import export
from usercore import Actor, Permission, UsercoreError, exports, say
from usercore.actions import locks, users
from usercore.errors import BadQuery, NotAllowed, PageGone
from usercore.frames import listings
from usercore.frames import roles as role_lists
from usercore.frames import users as lists
from usercore.frames.users import UserQuery

KEY, LIST, SORT, SHOWN, SIZE = "people", "people.list", "sort", "columns", "rows"
EXACT = "people.exact"  # pressed: in this run all of them are counted
NEWEST = "-created_at"
SIZES = (25, 50, 100)
IN_LINE = {"horizontal": True, "vertical_alignment": "center", "gap": "small"}
USUAL = ["role", "status", "last_sign_in_at", "created_at"]


class Places(NamedTuple):
    """Where the list writes above itself. They stay as they are while it changes: the fewer parts a click draws, the
    sooner it shows. Something is written into each in every run: Streamlit lets a fragment fill none later that a whole
    run left empty.
    """

    line: DeltaGenerator
    buttons: DeltaGenerator
    search: DeltaGenerator


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


def narrowed(me: Actor, titles: Mapping[str, str]) -> tuple[DeltaGenerator, list[str], int]:
    """The filter row: the place for the search, the columns and the rows on a page that were chosen in it."""
    columns = people_columns.of(titles)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        search = st.container(width="content")
        understood = people_filters.draw(titles, cases=me.may(Permission.WORK_CASES))
        with st.popover(say("Columns"), icon=":material/view_column:"):
            shown = st.pills(
                say("Columns"), list(columns)[1:], selection_mode="multi", default=USUAL, key=SHOWN,
                bind="query-params", format_func=lambda name: columns[name].title,
            )  # fmt: skip
            size = st.segmented_control(
                say("Rows on a page"), SIZES, default=50, required=True, key=SIZE, bind="query-params",
                on_change=first_page,
            )  # fmt: skip
    if not understood:
        st.warning(
            say(
                "The address asks for a filter that does not exist, so that one was left out: more people may show here."
            ),
            icon=":material/filter_alt_off:",
        )
    return search, list(shown or ()), size or 50


def places(me: Actor, titles: Mapping[str, str]) -> tuple[Places, list[str], int]:
    """All that stands around the list, with the filter row; the columns and the rows on a page that were chosen in it."""
    heading, beside = st.columns([2, 3], vertical_alignment="bottom")
    with heading, st.container(gap=None):
        st.title(say("Users"), anchor=False)
        # As high with a button as without it: the table must not move under the next click.
        line = st.container(**IN_LINE, height=40, border=False)
    buttons = beside.container(horizontal=True, horizontal_alignment="right")
    search, shown, size = narrowed(me, titles)
    return Places(line, buttons, search), shown, size


def above(
    me: Actor, there: Places, query: UserQuery, found: pd.DataFrame, selected: tuple[str, ...], *, filtered: bool
) -> None:
    """How many there are, beneath the heading, and on its right what can be done with them."""
    total = found.attrs["total"]
    if total.capped and st.session_state.get(EXACT):
        total = desk.ask(lists.counts, query=query, exact=True)
    many = say("one person") if total == 1 and not total.capped else say("{total} people", total=total)
    matching = say("one person matches") if total == 1 and not total.capped else say("{many} match", many=many)
    said = [matching if filtered else many]
    if selected:
        said.append(say("{count} selected", count=len(selected)))
    with there.line:
        st.caption(" · ".join(said), width="content")
        if total.capped:
            st.button(say("Count exactly"), type="tertiary", key=EXACT)
    with there.buttons:
        exporting(me, query, selected, many if total else "")
        pressed = st.button(
            say("New user"), icon=":material/person_add:", type="primary", key="new",
            disabled=not me.may(users.create), help=desk.why_not(me, users.create),
        )  # fmt: skip
        if begun() or pressed:
            forget()
            # As they are now: a sign-in may no longer be recent.
            create(desk.someone(), desk.ask(role_lists.every))


def exporting(me: Actor, query: UserQuery, selected: tuple[str, ...], many: str) -> None:
    """The export of all, or what is done with those selected; in one place, since a row of its own would push the
    table down under the next click.
    """
    may, why_not = me.may(exports.users), desk.why_not(me, exports.users)
    icon = ":material/download:"
    if not selected:
        if st.button(say("Export CSV"), icon=icon, key="export", disabled=not (may and many), help=why_not):
            export(query.without("ids"), many)
        return
    st.button(say("Clear"), type="tertiary", key="clear", on_click=table.clear, args=(KEY,))
    people_unlock.button(me, selected)
    if st.button(say("Export selected"), icon=icon, key="export-selected", disabled=not may, help=why_not):
        export(UserQuery(ids=selected, order_by=query.order_by), say("{count} selected", count=len(selected)))


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
    return table.selected(KEY) if me.may(exports.users) or me.may(locks.unlock) else None


def rows(me: Actor, titles: Mapping[str, str], query: UserQuery, found: pd.DataFrame, shown: list[str]) -> None:
    selected = ticked(me)
    # Whoever asked for those who are locked wants to know until when.
    wished = {*shown, *(("locked_until",) if "locked" in query.statuses else ())}
    table.show(
        found,
        people_columns.shown(people_columns.of(titles, by_email=me.may(Permission.REVEAL_USERS)), wished),
        key=KEY,
        label=say("People"),
        order_by=query.order_by,
        on_sort=sort,
        href=people_columns.LEADS_TO,
        # With rows selected it waits to show which of the next ones are.
        ahead=None if selected else people_ahead.told(query, found, wished, titles),
        on_select=lambda: st.rerun(LIST),  # what can be done with them stands above
        selectable=selected is not None,
    )
