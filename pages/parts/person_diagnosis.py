"""Why can't they sign in? Each finding in a sentence, and beside it the button that puts it right."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.parts import desk, dialogs, invitations_send, opening, outbox_letter, person_actions, wording
from pages.parts.invitations_one import one
from pages.parts.person_lost_phone import lost_phone
from usercore import Actor, say
from usercore.actions import invitations, locks, outbox, passwords, recoveries, users
from usercore.frames import diagnoses as lists
from usercore.frames import roles as role_lists

NEXT = dialogs.left("person.next")  # the dialog that follows this one: whose it is, its name, and what it is about
DEEDS = {
    "restore": (users.restore, ":material/restore_from_trash:"),
    "reinstate": (users.reinstate, ":material/check_circle:"),
    "unlock": (locks.unlock, ":material/lock_open:"),
    "resend": (invitations.resend, ":material/send:"),
    "invite": (invitations.send, ":material/send:"),
    "retry": (outbox.retry, ":material/refresh:"),
    "copy-link": (outbox.copy_link, ":material/link:"),
    "force-reset": (passwords.force_reset, ":material/forward_to_inbox:"),
    "recovery": (recoveries.ask, ":material/phonelink_erase:"),
}
STOPS, HINDERS, FINE = (
    (":material/block:", "red"),
    (":material/warning:", "orange"),
    (":material/check_circle:", "green"),
)


def button(me: Actor, person: Any) -> None:
    """Beside their status; also opens what a fix led to in the run before."""
    if st.button(say("Why can't they sign in?"), icon=":material/troubleshoot:", key="why", type="tertiary"):
        diagnosis(me, person)
        return
    whose, name, about = st.session_state.pop(NEXT, (None, None, None))
    if whose == person.id:
        _followed(me, person, name, about)


@st.dialog("Why can't they sign in?", icon=":material/troubleshoot:", width="medium")
def diagnosis(me: Actor, person: Any) -> None:
    pressed = None
    found = desk.ask(lists.why, user_id=person.id)
    if found.empty:
        st.info(say("There is no such person any more."), icon=":material/person_off:")
    for row in found.itertuples():
        icon, colour = STOPS if row.stops else FINE if row.kind == "nothing" else HINDERS
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.markdown(f":{colour}[{icon}]", width="content")
            st.markdown(_sentence(row), width="stretch")
            if row.fix and _fix(me, person, row):
                pressed = row
    if len(found) > 1 or found["stops"].any():
        st.caption(say(":red[:material/block:] stops them · :orange[:material/warning:] gets in their way"))
    if pressed:  # below, where there is room for a refusal's sentence
        _put_right(me, person, pressed)


def _sentence(row: Any) -> str:
    now = opening.core().now()
    finding = lists.Finding(row.kind, row.stops, row.facts, row.fix)
    return lists.told(finding, moment=lambda at: wording.soon(at, now), plain=wording.plain)


def _fix(me: Actor, person: Any, row: Any) -> bool:
    deed, icon = DEEDS[row.fix]
    refusal = person_actions.why_not(me, person, deed)
    return st.button(
        lists.fix(row.fix), icon=icon, key=f"fix-{row.fix}", type="primary" if row.stops else "secondary",
        disabled=refusal is not None, help=refusal,
    )  # fmt: skip


def _put_right(me: Actor, person: Any, row: Any) -> None:
    """What takes a click is done here; what asks for more has a dialog of its own, which opens once this one is gone."""
    here: dict[str, Callable[[], None]] = {
        "restore": lambda: person_actions.restore(person),
        "reinstate": lambda: person_actions.reinstate(person),
        "unlock": lambda: person_actions.unlock(person),
        "retry": lambda: desk.do(outbox.retry, letter_id=row.facts["letter_id"], thanks=say("It is tried again.")),
        "resend": lambda: desk.do(
            invitations.resend,
            invitation_id=row.facts["invitation_id"],
            thanks=say("Sent again. The older link is dead."),
        ),
    }
    # Without a mail server there is a link to show, and a sign-in that is no longer recent must be confirmed.
    asks_more = row.fix == "resend" and (outbox_letter.no_server() or not me.fresh)
    if row.fix in here and not asks_more:
        here[row.fix]()
        return
    st.session_state[NEXT] = person.id, row.fix, row.facts.get("invitation_id") or row.facts.get("letter_id")
    st.rerun(scope="app")


def _followed(me: Actor, person: Any, name: str, about: Any) -> None:
    """The dialog that a fix led to."""
    if name == "recovery":
        lost_phone(me, person)
    elif name == "force-reset":
        person_actions.force_reset(me, person)
    elif name == "copy-link":
        outbox_letter.letter(me, str(about))
    elif name == "resend":
        one(me, str(about), desk.ask(role_lists.every).set_index("name")["title"].to_dict())
    elif name == "invite":
        invitations_send.begin(email=person.email, name=person["name"], role=person.role)
        invitations_send.invite(me, desk.ask(role_lists.every))
