"""Why someone cannot sign in: what is known of them, judged in order. Pure: no table, no clock of its own."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from usercore.models import LetterState, Status
from usercore.work import Counted

Fact = str | int | datetime | UUID | tuple[str, ...] | None
Facts = Mapping[str, Fact]
RECENT = timedelta(days=30)
FEW_TRIES = 3  # so many left before a limit closes are worth a word
TOLD_APART = ("clock", "unsealable")
RESENT = {
    "waiting": "invitation-waits",
    "opened": "invitation-opened",
    "review": "invitation-unbacked",
    "expired": "invitation-ended",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: whether it `stops` them or only gets in their way, the facts its sentence is made of, and the
    name of what puts it right: restore, reinstate, unlock, resend, invite, retry, copy-link, force-reset, recovery.
    """

    kind: str
    stops: bool = False
    facts: Facts = field(default_factory=dict)
    fix: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedIn:
    """The newest invitation; `status` as in `InvitationStatus`."""

    id: UUID
    status: str
    sent_at: datetime
    ends_at: datetime
    closed_at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """The newest letter of its kind that leads in: an invitation, or a link to choose a password."""

    id: UUID
    kind: str
    state: str
    created_at: datetime
    tries: int = 0
    problem: str | None = None
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Try:
    """One that was refused; no network where it is not known, or not for the reader."""

    at: datetime
    why: str
    network: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the tables hold about one person; left out, nothing is wrong. Tries are those since they last came in."""

    now: datetime
    status: Status = Status.ACTIVE  # beneath the trash, if they lie in it
    deleted_at: datetime | None = None
    deleted_by: str = ""
    suspended_until: datetime | None = None
    suspended_reason: str | None = None
    locked_until: datetime | None = None
    until_reset: bool = False
    lock_tries: int = 0
    lock_networks: int = 0
    invitation: AskedIn | None = None
    has_password: bool = True
    compromised: bool = False
    must_change: bool = False
    aged: bool = False
    letters: tuple[WayIn, ...] = ()
    by_hand: bool = False  # no mail server is set
    factor_since: datetime | None = None
    codes_left: int = 0
    recovery_ends_at: datetime | None = None
    must_enrol: bool = False
    enrol_by: datetime | None = None
    counted: tuple[Counted, ...] = ()
    refused: tuple[Try, ...] = ()
    last_sign_in_at: datetime | None = None


def diagnose(known: Known) -> list[Finding]:
    """What stops them first, then what gets in their way; “nothing” at the end where nothing stops them. Each fix is
    offered once, and none that would be refused until something before it is put right.
    """
    checks = (_account, _lock, _invitation, _password, _letters, _second_factor, _tries)
    found = [finding for check in checks for finding in check(known)]
    found.sort(key=lambda finding: not finding.stops)  # stable: the order of the checks within each
    if not any(finding.stops for finding in found):
        found.append(Finding("nothing", facts={"last_at": known.last_sign_in_at, "more": len(found)}))
    return list(_possible(found))


def _possible(found: Iterable[Finding]) -> Iterator[Finding]:
    offered: set[tuple[str, Fact]] = set()
    first = next(iter(found)).kind
    for place, finding in enumerate(found):
        what = (finding.fix or "", finding.facts.get("letter_id"))
        later = place > 0 and first in ("deleted", "suspended")  # most deeds are refused until that is over
        yield replace(finding, fix=None) if what in offered or later else finding
        offered.add(what)


def _account(known: Known) -> Iterator[Finding]:
    if known.deleted_at:
        yield Finding("deleted", True, {"since": known.deleted_at, "by": known.deleted_by}, "restore")
    if known.status is Status.SUSPENDED:
        facts: Facts = {"until": known.suspended_until, "reason": known.suspended_reason}
        yield Finding("suspended", True, facts, "reinstate")


def _lock(known: Known) -> Iterator[Finding]:
    if known.status is Status.INVITED:
        return  # they come in by their invitation, which opens the lock
    if known.locked_until and known.locked_until > known.now:
        facts: Facts = {"until": known.locked_until, "tries": known.lock_tries, "networks": known.lock_networks}
        yield Finding("locked-until-reset" if known.until_reset else "locked", True, facts, "unlock")
        return
    used_up = [one for one in known.counted if one.used_up]
    if used_up:
        longest = max(used_up, key=lambda one: one.ends_at)
        yield Finding("limit-used-up", True, {"until": longest.ends_at, "tries": longest.count})
    elif nearly := [one for one in known.counted if one.count and one.times - one.count <= FEW_TRIES]:
        least = min(nearly, key=lambda one: one.times - one.count)
        yield Finding("limit-nearly", facts={"left": least.times - least.count, "until": least.ends_at})


def _invitation(known: Known) -> Iterator[Finding]:
    if known.status is not Status.INVITED:
        return
    invitation = known.invitation
    if invitation is None:
        yield Finding("not-invited", True, {}, "invite")
        return
    facts: Facts = {
        "by": invitation.by,
        "sent": invitation.sent_at,
        "until": invitation.ends_at,
        "closed": invitation.closed_at,
        "invitation_id": invitation.id,
    }
    if kind := RESENT.get(invitation.status):
        yield Finding(kind, True, facts, "resend")
    else:
        yield Finding("invitation-revoked" if invitation.status == "revoked" else "not-invited", True, facts, "invite")


def _password(known: Known) -> Iterator[Finding]:
    if known.status is Status.INVITED:
        return
    if not known.has_password:
        yield Finding("no-password", True, {}, "force-reset")
    elif known.compromised:
        yield Finding("compromised", True, {}, "force-reset")
    elif known.must_change or known.aged:
        failing = any(letter.state != LetterState.SENT for letter in known.letters)  # that letter is the thing to fix
        yield Finding("must-change" if known.must_change else "aged", fix=None if failing else "force-reset")


def _letters(known: Known) -> Iterator[Finding]:
    locked = known.until_reset and known.locked_until is not None and known.locked_until > known.now
    needed = known.status is Status.INVITED or not known.has_password or known.compromised or locked
    for letter in known.letters:
        facts: Facts = {
            "letter": letter.kind,
            "letter_id": letter.id,
            "since": letter.created_at,
            "tries": letter.tries,
            "problem": letter.problem,
            "next": letter.next_try_at,
        }
        if letter.state in (LetterState.FAILING, LetterState.GIVEN_UP):
            yield Finding(f"letter-{letter.state}", needed, facts, "copy-link" if known.by_hand else "retry")
        elif letter.state == LetterState.QUEUED and known.by_hand:
            yield Finding("letter-by-hand", needed, facts, "copy-link")
        elif letter.state == LetterState.QUEUED:
            yield Finding("letter-queued", needed, facts)


def _second_factor(known: Known) -> Iterator[Finding]:
    if known.factor_since is None:
        if known.must_enrol or (known.enrol_by and known.enrol_by <= known.now):
            yield Finding("must-enrol")
        elif known.enrol_by:
            yield Finding("enrol-by", facts={"by": known.enrol_by})
        return
    latest = {one.why: one.at for one in reversed(known.refused)}
    if at := latest.get("clock"):
        yield Finding("clock", facts={"last": at})
    recovery = None if known.recovery_ends_at else "recovery"
    if at := latest.get("unsealable"):
        yield Finding("unsealable", facts={"last": at, "left": known.codes_left}, fix=recovery)
    facts: Facts = {"since": known.factor_since, "left": known.codes_left}
    if known.codes_left == 0:
        yield Finding("no-codes-left", facts=facts, fix=recovery)
    else:
        yield Finding("second-factor", facts=facts)
    if known.recovery_ends_at:
        yield Finding("recovery-waits", facts={"until": known.recovery_ends_at})


def _tries(known: Known) -> Iterator[Finding]:
    """For each reason, the one of the last try first: how often, since when, and where from."""
    recent = [one for one in known.refused if one.at > known.now - RECENT and one.why not in TOLD_APART]
    for why in dict.fromkeys(one.why for one in recent):
        these = [one for one in recent if one.why == why]
        networks = tuple(dict.fromkeys(one.network for one in these if one.network))
        facts: Facts = {
            "why": why,
            "tries": len(these),
            "first": these[-1].at,
            "last": these[0].at,
            "networks": networks,
        }
        forgotten = why == "wrong-password" and known.status is not Status.INVITED
        yield Finding("refused", facts=facts, fix="force-reset" if forgotten else None)
