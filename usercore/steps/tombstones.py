"""What keeps someone who was erased from coming back with an old list or a restored backup."""

import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ScalarSelect, bindparam, func, select

from usercore.crypto.ids import as_uuid
from usercore.models import Erasure, Tombstone
from usercore.work import Work

USE, FILE = "tombstone", "tombstone-file"
LOOKED_UP_AT_ONCE = 5_000
AMONG = select(Tombstone.digest, Tombstone.at).where(Tombstone.digest.in_(bindparam("digests", expanding=True)))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file outside the database: who was erased, and when; it names nobody."""

    person_id: UUID
    erased_at: str
    sha256: str
    signature: str

    @property
    def signed(self) -> str:
        return f"{self.person_id} {self.erased_at} {self.sha256}"

    def written(self) -> str:
        facts = {"person": str(self.person_id), "erased_at": self.erased_at, "certificate": self.sha256}
        return json.dumps({**facts, "signature": self.signature}) + "\n"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None for a line that is none, such as one that was cut short."""
        try:
            found: Any = json.loads(text)
            person_id = as_uuid(found["person"])
            line = cls(person_id, str(found["erased_at"]), str(found["certificate"]), str(found["signature"]))  # type: ignore[arg-type]
        except (ValueError, KeyError, TypeError):
            return None
        return line if person_id else None


def put(work: Work, erasure: Erasure, email_keys: Iterable[str]) -> None:
    """The addresses stay known as erased, the newest time counting."""
    for email_key in email_keys:
        found = work.digests(email_key, USE)[0]
        row = work.db.get(Tombstone, found) or work.add(Tombstone(digest=found))
        row.key_name, row.erasure_id, row.at = work.key_name, erasure.id, erasure.erased_at


def erased(work: Work, email_keys: Sequence[str]) -> dict[str, datetime]:
    """Since when each of these addresses is known as erased, under whatever key; the others are left out."""
    whose = {found: key for key in email_keys for found in work.digests(key, USE)}
    known, digests = dict[str, datetime](), list(whose)
    for start in range(0, len(digests), LOOKED_UP_AT_ONCE):
        some = digests[start : start + LOOKED_UP_AT_ONCE]
        for row in work.connection.execute(AMONG, {"digests": some}):
            known[whose[row.digest]] = max(row.at, known.get(whose[row.digest], row.at))
    return known


def newest(secrets: int) -> ScalarSelect[datetime]:
    """When an address was last erased, in SQL; `digest0` and so on are what may be stored of it under each secret."""
    any_of: list[Any] = [bindparam(f"digest{place}") for place in range(secrets)]
    return select(func.max(Tombstone.at)).where(Tombstone.digest.in_(any_of)).scalar_subquery()


def line(work: Work, erasure: Erasure) -> Line:
    """What the file outside the database is told, signed with a key that is not in the database."""
    plain = Line(erasure.person_id, erasure.erased_at.isoformat(), erasure.sha256, "")
    return Line(plain.person_id, plain.erased_at, plain.sha256, work.digests(plain.signed, FILE)[0].hex())


def genuine(work: Work, one: Line) -> bool:
    """Whether we wrote it: a file that anyone could add to would delete anyone."""
    return any(hmac.compare_digest(known.hex(), one.signature) for known in work.digests(one.signed, FILE))


def lines(texts: Iterable[str]) -> Iterator[tuple[int, Line | None]]:
    """Each line that is not empty, by its number."""
    for number, text in enumerate(texts, 1):
        if text.strip():
            yield number, Line.read(text)
