"""The outbox: letters are claimed by the worker, marked as it went with them, and tried again by staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from usercore.crypto.ids import as_uuid
from usercore.crypto.sealing import Unsealable, unseal
from usercore.errors import NoLink, NotFound, WrongLetterState
from usercore.events import Event, Outcome
from usercore.language import say
from usercore.mail.letters import LetterKind
from usercore.models import LetterState, LetterText, OutboxLetter, User
from usercore.permissions import Permission
from usercore.steps import clearing, invitations, letter_facts, standing
from usercore.work import LETTERS, Work, needs

# After each failure; then it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
CLAIM = timedelta(minutes=5)  # longer than any mail server keeps us waiting
LONGEST_PROBLEM = 300
OPEN = (LetterState.QUEUED, LetterState.FAILING)
NO_KEY = "its link cannot be read any more: the secret key it was sealed with is gone"
WORDS = {
    LetterState.QUEUED: "waiting already",
    LetterState.SENT: "sent already",
    LetterState.ENDED: "no use any more, since its link has ended",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A letter to carry now: nobody else will meanwhile."""

    id: UUID
    kind: str
    to: str
    name: str
    facts: Mapping[str, Any]
    link: str | None
    ends_at: datetime | None
    time_zone: str
    text: tuple[str, str] | None  # subject and body, where an admin changed them


