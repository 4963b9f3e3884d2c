"""Someone who is invited: how far their invitation came, and the one thing to do about it."""

from typing import Any

import streamlit as st

from pages.parts import desk, invitations_send, wording
from pages.parts.invitations_one import one
from usercore import Actor, say
from usercore.actions import invitations
from usercore.frames import invitations as lists
from usercore.frames import roles as role_lists
from usercore.frames.invitations import InvitationQuery

LINES = {
    "waiting": "Invited by {who} {moment}; the link was not opened yet. It waits until {until}.",
    "opened": "Invited by {who} {moment}; the link was opened, and not answered yet. It waits until {until}.",
    "review": "Invited by {who} {moment}, who can no longer give this role: send it again in your own name.",
    "expired": "Invited by {who} {moment}; nobody answered until {until}.",
    "revoked": "Their invitation was taken back {closed}, so they cannot come in.",
    "replaced": "There is no password yet, so they cannot sign in.",
}


def state(me: Actor, person: Any) -> None:
    """A line and a button."""
    found = desk.ask(lists.all, query=InvitationQuery(user_id=person.id, limit=1)) if me.may(lists.all) else None
    row = None if found is None or found.empty else found.iloc[0]
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.info(_line(row), icon=":material/mail:", width="stretch")
        refusal = desk.why_not(me, invitations.send)
        if person.above_you:
            refusal = say("This person has rights that yours does not.")
        if row is not None and row.status in ("waiting", "opened", "review", "expired"):
            if st.button(say("See the invitation"), key="invitation.see"):
                titles = desk.ask(role_lists.every).set_index("name")["title"].to_dict()
                one(me, str(row.id), titles)
        elif st.button(
            say("Invite"), type="primary", icon=":material/send:", key="invitation.send", disabled=refusal is not None,
            help=refusal,
        ):  # fmt: skip
            invitations_send.begin(email=person.email, name=person["name"], role=person.role)
            invitations_send.invite(me, desk.ask(role_lists.every))


def _line(row: Any) -> str:
    if row is None:
        return say("Invited: there is no password yet, so they cannot sign in. No letter was sent.")
    return say(
        LINES.get(row.status, LINES["replaced"]),
        who=wording.plain(row.invited_by),
        moment=wording.day(row.sent_at),
        until=wording.minute(row.expires_at),
        closed=wording.day(row.closed_at),
    )
