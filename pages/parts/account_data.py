"""My account: one's own data, to download, to ask for, or to have deleted."""

from typing import Any

import streamlit as st

from pages.parts import desk, dialogs, fields, person_archive, wording
from usercore import Actor, say
from usercore.actions import requests
from usercore.frames import requests as lists


def your_data(me: Actor) -> None:
    st.header(say("Your data"), anchor=False)
    st.markdown(say("Everything that is kept about you, to read, to keep or to take elsewhere."))
    if st.button(say("Download your data"), icon=":material/folder_zip:", key="account.archive"):
        person_archive.begin(me, me.user_id)  # type: ignore[arg-type]
    found = desk.ask(lists.of_user, user_id=me.user_id)
    waits = {row.kind: row for row in found.itertuples() if row.closed_at is None}
    for row in waits.values():
        _open(me, row)
    with st.container(horizontal=True):
        if "access" not in waits and st.button(say("Ask us for your data"), type="tertiary", key="account.access",
                                               icon=":material/contact_mail:"):  # fmt: skip
            desk.do(requests.raise_own, user_id=me.user_id, kind="access",
                    thanks=say("Asked. A letter says until when we answer."))  # fmt: skip
        if "erasure" not in waits and st.button(say("Delete my account"), type="tertiary", key="account.erase",
                                                icon=":material/delete_forever:"):  # fmt: skip
            erase(me)


def _open(me: Actor, row: Any) -> None:
    if row.kind == "erasure" and row.erases_at is not None:
        words = say("Your account is deleted on {moment}. Until then you can call it off.",
                    moment=wording.minute(row.erases_at))  # fmt: skip
        label, icon = say("Keep my account"), ":material/auto_delete:"
    else:
        asked = {"access": say("You asked for your data."), "erasure": say("You asked for your deletion.")}
        words = say("{asked} We answer by {day}.", asked=asked.get(row.kind, say("You asked us something.")),
                    day=wording.calendar_day(row.due_on))  # fmt: skip
        label, icon = say("Call it off"), ":material/contact_mail:"
    st.info(words, icon=icon)
    if st.button(label, key=f"account.cancel-{row.id}", icon=":material/undo:"):
        desk.do(requests.cancel_own, user_id=me.user_id, request_id=row.id, thanks=say("Called off."))


@st.dialog("Delete my account", icon=":material/delete_forever:", on_dismiss=dialogs.closed)
def erase(me: Actor) -> None:
    grace = desk.opening.core().settings.erasure_grace
    if me.staff:
        st.markdown(
            say("You may work in the dashboard, so somebody else looks at it first. You hear from them by letter.")
        )
    elif grace:
        st.markdown(say("In {days} your account is deleted for ever, with all that no law makes us keep. Until then you "
                        "can call it off here.", days=wording.span(grace)))  # fmt: skip
    else:
        st.markdown(say("Your account is deleted for ever at once, with all that no law makes us keep. **This cannot be "
                        "undone.**"))  # fmt: skip
    with st.form("account.erase.form", border=False):
        proof = fields.proof(me, key="account.erase.proof")
        pressed = st.form_submit_button(say("Delete my account"), type="primary")
    if pressed:
        desk.do(requests.raise_own, user_id=me.user_id, kind="erasure", proof=proof,
                thanks=say("Asked. A letter says when it happens."))  # fmt: skip
