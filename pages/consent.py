"""Consent: what people are asked to agree to, in which words, who agreed, and who is still on an older text."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import consent_publishing, consent_words, desk, table, wording
from pages.parts.consent_words import none
from pages.parts.filters import first_page
from pages.parts.pager import cursor, page_of, pager
from usercore import say, word_diff
from usercore.actions import consent_texts
from usercore.frames import consent_texts as lists
from usercore.frames import consents
from usercore.frames.consents import BehindQuery

PURPOSE, VERSION, TAB, ROWS = "purpose", "version", "consent.tab", 50
COUNTED = ("current", "behind", "declined", "withdrawn", "never")

me = desk.enter(lists.purposes)
refusal = desk.why_not(me, consent_texts.add_purpose)
found = desk.ask(lists.purposes)

COLUMNS = [
    table.Column(name="title", title=say("Purpose"), width=2.2),
    table.Column(name="state", title=say("Asked"), kind="badge", narrow=False, width=1.6, tones={
        "off": (say("No longer"), "grey"), "none": (say("No text yet"), "amber"),
        "sign-in": (say("At sign-in"), "green"), "account": (say("On My account"), "green"),
    }),
    table.Column(name="current", title=say("Agreed"), width=0.9),
    table.Column(name="behind", title=say("On an older text"), width=1.3),
    table.Column(name="declined", title=say("Said no"), narrow=False, width=0.9),
    table.Column(name="withdrawn", title=say("Withdrew"), narrow=False, width=0.9),
    table.Column(name="never", title=say("Never asked"), narrow=False, width=1.1),
]  # fmt: skip
BEHIND = [
    table.Column(name="name", title=say("Person"), kind="person", second="email"),
    table.Column(name="version", title=say("Agreed to version"), kind="number", width=1.4),
    table.Column(name="at", title=say("Agreed"), kind="moment"),
]


def state(row: Any) -> str:
    if not none(row.retired_at):
        return "off"
    return "none" if not row.newest else "sign-in" if row.at_sign_in else "account"


def every() -> None:
    seen = found.copy()
    seen["state"] = [state(row) for row in found.itertuples()]
    for name in COUNTED:
        seen[name] = found[name].map(str)
    table.show(seen, COLUMNS, key="purposes", label=say("Purposes"), href="/consent?purpose={id}", selectable=False)


def deeds(asked: Any, newest: Any) -> None:
    with st.container(horizontal=True):
        if none(asked.retired_at):
            words = say("Publish a new version") if newest else say("Publish the first text")
            if st.button(words, icon=":material/publish:", type="primary", key="publish", disabled=refusal is not None,
                         help=refusal):  # fmt: skip
                consent_publishing.publish(asked, newest)
            if newest and st.button(say("Add a language"), icon=":material/translate:", key="translate",
                                    disabled=refusal is not None, help=refusal):  # fmt: skip
                consent_publishing.translate(asked, newest)
        if st.button(say("Change"), icon=":material/edit:", key="change", disabled=refusal is not None, help=refusal):
            consent_publishing.change(asked)
        if none(asked.retired_at):
            if st.button(say("Stop asking"), icon=":material/block:", key="retire", disabled=refusal is not None,
                         help=refusal):  # fmt: skip
                consent_publishing.retire(asked)
        elif st.button(say("Ask for it again"), icon=":material/undo:", key="revive", disabled=refusal is not None,
                       help=refusal):  # fmt: skip
            desk.do(consent_texts.revive, purpose=asked.id, thanks=say("It is asked for again."))


def texts(versions: pd.DataFrame) -> None:
    if versions.empty:
        st.caption(say("There is no text yet, so nobody is asked. Publish the first one."))
        return
    by_id = {str(row.id): row for row in versions.itertuples()}
    chosen = st.selectbox(say("Version"), list(by_id), key=f"text-{versions.iloc[0].id}", width=420,
                          format_func=lambda one: called(by_id[one]))  # fmt: skip
    row = by_id[chosen]
    with st.container(border=True):
        consent_words.text(row.title, row.body)
    by = row.publisher or say("a program")
    people = say("one person stands on it") if row.people == 1 else say("{count} people stand on it", count=row.people)
    st.caption(say("Published {moment} by {who}; {people}.", moment=wording.minute(row.published_at), who=wording.plain(by),
                   people=people))  # fmt: skip
    if row.version > 1:
        with st.expander(say("What changed since the version before")):
            consent_words.changed(word_diff.words(row.before, row.body))
    st.caption(say("SHA-256 of language, title and text: `{sha}`", sha=row.sha256))


def called(row: Any) -> str:
    asks = "" if row.asks_again or row.version == 1 else say(" · nobody was asked again")
    return say("Version {version} · {language} · {day}{asks}", version=row.version, language=row.language,
               day=wording.day(row.published_at), asks=asks)  # fmt: skip


def still_behind(asked: Any, versions: pd.DataFrame) -> None:
    older = sorted({int(one) for one in versions["version"] if one < asked.newest}, reverse=True)
    if not older:
        st.caption(say("There is no older text that anyone could still be on."))
        return
    query = BehindQuery(purpose=asked.id, version=narrowed(asked, older), limit=ROWS, **cursor())
    rows = page_of(consents.behind, query)
    if rows.empty:
        st.caption(say("Nobody is on an older text."))
        return
    many = desk.ask(consents.counts, query=query)
    st.caption(say("One person.") if many == 1 else say("{count} people, the latest version first.", count=many))
    table.show(rows, BEHIND, key="behind", label=say("On an older text"), href="/user?id={id}", selectable=False)
    pager(rows)


def narrowed(asked: Any, older: list[int]) -> int | None:
    """The one version that the address asks for, and the buttons to choose it where there are several."""
    offered, key = [str(one) for one in older], f"behind.version-{asked.id}-{asked.newest}"
    wanted = st.query_params.get(VERSION)
    if len(older) > 1:
        if key not in st.session_state:
            st.session_state[key] = wanted if wanted in offered else None
        st.pills(say("Version"), offered, key=key, on_change=narrow, args=(asked.id, key), label_visibility="collapsed",
                 format_func=lambda one: say("Version {version}", version=one))  # fmt: skip
        wanted = st.session_state[key]
    return int(wanted) if wanted in offered else None


def narrow(purpose: str, key: str) -> None:
    first_page()
    st.query_params[PURPOSE] = purpose
    st.query_params.pop(VERSION, None)
    if chosen := st.session_state[key]:
        st.query_params[VERSION] = chosen


heading, buttons = st.columns([3, 2], vertical_alignment="bottom")
with heading:
    st.title(say("Consent"), anchor=False)
    st.caption(say("What people may agree to, or not. Every answer stays on record with the text it was given to."))
with buttons, st.container(horizontal=True, horizontal_alignment="right"):
    if st.button(say("Add a purpose"), icon=":material/add:", key="add", disabled=refusal is not None, help=refusal):
        consent_publishing.add()
if found.empty:
    with st.container(border=True):
        st.markdown(say("**Nobody is asked for anything yet.**"))
        st.caption(say("Add a purpose, such as a newsletter, and publish its text. People then find it on “My account”, or "
                       "are asked when they sign in, and can say no as easily as yes."))  # fmt: skip
    st.stop()
every()
wanted = st.query_params.get(PURPOSE)
one = next((row for row in found.itertuples() if row.id == wanted), None) or next(found.itertuples())
versions = desk.ask(lists.versions, purpose=one.id)
newest = next(versions.itertuples(), None)
st.header(wording.plain(one.title), anchor=False)
deeds(one, newest)
if TAB not in st.session_state and VERSION in st.query_params:
    st.session_state[TAB] = say("Still on an older text")
texts_tab, behind_tab = st.tabs([say("Texts"), say("Still on an older text")], key=TAB, on_change="rerun")
if texts_tab.open:
    with texts_tab:
        texts(versions)
if behind_tab.open:
    with behind_tab:
        still_behind(one, versions)
