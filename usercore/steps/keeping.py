"""How long each thing is kept: the rules as usercore ships them, and as admins changed them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from usercore.errors import BadRule
from usercore.events import Event
from usercore.language import say
from usercore.models import Category, RetentionRule, Way
from usercore.work import Work

LONGEST, LONGEST_WARNING = 3650, 365
PEOPLE = (Category.INVITATIONS, Category.TRASH, Category.DORMANT)
CANNOT = "this cannot be done with what it is about"
TRIES = (Event.SIGN_IN_REFUSED, Event.PROOF_REFUSED, Event.LIMIT_REACHED, Event.USER_LOCKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `shortest` days are kept in any case; the cap counts in percent of all there is of it, but `always` so
    many may go in one run.
    """

    category: Category
    on: bool = False
    days: int
    shortest: int = 1
    warn_days: int = 0
    cap_percent: int = 2
    always: int = 1
    action: Way = Way.DELETE
    ways: tuple[Way, ...] = (Way.DELETE,)
    kinds: tuple[str, ...] = ()  # of entries of the audit log: what stands before the colon of an event
    version: int = 0

    @property
    def keep(self) -> timedelta:
        return timedelta(days=self.days)

    @property
    def warning(self) -> timedelta:
        return timedelta(days=self.warn_days)

    def most(self, of: int) -> int:
        """How many may go in one run, of so many."""
        return max(self.always, of * self.cap_percent // 100)

    def changeable(self) -> dict[str, Any]:
        """What an admin may set, as it is stored."""
        return {
            "on": self.on,
            "days": self.days,
            "warn_days": self.warn_days,
            "cap_percent": self.cap_percent,
            "action": str(self.action),
            "kinds": list(self.kinds),
        }


# Only those whose loss nobody feels are on before an admin has seen what they do.
USUAL: Mapping[Category, Rule] = {
    rule.category: rule
    for rule in (
        Rule(category=Category.SESSIONS, on=True, days=90, cap_percent=90, always=1_000),
        Rule(category=Category.LETTERS, on=True, days=180, cap_percent=90, always=1_000),
        Rule(category=Category.TRIES, on=True, days=90, shortest=30, cap_percent=90, always=1_000),
        Rule(category=Category.VALUES, days=180, shortest=30, cap_percent=50, always=100),
        Rule(category=Category.INVITATIONS, days=90),
        Rule(category=Category.TRASH, days=30),
        Rule(
            category=Category.DORMANT,
            days=730,
            shortest=30,
            warn_days=30,
            action=Way.ANONYMISE,
            ways=(Way.ANONYMISE, Way.DELETE),
        ),
        Rule(category=Category.AUDIT, days=365, shortest=90, cap_percent=15),
    )
}
TITLES = {
    Category.SESSIONS: "Ended sessions",
    Category.LETTERS: "Sent letters",
    Category.TRIES: "Networks of failed tries",
    Category.VALUES: "Names and networks in the audit log",
    Category.INVITATIONS: "Invitations nobody accepted",
    Category.TRASH: "The trash",
    Category.DORMANT: "Unused accounts",
    Category.AUDIT: "Audit log",
}
KINDS = tuple(dict.fromkeys(event.partition(":")[0] for event in Event))


def title(category: str) -> str:
    return say(TITLES[Category(category)])


def rules(work: Work) -> dict[Category, Rule]:
    """All of them, as they count now."""
    changed = {row.category: row for row in work.db.scalars(select(RetentionRule))}
    return {name: _as_stored(usual, changed.get(name)) for name, usual in USUAL.items()}


def rule(work: Work, category: Category) -> Rule:
    return _as_stored(USUAL[category], work.db.get(RetentionRule, category))


def check(wanted: Rule) -> None:
    """Raise `BadRule` unless it can be set."""
    if not wanted.shortest <= wanted.days <= LONGEST:
        raise BadRule(why=f"the days must lie between {wanted.shortest} and {LONGEST:,}")
    if not 0 <= wanted.warn_days <= LONGEST_WARNING or (wanted.warn_days and wanted.category is not Category.DORMANT):
        raise BadRule(
            why=f"the warning must come between 0 and {LONGEST_WARNING} days before, for unused accounts alone"
        )
    if not 1 <= wanted.cap_percent <= 100:  # noqa: PLR2004
        raise BadRule(why="the cap must lie between 1 and 100 percent")
    if wanted.action not in wanted.ways:
        raise BadRule(why=CANNOT)
    if set(wanted.kinds) - set(KINDS) or (wanted.kinds and wanted.category is not Category.VALUES):
        raise BadRule(why="there are no entries of this kind")
    if wanted.on and wanted.category is Category.VALUES and not wanted.kinds:
        raise BadRule(why="choose first of which entries")


def _as_stored(usual: Rule, row: RetentionRule | None) -> Rule:
    if row is None:
        return usual
    return replace(
        usual,
        on=row.on,
        days=row.days,
        warn_days=row.warn_days,
        cap_percent=row.cap_percent,
        action=Way(row.action),
        kinds=tuple(row.kinds),
        version=row.version,
    )
