"""The texts of letters: edited by admins beside a preview with made-up facts."""

import pandas as pd
import streamlit as st

from pages.parts import desk, fields, opening, wording
from pages.parts.outbox_filters import kind_in_words
from usercore import Actor, UsercoreError, say
from usercore.actions import letter_texts
from usercore.mail import facts, rendering
from usercore.mail.letters import LetterKind

BROUGHT_BACK = "texts.brought-back"
SAMPLE_LINK = "https://accounts.example.com/open/…"


def texts(me: Actor, found: pd.DataFrame) -> None:
    """Choose a letter, change it, see it."""
    by_kind = {row.kind: row for row in found.itertuples()}
    kind = st.selectbox(
        say("Letter"), list(by_kind), key="texts.kind",
        format_func=lambda one: kind_in_words(one) + (say(" · changed") if by_kind[one].changed else ""),
    )  # fmt: skip
    row = by_kind[kind]
    times = st.session_state.setdefault(BROUGHT_BACK, 0)  # a field begun anew: the browser keeps what is typed
    left, right = st.columns(2, gap="large")
    with left:
        subject = st.text_input(say("Subject"), row.subject, key=f"texts.subject.{kind}.{times}", live="400ms")
        body = st.text_area(say("Text"), row.body, key=f"texts.body.{kind}.{times}", height=320)
        names = ", ".join(f"`{{{{ {name} }}}}`" for name in rendering.names(LetterKind(kind)))
        st.caption(say("Names you can use: {names}. A line `[Words]({{{{ link }}}})` becomes a button.", names=names))
        _deeds(me, kind, subject, body, changed=bool(row.changed))
    with right:
        _preview(LetterKind(kind), subject, body)


def _deeds(me: Actor, kind: str, subject: str, body: str, *, changed: bool) -> None:
    refusal = desk.why_not(me, letter_texts.change)
    proof = fields.proof(me, key="texts.proof")
    with st.container(horizontal=True):
        save = st.button(say("Save"), type="primary", disabled=refusal is not None, help=refusal, key="texts.save")
        back = changed and st.button(say("Back to the original"), disabled=refusal is not None, key="texts.back")
    if not (save or back) or not desk.proved(proof):
        return
    if back:
        if desk.call(letter_texts.restore, kind=kind) is not False:
            st.session_state[BROUGHT_BACK] += 1
            desk.later(say("The original text is back."))
            st.rerun()
    else:
        desk.do(letter_texts.change, kind=kind, subject=subject, body=body, thanks=say("Saved."))


def _preview(kind: LetterKind, subject: str, body: str) -> None:
    settings = opening.core().settings
    template = rendering.Template(subject, body)
    try:
        rendering.check(kind, template)
    except UsercoreError as refusal:
        st.warning(wording.plain(str(refusal)), icon=":material/error:")
        return
    made = rendering.render(
        kind, to_name="Ada Lovelace", facts=rendering.sample(kind), link=SAMPLE_LINK, home=settings.home,
        product=settings.product, zone=wording.zone().key, ends_at=facts.SAMPLE_AT, template=template,
    )  # fmt: skip
    st.markdown(f":gray[{say('Subject')}] {wording.plain(made.subject)}")
    st.iframe(made.html, height=460)
