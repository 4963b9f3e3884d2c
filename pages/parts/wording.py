"""The words of the screens: statuses, events and devices as people say them, and text made safe for Markdown."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from ua_parser import parse

from usercore import say

STATUSES = {
    "active": ("Active", "green"),
    "invited": ("Invited", "amber"),
    "suspended": ("Suspended", "red"),
    "deleted": ("In the trash", "grey"),
}
BADGES = {"green": "green", "amber": "orange", "red": "red", "grey": "gray"}
SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&^=])")
LINK = re.compile(r"(https?(?=://)|www(?=\.))", re.IGNORECASE)
NO_LINK = "\N{WORD JOINER}"

EVENTS = {
    "house:set-up": ("Made the first admin", "blue"),
    "user:created": ("Account created as {role}", "grey"),
    "user:updated": ("{fields} changed", "blue"),
    "user:role-changed": ("Role changed from {before} to {after}", "blue"),
    "user:suspended": ("Suspended", "red"),
    "user:reinstated": ("Reinstated", "green"),
    "user:suspension-ended": ("Suspension ended by its date", "green"),
    "user:deleted": ("Moved to the trash", "red"),
    "user:restored": ("Restored from the trash", "green"),
    "user:erased": ("Deleted for ever", "red"),
    "password:changed": ("Password changed", "blue"),
    "sign-in:done": ("Signed in", "green"),
    "sign-in:accepted": ("Password accepted", "grey"),
    "sign-in:refused": ("Sign-in refused: {why}", "amber"),
    "sign-in:confirmed": ("Confirmed their password", "grey"),
    "sign-in:ended": ("Signed out", "grey"),
    "session:revoked": ("One session ended", "amber"),
    "session:all-revoked": ("All sessions ended", "amber"),
    "access:denied": ("Tried something their role does not include", "amber"),
    "export:started": ("Exported as CSV", "grey"),
}
WHYS = {
    "wrong-password": "wrong password",
    "no-password": "no password set yet",
    "suspended": "the account is suspended",
    "invited": "the invitation is not accepted yet",
    "deleted": "the account is in the trash",
}
FIELDS = {"name": "Name", "email": "E-mail"}
ENDINGS = {
    "signed-out": "signed out",
    "replaced": "signed in again",
    "revoked": "ended by staff",
    "suspended": "account suspended",
    "deleted": "account deleted",
    "password-changed": "password changed",
    "role-lost": "role changed",
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


def tone(word: str) -> str:
    return STATUSES[word][1]


def zone() -> ZoneInfo:
    """The viewer's time zone, as their browser says."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, TypeError):
        return ZoneInfo("UTC")


def day(moment: datetime | None) -> str:
    """`12 Nov 2026`, in the viewer's zone."""
    return f"{moment.astimezone(zone()):%-d %b %Y}" if moment is not None else "—"


def minute(moment: datetime | None) -> str:
    """`12 Nov 2026, 14:02`, in the viewer's zone."""
    return f"{moment.astimezone(zone()):%-d %b %Y, %H:%M}" if moment is not None else "—"


@lru_cache(maxsize=2048)
def device(agent: str) -> str:
    """`Firefox on Windows`, from a user-agent line."""
    if not agent:
        return say("Unknown device")
    found = parse(agent)
    browser = found.user_agent.family if found.user_agent else None
    system = found.os.family.replace("Mac OS X", "macOS") if found.os else None
    if browser and system:
        return say("{browser} on {system}", browser=browser, system=system)
    return browser or system or say("Unknown device")


def entry(row: Any, roles: dict[str, str]) -> dict[str, str]:
    """One audit entry as the timeline shows it."""
    title, colour = EVENTS.get(row.event, (row.event, "grey"))
    facts = dict(row.facts)
    for name in ("role", "before", "after"):
        facts[name] = roles.get(facts.get(name), facts.get(name) or "")
    facts["why"] = say(WHYS.get(facts.get("why") or "", facts.get("why") or ""))
    facts["fields"] = " and ".join(say(FIELDS.get(field, field)) for field in facts.get("fields") or []).capitalize()
    return {
        "at": row.at.isoformat(),
        "title": say(title, **facts),
        "detail": " · ".join(_details(row, facts)),
        "tone": colour,
    }


def _details(row: Any, facts: dict[str, Any]) -> list[str]:
    values = dict(row.values)
    told = [
        say("“{before}” to “{after}”", before=values.get(f"{field}.before") or "–", after=values[f"{field}.after"])
        for field in ("name", "email")
        if f"{field}.after" in values
    ]
    if facts.get("until"):
        told.append(say("until {day}", day=day(datetime.fromisoformat(facts["until"]))))
    if values.get("reason"):
        told.append(f"“{values['reason']}”")
    if facts.get("sessions_ended"):
        ended = facts["sessions_ended"]
        told.append(say("one session ended") if ended == 1 else say("{count} sessions ended", count=ended))
    if facts.get("temporary"):
        told.append(say("temporary, to be changed at the next sign-in"))
    own = row.actor_id is not None and row.actor_id == row.subject_id
    if row.actor and not own:
        told.append(say("by {who}", who=row.actor))
    if row.event.startswith(("sign-in", "access")):
        told += [device(values["agent"])] if values.get("agent") else []
        told += [values["address"]] if values.get("address") else []
    return told
