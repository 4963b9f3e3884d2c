"""What is said of each finding, the same on the screen and on the command line; only dates are written by the reader."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from usercore.language import say
from usercore.steps.diagnosis import Finding

SENTENCES = {
    "deleted": "In the trash since {since}{by}. Nobody can sign in with this account.",
    "suspended": "Suspended {lasts}.{reason}",
    "locked": "Locked until {until} after {failures}{sources}.",
    "locked-until-reset": "Locked after {failures}{sources}, until they choose a new password through a letter.",
    "limit-used-up": "Too many tries for this address: {tries}. The next one is looked at from {until} on.",
    "limit-nearly": "Few tries are left for this address before it is closed for a while: {left}, until {until}.",
    "invitation-waits": "Invited by {by} {sent}, and the link was not opened yet. It waits until {until}.",
    "invitation-opened": "Invited by {by} {sent}; the link was opened, and no password was chosen. It waits until {until}.",
    "invitation-unbacked": "Invited by {by} {sent}, who can no longer give this role: the link lets nobody in.",
    "invitation-ended": "The invitation by {by} ended {until}, and nobody had answered.",
    "invitation-revoked": "The invitation was taken back {closed}, so there is no way in.",
    "not-invited": "There is no password yet, and no invitation to choose one.",
    "no-password": "There is no password yet.",
    "compromised": "Their password is known to others and lets nobody in. They choose a new one through a letter.",
    "must-change": "They must choose a new password right after signing in.",
    "aged": "Their password is too old: they must choose a new one right after signing in.",
    "letter-failing": "The letter with {letter} was not taken yet{tries}.{problem} The next try is {next}.",
    "letter-given-up": "The letter with {letter} was not taken{tries}, and is not tried again by itself.{problem}",
    "letter-by-hand": "No mail server is set, so the letter with {letter} has waited in the outbox since {since}.",
    "letter-queued": "The letter with {letter} has waited in the outbox since {since}; it is sent by itself.",
    "second-factor": "Two-factor sign-in has been on since {since}: a code is asked for. Recovery codes left: {left}.",
    "no-codes-left": "Two-factor sign-in has been on since {since}, and no recovery code is left: without their phone they cannot "
    "come in.",
    "clock": "The clock of their phone is wrong: the code was right, but of another time (last {last}). Ask them to set it "
    "to automatic.",
    "unsealable": "Codes of their app cannot be checked here (last tried {last}): is a secret key missing? Recovery codes "
    "still work; left: {left}.",
    "recovery-waits": "Someone said they lost their phone. It waits for a second person until {until}.",
    "must-enrol": "A second factor must be set up right after signing in, before anything else.",
    "enrol-by": "Their role asks for a second factor. They must set it up by {by}.",
    "refused": "Refused {times}: {what}{sources}.",
    "nothing": "Nothing stands in the way. {last} A typo in the address, or another one than this, may be what was typed.",
    "nothing-else": "Nothing stops them. {last} A typo in the address, or another one than this, may be what was typed.",
}
LETTERS = {
    "invitation": "their invitation",
    "reset": "a link to choose a new password",
    "forced-reset": "a link to choose a new password",
}
REFUSED = {
    "wrong-password": "the password was wrong",
    "no-password": "there was no password yet",
    "suspended": "the password was right, and the account suspended",
    "invited": "the invitation was not accepted yet",
    "deleted": "the password was right, and the account in the trash",
    "compromised": "the password was right, and is known to others",
    "wrong-code": "the code was wrong",
    "code-used": "the code had been used already",
}
FIXES = {
    "restore": "Restore",
    "reinstate": "Reinstate",
    "unlock": "Unlock",
    "resend": "Send again",
    "invite": "Invite",
    "retry": "Try again now",
    "copy-link": "Copy its link",
    "force-reset": "Ask for a new password",
    "recovery": "They lost their phone",
}
MOST_NETWORKS = 3


def told(finding: Finding, *, moment: Callable[[datetime], str], plain: Callable[[str], str] = str) -> str:
    """The sentence; `moment` writes a date, `plain` makes the words of others safe for where it is shown."""
    facts = {name: value for name, value in finding.facts.items() if value not in (None, "")}
    shown = {name: _shown(value, moment, plain) for name, value in facts.items()}
    kind = "nothing-else" if finding.kind == "nothing" and facts.get("more") else finding.kind
    return say(SENTENCES[kind], **{**shown, **_pieces(facts, shown)})


def fix(name: str) -> str:
    """What the button says."""
    return say(FIXES[name])


def _shown(value: Any, moment: Callable[[datetime], str], plain: Callable[[str], str]) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    return plain(value) if isinstance(value, str) else value


def _pieces(facts: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, str]:
    """The parts of sentences that are there or not."""
    tries = facts.get("tries") or 0
    return {
        "by": say(", put there by {who}", who=shown["by"])
        if "since" in facts and "by" in facts
        else shown.get("by", ""),
        "lasts": say("until {moment}", moment=shown["until"]) if "until" in facts else say("until reinstated"),
        "reason": f" “{shown['reason']}”" if "reason" in facts else "",
        "failures": _failures(tries),
        "sources": _sources(shown.get("networks")),
        "tries": _times(facts, tries),
        "problem": say(" The mail server said: “{words}”.", words=shown["problem"]) if "problem" in facts else "",
        "next": shown.get("next", say("soon")),
        "letter": say(LETTERS.get(str(facts.get("letter")), "a link")),
        "what": say(REFUSED.get(str(facts.get("why")), "{why}"), why=facts.get("why")),
        "times": _span(tries, shown),
        "last": shown.get("last", _came_in(shown)),
        "closed": shown.get("closed", ""),
    }


def _failures(tries: int) -> str:
    if not tries:
        return say("failed tries")
    return say("one failed try") if tries == 1 else say("{count} failed tries", count=tries)


def _times(facts: Mapping[str, Any], tries: int) -> str:
    if "letter" not in facts:
        return str(tries)
    if not tries:
        return ""
    return say(", tried once") if tries == 1 else say(", tried {count} times", count=tries)


def _span(tries: int, shown: Mapping[str, Any]) -> str:
    if tries == 1:
        return say("once, {last}", last=shown.get("last"))
    return say("{count} times since {first}, the last time {last}", count=tries, first=shown.get("first"), last=shown.get("last"))  # fmt: skip


def _sources(networks: tuple[str, ...] | int | None) -> str:
    if isinstance(networks, tuple):
        few = ", ".join(networks[:MOST_NETWORKS])
        more = len(networks) - MOST_NETWORKS
        few = say("{few} and {count} more", few=few, count=more) if more > 0 else few
        return say(", from {networks}", networks=few) if networks else ""
    if not networks:
        return ""
    return say(" from one network") if networks == 1 else say(" from {count} networks", count=networks)


def _came_in(shown: Mapping[str, Any]) -> str:
    if "last_at" in shown:
        return say("Last sign-in: {moment}.", moment=shown["last_at"])
    return say("They have never signed in.")
