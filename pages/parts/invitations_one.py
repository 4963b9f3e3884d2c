"""One invitation: how far it came, and what can be done about it."""

from typing import Any

import streamlit as st

from pages.parts import desk, dialogs, fields, invitations_words, opening, wording
from pages.parts.invitations_link import SHOWN, forget, handed
from pages.parts.outbox_letter import no_server
from usercore import Actor, say
from usercore.actions import invitations, outbox
from usercore.crypto.ids import as_uuid
from usercore.frames import invitations as lists
from usercore.frames.invitations import InvitationQuery
from usercore.work import Deed

ONE = dialogs.addressed("invitation")


def _closed() -> None:
    dialogs.closed()
    st.query_params.pop(ONE, None)
    forget()


@st.dialog("Invitation", icon=":material/mail:", width="medium", on_dismiss=_closed)
def one(me: Actor, invitation_id: str, titles: dict[str, str]) -> None:
    found_id = as_uuid(invitation_id)
    found = desk.ask(lists.all, query=InvitationQuery(ids=(found_id,))) if found_id else None
    if found is None or found.empty:
        st.info(say("This invitation is not there any more."), icon=":material/unknown_document:")
        return
    row = found.iloc[0]
    who = row["name"] or row.email
    role = wording.plain(titles.get(row.role, row.role))
    under = f":gray[{wording.plain(row.email)}]" if row["name"] else ""
    st.markdown(f"**{wording.plain(who)}** · {role}  \n{invitations_words.badge(row.status)} {under}")
    st.caption(say(invitations_words.MEANINGS[row.status]))
    if row.message:
        st.markdown(f"> {wording.plain(row.message)}")
    _story(row)
    if row.problem:
        st.error(wording.plain(row.problem[:1].upper() + row.problem[1:]), icon=":material/dns:")
    if row.status in invitations_words.PENDING or row.status == "expired":
        _deeds(me, row)
    st.page_link("user.py", label=say("Open the person"), query_params={"id": str(row.user_id)},
                 icon=":material/arrow_forward:")  # fmt: skip


def _story(row: Any) -> None:
    """Each step with its moment, in a column of its own."""
    sent = say("Sent") if row.times_sent == 1 else say("Sent, {count} times", count=row.times_sent)
    steps = [
        (sent, say("{moment}, by {who}", moment=wording.minute(row.sent_at), who=row.invited_by)),
        (say("Mail server"), _carried(row)),
        (say("Opened"), wording.minute(row.opened_at) if row.opened_at else say("not yet")),
    ]
    if row.asked_again_at:
        steps.append((say("Asked again"), wording.minute(row.asked_again_at)))
    if row.status in invitations_words.PENDING:
        steps.append((say("Waits until"), wording.minute(row.expires_at)))
    elif row.status == "expired":
        steps.append((say("Ended"), wording.minute(row.expires_at)))
    else:
        steps.append((invitations_words.status(row.status), wording.minute(row.closed_at)))
    for label, value in steps:
        with st.container(horizontal=True, gap="small", wrap=False):
            st.markdown(f":gray[{label}]", width=110)
            st.markdown(wording.plain(value))


def _carried(row: Any) -> str:
    if row.handed_over_at:
        return say("took it {moment}", moment=wording.minute(row.handed_over_at))
    if row.letter_state in ("failing", "given-up"):
        return say("did not take it")
    return say("the letter waits in the outbox") if row.letter_state == "queued" else say("not yet")


def _deeds(me: Actor, row: Any) -> None:
    """Send again, more time, take back; and the link, where no mail server carries it."""
    if handed(row.id):
        return
    proof = fields.proof(me, key="invitation.proof")
    again, longer, back, copy = (_refusal(me, row, deed) for deed in (
        invitations.resend, invitations.extend, invitations.revoke, outbox.copy_link,
    ))  # fmt: skip
    with st.container(horizontal=True):
        if st.button(say("Send again"), type="primary", icon=":material/send:", disabled=again is not None, help=again):
            _send_again(row, proof)
        if (
            row.has_link
            and _by_hand(row)
            and st.button(say("Copy its link"), icon=":material/link:", disabled=copy is not None, help=copy)
        ):
            _copy(row, proof)
        if row.status != "expired" and st.button(
            say("More time"), icon=":material/more_time:", disabled=longer is not None, help=longer
        ):
            until = opening.core().now() + opening.core().settings.invitation_lifetime
            thanks = say("It waits until {moment} now.", moment=wording.minute(until))
            desk.do(invitations.extend, invitation_id=row.id, thanks=thanks)
        if st.button(say("Take back"), icon=":material/undo:", disabled=back is not None, help=back):
            desk.do(
                invitations.revoke, invitation_id=row.id, thanks=say("Taken back. Its link lets nobody in any more.")
            )


def _refusal(me: Actor, row: Any, deed: Deed[..., Any]) -> str | None:
    return say("This person has rights that yours does not.") if row.above_you else desk.why_not(me, deed)


def _by_hand(row: Any) -> bool:
    return no_server() or row.letter_state in ("failing", "given-up")


def _send_again(row: Any, proof: str | None) -> None:
    if not desk.proved(proof):
        return
    sent = desk.call(invitations.resend, invitation_id=row.id)
    if not sent:
        return
    if sent.link:
        st.session_state[SHOWN] = str(row.id), sent.link
        st.rerun(scope="fragment")
    desk.later(say("Sent again to {email}. The older link is dead.", email=row.email))
    st.rerun()


def _copy(row: Any, proof: str | None) -> None:
    if not desk.proved(proof):
        return
    if link := desk.call(outbox.copy_link, letter_id=row.letter_id):
        st.session_state[SHOWN] = str(row.id), link
        st.rerun(scope="fragment")
