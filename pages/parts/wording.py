"""The words of the screens: statuses, events and devices as people say them, and text made safe for Markdown."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from pages.parts.log_words import EVENTS, FIELDS, HOWS, OF_ONE, PROOFS, STEPS, WHYS, of_purpose
from usercore import say
from usercore.devices import families
from usercore.frames import retention

STATUSES = {
    "active": ("Active", "green"),
    "locked": ("Locked", "red"),
    "invited": ("Invited", "amber"),
    "suspended": ("Suspended", "red"),
    "deleted": ("In the trash", "grey"),
}
BADGES = {"green": "green", "amber": "orange", "red": "red", "grey": "gray"}
SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&^=])")
LINK = re.compile(r"(https?(?=://)|www(?=\.))", re.IGNORECASE)
ZONE = "wording.zone"
NO_LINK = "\N{WORD JOINER}"

LETTERS = {
    "invitation": "the invitation",
    "reset": "choose a new password",
    "forced-reset": "choose a new password",
    "email-confirm": "confirm the new address",
    "email-asked": "a new address was asked for",
    "email-changed": "the address changed",
    "password-changed": "the password changed",
    "two-factor": "two-factor sign-in changed",
    "two-factor-lost": "a lost phone",
    "two-factor-wanted": "set up two-factor sign-in",
    "recovery-code": "a recovery code was used",
    "recovery-codes": "new recovery codes",
    "wrong-codes": "the right password and wrong codes",
    "new-device": "a sign-in from a new device",
    "many-failures": "a sign-in after many failed tries",
    "secured": "the account was secured",
    "locked": "locked after failed sign-ins",
    "alert": "many failed sign-ins",
    "dormant-warning": "an account that is not used",
    "retention-stopped": "a rule beyond its cap",
    "request-received": "a request about personal data was received",
    "request-extended": "a request about personal data takes longer",
    "request-refused": "a request about personal data was refused",
    "request-done": "a request about personal data is done",
}
SPANS = (
    (86400, "1 day", "{count} days"),
    (3600, "1 hour", "{count} hours"),
    (60, "1 minute", "{count} minutes"),
    (1, "1 second", "{count} seconds"),
)
ENDINGS = {
    "signed-out": "signed out",
    "replaced": "signed in again",
    "two-factor-on": "second factor turned on",
    "two-factor-off": "second factor turned off",
    "revoked": "ended by staff",
    "suspended": "account suspended",
    "deleted": "account deleted",
    "password-changed": "password changed",
    "role-lost": "role changed",
    "password-reset": "password chosen anew",
    "password-reset-forced": "new password asked for by staff",
    "password-compromised": "password known to others",
    "email-changed": "address changed",
    "email-undone": "address taken back",
    "not-me": "“this wasn't me”",
    "compromised": "account compromised",
    "too-many": "signed in elsewhere too often",
    "restored": "a backup was put back",
}
# Said once, not twice: what the next entry says again.
SILENT = ("sign-in:accepted", "export:prepared")


def plain(text: str) -> str:
    """Text of a person's, so that Markdown shows it as it is and runs nothing of it.

    Escapes do not keep it from making links of bare addresses; a character without width after their beginning does.
    """
    return SPECIAL.sub(r"\\\1", LINK.sub(rf"\1{NO_LINK}", text.replace("\n", " ")))


def status(word: str) -> str:
    return say(STATUSES[word][0])


def letter(kind: str) -> str:
    """What a kind of letter is about."""
    words = say(LETTERS.get(kind, kind))
    return words[:1].upper() + words[1:]


def tone(word: str) -> str:
    return STATUSES[word][1]


def use_zone(name: str | None) -> None:
    """The zone the viewer chose for themselves, if they did; told at the top of every run."""
    st.session_state[ZONE] = name


def chosen_zone() -> str | None:
    return st.session_state.get(ZONE)


def zone() -> ZoneInfo:
    """The viewer's time zone: the one they chose, or as their browser says."""
    try:
        return ZoneInfo(chosen_zone() or st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, TypeError):
        return ZoneInfo("UTC")


def calendar_day(day: date) -> str:
    """`12 Nov 2026`, for a day that is one wherever the viewer is."""
    return f"{day:%-d %b %Y}"


def day(moment: datetime | None) -> str:
    """`12 Nov 2026`, in the viewer's zone."""
    return f"{moment.astimezone(zone()):%-d %b %Y}" if moment is not None else "—"


def minute(moment: datetime | None) -> str:
    """`12 Nov 2026, 14:02`, in the viewer's zone."""
    return f"{moment.astimezone(zone()):%-d %b %Y, %H:%M}" if moment is not None else "—"


def second(moment: datetime) -> str:
    """`14:02:31`, in the viewer's zone."""
    return f"{moment.astimezone(zone()):%H:%M:%S}"


