"""“Account compromised”: what will be done and what changed lately, then the case with what is left to tick."""

from datetime import datetime
from typing import Any

import streamlit as st

from pages.parts import desk, dialogs, fields, timeline, wording
from pages.parts.log_words import STEPS
from pages.parts.person_notes import ticket
from usercore import Actor, say
from usercore.actions import cases
from usercore.errors import AboveYou
from usercore.frames import cases as lists

TO_DO = {
    "owner": "Speak with the owner, on a number known from before",
    "address": "Ask about the changed address. Not theirs? The letter to the older one takes it back",
    "factor": "Ask about the changed second factor. Not theirs? “They lost their phone” takes it away",
}


@st.dialog("Account compromised", icon=":material/gpp_bad:", width="medium", on_dismiss=dialogs.closed)
def compromised(me: Actor, person: Any) -> None:
    signs = desk.ask(lists.signs, user_id=person.id)
    moved = any(event.startswith("user:email") for event in signs["event"])
    st.markdown(
        say(
            "All at once, each step in the log: **signed out everywhere**, the **password opens nothing** any more, "
            "browsers are asked for a code again, **open links are cancelled**, {name} is **told at every address**, and "
            "a **case** is opened with what is left to do.",
            name=wording.plain(person["name"] or person.email),
        )
    )
    _signs(signs)
    shut = st.toggle(
        say("Suspend the account too"), value=moved, key=dialogs.anew("case.shut"),
        help=say("For when their mailbox may be in other hands: no link to choose a password goes out."),
    )  # fmt: skip
    st.caption(
        say("No link goes out. Once you are sure who you speak with, reinstate them and ask for a new password.")
        if shut
        else say("They get a link to choose a new password, at the address that stands here now.")
    )
    with st.form("case", border=False):
        note = st.text_input(say("What happened (optional)"), key="case.note", placeholder=say("Kept in the history"))
        number = st.text_input(say("Ticket (optional)"), key="case.ticket", placeholder=say("Its address or number"))
        proof = fields.proof(me, key="case.proof")
        if st.form_submit_button(say("Secure the account"), type="primary", icon=":material/gpp_bad:"):
            desk.do(cases.secure, user_id=person.id, note=note or "", ticket=number or "", shut=shut, proof=proof,
                    thanks=say("Secured. What is left to do stands on this page."))  # fmt: skip


def _signs(signs: Any) -> None:
    st.markdown(say("**Changed in the last 7 days**"))
    rows = []
    for row in signs.itertuples():
        told = dict(row.values)
        where = [wording.device(told["agent"])] if told.get("agent") else []
        entry = wording.entry(row._replace(values={}), {}, bare=True)
        entry["detail"] = " · ".join(filter(None, [entry["detail"], *where, told.get("address", "")]))
        rows.append(entry)
    timeline.show(rows, key="case.signs", empty=say("Neither password nor address nor second factor."))


def case(me: Actor, person: Any) -> bool:
    """The open case, with its ticks; False if there is none, or it is not theirs to see."""
    if not me.may(lists.of_user):
        return False
    found = desk.ask(lists.of_user, user_id=person.id)
    opened = found[found["closed_at"].isna()] if len(found) else found
    for row in opened.itertuples():
        with st.container(border=True):
            st.markdown(
                say(
                    ":red[:material/gpp_bad:] **Account compromised.** Case opened by {who}, {moment}{ticket}.",
                    who=wording.plain(row.opened_by or say("a program")),
                    moment=wording.minute(row.opened_at),
                    ticket=f", {ticket(row.ticket)}" if row.ticket else "",
                )
            )
            if row.note:
                st.markdown(f"> {wording.plain(row.note)}")
            _ticks(row)
    return len(opened) > 0


def _ticks(row: Any) -> None:
    refusal = str(AboveYou()) if row.above_you else None
    done = [_done(step, told) for step, told in row.steps.items() if step not in TO_DO]
    st.markdown(":green[:material/check:] " + " · ".join(done))
    for step, words in TO_DO.items():
        if step in row.steps:
            ticked = row.steps[step]["at"] is not None
            st.checkbox(
                say(STEPS[step]) + f", {_when(row.steps[step])}" if ticked else say(words), value=ticked,
                key=f"case.tick-{step}-{ticked}", disabled=refusal is not None, help=refusal, on_change=_tick,
                args=(row.id, step, not ticked),
            )  # fmt: skip
    left = any(told["at"] is None for told in row.steps.values())
    if st.button(
        say("Close the case"), icon=":material/task_alt:", key="case.close", type="secondary" if left else "primary",
        disabled=left or refusal is not None, help=refusal or (say("Tick everything first.") if left else None),
    ):  # fmt: skip
        desk.do(cases.close, case_id=row.id, thanks=say("Case closed."))


def _done(step: str, told: dict[str, Any]) -> str:
    count = told.get("count")
    words = say(STEPS[step])
    return f"{words} ({count})" if count and step != "letter" else words


def _when(told: dict[str, Any]) -> str:
    return wording.soon(datetime.fromisoformat(told["at"]), desk.opening.core().now())


def _tick(case_id: object, step: str, done: bool) -> None:
    desk.call(cases.tick, case_id=case_id, step=step, done=done)
