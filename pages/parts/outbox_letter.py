"""One letter of the outbox: what its reader sees, what the mail server said, and what can be done."""

from typing import Any

import streamlit as st

from pages.parts import desk, dialogs, fields, opening, wording
from pages.parts.outbox_filters import STATES
from usercore import Actor, say
from usercore.actions import outbox, sign_in
from usercore.frames import outbox as lists

ONE = dialogs.addressed("letter")
LINK = "outbox.link"
COLOURS = {"amber": "orange", "grey": "gray"}


def no_server() -> bool:
    """Whether nothing can be sent from here."""
    return opening.core().settings.smtp_url is None


def _closed() -> None:
    dialogs.closed()
    st.query_params.pop(ONE, None)
    st.session_state.pop(LINK, None)


@st.dialog("Letter", icon=":material/mail:", width="medium", on_dismiss=_closed)
def letter(me: Actor, letter_id: str) -> None:
    found = desk.ask(lists.preview, letter_id=letter_id)
    if found.empty:
        st.info(say("This letter is not there any more."), icon=":material/unknown_document:")
        return
    row = found.iloc[0]
    st.markdown(f"**{wording.plain(row.subject)}**  \n{_state(row)} :gray[{wording.plain(_facts(row))}]")
    if row.problem:
        st.error(wording.plain(row.problem[:1].upper() + row.problem[1:]), icon=":material/dns:")
    seen, text = st.tabs([say("As seen"), say("As text")])
    with seen:
        st.iframe(row.html, height=400, alt=say("The letter as its reader sees it"))
    with text:
        st.code(row.text, language=None, wrap_lines=True, height=400)
    _deeds(me, row)


def _state(row: Any) -> str:
    word, tone = STATES[row.state]
    return f":{COLOURS.get(tone, tone)}-badge[{say(word)}]"


def _facts(row: Any) -> str:
    to = f"{row['name']}, {row.email}" if row["name"] else row.email
    told = [say("to {who}", who=to), say("written {moment}", moment=wording.minute(row.created_at))]
    if row.sent_at is not None:
        told.append(say("sent {moment}", moment=wording.minute(row.sent_at)))
    elif row.tries:
        told.append(say("tried once") if row.tries == 1 else say("tried {count} times", count=row.tries))
        if row.next_try_at is not None:
            told.append(say("next try {moment}", moment=wording.minute(row.next_try_at)))
    if row.has_link:
        told.append(say("its link works until {moment}", moment=wording.minute(row.ends_at)))
    return " · ".join(told)


def _deeds(me: Actor, row: Any) -> None:
    refusal = desk.why_not(me, outbox.retry)
    if row.above_you:
        refusal = say("This person has rights that yours does not.")
    if row.has_link:
        _link(me, row, refusal)
    if no_server() or row.state not in ("failing", "given-up"):
        return
    if st.button(say("Try again now"), icon=":material/refresh:", disabled=refusal is not None, help=refusal):
        desk.do(outbox.retry, letter_id=row.id, thanks=say("It is tried again."))


def _link(me: Actor, row: Any, refusal: str | None) -> None:
    """The link to hand over, once asked for: seen by nobody in passing."""
    whose, link = st.session_state.get(LINK, (None, None))
    if whose == row.id:
        st.code(link, language=None, wrap_lines=True)
        st.caption(say("Give it to its reader yourself, and to nobody else. That you copied it is in the audit log."))
        return
    with st.form("copy-link", border=False):
        proof = fields.proof(me, key="copy-link.proof")
        with st.container(horizontal=True, vertical_alignment="center"):
            asked = st.form_submit_button(
                say("Copy its link"), icon=":material/link:", disabled=refusal is not None, help=refusal
            )
            st.caption(say("To hand it over yourself; that is kept in the audit log."), width="content")
    if not asked or (proof is not None and desk.call(sign_in.confirm, proof=proof) is False):
        return
    if copied := desk.call(outbox.copy_link, letter_id=row.id):
        st.session_state[LINK] = row.id, copied
        st.rerun(scope="fragment")
