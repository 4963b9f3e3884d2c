"""Rows 1 to 6: pages of the list of people, searches and counts, beside the bare engine and Django's admin.

Ours is what the Users page asks: the whole of the call `listings.people`, with its transaction, the look-up of who asks,
and the permission; it ends with a frame and how many there are in all. Django's is its page over loopback HTTP,
from a process of its own: session, two counts, rows, and the HTML; the table, the indexes and the people are the same.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from benchmarks import bare, django_admin
from benchmarks.django_admin import NAME as DJANGO
from benchmarks.django_admin import DjangoAdmin
from benchmarks.figures import Figure, faster, under, within
from benchmarks.house import House
from benchmarks.places import POSTGRESQL
from benchmarks.terms import Term, choose
from benchmarks.timing import Spread, compare
from usercore.frames import listings, users
from usercore.frames.users import UserQuery
from usercore.models import Status, User

PAGE, FAR = 50, 5_000
SMALL = 10_000
LONGEST = 20  # milliseconds, for any term
BARE, PAGE_ALONE = "the bare statements", "the same without who asks"
FIRST = UserQuery(limit=PAGE)
EDITORS = UserQuery(limit=PAGE, roles=("editor",), order_by="-created_at")
Call = Callable[[], object]


def measure(house: House) -> Iterator[Figure]:
    with ExitStack() as opened:
        django = opened.enter_context(django_admin.serving(house.url)) if house.with_django else None
        asked = Asked(house, django)
        small = None
        if house.rows & {1, 6}:
            small = opened.enter_context(house.another(min(SMALL, max(30, house.people // 10))))
        if small and 1 in house.rows:
            yield from first_page(asked, small)
        if house.rows & {2, 3}:
            yield from searches(asked)
        if 4 in house.rows:
            yield from far_page(asked)
        if 5 in house.rows:
            yield from role_and_date(asked)
        if small and 6 in house.rows:
            yield from counts(asked, small)


class Asked:
    """One house, asked by us, by the bare engine and by Django."""

    def __init__(self, house: House, django: DjangoAdmin | None) -> None:
        self.house, self.django, self.database = house, django, house.database
        self.on_postgresql = house.database == POSTGRESQL

    def page(self, query: UserQuery) -> Call:
        """As the Users page asks."""
        return lambda: self.house.core.call(self.house.actor, listings.people, query=query)

    def beside(self, query: UserQuery, **parameters: object) -> dict[str, Spread]:
        """Ours, the bare engine's and Django's figure for the same page."""
        ours = self.page(query)
        with bare.a_cursor(self.house.core) as cursor:
            calls = {"ours": ours, BARE: bare.with_plain_rows(cursor, bare.sent(self.house.core, ours))}
            return self.compare(calls | self.by_django(**parameters))

    def by_django(self, **parameters: object) -> dict[str, Call]:
        return {DJANGO: self.django.page(**parameters)} if self.django else {}

    def compare(self, calls: dict[str, Call]) -> dict[str, Spread]:
        return compare(calls, seconds=self.house.seconds)


def first_page(asked: Asked, small: House) -> Iterator[Figure]:
    what, ours = "first page with its count", asked.page(FIRST)
    with bare.a_cursor(asked.house.core) as cursor:
        sent = bare.sent(asked.house.core, ours)
        calls = {
            "ours": ours,
            BARE: bare.with_plain_rows(cursor, sent),
            PAGE_ALONE: bare.with_plain_rows(cursor, bare.without_look_up(sent)),
        }
        found = asked.compare(calls | asked.by_django())
    yield within(1, what, asked.database, found, of=BARE, times=1.6)
    yield faster(1, what, asked.database, found, than=DJANGO, times=40)
    fewer = f"its time at {small.people:,} people"
    found = asked.compare({"ours": ours, fewer: Asked(small, None).page(FIRST)})
    yield within(1, what, asked.database, found, of=fewer, times=1.3)


def searches(asked: Asked) -> Iterator[Figure]:
    """Every kind of term; those with an aim of their own beside Django, and the slowest of all."""
    times = {"rare search": 200, "no match": 200, "common search": 20 if asked.on_postgresql else 50}
    slowest: tuple[Term, dict[str, Spread]] | None = None
    for kind, term in choose(asked.house.core, asked.house.people).items():
        row = 2 if kind in ("rare search", "no match") else 3
        if row not in asked.house.rows and 3 not in asked.house.rows:
            continue
        found = asked.beside(FIRST.model_copy(update={"text": term.text}), q=term.text)
        if slowest is None or found["ours"].median > slowest[1]["ours"].median:
            slowest = term, found
        if row not in asked.house.rows:
            continue
        if kind in times:
            yield faster(row, kind, asked.database, found, than=DJANGO, times=times[kind], noted=term.noted)
        else:
            yield under(row, kind, asked.database, found, ms=LONGEST, noted=term.noted)
    if slowest and 3 in asked.house.rows:
        term, found = slowest
        yield under(
            3, "the slowest of all terms", asked.database, found, ms=LONGEST, noted=f"{term.kind}: {term.noted}"
        )


def far_page(asked: Asked) -> Iterator[Figure]:
    """Page 5,000, or the one in the middle where there are fewer; Django's at the same depth."""
    number = far(asked.house)
    before = (number - 1) * PAGE
    last = behind(asked.house, before)
    found = asked.beside(FIRST.model_copy(update={"after": last}), p=before // django_admin.PER_PAGE + 1)
    what, times = f"page {number:,}", 80 if asked.on_postgresql else 50
    yield faster(4, what, asked.database, found, than=DJANGO, times=times)
    one = asked.compare({"ours": asked.page(FIRST.model_copy(update={"after": last})), "page 1": asked.page(FIRST)})
    yield within(4, what, asked.database, one, of="page 1", times=1.1)


def far(house: House) -> int:
    """The number of the page that is far behind the first."""
    return min(FAR, max(2, house.people // PAGE // 2))


def behind(house: House, many: int) -> UUID:
    """The id of the last of so many, the newest first."""
    order = (User.created_at.desc(), User.id.desc())
    wanted = select(User.id).where(User.status != Status.DELETED).order_by(*order).offset(many - 1).limit(1)
    with house.core.engine.connect() as connection:
        return connection.scalars(wanted).one()


def role_and_date(asked: Asked) -> Iterator[Figure]:
    """Editors, newest first."""
    found = asked.beside(EDITORS, role__exact="editor", o="-5")
    yield faster(5, "role filter, sorted by date", asked.database, found, than=DJANGO, times=80)


def counts(asked: Asked, small: House) -> Iterator[Figure]:
    """Three filters that most meet, then four of which each has many, and all together nobody."""

    def count(house: House, query: UserQuery, *, exact: bool = False) -> Call:
        return lambda: house.core.call(house.actor, users.counts, query=query, exact=exact)

    now = asked.house.core.now()
    half, month, year = now - timedelta(days=540), now - timedelta(days=30), now - timedelta(days=400)  # of two years
    many = UserQuery(statuses=("active",), created_before=month, signed_in_from=year)  # most meet all three
    few = UserQuery(roles=("author", "viewer"), statuses=("active",), created_from=half, signed_in_before=half)
    exact, what = "the exact count", "count under three filters"
    ours = count(asked.house, many)
    with bare.a_cursor(asked.house.core) as cursor:
        plain = bare.again(cursor, bare.sent(asked.house.core, ours))
        found = asked.compare({"ours": ours, BARE: plain, exact: count(asked.house, many, exact=True)})
    total = asked.house.core.call(asked.house.actor, users.counts, query=many, exact=True)
    yield faster(6, what, asked.database, found, than=exact, times=100, noted=f"{total} found")
    fewer = f"its time at {small.people:,} people"
    found = asked.compare({"ours": count(asked.house, few), fewer: count(small, few)})
    noted = "bounded by rows looked at"
    yield within(6, "count under filters nobody meets", asked.database, found, of=fewer, times=3, noted=noted)
