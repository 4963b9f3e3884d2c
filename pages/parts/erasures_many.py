"""Deleting everyone in the trash for ever: who, typed as a number to confirm, then one by one with a bar that can be
stopped, then what became of each.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from pages.parts import desk, dialogs, fields, wording
from pages.parts.save_file import save_button
from usercore import Actor, UsercoreError, say
from usercore.actions import sign_in, users
from usercore.errors import NotSignedIn
from usercore.exports import csv
from usercore.frames import erasures

JOB = "erasures.job"
A_RUN = 20  # people between two looks at the button that stops
SPANS = {0: "Everyone in the trash", 30: "For 30 days or more", 90: "For 90 days or more"}


@dataclass
class Job:
    """Who is still to be deleted, and what became of the others; changed in place. What is done stays done."""

    waiting: list[Any]
    reason: str
    results: list[tuple[str, str]] = field(default_factory=list)  # the id, and why not; empty if deleted

    @property
    def deleted(self) -> int:
        return sum(not why for _, why in self.results)

    def some(self) -> None:
        core, me = desk.opening.core(), desk.bearer()
        for _ in range(min(A_RUN, len(self.waiting))):
            user_id = self.waiting[0]
            why = ""
            try:
                core.call(me, users.hard_delete, user_id=user_id, reason=self.reason)
            except NotSignedIn:
                raise
            except UsercoreError as refusal:
                why = str(refusal)
            self.results.append((str(user_id), why))
            del self.waiting[0]

    def stop(self) -> None:
        self.results += [(str(one), say("Not deleted: stopped.")) for one in self.waiting]
        self.waiting.clear()


def forget() -> None:
    st.session_state.pop(JOB, None)


def button(me: Actor) -> None:
    """Beside the list, for those who may."""
    refusal = desk.why_not(me, users.hard_delete)
    if st.button(
        say("Empty the trash"), icon=":material/delete_sweep:", key="erasures.many", disabled=refusal is not None,
        help=refusal,
    ):  # fmt: skip
        ask_first(me)


@st.dialog("Empty the trash", icon=":material/delete_sweep:", width="medium", on_dismiss=dialogs.closed)
def ask_first(me: Actor) -> None:
    """How many, since when; nothing goes before their number was typed."""
    days = st.pills(
        say("Who"),
        list(SPANS),
        default=30,
        required=True,
        key=dialogs.anew("erasures.span"),
        format_func=lambda days: say(SPANS[days]),
    )
    before = datetime.now(wording.zone()) - timedelta(days=days) if days else None
    found = desk.ask(erasures.in_trash, deleted_before=before)
    going, left = found[found["why_not"] == ""], found[found["why_not"] != ""]
    if going.empty:
        st.info(wording.plain(left.iloc[0].why_not) if len(left) else say("Nobody is in the trash for that long."),
                icon=":material/delete:")  # fmt: skip
        return
    many = say("One person") if len(going) == 1 else say("{count} people", count=f"{len(going):,}")
    since = wording.day(going.iloc[0].deleted_at)
    st.markdown(say("**{many}**, in the trash since {since} at the longest.", many=many, since=since))
    if len(found) == erasures.MOST_AT_ONCE:
        st.caption(say("A thousand at once are the most: for the others, empty it once more."))
    if len(left):
        st.caption(say("Left out: {count}. {why}", count=len(left), why=left.iloc[0].why_not))
    st.markdown(say("They are deleted for ever, each with a certificate. **This cannot be undone.**"))
    with st.form("empty-trash", border=False):
        reason = st.text_input(say("Reason"), key="erasures.reason")
        typed = st.text_input(
            say("Type how many they are to confirm"),
            key="erasures.typed",
            placeholder=str(len(going)),
            autocomplete="off",
        )
        proof = fields.proof(me, key="erasures.proof")
        pressed = st.form_submit_button(say("Delete them for ever"), type="primary")
    if pressed:
        _begin(list(going["id"]), reason, typed, proof)


def _begin(ids: list[Any], reason: str, typed: str, proof: str | None) -> None:
    if typed.strip().replace(",", "") != str(len(ids)):
        st.error(say("That is not how many they are: nothing was deleted."), icon=":material/error:")
        return
    if not reason.strip():
        st.error(say("Say why: it stands in the audit log."), icon=":material/error:")
        return
    if proof is not None and desk.call(sign_in.confirm, proof=proof) is False:
        return
    st.session_state[JOB] = Job(ids, reason)
    st.rerun()


def work() -> None:
    """The job under way, some people a run, so that the click on the button is heard; then what became of it."""
    job: Job | None = st.session_state.get(JOB)
    if job is None:
        return
    done, todo = len(job.results), len(job.results) + len(job.waiting)
    if not job.waiting:
        _result(job)
        return
    st.progress(done / max(todo, 1), say("{done} of {todo} deleted", done=f"{done:,}", todo=f"{todo:,}"))
    st.caption(say("Leave this page open until it is done. Whoever was deleted stays deleted, should it be cut short."))
    st.button(say("Stop here"), icon=":material/stop_circle:", key="erasures.stop", on_click=job.stop)
    try:
        job.some()
    except NotSignedIn:
        job.stop()
    st.rerun()


def _result(job: Job) -> None:
    with st.container(border=True):
        if job.deleted == 1:
            st.success(say("One person is deleted, with a certificate below."), icon=":material/check:")
        elif job.deleted:
            told = say("{count} people are deleted. Each has a certificate below.", count=f"{job.deleted:,}")
            st.success(told, icon=":material/check:")
        else:
            st.warning(say("Nobody was deleted."), icon=":material/block:")
        for why, many in Counter(why for _, why in job.results if why).items():
            st.caption(f"{many:,} · {wording.plain(why)}")
        with st.container(horizontal=True, vertical_alignment="center"):
            rows = [[person_id, why or say("Deleted for ever")] for person_id, why in job.results]
            text = b"".join(block.data for block in csv.lines([say("Id"), say("What became of it")], rows, bom=True))
            save_button(
                say("Save the result as CSV"), text=text.decode("utf-8"), name="deletions.csv", key="erasures.save"
            )
            st.button(say("Done"), type="primary", key="erasures.done", on_click=forget)
