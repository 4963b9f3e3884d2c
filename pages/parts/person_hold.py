"""A person's legal holds: a line for each while it stands, and placing, keeping and lifting one."""

from datetime import datetime, time, timedelta
from typing import Any

import streamlit as st

from pages.parts import desk, dialogs, fields, wording
from pages.parts.person_actions import called, why_not
from pages.parts.person_notes import ticket
from usercore import Actor, say
from usercore.actions import holds
from usercore.frames import holds as lists


def lines(me: Actor, person: Any) -> None:
    """What stands, visible to whoever reads the privacy desk."""
    if not me.may(lists.of_user):
        return
    for hold in desk.ask(lists.of_user, user_id=person.id).itertuples():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(_told(hold), icon=":material/gavel:", width="stretch")
            refusal = why_not(me, person, holds.lift)
            if st.button(say("Look again"), key=f"hold.review-{hold.id}", disabled=refusal is not None, help=refusal):
                review(hold)
            if st.button(say("Lift"), key=f"hold.lift-{hold.id}", disabled=refusal is not None, help=refusal):
                lift(me, person, hold)


def _told(hold: Any) -> str:
    told = [say("**Legal hold** since {day}: nothing about them is deleted.", day=wording.day(hold.placed_at))]
    if hold.reason:
        told.append(f"“{wording.plain(hold.reason)}”")
    if hold.ticket:
        told.append(f"{ticket(hold.ticket)}.")
    if hold.review_at is not None:
        words = "It was to be looked at again on {day}." if hold.late else "Look again on {day}."
        told.append(say(words, day=wording.day(hold.review_at)))
    return " ".join(told)


@st.dialog("Legal hold", icon=":material/gavel:")
def place(person: Any) -> None:
    st.markdown(
        say(
            "Nothing about {name} is deleted until it is lifted: neither a rule nor “Delete for ever” takes anything.",
            name=called(person),
        )
    )
    with st.form("hold", border=False):
        reason = st.text_input(say("Reason"), key="hold.reason", placeholder=say("Such as a lawsuit"), max_chars=500)
        number = st.text_input(say("Ticket (optional)"), key="hold.ticket", autocomplete="off")
        day = _day("hold.day")
        if st.form_submit_button(say("Place the hold"), type="primary"):
            desk.do(holds.place, user_id=person.id, reason=reason, ticket=number or "", review_at=_moment(day),
                    thanks=say("Legal hold placed."))  # fmt: skip


@st.dialog("Still needed?", icon=":material/gavel:")
def review(hold: Any) -> None:
    with st.form("review", border=False):
        day = _day(f"hold.again-{hold.id}")
        if st.form_submit_button(say("Keep it"), type="primary"):
            desk.do(holds.review, hold_id=hold.id, review_at=_moment(day), thanks=say("Kept."))


@st.dialog("Lift the hold?", icon=":material/gavel:", on_dismiss=dialogs.closed)
def lift(me: Actor, person: Any, hold: Any) -> None:
    st.markdown(say("What rules and people would delete of {name} can go from now on.", name=called(person)))
    with st.form("lift", border=False):
        proof = fields.proof(me, key="hold.proof")
        if st.form_submit_button(say("Lift it"), type="primary"):
            desk.do(holds.lift, hold_id=hold.id, proof=proof, thanks=say("Legal hold lifted."))


def _day(key: str) -> Any:
    usual = datetime.now(wording.zone()).date() + timedelta(days=180)
    return st.date_input(say("Look again on"), usual, format="DD/MM/YYYY", key=key)


def _moment(day: Any) -> datetime | None:
    return datetime.combine(day, time(9), wording.zone()) if day else None
