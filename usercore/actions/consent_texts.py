"""What consent is asked for, and in which words. A text that was published never changes: another version follows it."""

import re

from sqlalchemy import select

from usercore.errors import EditedMeanwhile, InvalidConsentText, InvalidPurpose, PurposeRetired, SameText
from usercore.events import Event
from usercore.language import say
from usercore.models import ConsentPurpose, ConsentText
from usercore.permissions import Permission
from usercore.spelling import clean_consent_text as clean
from usercore.spelling import clean_name, folded
from usercore.steps import consents
from usercore.work import Work, needs

LONGEST_KEY = 40
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@needs(Permission.CHANGE_CONSENTS)
def add_purpose(work: Work, *, title: str, key: str = "", at_sign_in: bool = False) -> str:
    """Something people may agree to; nobody is asked before its first text. `at_sign_in`: whoever was never asked is
    asked once when they come in, else it is only offered on “My account”. Returns its key, made from the title unless
    one is given.

    Raises `InvalidPurpose`, `InvalidName`.
    """
    title = _named(title)
    key = key.strip() or re.sub(r"[^a-z0-9]+", "-", folded(title))[:LONGEST_KEY].strip("-") or "purpose"
    if not KEY.fullmatch(key) or len(key) > LONGEST_KEY:
        raise InvalidPurpose(why=f"its key is made of a to z, 0 to 9 and hyphens, {LONGEST_KEY} at most")
    if work.db.get(ConsentPurpose, key, with_for_update=True):
        raise InvalidPurpose(why=f"there is one called “{key}” already")
    work.add(ConsentPurpose(key=key, title=title, at_sign_in=at_sign_in, version=0, asks_from=0, created_at=work.now))
    work.record(Event.CONSENT_PURPOSE_ADDED, purpose=key, at_sign_in=at_sign_in)
    return key


@needs(Permission.CHANGE_CONSENTS)
def change_purpose(work: Work, *, purpose: str, title: str, at_sign_in: bool) -> None:
    """Its name for staff, and whether those who were never asked are when they come in.

    Raises `NotFound`, `InvalidPurpose`, `InvalidName`.
    """
    found = consents.purpose(work, purpose, locked=True)
    title = _named(title)
    if (title, at_sign_in) == (found.title, found.at_sign_in):
        return
    renamed = title != found.title
    found.title, found.at_sign_in = title, at_sign_in
    work.record(Event.CONSENT_PURPOSE_CHANGED, purpose=found.key, renamed=renamed, at_sign_in=at_sign_in)


@needs(Permission.CHANGE_CONSENTS)
def publish(
    work: Work,
    *,
    purpose: str,
    title: str,
    body: str,
    language: str = consents.LANGUAGE,
    asks_again: bool = True,
    seen: int | None = None,
) -> int:
    """Another version, which everyone reads from now on; returns its number. `asks_again`: whoever agreed to an older
    one is asked at their next sign-in. `seen` is the version that was there when this one was begun.

    Raises `NotFound`, `PurposeRetired`, `InvalidConsentText`, `SameText`, `EditedMeanwhile`.
    """
    found = _open(work, purpose)
    if seen is not None and seen != found.version:
        raise EditedMeanwhile(who=say("Someone"), what=say("this text"), when=None)
    language = _language(language)
    words = clean(title, body)
    if _in_language(work, found, language, sha256=ConsentText.digest_of(language, *words)):
        raise SameText
    found.version += 1
    if asks_again or found.version == 1:
        found.asks_from = found.version
    _add(work, found, Event.CONSENT_TEXT_PUBLISHED, language, words, asks_again=asks_again)
    return found.version


@needs(Permission.CHANGE_CONSENTS)
def translate(work: Work, *, purpose: str, language: str, title: str, body: str) -> None:
    """The newest version in one more language: it says the same, so nobody is asked again.

    Raises `NotFound`, `PurposeRetired`, `InvalidConsentText`, `SameText` if it is there in that language.
    """
    found = _open(work, purpose)
    language = _language(language)
    words = clean(title, body)
    consents.newest_text(work, found)
    if _in_language(work, found, language):
        raise SameText
    _add(work, found, Event.CONSENT_TEXT_TRANSLATED, language, words, asks_again=False)


@needs(Permission.CHANGE_CONSENTS)
def retire(work: Work, *, purpose: str) -> None:
    """Nobody is asked any more; what was given stays on record, and can be withdrawn. Raises `NotFound`."""
    found = consents.purpose(work, purpose, locked=True)
    if found.retired_at is None:
        found.retired_at = work.now
        work.record(Event.CONSENT_PURPOSE_RETIRED, purpose=found.key)


@needs(Permission.CHANGE_CONSENTS)
def revive(work: Work, *, purpose: str) -> None:
    """Asked for again, as before it was retired. Raises `NotFound`."""
    found = consents.purpose(work, purpose, locked=True)
    if found.retired_at is not None:
        found.retired_at = None
        work.record(Event.CONSENT_PURPOSE_REVIVED, purpose=found.key)


def _open(work: Work, key: str) -> ConsentPurpose:
    found = consents.purpose(work, key, locked=True)
    if found.retired_at:
        raise PurposeRetired(title=found.title)
    return found


def _named(title: str) -> str:
    if not (name := clean_name(title)):
        raise InvalidPurpose(why="it needs a name")
    return name


def _language(tag: str) -> str:
    tag = tag.strip()
    if not LANGUAGE_TAG.fullmatch(tag):
        raise InvalidConsentText(why="its language is a tag such as “en” or “pt-BR”")
    return tag


def _in_language(work: Work, found: ConsentPurpose, language: str, **same: str) -> bool:
    wanted = select(ConsentText.id).filter_by(purpose=found.key, version=found.version, language=language, **same)
    return work.db.scalar(wanted) is not None


def _add(
    work: Work, found: ConsentPurpose, event: Event, language: str, words: tuple[str, str], *, asks_again: bool
) -> None:
    text = ConsentText(
        id=work.new_id(),
        purpose=found.key,
        version=found.version,
        language=language,
        title=words[0],
        body=words[1],
        sha256=ConsentText.digest_of(language, *words),
        asks_again=asks_again,
        published_at=work.now,
        published_by=work.actor.user_id,
    )
    work.add(text)
    work.record(
        event, purpose=found.key, version=text.version, language=language, sha256=text.sha256, asks_again=asks_again
    )
