"""What was found by looking up, in words: why each matched, and what was understood of the text."""

from typing import Any
from urllib.parse import quote

from pages.parts import wording
from pages.parts.matches import Reason, Result
from usercore import say
from usercore.frames.lookup import Clues, Match, Why

REASONS = {
    Match.EMAIL: "Their e-mail address",
    Match.ID: "Their id",
    Match.SESSION: "A session of theirs, last used",
    Match.INVITATION: "An invitation to them, sent",
    Match.LETTER: "A letter to them ({value}), written",
    Match.ABOUT: "An entry of the audit log is about them",
    Match.BY: "An entry of the audit log tells what they did",
    Match.CALL_ABOUT: "An entry of the audit log, found by its call, is about them",
    Match.CALL_BY: "An entry of the audit log, found by its call, tells what they did",
    Match.ERASED: "Deleted for ever",
    Match.OLDER_EMAIL: "Their e-mail address until {day}: {value}",
    Match.NAME: "Their name",
    Match.NETWORK: "Signed in from {value}, last seen",
    Match.PART_OF_NAME: "Part of their name",
    Match.PART_OF_EMAIL: "Part of their e-mail address",
}
# Where the thing itself stands, besides the person.
HREFS = {
    Match.INVITATION: "/invitations?invitation={thing}",
    Match.LETTER: "/outbox?letter={thing}",
    Match.ABOUT: "/audit?entry={thing}",
    Match.BY: "/audit?entry={thing}",
    Match.CALL_ABOUT: "/audit?entry={thing}",
    Match.CALL_BY: "/audit?entry={thing}",
    Match.NETWORK: "/sessions?network={value}",
}
KINDS = (
    ("emails", "an e-mail address", "{count} e-mail addresses"),
    ("ids", "an id", "{count} ids"),
    ("addresses", "a network address", "{count} network addresses"),
    ("erased", "an erased person", "{count} erased persons"),
)


def result(row: Any) -> Result:
    """One of the rows of `lookup.anything`."""
    if row.kind == "entry":
        name, under = say("An entry of the audit log"), say("about nobody in particular")
        return Result(href=f"/audit?entry={row.id}", name=name, under=under)
    if row.kind == "erased":
        href = f"/audit?subject={row.id}"
        return Result(href=href, name=row.name, hue=str(row.id), reasons=[reason(why) for why in row.whys])
    word, tone = wording.STATUSES[row.status]
    return Result(
        href=f"/user?id={row.id}",
        name=row.name or row.email,
        under=row.email if row.name else "",
        hue=str(row.id),
        status=(say(word), tone),
        reasons=[reason(why) for why in row.whys],
    )


def reason(why: Why) -> Reason:
    """Why it matched, and when that was."""
    value = say(wording.LETTERS.get(why.value, why.value)) if why.match == Match.LETTER else why.value
    words = say(REASONS[why.match], value=value, day=wording.day(why.at))
    href = HREFS.get(why.match)
    return Reason(
        words=words,
        at=None if why.match == Match.OLDER_EMAIL else why.at,
        href=href.format(thing=why.thing, value=quote(value, safe="")) if href else None,
    )


def understood(clues: Clues) -> str:
    """`an e-mail address and 2 network addresses`."""
    counted = [(one, many, len(getattr(clues, name))) for name, one, many in KINDS]
    told = [say(one) if count == 1 else say(many, count=count) for one, many, count in counted if count]
    if not told and clues.words:
        return say("the words “{words}”", words=clues.words)
    *others, last = told or [""]
    return say("{others} and {last}", others=", ".join(others), last=last) if others else last
