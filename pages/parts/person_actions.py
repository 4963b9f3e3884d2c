"""What can be done with a person: the buttons of their page and the dialogs behind them."""

from datetime import datetime, time, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, dialogs, fields, new_password, on_its_way, temporary_password, wording
from pages.parts.enter import enter_presses
from usercore import Actor, exports, say
from usercore.actions import cases, downloads, holds, locks, passwords, recoveries, sessions, users
from usercore.errors import AboveYou, NotYourself

SPANS = {1: "1 day", 7: "7 days", 30: "30 days", 0: "Until reinstated", -1: "Until a date"}


MORE = "person.more"
PASSWORD, MADE_UP = "password.new", "password.made-up"
NOT_ONESELF = (
    cases.secure,
    holds.place,
    holds.lift,
    recoveries.ask,
    users.change_role,
    users.suspend,
    users.soft_delete,
    users.hard_delete,
)


def called(person: Any) -> str:
    return desk.plain(person["name"] or person.email)


def button(
    me: Actor, person: Any, action: Any, label: str, icon: str, *, main: bool = False, wide: bool = False
) -> bool:
    """A button that is disabled, with the reason, where the action would refuse."""
    reason = why_not(me, person, action)
    return st.button(
        label, icon=icon, key=f"do-{action.name}", type="primary" if main else "secondary",
        width="stretch" if wide else "content", disabled=reason is not None, help=reason,
        on_click=close_more if wide else None,
    )  # fmt: skip


def close_more() -> None:
    """Left open behind a dialog, the list of buttons would take its Escape: under another key it begins closed."""
    st.session_state[MORE] = st.session_state.get(MORE, 0) + 1


def why_not(me: Actor, person: Any, action: Any) -> str | None:
    if reason := desk.why_not(me, action):
        return reason
    if person.above_you and action not in (exports.users, downloads.prepare_person):
        return str(AboveYou())
    if person.id == me.user_id and action in (passwords.change, passwords.force_reset):
        return say("Change your own password under “My account”.")
    if person.id == me.user_id and action in NOT_ONESELF:
        return str(NotYourself())
    return None


@st.dialog("Change role", icon=":material/shield_person:", on_dismiss=dialogs.closed)
def change_role(me: Actor, person: Any, roles: pd.DataFrame) -> None:
    st.markdown(say("What {name} may do here and in the application.", name=called(person)))
    with st.form("role", border=False):
        role = fields.role(roles, person.role, key="role.role")
        proof = fields.proof(me, key="role.proof")
        if st.form_submit_button(say("Change role"), type="primary"):
            desk.do(
                users.change_role, user_id=person.id, role=role, version=int(person.version), proof=proof,
                thanks=say("Role changed."),
            )  # fmt: skip


@st.dialog("Suspend", icon=":material/block:")
def suspend(person: Any) -> None:
    st.markdown(say("{name} is signed out everywhere at once and cannot sign in.", name=called(person)))
    span = st.segmented_control(
        say("For how long"), list(SPANS), default=7, required=True, key="suspend.span",
        format_func=lambda days: say(SPANS[days]),
    )  # fmt: skip
    with st.form("suspend", border=False):
        today = datetime.now(wording.zone()).date()
        # No earliest day: the field would keep a past one to itself and send the day that stood there before.
        day = st.date_input(say("Last day"), today + timedelta(days=14), format="DD/MM/YYYY") if span == -1 else None
        reason = st.text_input(say("Reason"), key="suspend.reason", placeholder=say("Kept in the history"))
        if st.form_submit_button(say("Suspend"), type="primary"):
            desk.do(
                users.suspend, user_id=person.id, reason=reason, until=_until(span, day), thanks=say("Suspended."),
            )  # fmt: skip


def _until(span: int | None, day: Any) -> datetime | None:
    if day:
        return datetime.combine(day + timedelta(days=1), time.min, wording.zone())
    return datetime.now(wording.zone()) + timedelta(days=span) if span else None


