"""One request: where it stands, what is still missing, the next step as one clear button, and everything else behind tabs."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, dialogs, person_archive, request_checklist, request_words, wording
from pages.parts.log_words import PROOFS
from usercore import Actor, say
from usercore.actions import downloads, request_answers, request_work, requests
from usercore.crypto.ids import as_uuid
from usercore.errors import NotFound, NotYourself
from usercore.frames import requests as lists
from usercore.work import Deed

ONE, NEXT = dialogs.addressed("request"), dialogs.left("request.next")
SHOWN, WRITTEN = "request.shown", "request.written"
TODO = {  # what proves it, where that is done on the person's page
    "erasure": ("Delete them for ever on their page", ":material/delete_forever:"),
    "rectification": ("Correct it on their page", ":material/edit:"),
    "restriction": ("Suspend them on their page", ":material/block:"),
}


def open_if_asked(me: Actor) -> None:
    """The dialog of the request in the address; or the ZIP that was asked for in it, and then the request again."""
    if then := st.session_state.pop(NEXT, None):
        user_id, who, request_id = then
        person_archive.begin(me, user_id, who, back={ONE: request_id})
    elif request_id := st.query_params.get(ONE):
        dialog(me, request_id)
    else:
        st.session_state.pop(SHOWN, None)


def _closed() -> None:
    st.query_params.pop(ONE, None)


@st.dialog("Request", icon=":material/contact_mail:", width="medium", on_dismiss=_closed)
def dialog(me: Actor, request_id: str) -> None:
    try:
        found = desk.ask(lists.one, request_id=as_uuid(request_id))
    except NotFound as refusal:
        st.info(wording.plain(str(refusal)), icon=":material/unknown_document:")
        return
    row = _as_shown(found)
    _head(row)
    refusal = desk.why_not(me, request_work.note) or (str(NotYourself()) if row.own else None)
    request_checklist.draw(me, row)
    if row.closed_at is not None:
        _notes(row)
        return
    if refusal:
        st.info(wording.plain(refusal), icon=":material/lock:")
        _notes(row)
        return
    todo, notes, more, no = st.tabs([say("Next step"), say("Notes"), say("Time and who"), say("Do not do it")])
    with todo:
        _next(me, row)
    with notes:
        _notes(row)
        _write(row)
    with more:
        _who(row)
        _time(row)
    with no:
        _refuse(row)


def _as_shown(found: pd.DataFrame) -> Any:
    """The request as it is now, with the version that was on screen when a button was pressed: a press reads it anew before
    it comes to its button, which may be gone by what was changed meanwhile. That has to be seen first, and is said.
    """
    row: Any = next(found.itertuples())
    shown = st.session_state.get(SHOWN, {}).get(row.id, row.version)
    st.session_state[SHOWN] = {row.id: row.version}
    with st.container():  # there in every run: else the tabs below begin at the first again
        if shown != row.version:
            st.info(say("This request was changed meanwhile. This is how it stands now."), icon=":material/update:")
    return row._replace(version=shown)


def _do(deed: Deed[..., Any], **wanted: Any) -> None:
    """What one changes oneself is not said to have been changed meanwhile; a refusal changes nothing."""
    shown = st.session_state.pop(SHOWN)
    desk.do(deed, **wanted)
    st.session_state[SHOWN] = shown


def _head(row: Any) -> None:
    words, tone = request_words.left(row)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{request_words.kind(row.kind)}** · {wording.plain(row.who or '–')}", width="content")
        st.badge(words, color=wording.BADGES[tone])  # type: ignore[arg-type]
    told = [
        say("Received {day}", day=wording.calendar_day(row.received_on)),
        say("due {day}", day=wording.calendar_day(row.due_on)),
        request_words.law(row.law),
    ]
    if row.extended_at is not None:
        told.append(say("more time taken {day}", day=wording.day(row.extended_at)))
    if row.acknowledge_on is not None:
        told.append(say("to be confirmed by {day}", day=wording.calendar_day(row.acknowledge_on)))
    if row.assignee or row.closed_at is None:
        told.append(say("with {who}", who=wording.plain(row.assignee)) if row.assignee else say("nobody works on it"))
    st.caption(" · ".join(told))
    if row.erases_at is not None:
        st.info(
            say("Their account is deleted by itself on {moment}, unless they call it off.",
                moment=wording.minute(row.erases_at)), icon=":material/auto_delete:",
        )  # fmt: skip
    if row.user_id is not None:
        st.page_link("user.py", label=say("Their page"), icon=":material/person:",
                     query_params={"id": str(row.user_id)})  # fmt: skip
    elif row.person_id is None:
        st.caption(say("Without an account here: write to them yourself, no letter goes out."))


def _next(me: Actor, row: Any) -> None:
    if "identity" in row.missing:
        _identity(row)
    elif "receipt" in row.missing:
        _do_it(me, row)
    else:
        _close(row)


def _identity(row: Any) -> None:
    with st.form("request.identity", border=False):
        how = st.radio(say("What shows that it is really them?"), list(PROOFS), index=None, key="request.how",
                       format_func=lambda how: say(PROOFS[how][0]))  # fmt: skip
        note = st.text_input(say("Note (optional)"), key="request.how.note", autocomplete="off")
        if st.form_submit_button(say("It is them"), type="primary", icon=":material/verified_user:"):
            _do(request_work.check_identity, request_id=row.id, how=how or "", note=note or "",
                version=row.version, thanks=say("Written down."))  # fmt: skip


def _do_it(me: Actor, row: Any) -> None:
    if row.kind in TODO:
        words, icon = TODO[row.kind]
        st.page_link("user.py", label=say(words), icon=icon, query_params={"id": str(row.user_id)})
        st.caption(say("Then come back here and close the request."))
        return
    refusal = desk.why_not(me, downloads.prepare_person)
    if st.button(say("Make the ZIP of everything about them"), type="primary", icon=":material/folder_zip:",
                 key="request.zip", disabled=refusal is not None, help=refusal):  # fmt: skip
        st.session_state[NEXT] = (row.user_id, row.who, str(row.id))
        st.query_params.pop(ONE, None)
        st.rerun()
    st.caption(say("Send it to them in a safe way, then close the request: it opens again after the ZIP."))


def _close(row: Any) -> None:
    with st.form("request.close", border=False):
        answer = ""
        if "answer" in row.missing:
            answer = st.text_area(say("Your answer"), key="request.answer", max_chars=4000, height=110,
                                  placeholder=say("What was done, in words they understand")) or ""  # fmt: skip
        if st.form_submit_button(say("Close as done"), type="primary", icon=":material/task_alt:"):
            _do(request_answers.close, request_id=row.id, answer=answer, version=row.version,
                thanks=say("Closed as done."))  # fmt: skip


def _notes(row: Any) -> None:
    for note in row.notes:
        with st.container(border=True):
            st.markdown("  \n".join(wording.plain(line) for line in note["text"].split("\n")))
            who = wording.plain(note["author"] or say("Someone who is gone"))
            st.caption(f"{who} · {wording.minute(note['at'])}")


def _write(row: Any) -> None:
    with st.form("request.note", border=False):
        # Empty again once it is written down; one that is refused stays to be put right.
        written = st.session_state.setdefault(WRITTEN, 0)
        text = st.text_area(say("Note"), key=f"request.note.text-{written}", max_chars=4000, height=90)
        saved = st.form_submit_button(say("Save"))
    if saved and desk.call(request_work.note, request_id=row.id, text=text or "") is not False:
        st.session_state[WRITTEN] += 1
        st.session_state.pop(SHOWN)
        desk.later(say("Noted."))
        st.rerun()


def _who(row: Any) -> None:
    found = desk.ask(lists.colleagues)
    names = dict(zip(found["id"], found["name"], strict=True))
    with st.form("request.assign", border=False):
        choices = [None, *names]
        who = st.selectbox(
            say("Who works on it"), choices, key="request.who",
            index=choices.index(row.assignee_id) if row.assignee_id in names else 0,
            format_func=lambda one: names.get(one) or say("Nobody"),
        )  # fmt: skip
        if st.form_submit_button(say("Assign")):
            _do(request_work.assign, request_id=row.id, assignee_id=who, version=row.version,
                thanks=say("Assigned."))  # fmt: skip


def _time(row: Any) -> None:
    if row.paused_at is not None:
        if st.button(say("Let the time run again"), icon=":material/play_arrow:", key="request.resume"):
            _do(request_work.resume, request_id=row.id, version=row.version, thanks=say("The time runs again."))
    elif (
        not row.identity
        and row.days_left >= 0
        and st.button(
            say("Let the time stand still until it is known who asks"), icon=":material/pause:", key="request.pause"
        )
    ):
        _do(request_work.pause, request_id=row.id, version=row.version, thanks=say("The time stands still."))
    if row.extended_at is None and (row.days_left is None or row.days_left >= 0):
        with st.form("request.extend", border=False):
            reason = st.text_input(say("Why it takes longer"), key="request.extend.reason", autocomplete="off",
                                   help=say("It stands in the letter that tells them."))  # fmt: skip
            if st.form_submit_button(say("Take more time and tell them"), icon=":material/more_time:"):
                _do(request_work.extend, request_id=row.id, reason=reason or "", version=row.version,
                    thanks=say("More time taken, and told."))  # fmt: skip


def _refuse(row: Any) -> None:
    with st.form("request.refuse", border=False):
        reason = st.text_area(
            say("Why it is refused"), key="request.refuse.reason", max_chars=500, height=90,
            help=say("It stands in the letter, beside their right to complain to the authority."),
        )  # fmt: skip
        if st.form_submit_button(say("Refuse and tell them"), icon=":material/block:"):
            _do(request_answers.refuse, request_id=row.id, reason=reason or "", version=row.version,
                thanks=say("Refused, and told."))  # fmt: skip
    if st.button(say("They no longer want it"), type="tertiary", icon=":material/undo:", key="request.withdraw"):
        _do(requests.withdraw, request_id=row.id, version=row.version, thanks=say("Withdrawn."))
