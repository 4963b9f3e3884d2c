"""Users: find a person among all, and open, make or export people."""

import pandas as pd
import streamlit as st

from pages.parts import desk, people_filters, people_unlock, table, wording
from pages.parts.filters import finds, first_page
from pages.parts.pager import PAGE, cursor, pager
from pages.parts.people_create import begun, create, forget
from pages.parts.people_empty import nobody
from pages.parts.people_export import export
from usercore import Permission, exports, say
from usercore.actions import locks, users
from usercore.errors import BadQuery, PageGone
from usercore.frames import roles as role_lists
from usercore.frames import users as lists
from usercore.frames.users import UserQuery

KEY, SORT, SHOWN, SIZE = "people", "sort", "columns", "rows"
NEWEST = "-created_at"
SIZES = (25, 50, 100)
USUAL = ["role", "status", "last_sign_in_at", "created_at"]

me = desk.enter(lists.search)
roles = desk.ask(role_lists.every)
titles = dict(zip(roles["name"], roles["title"], strict=True))
by_email = "email" if me.may(Permission.REVEAL_USERS) else None
columns = {
    "name": table.Column(name="name", title=say("Person"), kind="person", sort="name", second="email"),
    "email": table.Column(name="email", title=say("E-mail"), sort=by_email, narrow=False),
    "role": table.Column(
        name="role", title=say("Role"), kind="badge", sort="role", narrow=False,
        tones={name: (title, "grey") for name, title in titles.items()},
    ),
    "status": table.Column(
        name="status", title=say("Status"), kind="status", sort="status",
        tones={name: (say(word), tone) for name, (word, tone) in wording.STATUSES.items()},
    ),
    "last_sign_in_at": table.Column(
        name="last_sign_in_at", title=say("Last sign-in"), kind="moment", sort="last_sign_in_at", narrow=False,
        dash=say("never"),
    ),
    "created_at": table.Column(name="created_at", title=say("Created"), kind="date", sort="created_at", narrow=False),
    "locked_until": table.Column(
        name="locked_until", title=say("Locked until"), kind="moment", narrow=False, dash=say("not locked")
    ),
}  # fmt: skip


def sort(order: str) -> None:
    st.query_params.update({SORT: order, PAGE: []})


def people(query: UserQuery) -> tuple[UserQuery, pd.DataFrame]:
    """The page the address names; one that is gone, or an order that is none, says so and gives the first."""
    try:
        found = desk.ask(lists.search, query=query)
        gone = PageGone() if found.empty and (query.after or query.before) else None
    except (PageGone, BadQuery) as refusal:
        gone = refusal
    if gone is None:
        return query, found
    st.warning(wording.plain(str(gone)), icon=":material/first_page:")
    query = query.model_copy(update={"after": None, "before": None, "order_by": NEWEST})
    return query, desk.ask(lists.search, query=query)


people_unlock.tell()
heading, buttons = st.columns([2, 3], vertical_alignment="bottom")
filters = st.container(horizontal=True, vertical_alignment="center", gap="small")
with filters:
    understood = people_filters.draw(titles, finds=finds(me), cases=me.may(Permission.WORK_CASES))
    with st.popover(say("Columns"), icon=":material/view_column:"):
        shown = st.pills(
            say("Columns"), list(columns)[1:], selection_mode="multi", default=USUAL, key=SHOWN, bind="query-params",
            format_func=lambda name: columns[name].title,
        )  # fmt: skip
        size = st.segmented_control(
            say("Rows on a page"), SIZES, default=50, required=True, key=SIZE, bind="query-params",
            on_change=first_page,
        )  # fmt: skip

if not understood:
    st.warning(
        say("The address asks for a filter that does not exist, so that one was left out: more people may show here."),
        icon=":material/filter_alt_off:",
    )
wanted = st.query_params
query, found = people(people_filters.query(order_by=wanted.get(SORT, NEWEST), limit=size or 50, **cursor()))
chosen = people_filters.in_force(titles)
total = desk.ask(lists.counts, query=query)
many = say("one person") if total == 1 and not total.capped else say("{total} people", total=total)
exports_people = me.may(exports.users)
selectable = exports_people or me.may(locks.unlock)
selected = table.selected(KEY) if selectable else ()

with heading, st.container(gap=None):
    st.title(say("Users"), anchor=False)
    matching = say("one person matches") if total == 1 and not total.capped else say("{many} match", many=many)
    counted = matching if chosen else many
    if as_of := found.attrs.get("as_of"):  # read where changes arrive a little later
        counted = say("{counted} · as of {time}", counted=counted, time=wording.second(as_of))
    st.caption(f"{counted} · {say('{count} selected', count=len(selected))}" if selected else counted)
with buttons, st.container(horizontal=True, horizontal_alignment="right"):
    # In the place of the other export: a row of its own would push the table down under the next click.
    if selected:
        st.button(say("Clear"), type="tertiary", key="clear", on_click=table.clear, args=(KEY,))
        people_unlock.button(me, selected)
        if st.button(
            say("Export selected"), icon=":material/download:", key="export-selected",
            disabled=not exports_people, help=desk.why_not(me, exports.users),
        ):  # fmt: skip
            export(UserQuery(ids=selected, order_by=query.order_by), say("{count} selected", count=len(selected)))
    elif st.button(
        say("Export CSV"), icon=":material/download:", key="export",
        disabled=not exports_people or not total, help=desk.why_not(me, exports.users),
    ):  # fmt: skip
        export(query.without("ids"), many)
    pressed = st.button(
        say("New user"), icon=":material/person_add:", type="primary", key="new",
        disabled=not me.may(users.create), help=desk.why_not(me, users.create),
    )  # fmt: skip
    if begun() or pressed:
        forget()
        create(me, roles)

st.session_state["people.address"] = {name: wanted.get_all(name) for name in wanted}
if found.empty:
    nobody(query, chosen)
else:
    # Whoever asked for those who are locked wants to know until when.
    wished = {*(shown or ()), *(("locked_until",) if "locked" in query.statuses else ())}
    table.show(
        found,
        [columns["name"], *(columns[name] for name in columns if name in wished)],
        key=KEY,
        label=say("People"),
        order_by=query.order_by,
        on_sort=sort,
        href="/user?id={id}",
        selectable=selectable,
    )
    pager(found)
