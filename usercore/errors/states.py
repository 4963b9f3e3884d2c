"""Why it cannot be now."""

from datetime import datetime

from usercore.errors.family import Refusal


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


class TwoFactorOn(Refusal):
    sentence = "This account has a second factor already. Take it away first, or replace it with one of its codes."


class NoTwoFactor(Refusal):
    sentence = "There is no second factor here, or its set-up has ended. Begin again."


class OnlyTheirs(Refusal):
    sentence = "Only they can do this, with a code. If their phone is lost, say so on their page."


class NoProof(Refusal):
    sentence = "Tick what showed you that it is really them; for “something else” write down what that was."


class NoRecovery(Refusal):
    sentence = "This was answered already, or has ended. Ask again if the phone is still lost."


class SecondPerson(Refusal):
    sentence = "You asked for this yourself: someone else has to confirm it."


class NotYourNote(Refusal):
    sentence = "Someone else wrote this note. Write one of your own."


class CaseOpen(Refusal):
    sentence = "There is an open case already. Go on with that one."


class CaseNotDone(Refusal):
    sentence = "Not everything is ticked yet, so this case cannot be closed."


class CaseClosed(Refusal):
    sentence = "This case is closed."


class LogBroken(Refusal):
    sentence = "The audit log is not as it was written, at {place}: {problem}. Nothing of it was removed."
    place: str
    problem: str


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


class OneKeyOnly(Refusal):
    sentence = "There is only one secret key. Make another with: usercore rotate-keys --new"


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


class SetUpClosed(Refusal):
    sentence = "The first admin was made already. Sign in, or ask an admin for an account."
