"""Whoever was invited and asks for a new password gets their invitation once more, in as much time as everyone else."""

from sqlalchemy import ColumnElement, select

from usercore.crypto.tokens import Purpose
from usercore.mail.letters import Letter
from usercore.models import Invitation, InvitationState, LetterState, OutboxLetter, User
from usercore.steps import invitations, links
from usercore.steps.backing import Inviter, backed
from usercore.work import Work


def due(work: Work, user: User | None) -> Invitation | None:
    """Their invitation, if it would let them in and its last letter is not on its way any more: that one still comes,
    and nobody who only knows an address may make a link die that staff hand over themselves.
    """
    whose = user.id if user else work.new_id()  # the new id matches nothing, in the same time
    wanted = (
        select(Invitation)
        .join(User, User.id == Invitation.user_id)
        .outerjoin(Inviter, Inviter.id == Invitation.inviter_id)
        .where(Invitation.user_id == whose, Invitation.open_at(work.now), backed(work), ~_comes())
    )
    return work.db.scalars(wanted.with_for_update(of=Invitation)).one_or_none()


def letter(work: Work, user: User, invitation: Invitation) -> Letter:
    """Its letter with a new link, good for no longer than the older one, which dies."""
    wanted = {"invitation": str(invitation.id)}
    token, _ = links.offer(work, Purpose.INVITATION, invitation.ends_at - work.now, user, wanted)
    return invitations.letter(user, invitation, token)


def posted(work: Work, invitation: Invitation | None, letter: Letter, *, about: User | None) -> None:
    """The letter goes out; the invitation, if it is one's, knows it."""
    letter_id = work.post(letter, about=about)
    whose = invitation.id if invitation else work.new_id()
    work.claim(Invitation, whose, Invitation.state == InvitationState.OPEN, letter_id=letter_id)


def _comes() -> ColumnElement[bool]:
    """Whether its last letter waits in the outbox."""
    tried = (LetterState.QUEUED, LetterState.FAILING)
    last = select(OutboxLetter.id).where(OutboxLetter.id == Invitation.letter_id, OutboxLetter.state.in_(tried))
    return last.where(OutboxLetter.sealed_token.is_not(None)).exists()
