"""Letters are values: of which kind, to whom, and what they tell; the outbox keeps them until they are carried."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

Fact = str | int


class LetterKind(StrEnum):
    """Which text a letter has."""

    RESET = "reset"
    FORCED_RESET = "forced-reset"
    INVITATION = "invitation"
    EMAIL_CONFIRM = "email-confirm"
    EMAIL_ASKED = "email-asked"
    EMAIL_CHANGED = "email-changed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - the name of a letter
    NEW_DEVICE = "new-device"
    MANY_FAILURES = "many-failures"
    TWO_FACTOR = "two-factor"
    TWO_FACTOR_LOST = "two-factor-lost"
    RECOVERY_CODE = "recovery-code"
    RECOVERY_CODES = "recovery-codes"
    WRONG_CODES = "wrong-codes"
    TWO_FACTOR_WANTED = "two-factor-wanted"
    SECURED = "secured"
    LOCKED = "locked"
    ALERT = "alert"
    DORMANT_WARNING = "dormant-warning"
    RETENTION_STOPPED = "retention-stopped"
    REQUEST_RECEIVED = "request-received"
    REQUEST_EXTENDED = "request-extended"
    REQUEST_REFUSED = "request-refused"
    REQUEST_DONE = "request-done"


# Without a link of their own: theirs lead to a plain page.
WITHOUT_LINK = frozenset(
    {
        LetterKind.LOCKED,
        LetterKind.ALERT,
        LetterKind.TWO_FACTOR_WANTED,
        LetterKind.SECURED,
        LetterKind.DORMANT_WARNING,
        LetterKind.RETENTION_STOPPED,
        LetterKind.REQUEST_RECEIVED,
        LetterKind.REQUEST_EXTENDED,
        LetterKind.REQUEST_REFUSED,
        LetterKind.REQUEST_DONE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`facts` are plain JSON and hold nothing secret, moments as ISO 8601; `token` becomes the link, until `ends_at`."""

    kind: LetterKind
    to: str
    name: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    token: str | None = field(default=None, repr=False)
    ends_at: datetime | None = None


def reset(*, to: str, name: str, token: str, ends_at: datetime) -> Letter:
    """A link to choose a new password, asked for by whoever typed the address."""
    return Letter(kind=LetterKind.RESET, to=to, name=name, token=token, ends_at=ends_at)


def forced_reset(*, to: str, name: str, token: str, ends_at: datetime) -> Letter:
    """The same, asked for by staff or by the owner's alarm."""
    return Letter(kind=LetterKind.FORCED_RESET, to=to, name=name, token=token, ends_at=ends_at)


def invitation(*, to: str, name: str, inviter: UUID | None, message: str, token: str, ends_at: datetime) -> Letter:
    """A link to come in. The inviter stands in it by id, so that their name is not kept where nobody looks for it;
    None for a program. `message` is empty where none was written.
    """
    facts = {"inviter": str(inviter or ""), "message": message}
    return Letter(kind=LetterKind.INVITATION, to=to, name=name, facts=facts, token=token, ends_at=ends_at)


def email_confirm(*, to: str, name: str, token: str, ends_at: datetime) -> Letter:
    """To the new address."""
    return Letter(kind=LetterKind.EMAIL_CONFIRM, to=to, name=name, token=token, ends_at=ends_at)


def email_asked(*, to: str, name: str, new: str, token: str, ends_at: datetime) -> Letter:
    """To the old address, while the new one is not confirmed."""
    facts = {"new": new}
    return Letter(kind=LetterKind.EMAIL_ASKED, to=to, name=name, facts=facts, token=token, ends_at=ends_at)


def email_changed(*, to: str, name: str, new: str, token: str, ends_at: datetime) -> Letter:
    """To the old address, once the new one counts."""
    facts = {"new": new}
    return Letter(kind=LetterKind.EMAIL_CHANGED, to=to, name=name, facts=facts, token=token, ends_at=ends_at)


@dataclass(frozen=True, slots=True)
class Whence:
    """When and from where something was done; empty words where that is not told."""

    at: datetime
    address: str = ""
    device: str = ""

    def facts(self) -> dict[str, Fact]:
        return {"at": self.at.isoformat(), "address": self.address, "device": self.device}


def password_changed(*, to: str, name: str, by_owner: bool, whence: Whence, token: str, ends_at: datetime) -> Letter:
    """The password is another now."""
    facts = {"by_owner": int(by_owner), **whence.facts()}
    return Letter(kind=LetterKind.PASSWORD_CHANGED, to=to, name=name, facts=facts, token=token, ends_at=ends_at)


def new_device(*, to: str, name: str, whence: Whence, token: str, ends_at: datetime) -> Letter:
    """Signed in where this person never was before."""
    return Letter(kind=LetterKind.NEW_DEVICE, to=to, name=name, facts=whence.facts(), token=token, ends_at=ends_at)


