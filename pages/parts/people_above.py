"""What stands above the list of people: how many there are and what can be done with them, and the filter row."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts import desk, people_columns, people_filters, people_unlock, table
from pages.parts.filters import first_page
from pages.parts.people_create import begun, create, forget
from pages.parts.people_export import export
from usercore import Actor, Permission, exports, say
from usercore.actions import users
from usercore.frames import roles as role_lists
from usercore.frames import users as lists
from usercore.frames.users import UserQuery

SHOWN, SIZE = "columns", "rows"
EXACT = "people.exact"  # pressed: in this run all of them are counted
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
    st.button(say("Clear"), type="tertiary", key="clear", on_click=table.clear, args=(people_columns.KEY,))
    people_unlock.button(me, selected)
    if st.button(say("Export selected"), icon=icon, key="export-selected", disabled=not may, help=why_not):
        export(UserQuery(ids=selected, order_by=query.order_by), say("{count} selected", count=len(selected)))
