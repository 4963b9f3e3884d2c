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


class NothingMasked(Refusal):
    sentence = "Your role sees personal data whole already, so there is nothing to show for a while."


class NotYourNote(Refusal):
    sentence = "Someone else wrote this note. Write one of your own."


class CaseOpen(Refusal):
    sentence = "There is an open case already. Go on with that one."


class CaseNotDone(Refusal):
    sentence = "Not everything is ticked yet, so this case cannot be closed."


class CaseClosed(Refusal):
    sentence = "This case is closed."


class SameText(Refusal):
    sentence = "This is the text that is there already, so nothing was published."


class TextChanged(Refusal):
    sentence = "This text has changed while you were reading it. Read the new one, then answer again."


class PurposeRetired(Refusal):
    sentence = "Nobody is asked for “{title}” any more."
    title: str


class NothingGiven(Refusal):
    sentence = "There is nothing to withdraw: they have not agreed to this."


class LogBroken(Refusal):
    sentence = "The audit log is not as it was written, at {place}: {problem}. Nothing of it was removed."
    place: str
    problem: str


class OnHold(Refusal):
    """`told`: why and since when, empty for those who may not see it."""

    sentence = "A legal hold keeps everything about this person, so it cannot be deleted until it is lifted.{told}"
    told: str


class MonthHeld(Refusal):
    sentence = "{month} has entries about someone under a legal hold. It stays, and so does every month after it."
    month: str


class HoldLifted(Refusal):
    sentence = "This hold was lifted already."


class EffectChanged(Refusal):
    sentence = "By now this rule would take {now}, not {seen}. Look at its effect again."
    now: str
    seen: str


class EffectUnseen(Refusal):
    sentence = "Look at what this rule would do before you switch it on."


class RunUnderWay(Refusal):
    sentence = "A run is under way. Wait for its end, or cancel it."


class RunOver(Refusal):
    sentence = "This run is over already."


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


class PeopleHere(Refusal):
    sentence = "More than {most} people are here already, so others come in batches."
    most: int


class AlreadyStarted(Refusal):
    sentence = "This database's audit log has begun already; practice data goes into a new one."


class EditedMeanwhile(Refusal):
    """A stale edit is refused, not silently lost (ASVS 2.3.3)."""

    sentence = "{who} changed {what} while you were editing. Nothing of yours was saved; look at it again."
    who: str
    what: str
    when: datetime | None


class RequestClosed(Refusal):
    sentence = "This request is {state} already, so there is nothing left to do."
    state: str


class RequestOpen(Refusal):
    sentence = "There is an open request of this kind already. Go on with that one."


class NoIdentity(Refusal):
    sentence = "It is not written down yet how you know who asks. Check that first, then go on."


class NoReceipt(Refusal):
    """A request is closed as done only with what proves it."""

    sentence = "This cannot be closed yet: {missing}. {todo}"
    missing: str
    todo: str


class IdentityKnown(Refusal):
    sentence = "It is written down already who asks."


class NotPaused(Refusal):
    sentence = "The time to answer is not standing still."


class TooLateToPause(Refusal):
    sentence = "The time to answer is over, so it cannot stand still any more."


class TooLateToExtend(Refusal):
    sentence = "More time can be taken once, and only while the first period still runs."


class SetUpClosed(Refusal):
    sentence = "The first admin was made already. Sign in, or ask an admin for an account."
