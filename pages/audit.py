"""The audit log: who did what to whom, when, from where and how it ended; and whether it is as it was written."""

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pages.parts import audit_filters, desk, table, wording
from pages.parts.audit_entry import ONE, VISITOR, one
from pages.parts.audit_export import export
from pages.parts.audit_verify import verify
from pages.parts.pager import cursor, page_of, pager
from usercore import Permission, exports, say
from usercore.frames import audit as lists
from usercore.frames import roles as role_lists
from usercore.frames.totals import Total

KEY, ROWS = "audit", 50

me = desk.enter(lists.search)
titles: dict[str, str] = {}
if me.may(role_lists.every):
    roles = desk.ask(role_lists.every)
    titles = dict(zip(roles["name"], roles["title"], strict=True))


def shown(found: pd.DataFrame) -> pd.DataFrame:
    """The rows in words."""
    seen = found.copy()
    rows = list(found.itertuples())
    said = [wording.entry(row, titles, bare=True) for row in rows]
    seen["what"] = [" · ".join(filter(None, (entry["title"], entry["detail"]))) for entry in said]
    seen["person"] = [row.subject_id if row.subject_there else None for row in rows]
    seen["address"] = [told.get("address") for told in found["values"]]
    return seen


OUTCOMES: dict[str, tuple[str, table.Tone]] = {
    "done": (say("Done"), "green"),
    "refused": (say("Refused"), "amber"),
    "failed": (say("Failed"), "red"),
}
COLUMNS = [
    table.Column(name="at", title=say("When"), kind="moment", width=2),
    table.Column(
        name="actor", title=say("Who"), kind="person", whose="actor_id", programs=True, dash=VISITOR, width=2.5
    ),
    table.Column(name="what", title=say("What"), width=3),
    table.Column(name="subject", title=say("On whom"), kind="link", href="/user?id={person}", narrow=False, width=1.7),
    table.Column(name="outcome", title=say("Outcome"), kind="status", narrow=False, tones=OUTCOMES, width=1.1),
    table.Column(name="address", title=say("Network"), kind="link", href="/audit?network={address}", narrow=False),
]


def nothing() -> None:
    """Why there is no row, and what to do about it."""
    with st.container(border=True):
        if not audit_filters.close_ones():
            st.markdown(say("**No entry matches** these filters. People who were erased are found by their id alone."))
        st.button(say("Drop all filters"), icon=":material/filter_alt_off:", on_click=audit_filters.FILTERS.drop_all)


def how_many(total: Total) -> str:
    return say("one entry") if total == 1 and not total.capped else say("{total} entries", total=total)


heading, buttons = st.columns([2, 3], vertical_alignment="bottom")
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    understood = audit_filters.draw(networks=me.may(Permission.REVEAL_USERS))
if not understood:
    st.warning(
        say("The address asks for a filter that does not exist, so that one was left out: more entries may show here."),
        icon=":material/filter_alt_off:",
    )
query = audit_filters.query(limit=ROWS, **cursor())
found = page_of(lists.search, query)
total = desk.ask(lists.counts, query=query)
if found.attrs.get("more_people"):
    st.warning(say("Many people are called so: 50 of them were looked for. Type more of the name, or the whole address."),
               icon=":material/groups:")  # fmt: skip
with heading, st.container(gap=None):
    st.title(say("Audit log"), anchor=False)
    st.caption(how_many(total))
with buttons, st.container(horizontal=True, horizontal_alignment="right"):
    exporting = st.button(
        say("Export CSV"), icon=":material/download:", key="export",
        disabled=not me.may(exports.audit) or not total, help=desk.why_not(me, exports.audit),
    )  # fmt: skip
    pressed = st.button(say("Verify"), icon=":material/verified:", key="verify")
if found.empty:
    nothing()
else:
    # The entry is added to the address as it is, so that the list behind it stays.
    address = urlencode({name: st.query_params.get_all(name) for name in st.query_params if name != ONE}, doseq=True)
    href = f"/audit?{address}&{ONE}={{id}}" if address else f"/audit?{ONE}={{id}}"
    table.show(shown(found), COLUMNS, key=KEY, label=say("Audit log"), href=href, selectable=False)
    pager(found)
if pressed:
    verify()
elif exporting:
    export(query, how_many(total))
elif open_one := st.query_params.get(ONE):
    one(me, open_one, titles)
