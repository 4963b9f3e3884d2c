"""One letter of the outbox: what its reader sees, what the mail server said, and what can be done."""

from typing import Any

import streamlit as st

from pages.parts import desk, fields, wording
from usercore import Actor, say
from usercore.actions import outbox, sign_in
from usercore.frames import outbox as lists

LINK = "outbox.link"
STATES = {
    "queued": ("Waiting", "amber"),
    "failing": ("Failing", "red"),
    "sent": ("Sent", "green"),
    "given-up": ("Given up", "red"),
    "ended": ("Link ended", "grey"),
}


def forget() -> None:
    """A copied link is shown as long as the dialog is open."""
    st.session_state.pop(LINK, None)


@st.dialog("Letter", icon=":material/mail:", width="medium", on_dismiss=forget)
def letter(me: Actor, letter_id: str) -> None:
    found = desk.ask(lists.preview, letter_id=letter_id)
    if found.empty:
        st.info(say("This letter is not there any more."))
        return
    row = found.iloc[0]
    st.markdown(f"**{desk.plain(row.subject)}**  \n:gray[{desk.plain(_facts(row))}]")
    if row.problem:
        st.error(desk.plain(row.problem), icon=":material/dns:")
    text, html = st.tabs([say("As text"), say("As seen")])
    with text:
        st.code(row.text, language=None, wrap_lines=True, height=280)
    with html:
        st.iframe(row.html, height=420)
    _deeds(me, row)


def _facts(row: Any) -> str:
    to = f"{row['name']} <{row.email}>" if row["name"] else row.email
    told = [say("to {who}", who=to), say("written {moment}", moment=wording.minute(row.created_at))]
    if row.sent_at is not None:
        told.append(say("sent {moment}", moment=wording.minute(row.sent_at)))
    elif row.next_try_at is not None and row.tries:
        told.append(say("next try {moment}", moment=wording.minute(row.next_try_at)))
    if row.ends_at is not None and row.sent_at is None:
        told.append(say("its link ends {moment}", moment=wording.minute(row.ends_at)))
    return " · ".join(told)


def _deeds(me: Actor, row: Any) -> None:
    refusal = desk.why_not(me, outbox.retry)
    if row.above_you:
        refusal = say("This person has rights that yours does not.")
    if row.state in ("failing", "given-up") and st.button(
        say("Try again now"), icon=":material/refresh:", type="primary", disabled=refusal is not None, help=refusal
    ):
        desk.do(outbox.retry, letter_id=row.id, thanks=say("It is tried again."))
    if not row.has_link:
        return
    if link := st.session_state.get(LINK):
        st.code(link, language=None, wrap_lines=True)
        st.caption(
            say("Give it to its reader yourself, and to nobody else: it works once. That you copied it is kept.")
        )
        return
    with st.form("copy-link", border=False):
        proof = fields.proof(me, key="copy-link.proof")
        if st.form_submit_button(
            say("Show its link to copy"), icon=":material/link:", disabled=refusal is not None, help=refusal
        ):
            if proof and desk.call(sign_in.confirm, password=proof) is False:
                return
            copied = desk.call(outbox.copy_link, letter_id=row.id)
            if copied:
                st.session_state[LINK] = copied
                st.rerun(scope="fragment")