@st.dialog("Ask for a new password", icon=":material/forward_to_inbox:", on_dismiss=dialogs.closed)
def force_reset(me: Actor, person: Any) -> None:
    """The letter is the better way: nobody but its reader ever knows the password."""
    st.markdown(
        say(
            "{name} gets a letter with a link to choose a new password. It works once, for {span}; after that they can "
            "ask for another themselves.",
            name=called(person),
            span=wording.span(desk.opening.core().settings.reset_lifetime),
        )
    )
    compromised = st.toggle(say("The password is known to others"), key=dialogs.anew("reset.compromised"))
    end = st.toggle(
        say("Sign them out everywhere"), value=True, key=dialogs.anew("reset.end"), disabled=compromised,
        help=say("Always so when the password is known to others.") if compromised else None,
    )  # fmt: skip
    st.caption(
        say("The old password lets nobody in any more, not even once.")
        if compromised
        else say("The old password still signs in, and then leads to choosing a new one.")
    )
    with st.form("force-reset", border=False):
        proof = fields.proof(me, key="reset.proof")
        if st.form_submit_button(say("Send the letter"), type="primary"):
            desk.do(
                passwords.force_reset, user_id=person.id, compromised=compromised,
                keep_sessions=not (end or compromised), proof=proof,
                thanks=on_its_way.told(say("The letter is on its way.")),
            )  # fmt: skip


def forget_password() -> None:
    """What is shown once is gone as soon as the dialog is."""
    dialogs.closed()
    st.session_state.pop(MADE_UP, None)


@st.dialog("Set a temporary password", icon=":material/key:", on_dismiss=forget_password)
def set_password(me: Actor, person: Any) -> None:
    whose, made = st.session_state.get(MADE_UP, (None, ""))
    if whose == str(person.id):
        _made_up(made)
        return
    st.markdown(
        say(
            "{name} is signed out everywhere, and must choose their own password at the next sign-in.",
            name=called(person),
        )
    )
    with enter_presses("set-password"):
        proof = fields.proof(me, key="password.proof")
        typed = temporary_password.field(
            key=PASSWORD, words=[person["name"], person.email], long=bool(person.long_password)
        )
        refusal = st.empty()
        pressed = st.button(say("Set password"), type="primary", key="password.set")
    if not pressed:
        return
    with refusal:
        if not desk.proved(proof):
            return
        given = {"new_password": typed} if typed else {"generate_password": True}
        changed = desk.call(passwords.change, user_id=person.id, **given)
    if changed:
        _tell(person, changed.password)


def _tell(person: Any, made_up: str | None) -> None:
    """Thanks; or what is shown once, in place of the form."""
    new_password.forget(PASSWORD)
    if made_up:
        st.session_state[MADE_UP] = str(person.id), made_up
        st.rerun(scope="fragment")
    desk.later(say("Temporary password set."))
    st.rerun()


def _made_up(password: str) -> None:
    st.success(say("Temporary password set."), icon=":material/check:")
    temporary_password.handed(password)
    if st.button(say("Done"), type="primary", key="password.done"):
        forget_password()
        st.rerun()


@st.dialog("Move to the trash", icon=":material/delete:")
def trash(person: Any) -> None:
    st.markdown(
        say(
            "{name} is signed out everywhere and hidden from the list. Everything is kept, and you can restore them.",
            name=called(person),
        )
    )
    with st.form("trash", border=False):
        reason = st.text_input(say("Reason (optional)"), key="trash.reason")
        if st.form_submit_button(say("Move to the trash"), type="primary"):
            desk.do(users.soft_delete, user_id=person.id, reason=reason, thanks=say("Moved to the trash."))


def reinstate(person: Any) -> None:
    desk.do(users.reinstate, user_id=person.id, thanks=say("Reinstated."))


def restore(person: Any) -> None:
    desk.do(users.restore, user_id=person.id, thanks=say("Restored."))


def unlock(person: Any) -> None:
    desk.do(locks.unlock, user_id=person.id, thanks=say("Unlocked."))


def end_sessions(person: Any) -> None:
    desk.do(sessions.revoke_all, user_id=person.id, thanks=say("All sessions ended."))
