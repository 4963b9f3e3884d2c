"""The outbox: which letters wait, were sent or fail, with the mail server's own words; and their texts."""

import pandas as pd
import streamlit as st

from pages.parts import desk, table, wording
from pages.parts.outbox_letter import STATES, forget, letter
from pages.parts.outbox_texts import texts
from usercore import say
from usercore.actions import outbox
from usercore.errors import PageGone, UsercoreError
from usercore.frames import outbox as lists
from usercore.frames.outbox import LetterQuery

KEY, PAGE, TEXT, STATE, KIND, ONE = "letters", "page", "q", "state", "kind", "letter"
EVERY = "5s"

me = desk.enter(lists.search)


def first_page() -> None:
    st.query_params.pop(PAGE, None)


def cursor() -> dict[str, str]:
    where, _, row_id = st.query_params.get(PAGE, "").partition("-")
    return {where if where == "before" else "after": row_id} if row_id else {}


def turn(where: str, row_id: str) -> None:
    st.query_params[PAGE] = f"{where}-{row_id}"


def shown(found: pd.DataFrame) -> pd.DataFrame:
    """The rows in words."""
    seen = found.copy()
    seen["who"] = found["name"].where(found["name"] != "", found["email"])
    seen["what"] = [wording.letter(kind) for kind in found["kind"]]
    seen["when"] = found["sent_at"].where(found["sent_at"].notna(), found["next_try_at"])
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


@st.fragment(run_every=EVERY)
def numbers() -> None:
    """The states as filters with their numbers, looked at again every few seconds."""
    counted = desk.ask(lists.by_state)
    many = dict(zip(counted["state"], counted["letters"], strict=True))
    before = st.session_state.get("outbox.many")
    st.session_state["outbox.many"] = many
    if before is not None and before != many:
        st.rerun(scope="app")
    st.pills(
        say("State"), list(STATES), selection_mode="multi", key=STATE, bind="query-params", label_visibility="collapsed",
        format_func=lambda state: f"{say(STATES[state][0])} {many.get(state, 0):,}", on_change=whole_page,
    )  # fmt: skip


def whole_page() -> None:
    first_page()
    st.session_state["outbox.many"] = {}


def retry_all() -> None:
    """Every failing or given-up letter, one by one; whose link ended stays as it is."""
    tried = 0
    found = desk.ask(lists.search, query=LetterQuery(states=("failing", "given-up"), limit=500))
    for letter_id in found["id"]:
        try:
            desk.opening.core().call(desk.bearer(), outbox.retry, letter_id=letter_id)
            tried += 1
        except UsercoreError:
            continue
    desk.later(
        say("One letter is tried again.") if tried == 1 else say("{count} letters are tried again.", count=tried)
    )


def page_of(query: LetterQuery) -> pd.DataFrame:
    try:
        return desk.ask(lists.search, query=query)
    except PageGone as gone:
        st.warning(wording.plain(str(gone)), icon=":material/first_page:")
        return desk.ask(lists.search, query=query.model_copy(update={"after": None, "before": None}))


def letters() -> None:
    if desk.opening.core().settings.smtp_url is None:
        st.info(
            say(
                "No mail server is set up, so letters wait here. Set `USERCORE_SMTP_URL`, or open a letter and copy "
                "its link for its reader."
            ),
            icon=":material/outgoing_mail:",
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text_input(
            say("Search"), key=TEXT, type="search", placeholder=say("Name or e-mail"), label_visibility="collapsed",
            icon=":material/search:", live="100ms", bind="query-params", on_change=first_page, width=260,
        )  # fmt: skip
        with st.container(width="content"):
            numbers()
        failing = st.session_state["outbox.many"].get("failing", 0) + st.session_state["outbox.many"].get("given-up", 0)
        if failing:
            refusal = desk.why_not(me, outbox.retry)
            st.button(say("Try all failing again"), icon=":material/refresh:", on_click=retry_all,
                      disabled=refusal is not None, help=refusal)  # fmt: skip
    chosen, text = st.session_state.get(STATE) or [], st.session_state.get(TEXT) or ""
    found = page_of(LetterQuery(text=text, states=tuple(chosen), **cursor()))
    if found.empty:
        narrowed = chosen or text
        with st.container(border=True):
            st.markdown(say("**No letter matches.**") if narrowed else say("**No letter was written yet.**"))
        return
    table.show(shown(found), COLUMNS, key=KEY, label=say("Letters"), href=f"/outbox?{ONE}={{id}}", selectable=False)
    back, on = found.attrs["previous"], found.attrs["next"]
    if back or on:
        with st.container(horizontal=True, horizontal_alignment="right"):
            st.button(say("Previous"), icon=":material/chevron_left:", disabled=not back, key="back", on_click=turn,
                      args=("before", str(back)))  # fmt: skip
            st.button(say("Next"), icon=":material/chevron_right:", icon_position="right", disabled=not on, key="on",
                      on_click=turn, args=("after", str(on)))  # fmt: skip


st.title(say("Outbox"), anchor=False)
list_tab, texts_tab = st.tabs([say("Letters"), say("Texts")], key="outbox.tab", on_change="rerun")
if list_tab.open:
    with list_tab:
        letters()
if texts_tab.open:
    with texts_tab:
        texts(me, desk.ask(lists.texts))
if one := st.query_params.get(ONE):
    del st.query_params[ONE]
    forget()
    letter(me, one)
