"""What is held about one person, holding by holding: read in batches by key, and spelled so that nobody else is told of."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, literal, select, tuple_

from usercore.crypto.ids import as_uuid
from usercore.language import say
from usercore.personal import Holding
from usercore.work import Work

ROWS_AT_ONCE = 2_000
# Numbers in facts that name a thing; any other may be a person.
THING_FACTS = frozenset(
    {
        "case",
        "consent",
        "entry",
        "erasure",
        "hold",
        "invitation",
        "letter",
        "note",
        "request",
        "run",
        "session",
        "sessions",
    }
)

Row = dict[str, Any]


def batches(work: Work, holding: Holding, person_id: UUID) -> Iterator[list[Row]]:
    """All rows of theirs in the order of the key, at most `ROWS_AT_ONCE` at a time."""
    wanted, keys = _wanted(holding, person_id), [holding.table.__table__.c[name] for name in holding.order]
    page = wanted.order_by(*keys).limit(ROWS_AT_ONCE)
    while found := work.db.execute(page).mappings().all():
        yield _told(holding, found, person_id)
        if len(found) < ROWS_AT_ONCE:
            return
        last = (literal(found[-1][key.name], key.type) for key in keys)
        page = wanted.where(tuple_(*keys) > tuple_(*last)).order_by(*keys).limit(ROWS_AT_ONCE)


def newest(work: Work, holding: Holding, person_id: UUID, most: int) -> list[Row]:
    """The last rows of theirs, the newest first."""
    keys = [holding.table.__table__.c[name].desc() for name in holding.order]
    page = _wanted(holding, person_id).order_by(*keys).limit(most)
    return _told(holding, work.db.execute(page).mappings(), person_id)


def moment(value: datetime) -> str:
    """ISO 8601 in UTC, to the last digit: it reads back as the same moment."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _wanted(holding: Holding, person_id: UUID) -> Select[Any]:
    columns = holding.table.__table__.columns
    names = dict.fromkeys((*holding.columns, *holding.order))
    return select(*(columns[name] for name in names)).where(holding.of(person_id))


def _told(holding: Holding, rows: Iterable[RowMapping], person_id: UUID) -> list[Row]:
    """What is handed out of rows, in plain JSON. Other people stand in it as what they were to this person."""
    names = [(name, _called if name in holding.people else _plain) for name in holding.columns]
    return [{name: spelled(row[name], person_id) for name, spelled in names} for row in rows]


def _called(value: UUID | None, person_id: UUID) -> str | None:
    if value is None:
        return None
    return say("you") if value == person_id else say("somebody else")


def _plain(value: Any, person_id: UUID) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, UUID):
        return str(value)
    return _cleaned(value, person_id) if isinstance(value, dict | list) else value


def _cleaned(value: Any, person_id: UUID, *, thing: bool = False) -> Any:
    """JSON without the numbers of other people."""
    if isinstance(value, dict):
        return {name: _cleaned(inner, person_id, thing=name in THING_FACTS) for name, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner, person_id, thing=thing) for inner in value]
    found = as_uuid(value) if isinstance(value, str) and not thing else None
    return value if found is None else _called(found, person_id)