@needs(Permission.RUN_HOUSE)
def claim(work: Work, *, most: int = 1) -> tuple[Claimed, ...]:
    """Letters that are due, each claimed by one conditional UPDATE. Few at a time: a slow mail server must be done
    with them before the claim ends.
    """
    free = or_(OutboxLetter.claimed_until.is_(None), OutboxLetter.claimed_until <= work.now)
    counts = or_(OutboxLetter.ends_at.is_(None), OutboxLetter.ends_at > work.now)
    due = (
        select(OutboxLetter)
        .where(OutboxLetter.state.in_(OPEN), OutboxLetter.next_try_at <= work.now, free, counts)
        .order_by(OutboxLetter.next_try_at, OutboxLetter.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    claimed = []
    for letter in work.db.scalars(due).all():
        try:
            found = _claimed(work, letter)
        except Unsealable:
            _end(work, letter, LetterState.GIVEN_UP, NO_KEY)
            continue
        if work.claim(OutboxLetter, letter.id, free, claimed_until=work.now + CLAIM):
            claimed.append(found)
    return tuple(claimed)


def _claimed(work: Work, letter: OutboxLetter) -> Claimed:
    text = work.db.get(LetterText, letter.kind)
    return Claimed(
        id=letter.id,
        kind=letter.kind,
        to=letter.to_address,
        name=letter.to_name,
        facts=letter_facts.told(work, letter),
        link=_link(work, letter),
        ends_at=letter.ends_at,
        time_zone=letter.time_zone or "UTC",
        text=(text.subject, text.body) if text else None,
    )


def _link(work: Work, letter: OutboxLetter) -> str | None:
    token = _token(work, letter)
    return f"{work.settings.home}/open/{token}" if token else None


def _token(work: Work, letter: OutboxLetter) -> str | None:
    """What makes its link. Raises `Unsealable`."""
    if letter.sealed_token is None:
        return None
    return unseal(letter.sealed_token, work.sealing_keys(LETTERS), letter.id.bytes).decode()


@needs(Permission.RUN_HOUSE)
def set_aside(work: Work, *, most: int = 500) -> int:
    """Letters whose link has ended are no use any more, sent or not; returns how many there were."""
    free = or_(OutboxLetter.claimed_until.is_(None), OutboxLetter.claimed_until <= work.now)
    over = select(OutboxLetter).where(OutboxLetter.ends_at <= work.now, free).limit(most)
    found: list[OutboxLetter] = []
    for state in (*OPEN, LetterState.GIVEN_UP):  # one at a time, so that each is looked up in the index
        found += work.db.scalars(over.where(OutboxLetter.state == state).with_for_update(skip_locked=True))
    for letter in found:
        if letter.state in OPEN:
            _end(work, letter, LetterState.ENDED, letter.problem)
        letter.state, letter.sealed_token = LetterState.ENDED, None
    return len(found)


@needs(Permission.RUN_HOUSE)
def sent(work: Work, *, letter_id: UUID) -> None:
    """The mail server took it; the link in it is forgotten here."""
    letter = work.get(OutboxLetter, letter_id, "letter")
    letter.state, letter.sent_at, letter.tries = LetterState.SENT, work.now, letter.tries + 1
    letter.sealed_token = letter.claimed_until = letter.next_try_at = letter.problem = None
    if letter.kind == LetterKind.INVITATION:
        invitations.handed_over(work, letter)
    if letter.kind == LetterKind.DORMANT_WARNING:
        clearing.handed_over(work, letter)
    work.record(Event.LETTER_SENT, about=letter.user_id, kind=letter.kind, letter=str(letter.id))


@needs(Permission.RUN_HOUSE)
def failed(work: Work, *, letter_id: UUID, said: str, for_good: bool = False) -> None:
    """It was not taken; `said` are the server's own words. Tried again later, unless it is refused for good."""
    letter = work.get(OutboxLetter, letter_id, "letter")
    if token := _token(work, letter):
        said = said.replace(token, "…")  # some servers quote what they refuse
    letter.tries += 1
    if letter.state == LetterState.ENDED:  # taken back while it was on its way
        letter.claimed_until = None
        return
    if for_good or letter.tries > len(PAUSES):
        _end(work, letter, LetterState.GIVEN_UP, said)
        return
    letter.state, letter.problem, letter.claimed_until = LetterState.FAILING, said[:LONGEST_PROBLEM], None
    letter.next_try_at = work.now + PAUSES[letter.tries - 1]


def _end(work: Work, letter: OutboxLetter, state: LetterState, said: str | None) -> None:
    letter.state, letter.problem = state, (said or "")[:LONGEST_PROBLEM] or None
    letter.claimed_until = letter.next_try_at = None
    facts = {"kind": letter.kind, "letter": str(letter.id), "state": str(state)}
    work.record(Event.LETTER_GIVEN_UP, about=letter.user_id, outcome=Outcome.FAILED, personal=None, **facts)


@needs(Permission.SEND_OUTBOX)
def retry(work: Work, *, letter_id: UUID) -> None:
    """Try a failing or given-up letter again at once. Raises `WrongLetterState`, `AboveYou`, `NotFound`."""
    letter, _ = _theirs(work, letter_id)
    ended = letter.ends_at is not None and letter.ends_at <= work.now
    if letter.state not in (LetterState.FAILING, LetterState.GIVEN_UP) or ended:
        raise WrongLetterState(state=say(WORDS[LetterState.ENDED if ended else LetterState(letter.state)]))
    letter.state, letter.next_try_at, letter.tries = LetterState.QUEUED, work.now, 0
    work.record(Event.LETTER_RETRIED, about=letter.user_id, kind=letter.kind, letter=str(letter.id))


@needs(Permission.SEND_OUTBOX)
def copy_link(work: Work, *, letter_id: UUID) -> str:
    """The link of a letter that was not sent, to hand over by hand; that it was copied is in the audit log.

    Raises `NoLink`, `AboveYou`, `NotFresh`, `NotFound`, and `NotAllowed` for an invitation into a role that is not
    theirs to give.
    """
    letter, user = _theirs(work, letter_id)
    work.must_be_fresh()
    invitations.must_give_what_waits(work, user)
    try:
        link = _link(work, letter)
    except Unsealable:
        link = None
    if link is None or (letter.ends_at and letter.ends_at <= work.now):
        raise NoLink
    work.record(Event.LETTER_LINK_COPIED, about=letter.user_id, kind=letter.kind, letter=str(letter.id))
    return link


def _theirs(work: Work, letter_id: UUID) -> tuple[OutboxLetter, User]:
    """The letter and whom it is about, if the actor may act upon them; the person is locked first, as everywhere.

    One to nobody is not there for anybody.
    """
    found = as_uuid(letter_id)
    whose = work.db.scalar(select(OutboxLetter.user_id).where(OutboxLetter.id == found))
    if whose is None:
        raise NotFound(thing="letter")
    user = standing.locked(work, whose)
    return work.get(OutboxLetter, letter_id, "letter"), user