def many_failures(*, to: str, name: str, failures: int, whence: Whence, token: str, ends_at: datetime) -> Letter:
    """Signed in after many failed tries."""
    facts = {"failures": failures, **whence.facts()}
    return Letter(kind=LetterKind.MANY_FAILURES, to=to, name=name, facts=facts, token=token, ends_at=ends_at)


def two_factor(*, to: str, name: str, on: bool, whence: Whence, token: str, ends_at: datetime) -> Letter:
    """The second factor is on, or off."""
    facts = {"on": int(on), **whence.facts()}
    return Letter(kind=LetterKind.TWO_FACTOR, to=to, name=name, facts=facts, token=token, ends_at=ends_at)


def two_factor_lost(*, to: str, name: str, whence: Whence, token: str, ends_at: datetime) -> Letter:
    """The second factor was taken away, since the phone is said to be lost."""
    facts = whence.facts()
    return Letter(kind=LetterKind.TWO_FACTOR_LOST, to=to, name=name, facts=facts, token=token, ends_at=ends_at)


def two_factor_wanted(*, to: str, name: str) -> Letter:
    """A reminder to set a second factor up."""
    return Letter(kind=LetterKind.TWO_FACTOR_WANTED, to=to, name=name)


def recovery_code_used(*, to: str, name: str, left: int, whence: Whence, token: str, ends_at: datetime) -> Letter:
    """Signed in with a recovery code; `left` are still good."""
    facts = {"left": left, **whence.facts()}
    return Letter(kind=LetterKind.RECOVERY_CODE, to=to, name=name, facts=facts, token=token, ends_at=ends_at)


def recovery_codes_renewed(*, to: str, name: str, whence: Whence, token: str, ends_at: datetime) -> Letter:
    """There are new recovery codes, and the older ones are void."""
    facts = whence.facts()
    return Letter(kind=LetterKind.RECOVERY_CODES, to=to, name=name, facts=facts, token=token, ends_at=ends_at)


def wrong_codes(*, to: str, name: str, tries: int, whence: Whence, token: str, ends_at: datetime) -> Letter:
    """The right password, and then `tries` codes that were not right."""
    facts = {"tries": tries, **whence.facts()}
    return Letter(kind=LetterKind.WRONG_CODES, to=to, name=name, facts=facts, token=token, ends_at=ends_at)


def secured(*, to: str, name: str, at: datetime, shut: bool) -> Letter:
    """The account was in other hands; `shut`: it stays closed until staff have spoken with the owner."""
    return Letter(kind=LetterKind.SECURED, to=to, name=name, facts={"at": at.isoformat(), "shut": int(shut)})


def locked(*, to: str, name: str, until: datetime) -> Letter:
    """Nobody gets in with a password until then."""
    return Letter(kind=LetterKind.LOCKED, to=to, name=name, facts={"until": until.isoformat()})


def alert(*, to: str, name: str, failures: int, minutes: int) -> Letter:
    """To an admin: many sign-ins failed."""
    return Letter(kind=LetterKind.ALERT, to=to, name=name, facts={"failures": failures, "minutes": minutes})


def dormant_warning(*, to: str, name: str, until: datetime, deleted: bool) -> Letter:
    """The account was not used for long, and goes unless they sign in by then; `deleted`: not only its person's data."""
    facts: dict[str, Fact] = {"until": until.isoformat(), "deleted": int(deleted)}
    return Letter(kind=LetterKind.DORMANT_WARNING, to=to, name=name, facts=facts)


def retention_stopped(*, to: str, name: str, what: str) -> Letter:
    """To an admin: rules would have taken more than their cap allows, and were left alone."""
    return Letter(kind=LetterKind.RETENTION_STOPPED, to=to, name=name, facts={"rules": what})


def request_received(*, to: str, name: str, what: str, until: datetime, erases: datetime | None) -> Letter:
    """What somebody asked for has come, and is answered until then; `erases`: their account is deleted then."""
    facts: dict[str, Fact] = {"what": what, "until": until.isoformat(), "erases": erases.isoformat() if erases else ""}
    return Letter(kind=LetterKind.REQUEST_RECEIVED, to=to, name=name, facts=facts)


def request_extended(*, to: str, name: str, what: str, until: datetime, reason: str) -> Letter:
    """The answer takes longer, and why."""
    facts: dict[str, Fact] = {"what": what, "until": until.isoformat(), "reason": reason}
    return Letter(kind=LetterKind.REQUEST_EXTENDED, to=to, name=name, facts=facts)


def request_refused(*, to: str, name: str, what: str, reason: str) -> Letter:
    """It is not done, why, and where one may complain."""
    return Letter(kind=LetterKind.REQUEST_REFUSED, to=to, name=name, facts={"what": what, "reason": reason})


def request_done(*, to: str, name: str, what: str, answer: str) -> Letter:
    """It is done; `answer` is empty where it needs no words."""
    return Letter(kind=LetterKind.REQUEST_DONE, to=to, name=name, facts={"what": what, "answer": answer})
