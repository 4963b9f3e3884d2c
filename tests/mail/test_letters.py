"""Letters as values: what they hold, and what they never show."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from usercore.mail import letters
from usercore.mail.letters import WITHOUT_LINK, LetterKind, Whence

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOKEN = "tests-only-not-a-real-token"
ADA = {"to": "ada@example.com", "name": "Ada"}
LINK = {"token": TOKEN, "ends_at": AT + timedelta(hours=1)}
SOMEONE = UUID(int=7)
WHENCE = Whence(AT, "192.0.2.7", "Firefox on Windows")
ONE_OF_EACH = {
    LetterKind.RESET: letters.reset(**ADA, **LINK),
    LetterKind.FORCED_RESET: letters.forced_reset(**ADA, **LINK),
    LetterKind.INVITATION: letters.invitation(**ADA, **LINK, inviter=SOMEONE, message="Welcome!"),
    LetterKind.EMAIL_CONFIRM: letters.email_confirm(**ADA, **LINK),
    LetterKind.EMAIL_ASKED: letters.email_asked(**ADA, **LINK, new="new@example.com"),
    LetterKind.EMAIL_CHANGED: letters.email_changed(**ADA, **LINK, new="new@example.com"),
    LetterKind.PASSWORD_CHANGED: letters.password_changed(**ADA, **LINK, by_owner=True, whence=WHENCE),
    LetterKind.NEW_DEVICE: letters.new_device(**ADA, **LINK, whence=WHENCE),
    LetterKind.MANY_FAILURES: letters.many_failures(**ADA, **LINK, failures=12, whence=WHENCE),
    LetterKind.TWO_FACTOR: letters.two_factor(**ADA, **LINK, on=True, whence=WHENCE),
    LetterKind.TWO_FACTOR_LOST: letters.two_factor_lost(**ADA, **LINK, whence=WHENCE),
    LetterKind.TWO_FACTOR_WANTED: letters.two_factor_wanted(**ADA),
    LetterKind.RECOVERY_CODES: letters.recovery_codes_renewed(**ADA, **LINK, whence=WHENCE),
    LetterKind.WRONG_CODES: letters.wrong_codes(**ADA, **LINK, tries=3, whence=WHENCE),
    LetterKind.RECOVERY_CODE: letters.recovery_code_used(**ADA, **LINK, left=9, whence=WHENCE),
    LetterKind.SECURED: letters.secured(**ADA, at=AT, shut=True),
    LetterKind.LOCKED: letters.locked(**ADA, until=AT),
    LetterKind.ALERT: letters.alert(**ADA, failures=50, minutes=10),
    LetterKind.DORMANT_WARNING: letters.dormant_warning(**ADA, until=AT, deleted=True),
    LetterKind.RETENTION_STOPPED: letters.retention_stopped(**ADA, what="The trash"),
    LetterKind.REQUEST_RECEIVED: letters.request_received(**ADA, what="your data", until=AT, erases=AT),
    LetterKind.REQUEST_EXTENDED: letters.request_extended(**ADA, what="your data", until=AT, reason="Many asked."),
    LetterKind.REQUEST_REFUSED: letters.request_refused(**ADA, what="your data", reason="Not yours."),
    LetterKind.REQUEST_DONE: letters.request_done(**ADA, what="your data", answer=""),
}
every_letter = pytest.mark.parametrize("kind", LetterKind, ids=str)


@every_letter
def test_there_is_a_way_to_write_each_kind(kind):
    letter = ONE_OF_EACH[kind]

    assert (letter.kind, letter.to, letter.name) == (kind, "ada@example.com", "Ada")


@every_letter
def test_only_letters_that_need_no_link_carry_no_token(kind):
    assert (ONE_OF_EACH[kind].token is None) == (kind in WITHOUT_LINK)


@every_letter
def test_facts_are_plain_json_and_hold_no_token(kind):
    facts = dict(ONE_OF_EACH[kind].facts)

    assert json.loads(json.dumps(facts)) == facts
    assert TOKEN not in json.dumps(facts)


@every_letter
def test_a_letter_shown_in_a_log_hides_its_token(kind):
    assert TOKEN not in repr(ONE_OF_EACH[kind])


def test_moments_are_kept_with_their_offset():
    facts = ONE_OF_EACH[LetterKind.LOCKED].facts

    assert datetime.fromisoformat(str(facts["until"])) == AT


def test_a_letter_cannot_be_changed_once_written():
    with pytest.raises(AttributeError):
        ONE_OF_EACH[LetterKind.RESET].to = "eve@example.com"