def soon(moment: datetime | None, now: datetime) -> str:
    """`14:32` if that is today, else with its day."""
    if moment is not None and moment.astimezone(zone()).date() == now.astimezone(zone()).date():
        return f"{moment.astimezone(zone()):%H:%M}"
    return minute(moment)


def span(of: timedelta) -> str:
    """`5 minutes`, `1 day`, `36 hours`: the largest unit that leaves no rest."""
    seconds = int(of.total_seconds())
    size, one, many = next(unit for unit in SPANS if seconds % unit[0] == 0)
    return say(one) if seconds == size else say(many, count=seconds // size)


def device(agent: str) -> str:
    """`Firefox on Windows`, from a user-agent line."""
    return called(*families(agent))


def called(browser: str, system: str) -> str:
    """The same from what is known of it."""
    if browser and system:
        return say("{browser} on {system}", browser=browser, system=system)
    return browser or system or say("Unknown device")


def entry(row: Any, roles: dict[str, str], *, bare: bool = False) -> dict[str, str]:
    """One audit entry as the timeline shows it; `bare` without by whom and from where, for lists that say so beside."""
    title, colour = EVENTS.get(row.event, (row.event, "grey"))
    counted, of_one = OF_ONE.get(row.event, ("", ""))
    facts = {"asked": "", "category": "", **row.facts}
    for name in ("role", "before", "after"):
        facts[name] = spelled(facts.get(name), roles)
    facts["letter"] = say(LETTERS.get(facts.get("kind") or "", facts.get("kind") or ""))
    facts["purpose"] = of_purpose(facts.get("purpose"))
    facts["step"] = say(STEPS.get(facts.get("step") or "", facts.get("step") or "A step of a case"))
    facts["category"] = retention.title(facts["category"]) if facts["category"] else ""
    facts["why"] = say(WHYS.get(facts.get("why") or "", facts.get("why") or ""))
    facts["fields"] = " and ".join(say(FIELDS.get(field, field)) for field in facts.get("fields") or []).capitalize()
    return {
        "at": row.at.isoformat(),
        "title": say(of_one if facts.get(counted) == 1 else title, **facts),
        "detail": " · ".join(_details(row, facts, bare=bare)),
        "tone": colour,
    }


def seen(proofs: Iterable[str]) -> str:
    """What showed that it is really them."""
    return ", ".join(say(PROOFS[name][1]) for name in proofs if name in PROOFS)


def spelled(fact: Any, roles: dict[str, str]) -> str:
    """A fact in words, whatever its shape: a role by its title, several things with commas between."""
    if isinstance(fact, list):
        return ", ".join(spelled(one, roles) or "–" for one in fact)
    if isinstance(fact, dict):
        return ", ".join(f"{name}: {spelled(one, roles)}" for name, one in fact.items())
    return "" if fact is None else roles.get(str(fact), str(fact))


def _details(row: Any, facts: dict[str, Any], *, bare: bool) -> list[str]:
    values = dict(row.values)
    told = [
        say("“{before}” to “{after}”", before=values.get(f"{field}.before") or "–",
            after=values.get(f"{field}.after") or "–")
        for field in FIELDS
        if f"{field}.after" in values or f"{field}.before" in values
    ]  # fmt: skip
    if facts.get("until"):
        told.append(say("until {day}", day=day(datetime.fromisoformat(facts["until"]))))
    if values.get("reason"):
        told.append(f"“{values['reason']}”")
    if facts.get("proofs"):
        told.append(seen(facts["proofs"]))
    if values.get("note"):
        told.append(values["note"] if row.event == "note:written" else f"“{values['note']}”")
    told += _beside(facts, values)
    if facts.get("sessions_ended"):
        ended = facts["sessions_ended"]
        told.append(say("one session ended") if ended == 1 else say("{count} sessions ended", count=ended))
    if facts.get("temporary"):
        told.append(say("temporary, to be changed at the next sign-in"))
    if bare:
        return told
    own = row.actor_id is not None and row.actor_id == row.subject_id
    if row.actor and not own:
        told.append(say("by {who}", who=row.actor))
    if row.event.startswith(("sign-in", "access", "invitation:opened", "invitation:accepted")):
        told += [device(values["agent"])] if values.get("agent") else []
        told += [values["address"]] if values.get("address") else []
    return told


def _beside(facts: dict[str, Any], values: dict[str, str]) -> list[str]:
    """What stands beside a note, a letter that waits, an answer to what was asked, or a step of a case."""
    how, tries = facts.get("how") or "", facts.get("tries")
    told = {
        say(HOWS.get(how, "–")): how in HOWS,
        f"“{values.get('proof')}”": "proof" in values,
        facts.get("ticket") or "": bool(facts.get("ticket")),
        say("privileged"): facts.get("privileged") is True,
        say("tried once") if tries == 1 else say("tried {count} times", count=tries): "said" in values,
        say("the mail server said “{words}”", words=values.get("said", "")): "said" in values,
        say("not after all"): facts.get("done") is False,
    }
    return [words for words, here in told.items() if here]
