"""The outbox: which letters wait, were sent or fail, with the mail server's own words; and their texts."""

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pages.parts import desk, outbox_filters, outbox_retrying, table
from pages.parts.filters import finds
from pages.parts.outbox_filters import STATES
from pages.parts.outbox_letter import ONE, letter, no_server
from pages.parts.outbox_texts import texts
from pages.parts.pager import cursor, page_of, pager
from usercore import say
from usercore.actions import outbox
from usercore.frames import outbox as lists

KEY, ROWS = "letters", 50

me = desk.enter(lists.search)


def shown(found: pd.DataFrame) -> pd.DataFrame:
    """The rows in words."""
    seen = found.copy()
    seen["who"] = found["name"].where(found["name"] != "", found["email"])
    seen["what"] = [outbox_filters.kind_in_words(kind) for kind in found["kind"]]
    # One that waits is tried as soon as there is a mail server; when that is, nobody knows.
    tried = found["next_try_at"].where(found["state"] == "failing", None)
    seen["when"] = found["sent_at"].where(found["state"] == "sent", tried)
    return seen


COLUMNS = [
    table.Column(name="who", title=say("To"), kind="person", second="email", whose="user_id"),
    table.Column(name="what", title=say("Letter"), narrow=False, width=2.4),
    table.Column(
        name="state", title=say("State"), kind="status",
        tones={state: (say(word), tone) for state, (word, tone) in STATES.items()},
    ),
    table.Column(name="tries", title=say("Tries"), kind="number", narrow=False, width=0.6),
    table.Column(name="created_at", title=say("Written"), kind="moment", narrow=False),
    table.Column(name="when", title=say("Sent, or next try"), kind="moment", narrow=False),
]  # fmt: skip


def letters() -> None:
    if no_server():
        st.info(
            say(
                "No mail server is set up, so letters wait here. Set `USERCORE_SMTP_URL` and start again, or open a "
                "letter and copy its link for its reader."
            ),
            icon=":material/outgoing_mail:",
        )
    outbox_retrying.tell()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        counted = outbox_filters.draw(finds=finds(me))
        again = counted["failing"] + counted["given-up"]
        refusal = desk.why_not(me, outbox.retry)
        pressed = (
            again
            and not no_server()
            and st.button(
                say("Try all failing again"), icon=":material/refresh:", disabled=refusal is not None, help=refusal
            )
        )
    if pressed:
        outbox_retrying.all_failing(again)
    ask = desk.look if outbox_filters.by_itself() else desk.ask
    found = page_of(lists.search, outbox_filters.query(limit=ROWS, **cursor()), ask=ask)
    if found.empty:
        nothing()
        return
    # The letter is added to the address as it is, so that the list behind it stays.
    address = urlencode(
        {**{name: st.query_params.get_all(name) for name in st.query_params if name != ONE}}, doseq=True
    )
    href = f"/outbox?{address}&{ONE}={{id}}" if address else f"/outbox?{ONE}={{id}}"
    table.show(shown(found), COLUMNS, key=KEY, label=say("Letters"), href=href, selectable=False)
    pager(found)


def nothing() -> None:
    with st.container(border=True):
        if not outbox_filters.narrowed():
            st.markdown(say("**No letter was written yet.**"))
            st.caption(say("They appear here when someone asks for a new password, or signs in from a new device."))
            return
        st.markdown(say("**No letter matches** these filters."))
        st.button(say("Drop all filters"), icon=":material/filter_alt_off:", on_click=outbox_filters.drop)


st.title(say("Outbox"), anchor=False)
if me.may(lists.texts):
    list_tab, texts_tab = st.tabs([say("Letters"), say("Texts")], key="outbox.tab", on_change="rerun")
    if list_tab.open:
        with list_tab:
            letters()
    if texts_tab.open:
        with texts_tab:
            texts(me, desk.ask(lists.texts))
else:
    letters()
if one := st.query_params.get(ONE):
    letter(me, one)
