"""A person whose number stands wherever one can stand: a row for each link of each holding, full of canaries."""

from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

from sqlalchemy import JSON, Boolean, Integer, LargeBinary, String, Uuid, insert, select

from usercore.database import Moment, reading
from usercore.models import ConsentPurpose, ConsentText
from usercore.personal import HOLDINGS, THINGS, Withheld

OTHERS, SECRET, OWN = "kakapo", "sesame", "nightingale"
numbers = count(1_000_000)
FEW = {  # where a column takes only certain words
    "users.role": "author",
    "users.status": "active",
    "users.time_zone": "Europe/Vienna",
    "users.locked_reason": "sign-in:account",
    "users.status_before_deletion": "active",
    "audit_entries.segment": "1999-01",
}


def stuff(core, person_id: UUID, other_id: UUID) -> dict[str, list[dict]]:
    """The rows that were made, by the name of their holding. Whatever is withheld since it tells of others holds
    “kakapo”, secrets hold “sesame”, and what is handed out “nightingale”.
    """
    made: dict[str, list[dict]] = {holding.name: [] for holding in HOLDINGS if holding.name != "users"}
    with core.engine.begin() as connection:
        for holding in HOLDINGS:
            for link in holding.links if holding.name != "users" else ():
                row = _row(core, holding, link, person_id, other_id)
                _make_room(connection, holding, row)
                connection.execute(insert(holding.table).values(**row))
                made[holding.name].append(row)
    return made


def left(core, holding, person_id: UUID) -> int:
    """How many rows still have the person's number in one of the holding's links."""
    with reading(core.engine) as db:
        key = [getattr(holding.table, name) for name in holding.order]
        return len(db.execute(select(*key).where(holding.linked(person_id))).all())


def _row(core, holding, link, person_id, other_id):
    row = {}
    for position, column in enumerate(holding.table.__table__.columns):
        row[column.name] = _value(core, holding, column, position, other_id)
    name, _, inside = link.partition(".")
    row[name] = {inside: str(person_id)} if inside else person_id
    if holding.name == "requests":
        row["user_id"] = row["person_id"] = person_id
    return row


def _value(core, holding, column, position, other_id):
    full = f"{holding.table_name}.{column.name}"
    word = {Withheld.OTHERS: OTHERS, Withheld.SECRET: SECRET}.get(holding.withheld.get(column.name), OWN)
    word = f"{word}-{holding.name}-{column.name}"
    leads = full not in THINGS and column.name != "id"
    of_kind = (
        (Uuid, lambda: other_id if leads else uuid4()),
        (Moment, lambda: core.now() + timedelta(minutes=position)),
        (LargeBinary, f"{SECRET}-{next(numbers)}".encode),
        (Boolean, lambda: False),
        (Integer, lambda: next(numbers)),
        (JSON, lambda: {"told": word, "asked_by": str(other_id)}),
        (String, lambda: word[: column.type.length or 40]),
    )
    return FEW[full] if full in FEW else next(value() for kind, value in of_kind if isinstance(column.type, kind))


def _make_room(connection, holding, row):
    """What a row hangs on, or what only one may be of."""
    table = holding.table.__table__
    if holding.table_name == "recoveries":
        connection.execute(table.delete().where(table.c.user_id == row["user_id"]))
    if holding.table_name == "reveals":
        sessions = next(one.table.__table__ for one in HOLDINGS if one.name == "sessions")
        row["session_id"] = connection.execute(select(sessions.c.id)).scalars().first()
    if holding.table_name.startswith("consent"):
        _consent(connection, holding, row)
    if holding.table_name == "audit_values":
        entries = next(one.table.__table__ for one in HOLDINGS if one.name == "audit_entries")
        row["entry_id"] = (
            connection.execute(select(entries.c.id).where(entries.c.subject_id == row["person_id"])).scalars().first()
        )
    if holding.table_name == "request_notes":
        requests = next(one.table.__table__ for one in HOLDINGS if one.name == "requests")
        theirs = select(requests.c.id).where(requests.c.user_id == row["user_id"])
        row["request_id"] = connection.execute(theirs).scalars().first()
    if holding.name == "letters_of_invitations":
        row["user_id"] = (
            connection.execute(
                select(_invitations().c.user_id).where(_invitations().c.inviter_id == UUID(row["facts"]["inviter"]))
            )
            .scalars()
            .first()
        )
        row["kind"] = "invitation"


def _invitations():
    return next(one.table.__table__ for one in HOLDINGS if one.name == "invitations")


def _consent(connection, holding, row):
    """Answers hang on a text, and texts on a purpose."""
    row["purpose"] = f"purpose-{next(numbers)}"
    at = row.get("at") or row.get("published_at")
    purpose = {
        "key": row["purpose"],
        "title": "News",
        "at_sign_in": False,
        "version": 1,
        "asks_from": 1,
        "created_at": at,
    }
    connection.execute(insert(ConsentPurpose).values(**purpose))
    if holding.table_name == "consents":
        row["text_id"] = uuid4()
        text = {"title": "News", "body": "News.", "sha256": "0" * 64, "asks_again": False, "published_at": at}
        told = {"id": row["text_id"], "purpose": row["purpose"], "version": 1, "language": "en", **text}
        connection.execute(insert(ConsentText).values(**told))
