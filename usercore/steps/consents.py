"""An answer in the ledger, where the person stands by it, and what is still asked of them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from usercore.errors import NotFound
from usercore.events import Event
from usercore.models import Answer, Consent, ConsentPurpose, ConsentState, ConsentText, How, User, UserSession
from usercore.work import Work

LANGUAGE = "en"  # of people who have not answered in another
EVENTS = {
    Answer.GIVEN: Event.CONSENT_GIVEN,
    Answer.DECLINED: Event.CONSENT_DECLINED,
    Answer.WITHDRAWN: Event.CONSENT_WITHDRAWN,
}


def purpose(work: Work, key: str, *, locked: bool = False) -> ConsentPurpose:
    """Raises `NotFound`."""
    found = work.db.get(ConsentPurpose, str(key), with_for_update=locked or None, populate_existing=locked)
    if found is None:
        raise NotFound(thing="purpose")
    return found


def asks() -> ColumnElement[bool]:
    """Whether someone is asked for a purpose when they come in: a purpose beside their state, or none.

    Those who said no are left alone, whatever the text becomes.
    """
    first = and_(ConsentState.user_id.is_(None), ConsentPurpose.at_sign_in)
    again = and_(ConsentState.answer == Answer.GIVEN, ConsentState.version < ConsentPurpose.asks_from)
    return and_(ConsentPurpose.retired_at.is_(None), ConsentPurpose.version > 0, or_(first, again))


def beside(user_id: UUID | None, *columns: Any) -> Select[Any]:
    """Every purpose, and where this person stands."""
    theirs = and_(ConsentState.purpose == ConsentPurpose.key, ConsentState.user_id == user_id)
    return select(*columns).select_from(ConsentPurpose).outerjoin(ConsentState, theirs)


def waits_for(work: Work, user_id: UUID) -> bool:
    """Whether anything is asked of them."""
    return work.db.scalar(beside(user_id, ConsentPurpose.key).where(asks()).limit(1)) is not None


def newest_text(work: Work, asked: ConsentPurpose) -> ConsentText:
    """The newest version, in English if there is one. Raises `NotFound` before the first."""
    wanted = select(ConsentText).where(ConsentText.purpose == asked.key, ConsentText.version == asked.version)
    found = sorted(work.db.scalars(wanted), key=lambda text: preference(text.language, LANGUAGE))
    if not found:
        raise NotFound(thing="text")
    return found[0]


def preference(language: str, wanted: str | None) -> tuple[bool, bool, bool, str]:
    """Of several languages, the least is the one to show: this one, else one of the same family (RFC 4647, 3.4), such as
    “de” for “de-AT”.
    """
    related = wanted is not None and language.partition("-")[0] == wanted.partition("-")[0].lower()
    return language != wanted, not related, language != LANGUAGE, language


def state(work: Work, user: User, key: str) -> ConsentState | None:
    """Where they stand; read once the person is locked."""
    return work.db.get(ConsentState, (user.id, key), populate_existing=True)


def answer(
    work: Work, user: User, text: ConsentText, said: Answer, *, how: How, proof: str = "", before: ConsentState | None
) -> UUID:
    """One more line, unless it would say again what the last one says. The person is locked. Returns the line's id."""
    if before and _says_already(before, said, text):
        return before.consent_id
    if before and said is Answer.DECLINED and _gave(before) and before.version >= text.version:
        said = Answer.WITHDRAWN
    line = Consent(
        id=work.new_id(),
        user_id=user.id,
        purpose=text.purpose,
        number=before.number + 1 if before else 1,
        answer=said,
        text_id=text.id,
        version=text.version,
        language=text.language,
        sha256=text.sha256,
        how=how,
        recorded_by=work.actor.user_id,
        at=work.now,
        proof=proof,
    )
    work.add(line)
    now = before or work.add(ConsentState(user_id=user.id, purpose=text.purpose))
    now.consent_id, now.number, now.answer = line.id, line.number, said
    now.version, now.language, now.at = line.version, line.language, line.at
    work.record(
        EVENTS[said], about=user, personal={"proof": proof} if proof else {}, consent=str(line.id),
        purpose=text.purpose, version=text.version, language=text.language, sha256=text.sha256, how=str(how),
    )  # fmt: skip
    work.db.flush()
    if not waits_for(work, user.id):
        let_on(work, user.id)
    return line.id


def let_on(work: Work, user_id: UUID) -> bool:
    """Nothing is asked any more in any session they have open; whether it was."""
    asking = select(UserSession.id).where(
        UserSession.user_id == user_id, UserSession.ended_at.is_(None), UserSession.asks_consent
    )
    found = work.db.scalars(asking).all()
    for session_id in found:
        work.claim(UserSession, session_id, asks_consent=False)
    return bool(found)


def _gave(before: ConsentState) -> bool:
    return before.answer == Answer.GIVEN


def _says_already(before: ConsentState, said: Answer, text: ConsentText) -> bool:
    if said is Answer.GIVEN:
        return _gave(before) and before.version >= text.version
    return not _gave(before)
