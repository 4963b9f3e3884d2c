"""Deletions for ever: their certificates, and whether somebody's address was among them."""

from urllib.parse import urlencode

import streamlit as st

from pages.parts import desk, erasures_many, table
from pages.parts.erasure_certificate import ONE, by, certificate
from pages.parts.pager import cursor, page_of, pager
from usercore import say
from usercore.frames import erasures as lists
from usercore.frames.erasures import ErasureQuery

ROWS = 50
COLUMNS = [
    table.Column(name="who", title=say("Who"), kind="person", second="short", whose="person_id"),
    table.Column(name="erased_at", title=say("Deleted"), kind="moment"),
    table.Column(name="by_whom", title=say("By"), narrow=False),
    table.Column(name="rows", title=say("Records"), kind="number", narrow=False, width=0.8),
    table.Column(name="scrubbed_at", title=say("Overwritten"), kind="moment", narrow=False, dash=say("soon")),
]  # fmt: skip

me = desk.enter(lists.all)


def asked() -> None:
    """Whether whoever had an address was deleted: nothing of it is kept but a keyed digest."""
    with (
        st.form("erased", border=False, enter_to_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        email = st.text_input(
            say("Was this address deleted for ever?"), key="erased.email", placeholder="name@example.com", width=320
        )
        pressed = st.form_submit_button(say("Look"), icon=":material/search:")
    if not (pressed and email.strip()):
        return
    found = desk.ask(lists.of_address, email=email)
    if found.empty:
        st.info(say("No: nobody with this address was deleted for ever here."), icon=":material/search_off:")
    else:
        certificate(str(found.iloc[0].id))


heading, buttons = st.columns([3, 1], vertical_alignment="bottom")
with heading, st.container(gap=None):
    st.title(say("Deletions"), anchor=False)
    st.caption(say("Each deletion for ever has a certificate. It says what became of what was held, and names nobody."))
with buttons, st.container(horizontal=True, horizontal_alignment="right"):
    erasures_many.button(me)
erasures_many.work()
asked()
found = page_of(lists.all, ErasureQuery(limit=ROWS, **cursor()))
if found.empty:
    with st.container(border=True):
        st.markdown(say("**Nobody was deleted for ever yet.**"))
        st.caption(say("Move someone to the trash on their page; from there they can be deleted for ever."))
else:
    shown = found.assign(by_whom=[by(row) for row in found.itertuples()], short=[row[:12] for row in found["sha256"]])
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name != ONE}
    address = urlencode(kept, doseq=True)
    href = f"/erasures?{address}&{ONE}={{id}}" if address else f"/erasures?{ONE}={{id}}"
    table.show(shown, COLUMNS, key="erasures", label=say("Certificates"), href=href, selectable=False)
    pager(found)
if one := st.query_params.get(ONE):
    certificate(one)
