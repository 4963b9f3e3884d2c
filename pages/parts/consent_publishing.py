"""A new purpose, and another version of a text, with how people will read it and what will happen."""

from typing import Any

import streamlit as st

from pages.parts import consent_words, desk, wording
from usercore import say, word_diff
from usercore.actions import consent_texts
from usercore.frames import consent_texts as lists
from usercore.frames.totals import Total

ENGLISH = "en"
AT_SIGN_IN = "Ask everyone once, when they next sign in"


@st.dialog("Add a purpose", icon=":material/add:")
def add() -> None:
    st.markdown(say("One thing that people may agree to, or not. Terms that everyone has to accept are none."))
    with st.form("purpose", border=False):
        title = st.text_input(say("What for"), key="purpose.title", max_chars=200, placeholder=say("Newsletter"))
        at_sign_in = st.checkbox(say(AT_SIGN_IN), key="purpose.ask", help=say(
            "Else it is only offered on “My account”. Nobody is asked before its first text is published."))  # fmt: skip
        if st.form_submit_button(say("Add"), type="primary"):
            key = desk.call(consent_texts.add_purpose, title=title or "", at_sign_in=at_sign_in)
            if key is not False:
                desk.later(say("Added. Publish its first text next."))
                st.query_params["purpose"] = key
                st.rerun()


@st.dialog("Change a purpose", icon=":material/edit:", on_dismiss="rerun")
def change(asked: Any) -> None:
    with st.form("purpose", border=False):
        title = st.text_input(say("What for"), asked.title, key=f"purpose.title-{asked.id}", max_chars=200)
        at_sign_in = st.checkbox(say(AT_SIGN_IN), bool(asked.at_sign_in), key=f"purpose.ask-{asked.id}")
        if st.form_submit_button(say("Save"), type="primary"):
            desk.do(consent_texts.change_purpose, purpose=asked.id, title=title or "", at_sign_in=at_sign_in,
                    thanks=say("Saved."))  # fmt: skip


@st.dialog("Publish a text", icon=":material/publish:", width="large")
def publish(asked: Any, newest: Any) -> None:
    """`newest` is the text that stands there, None before the first."""
    key = f"{asked.id}.{asked.newest}"
    title = st.text_input(say("Title"), newest.title if newest else "", key=f"publish.title-{key}", max_chars=200)
    body = st.text_area(say("Text"), newest.body if newest else "", key=f"publish.body-{key}", height=220, max_chars=10_000,
                        help=say("As you write it: plain words, with line breaks."))  # fmt: skip
    language = _language(newest.language if newest else ENGLISH, key=f"publish.language-{key}")
    again = newest is not None and st.checkbox(
        say("Ask everyone again who agreed to an older version"), value=True, key=f"publish.again-{key}",
        help=say("Leave it out only where nothing but the spelling changed."),
    )  # fmt: skip
    if title or body:
        with st.container(border=True):
            st.caption(say("What changes") if newest else say("As people will read it"))
            if newest:
                consent_words.changed(word_diff.words(newest.body, body or ""))
            else:
                consent_words.text(title, body)
    st.info(_what_happens(asked, again=bool(again), first=newest is None), icon=":material/campaign:")
    if st.button(say("Publish version {version}", version=int(asked.newest) + 1), type="primary", key="publish.go"):
        desk.do(consent_texts.publish, purpose=asked.id, title=title or "", body=body or "", language=language,
                asks_again=bool(again), seen=int(asked.newest), thanks=say("Published."))  # fmt: skip


@st.dialog("Add a language", icon=":material/translate:", width="large")
def translate(asked: Any, newest: Any) -> None:
    """The newest text once more, for people whose browser speaks another language."""
    st.markdown(say("Whoever's browser speaks it reads version {version} in it. It says the same, so nobody is asked again.",
                    version=int(asked.newest)))  # fmt: skip
    with st.container(border=True):
        st.caption(newest.language)
        consent_words.text(newest.title, newest.body)
    key = f"{asked.id}.{asked.newest}"
    with st.form("translate", border=False):
        language = _language("", key=f"translate.language-{key}")
        title = st.text_input(say("Title"), key=f"translate.title-{key}", max_chars=200)
        body = st.text_area(say("Text"), key=f"translate.body-{key}", height=220, max_chars=10_000)
        if st.form_submit_button(say("Add"), type="primary"):
            desk.do(consent_texts.translate, purpose=asked.id, language=language, title=title or "", body=body or "",
                    thanks=say("Added."))  # fmt: skip


def _language(value: str, *, key: str) -> str:
    return st.text_input(
        say("Language"), value, key=key, max_chars=12, width=160, placeholder="de",
        help=say("As browsers call it: “en”, “de” or “pt-BR”."),
    ) or ""  # fmt: skip


def _what_happens(asked: Any, *, again: bool, first: bool) -> str:
    if first and asked.at_sign_in:
        return say("Everyone is asked once, at their next sign-in.")
    if first:
        return say("It is offered on everyone's “My account”. Nobody is asked.")
    many = desk.ask(lists.would_be_asked, purpose=asked.id)
    if not many:
        return say("Nobody has agreed to an older version, so nobody is asked again.")
    if not again:
        return say("Nobody is asked again: {people} on an older version.", people=_stay(many))
    people = say("One person") if many == 1 else say("{count} people", count=many)
    return say("{people} will be asked again at their next sign-in. It cannot be taken back.", people=people)


def _stay(many: Total) -> str:
    return say("one person stays") if many == 1 else say("{count} people stay", count=many)


@st.dialog("Stop asking for this?", icon=":material/block:")
def retire(asked: Any) -> None:
    st.markdown(say("Nobody is asked for **{title}** any more. Whoever agreed still can withdraw, and every answer stays on "
                    "record. You can bring it back.", title=wording.plain(asked.title)))  # fmt: skip
    if st.button(say("Stop asking"), type="primary", key="retire.go"):
        desk.do(consent_texts.retire, purpose=asked.id, thanks=say("Nobody is asked for it any more."))
