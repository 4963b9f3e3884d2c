"""What people answer when they are asked to agree to something: by themselves, or told to staff.

Saying no is as easy as saying yes, withdrawing as easy as giving (GDPR 7(3)); nothing that was said is ever changed.
"""

from uuid import UUID

from usercore.crypto.ids import as_uuid
from usercore.errors import NotFound, NothingGiven, PurposeRetired, TextChanged
from usercore.events import Event
from usercore.models import Answer, Consent, ConsentText, How, User
from usercore.permissions import Permission
from usercore.spelling import clean_reason
from usercore.steps import consents, standing
from usercore.work import Work, needs

BY_STAFF = (How.BY_PHONE, How.BY_LETTER)
BY_PROGRAMS = (*BY_STAFF, How.PROGRAM, How.IMPORT)


# What one says oneself nobody else may say for one; a program may, for whoever is before it.
@needs(Permission.RUN_HOUSE, own="user_id")
def give(work: Work, *, user_id: UUID, text_id: UUID) -> UUID:
    """Agree to the text that was read; returns the id of the line in the ledger, the same one if it says so already.

    Raises `NotFound`, `TextChanged` unless it is the newest one, `PurposeRetired`.
    """
    return _answered(work, user_id, text_id, Answer.GIVEN)


@needs(Permission.RUN_HOUSE, own="user_id")
def decline(work: Work, *, user_id: UUID, text_id: UUID) -> UUID:
    """Say no to the text that was read, also in place of a yes to an older one: one is not asked again.

    Raises `NotFound`, `TextChanged`, `PurposeRetired`.
    """
    return _answered(work, user_id, text_id, Answer.DECLINED)


@needs(Permission.RUN_HOUSE, own="user_id")
def withdraw(work: Work, *, user_id: UUID, purpose: str) -> None:
    """Take back what one agreed to; where one has not, nothing happens. Raises `NotFound`."""
    user = standing.locked(work, user_id)
    asked = consents.purpose(work, purpose)
    before = consents.state(work, user, asked.key)
    if before and before.answer == Answer.GIVEN:
        consents.answer(
            work, user, _agreed_to(work, before.consent_id), Answer.WITHDRAWN, how=_how(work), before=before
        )


@needs(Permission.RUN_HOUSE, own="user_id")
def put_off(work: Work, *, user_id: UUID) -> None:
    """Not now: what is asked at sign-in is asked again at the next one. Raises `NotFound`."""
    user = standing.locked(work, user_id)
    waits = consents.waits_for(work, user.id)  # else what was asked has been retired meanwhile
    if consents.let_on(work, user.id):
        work.record(Event.CONSENT_PUT_OFF, about=user, waits=waits)


@needs(Permission.RECORD_CONSENTS)
def record(
    work: Work, *, user_id: UUID, purpose: str, answer: str, how: str, proof: str, text_id: UUID | None = None
) -> UUID:
    """What somebody told staff: `answer` is “given”, “declined” or “withdrawn”, `how` “staff-by-phone” or
    “staff-by-letter” (a program may also say “program” or “import”), `proof` says where it can be found. `text_id` is
    the text they had before them, if not the newest.

    Raises `NotFound`, `NotYourself`, `AboveYou`, `InvalidReason`, `PurposeRetired`, `NothingGiven`.
    """
    user = standing.locked(work, user_id)
    standing.not_yourself(work, user)
    if answer not in list(Answer) or how not in (BY_STAFF if work.actor.signed_in else BY_PROGRAMS):
        raise NotFound(thing="answer")
    said, proof = Answer(answer), clean_reason(proof)
    asked = consents.purpose(work, purpose)
    before = consents.state(work, user, asked.key)
    if said is Answer.WITHDRAWN:
        if before is None or before.answer != Answer.GIVEN:
            raise NothingGiven
        text = _agreed_to(work, before.consent_id)
    else:
        if asked.retired_at:
            raise PurposeRetired(title=asked.title)
        text = _text(work, text_id) if text_id else consents.newest_text(work, asked)
        if text.purpose != asked.key:
            raise NotFound(thing="text")
    return consents.answer(work, user, text, said, how=How(how), proof=proof, before=before)


def _answered(work: Work, user_id: UUID, text_id: UUID, said: Answer) -> UUID:
    user: User = standing.locked(work, user_id)
    text = _text(work, text_id)
    asked = consents.purpose(work, text.purpose)
    if asked.retired_at:
        raise PurposeRetired(title=asked.title)
    if text.version != asked.version:
        raise TextChanged
    before = consents.state(work, user, asked.key)
    return consents.answer(work, user, text, said, how=_how(work), before=before)


def _how(work: Work) -> How:
    if not work.actor.signed_in:
        return How.PROGRAM
    return How.SIGN_IN if work.actor.asked_consent else How.MY_ACCOUNT


def _text(work: Work, text_id: object) -> ConsentText:
    """Not locked: it never changes."""
    found = as_uuid(text_id)
    text = work.db.get(ConsentText, found) if found else None
    if text is None:
        raise NotFound(thing="text")
    return text


def _agreed_to(work: Work, consent_id: UUID) -> ConsentText:
    return work.db.get_one(ConsentText, work.db.get_one(Consent, consent_id).text_id)
