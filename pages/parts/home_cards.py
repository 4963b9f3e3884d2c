"""What the home page watches: each kind of thing that may need a person is one entry of `CARDS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from pages.parts import opening, wording
from pages.parts.filters import start_of
from usercore import Actor, say
from usercore.actions import two_factor
from usercore.frames import today
from usercore.work import Deed

LONGEST_NAME = 28
A_WEEK = LETTER_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One kind of thing: the frame whose one row tells how many, the words for it, and the list that shows them all."""

    name: str
    title: str
    icon: str
    deed: Deed[..., pd.DataFrame]
    quiet: str
    """What it says when nobody is needed."""
    words: Callable[[Any], str]
    """… and when somebody is: a sentence about the row, safe in Markdown."""
    link: str
    """What the link to the list says, so that one tells it from the others."""
    leads: Callable[[Actor, Any], tuple[str, Mapping[str, str | list[str]]]]
    """Where the list is: the page's script and what stands in its address."""
    asks: Callable[[], Mapping[str, Any]] = dict
    """What the frame is asked with, as far as that depends on who looks."""


def called(row: Any) -> str:
    """Whom the row names first, short enough for a card; an address is no letter to write there."""
    who = row.who or say("someone")
    shown = wording.plain(who if len(who) <= LONGEST_NAME else f"{who[: LONGEST_NAME - 1]}…")
    return shown.replace("@", f"@{wording.NO_LINK}")


def _soon(moment: datetime) -> str:
    """`14:32` today, `Thu 14:32` in the days after, and then the day alone."""
    here = moment.astimezone(wording.zone())
    ahead = (here.date() - _today()).days
    return f"{here:%H:%M}" if not ahead else f"{here:%a %H:%M}" if 0 < ahead < A_WEEK else wording.day(moment)


def _locked(row: Any) -> str:
    if row.until_reset:
        return say("{who} needs a new password: waiting does not help.", who=called(row))
    words = "{who}, until {moment}." if row.many == 1 else "{who} waits longest: until {moment}."
    return say(words, who=called(row), moment=_soon(row.at))


def _letters(row: Any) -> str:
    if not row.given_up:
        return say("They are tried again. The newest is for {who}.", who=called(row))
    if row.given_up == row.many:
        return say("Nothing tries them again. The newest is for {who}.", who=called(row))
    if row.given_up == 1:
        return say("One of them was given up. The newest is for {who}.", who=called(row))
    return say("{count} of them were given up. The newest is for {who}.", count=f"{row.given_up:,}", who=called(row))


def _requests(row: Any) -> str:
    told = say("The first is due {day}: {who}.", day=wording.calendar_day(row.due_on), who=called(row))
    return say("{count} overdue. {rest}", count=f"{row.overdue:,}", rest=told) if row.overdue else told


def _without_factor(row: Any) -> str:
    seen = say("last here {day}", day=wording.day(row.at)) if row.at else say("never here yet")
    if row.many == 1:
        return say("{who}, {seen}.", who=called(row), seen=seen)
    return say("Among them {who}, {seen}.", who=called(row), seen=seen)


def _failures(row: Any) -> str:
    today = row.since == _today()
    told = [say("Today.") if today else say("Since yesterday.") if row.until == _today() else say("Yesterday.")]
    if row.most is not None:
        told.append(say("On the same days of the last four weeks: {most} at most.", most=f"{row.most:,}"))
    if row.alerted:
        told.append(say("Admins were told."))
    return " ".join(told)


def _today() -> date:
    return opening.core().now().astimezone(wording.zone()).date()


def _since() -> date:
    return _today() - timedelta(days=LETTER_DAYS)


def _phones(me: Actor, row: Any) -> tuple[str, Mapping[str, str | list[str]]]:
    """Whoever has no right to the list of them sees the first person's page, where the answers are too."""
    return ("two_factor.py", {}) if me.may(two_factor.enable) else ("user.py", {"id": str(row.user_id)})


CARDS = (
    Card(
        name="failures",
        title="Unusual failures",
        icon=":material/crisis_alert:",
        deed=today.failures,
        asks=lambda: {"zone": wording.zone().key},
        quiet="Failed sign-ins are as usual.",
        words=_failures,
        link="See the failures",
        leads=lambda _me, row: (
            "audit.py",
            {"event": "sign-in:refused", "from": str(row.since), "until": str(row.until)},
        ),
    ),
    Card(
        name="cases",
        title="Accounts in other hands",
        icon=":material/gpp_bad:",
        deed=today.cases,
        quiet="No case is open.",
        words=lambda row: say("{who}, since {day}.", who=called(row), day=wording.day(row.at)),
        link="See whose",
        leads=lambda _me, _row: ("users.py", {"case": "true"}),
    ),
    Card(
        name="locked",
        title="Locked out",
        icon=":material/lock_person:",
        deed=today.locked,
        quiet="Nobody is locked out.",
        words=_locked,
        link="See who is locked out",
        leads=lambda _me, _row: ("users.py", {"status": wording.status("locked")}),
    ),
    Card(
        name="lost-phones",
        title="Lost phones",
        icon=":material/phonelink_erase:",
        deed=today.lost_phones,
        quiet="No lost phone waits for a second person.",
        words=lambda row: say(
            "{who} waits for a second person, until {moment}.", who=called(row), moment=_soon(row.at)
        ),
        link="See whose",
        leads=_phones,
    ),
    Card(
        name="requests",
        title="Requests about data",
        icon=":material/contact_mail:",
        deed=today.requests,
        quiet="No request about personal data is due within 7 days.",
        words=_requests,
        link="See the requests",
        leads=lambda _me, _row: ("privacy.py", {}),
    ),
    Card(
        name="letters",
        title="Failing letters",
        icon=":material/unsubscribe:",
        deed=today.letters,
        asks=lambda: {"since": start_of(_since())},
        quiet="No letter of the last seven days fails.",
        words=_letters,
        link="See the letters",
        leads=lambda _me, _row: ("outbox.py", {"state": ["failing", "given-up"], "since": str(_since())}),
    ),
    Card(
        name="asked-again",
        title="Asked for another",
        icon=":material/mark_email_unread:",
        deed=today.asked_again,
        quiet="Nobody waits for another invitation.",
        words=lambda row: say("{who} came too late, and waits since {day}.", who=called(row), day=wording.day(row.at)),
        link="See who asked",
        leads=lambda _me, _row: ("invitations.py", {"asked": "again"}),
    ),
    Card(
        name="ending",
        title="Invitations ending",
        icon=":material/hourglass_bottom:",
        deed=today.ending,
        quiet="No invitation ends within 48 hours.",
        words=lambda row: say("{who} has until {moment}.", who=called(row), moment=_soon(row.at)),
        link="See the invitations",
        leads=lambda _me, _row: ("invitations.py", {"ends": "soon"}),
    ),
    Card(
        name="without-factor",
        title="No second factor",
        icon=":material/no_encryption:",
        deed=today.without_factor,
        quiet="Everyone who should have a second factor has one.",
        words=_without_factor,
        link="See who has none",
        leads=lambda _me, _row: ("two_factor.py", {}),
    ),
)


def of(me: Actor) -> list[Card]:
    """The cards of whoever may see the lists behind them."""
    return [card for card in CARDS if me.may(card.deed)]
