"""One family of errors: each names a fact, carries a sentence for the person, and keeps its facts as attributes."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from usercore.language import say


class UsercoreError(Exception):
    """Everything usercore raises on purpose; `str(error)` is a sentence fit to show."""

    sentence: ClassVar[str] = "That did not work."
    field: ClassVar[str | None] = None  # the form field the sentence belongs to

    def __init__(self, **facts: Any) -> None:
        super().__init__()
        self.__dict__.update(facts)
        self.facts = facts

    def __str__(self) -> str:
        return say(self.sentence, **self.facts)


class Refusal(UsercoreError):
    """The call was understood and declined; nothing was changed."""


# --- who is asking -------------------------------------------------------------------------------------------------


class NotSignedIn(Refusal):
    sentence = "Please sign in first."


class NotAllowed(Refusal):
    """The actor lacks the permission, or the person stands above them."""

    sentence = "Your role does not include this. It needs “{permission}”; an admin can grant it."
    permission: str


class AboveYou(NotAllowed):
    sentence = "This account has rights that yours does not, so only someone with those rights may change it."


class NotFresh(Refusal):
    sentence = "This needs a recent sign-in. Confirm your password, then try again."


class MustChangePassword(Refusal):
    sentence = "Choose a password of your own first: the one you were given was temporary."


class TooManyAttempts(Refusal):
    sentence = "Too many tries. Wait {wait}, then try again."
    again_in: timedelta

    def __init__(self, *, again_in: timedelta) -> None:
        super().__init__(wait=in_words(again_in))
        self.again_in = again_in


# --- what was asked for --------------------------------------------------------------------------------------------


class NotFound(Refusal):
    sentence = "There is no such {thing}. It may have been deleted, or the address was cut short."
    thing: str


class PageGone(Refusal):
    sentence = "That page of the list no longer exists, so this is the first one."


class BadQuery(Refusal):
    sentence = "The list cannot be shown that way: {why}."


class InvalidEmail(Refusal):
    sentence = "This is not an e-mail address: {why}"
    field = "email"


class InvalidName(Refusal):
    sentence = "This name cannot be used: {why}."
    field = "name"


class InvalidTimeZone(Refusal):
    sentence = "There is no time zone called “{zone}”."
    field = "time_zone"


class InvalidReason(Refusal):
    sentence = "This reason cannot be used: {why}."
    field = "reason"


class EmailTaken(Refusal):
    sentence = "Another account already uses this address."
    field = "email"


class EmailInTrash(EmailTaken):
    sentence = "A deleted account still holds this address. Restore it, or delete it for ever first."


class EmailMismatch(Refusal):
    sentence = "That is not this person's address, so nothing was deleted."
    field = "email"


class UnknownRole(Refusal):
    sentence = "There is no role called “{role}”."
    field = "role"


class InvalidPassword(Refusal):
    sentence = "This password cannot be used: {why}"
    field = "password"


class WrongPassword(Refusal):
    sentence = "The current password is not right."
    field = "current_password"


class InvalidText(Refusal):
    sentence = "This contains a character, or more of them, than can be kept here."


class InvalidMessage(Refusal):
    sentence = "This message cannot be sent: {why}."
    field = "message"


class InvalidLifetime(Refusal):
    sentence = "An invitation can wait between one hour and {most}."
    field = "lifetime"


class InvalidMoment(Refusal):
    sentence = "Choose a time in the future."
    field = "until"


# --- why it cannot be now ------------------------------------------------------------------------------------------


class NotYourself(Refusal):
    sentence = "You cannot do this to your own account. Ask another admin."


class LastAdmin(Refusal):
    sentence = "This is the last admin who can sign in. Make someone else an admin first."


class WrongState(Refusal):
    sentence = "This account is {status}, so that cannot be done now."
    status: str


class BadRule(Refusal):
    sentence = "This rule cannot be set: {why}."
    why: str


class NotLocked(Refusal):
    sentence = "This account is not locked, so there is nothing to open."


class InvitationClosed(Refusal):
    sentence = "This invitation is {state} already, so there is nothing to do. Send a new one."
    state: str


class WrongLetterState(Refusal):
    sentence = "This letter is {state}, so that cannot be done now."
    state: str


class NoLink(Refusal):
    sentence = "There is no link to copy: the letter was sent, has none, or its link has ended."


class NotEmpty(Refusal):
    sentence = "This database already has people in it; practice data goes into an empty one."


class AlreadyStarted(Refusal):
    sentence = "This database's audit log has begun already; practice data goes into a new one."


class EditedMeanwhile(Refusal):
    """A stale edit is refused, not silently lost (ASVS 2.3.3)."""

    sentence = "{who} changed {what} while you were editing. Nothing of yours was saved; look at it again."
    who: str
    what: str
    when: datetime | None


class TokenSpent(Refusal):
    sentence = "This link was used already, or a newer one took its place."


class TokenExpired(Refusal):
    sentence = "This link has ended. Ask for a new one."


class TokenVoid(Refusal):
    sentence = "This link no longer counts, because the password or the address changed since it was sent."


class InvitationExpired(TokenExpired):
    sentence = "This invitation ended on {on:%-d %B %Y}. Ask for a new one."
    on: datetime


class InvitationUsed(TokenSpent):
    sentence = "This invitation was accepted already. Sign in with the password that was chosen then."


class InvitationReplaced(TokenSpent):
    sentence = "A newer invitation took the place of this one. Open the link in the latest letter."


class InvitationRevoked(TokenVoid):
    sentence = "This invitation was taken back."


class NotBacked(TokenVoid):
    sentence = "Whoever sent this invitation can no longer give what it offers, so someone else must look at it first."


class SetUpClosed(Refusal):
    sentence = "The first admin was made already. Sign in, or ask an admin for an account."


# --- what nobody asked for ---------------------------------------------------------------------------------------


class DatabaseAway(UsercoreError):
    """Fail closed: nothing is known to have been changed (ASVS 16.5.3)."""

    sentence = "The database does not answer just now. Nothing was changed; try again in a moment."


class CountersAway(DatabaseAway):
    """The same of the server that counts attempts: what cannot be counted is not tried."""

    sentence = "Tries cannot be counted just now, so nothing was tried. Wait a moment, then try again."


class SilentChange(UsercoreError):
    """A programming mistake: tables were changed and nothing was recorded."""

    sentence = "Changed without an audit entry: {tables}."


def in_words(span: timedelta) -> str:
    """A wait, rounded up, as a person would say it."""
    seconds = max(1, round(span.total_seconds()))
    minute, hour = 60, 3600
    if seconds < minute:
        return say("one second") if seconds == 1 else say("{count} seconds", count=seconds)
    if seconds < hour:
        minutes = -(-seconds // minute)
        return say("one minute") if minutes == 1 else say("{count} minutes", count=minutes)
    hours = -(-seconds // hour)
    return say("one hour") if hours == 1 else say("{count} hours", count=hours)
