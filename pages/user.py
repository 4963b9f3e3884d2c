"""One person: who they are, what happened, and what can be done."""

import streamlit as st

from pages.parts import (
    consent_person,
    desk,
    person_actions,
    person_archive,
    person_case,
    person_diagnosis,
    person_hold,
    person_invitation,
    person_notes,
    person_reveal,
    wording,
)
from pages.parts.people_export import export
from pages.parts.person_actions import button
from pages.parts.person_erase import GONE, erase
from pages.parts.person_glance import card
from pages.parts.person_lost_phone import lost_phone, waits
from pages.parts.person_sessions import session_list
from pages.parts.person_stream import stream
from usercore import exports, say
from usercore.actions import cases, downloads, holds, locks, passwords, recoveries, sessions, users
from usercore.frames import locks as lock_lists
from usercore.frames import roles as role_lists
from usercore.frames import sessions as session_lists
from usercore.frames import users as lists
from usercore.frames.users import UserQuery

TABS = "person.tabs"

me = desk.enter(lists.by_id)
user_id = st.query_params.get("id", "")
if st.session_state.get(GONE) == user_id:
    st.session_state.pop(GONE)
    st.switch_page("users.py")

found = desk.ask(lists.by_id, user_id=user_id)
back = st.session_state.get("people.address", {})
if found.empty:
    st.title(say("Nobody here"), anchor=False)
    st.markdown(say("There is no such person. They may have been deleted for ever, or the address was cut short."))
    st.page_link("users.py", label=say("Back to all users"), icon=":material/arrow_back:", query_params=back)
    st.stop()

person = found.iloc[0]
roles = desk.ask(role_lists.every)
titles = dict(zip(roles["name"], roles["title"], strict=True))
theirs = desk.ask(session_lists.of_user, user_id=person.id)
open_sessions = int(theirs["live"].sum()) if len(theirs) else 0
notes = person_notes.read(me, person)
consent = consent_person.read(me, person)


def more() -> None:
    """What is done less often."""
    if open_sessions and button(
        me, person, sessions.revoke_all, say("End all sessions"), ":material/logout:", wide=True
    ):
        person_actions.end_sessions(person)
    may_reset = person.status in ("active", "locked")
    if may_reset and button(
        me, person, passwords.force_reset, say("Ask for a new password"), ":material/forward_to_inbox:", wide=True
    ):
        person_actions.force_reset(me, person)
    if button(me, person, passwords.change, say("Set a temporary password"), ":material/key:", wide=True):
        person_actions.set_password(me, person)
    if person.second_factor and button(
        me, person, recoveries.ask, say("They lost their phone"), ":material/phonelink_erase:", wide=True
    ):
        lost_phone(me, person)
    if person.status not in ("invited", "deleted") and button(
        me, person, cases.secure, say("Account compromised"), ":material/gpp_bad:", wide=True
    ):
        person_case.compromised(me, person)
    if button(me, person, holds.place, say("Legal hold"), ":material/gavel:", wide=True):
        person_hold.place(person)
    if button(me, person, exports.users, say("Export as CSV"), ":material/download:", wide=True):
        export(UserQuery(ids=(person.id,)), person["name"] or person.email)
    archive(wide=True)
    if button(me, person, users.soft_delete, say("Move to the trash"), ":material/delete:", wide=True):
        person_actions.trash(person)


def archive(*, wide: bool = False) -> None:
    label = say("Everything about them (ZIP)")
    if button(me, person, downloads.prepare_person, label, ":material/folder_zip:", wide=wide):
        person_archive.begin(me, person.id, person["name"] or person.email)


def buttons() -> None:
    if person.status == "deleted":
        archive()
        if button(me, person, users.hard_delete, say("Delete for ever"), ":material/delete_forever:"):
            erase(me, person)
        if button(me, person, holds.place, say("Legal hold"), ":material/gavel:"):
            person_hold.place(person)
        if button(me, person, users.restore, say("Restore"), ":material/restore_from_trash:", main=True):
            person_actions.restore(person)
        return
    if button(me, person, users.change_role, say("Change role"), ":material/shield_person:"):
        person_actions.change_role(me, person, roles)
    if person.status == "suspended":
        if button(me, person, users.reinstate, say("Reinstate"), ":material/check_circle:", main=True):
            person_actions.reinstate(person)
    elif person.status in ("active", "locked") and button(
        me, person, users.suspend, say("Suspend"), ":material/block:"
    ):
        person_actions.suspend(person)
    with st.popover(say("More"), key=f"more.{st.session_state.get(person_actions.MORE, 0)}"):
        more()


def lock_reason() -> str:
    """Why they are locked out, and what opens it."""
    found = desk.ask(lock_lists.why, user_id=person.id)
    if found.empty:  # the window passed while this page was read
        return say("Not locked any more.")
    why = found.iloc[0]
    few = {0: say("failed tries"), 1: say("one failed try")}
    failures = few.get(why.tries, say("{count} failed tries", count=why.tries))
    sources = {0: "", 1: say(" from one network")}.get(why.networks, say(" from {count} networks", count=why.networks))
    told = {
        "failures": failures,
        "sources": sources,
        "moment": wording.soon(person.locked_until, desk.opening.core().now()),
    }
    if why.until_reset:
        return say(
            "Locked after {failures}{sources}, until they choose a new password through a letter. Where they are signed "
            "in they still are.",
            **told,
        )
    return say(
        "Locked until {moment} after {failures}{sources}. A reset by letter opens it at once; where they are signed in "
        "they still are.",
        **told,
    )


def state() -> None:
    """A line on what is unusual about this account."""
    person_hold.lines(me, person)
    in_case = person_case.case(me, person)
    if notes is not None:
        person_notes.pinned(notes)
    if person.status == "locked":
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.error(lock_reason(), icon=":material/lock_clock:", width="stretch")
            if button(me, person, locks.unlock, say("Unlock"), ":material/lock_open:", main=True):
                person_actions.unlock(person)
    if person.password_compromised and not in_case:
        st.warning(
            say("Their password is known to others and lets nobody in. They choose a new one through the letter."),
            icon=":material/key_off:",
        )
    if person.status == "suspended":
        until = (
            say("until {day}", day=wording.minute(person.suspended_until))
            if person.suspended_until
            else say("until reinstated")
        )
        reason = f" “{wording.plain(person.suspended_reason)}”" if person.suspended_reason else ""
        st.warning(say("Suspended {until}.{reason}", until=until, reason=reason), icon=":material/block:")
    elif person.status == "deleted":
        st.warning(say("In the trash since {day}. Nobody can sign in with it, and the address stays taken.",
                       day=wording.day(person.deleted_at)), icon=":material/delete:")  # fmt: skip
    elif person.status == "invited":
        person_invitation.state(me, person)
    if person.second_factor:
        waits(me, person)


def counted(label: str, count: int) -> str:
    return f"{label} {count}" if count else label


def renamed(tabs: dict[str, str]) -> str | None:
    """The tab whose number changed, which is where something was done: with other labels the browser begins anew, at the
    first unless told.
    """
    before, st.session_state[TABS] = st.session_state.get(TABS, {}), {"whose": person.id, **tabs}
    if before.get("whose") != person.id:
        return None
    return next((label for name, label in tabs.items() if before.get(name, label) != label), None)


st.page_link("users.py", label=say("Users"), icon=":material/arrow_back:", query_params=back)
heading, deeds = st.columns([3, 2], vertical_alignment="bottom")
with heading:
    st.title(wording.plain(person["name"] or person.email), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(wording.plain(person.email), width="content")
        st.badge(wording.plain(titles.get(person.role, person.role)), color="blue")
        st.badge(wording.status(person.status), color=wording.BADGES[wording.tone(person.status)])
        person_reveal.button(me, person)
        person_diagnosis.button(me, person)
with deeds, st.container(horizontal=True, horizontal_alignment="right"):
    buttons()
with st.container():  # a place of its own: with more or fewer lines the tabs below stay what they are
    person_reveal.lasts(person)
    state()

left, right = st.columns([3, 2], gap="large")
with left:
    tabs = {"history": say("History"), "sessions": counted(say("Sessions"), open_sessions)}
    if notes is not None:
        tabs["notes"] = counted(say("Notes"), len(notes))
    if consent is not None:
        tabs["consents"] = say("Consents")
    rooms = dict(zip(tabs, st.tabs(list(tabs.values()), default=renamed(tabs)), strict=True))
    with rooms["history"]:
        stream(me, person, titles)
    if notes is not None:
        with rooms["notes"]:
            person_notes.board(me, person, notes)
    if consent is not None:
        with rooms["consents"]:
            consent_person.board(me, person, consent)
    with rooms["sessions"]:
        session_list(me, theirs, person.id, above_me=bool(person.above_you))
with right:
    card(me, person, theirs, titles)
