"""How a holding is declared: rows of one table that are a person's, in one way of being theirs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, literal_column, or_

from usercore.database import Table


class Basis(StrEnum):
    """The legal bases of GDPR Art. 6(1) that anything here rests on."""

    CONTRACT = "The contract with the account holder (GDPR Art. 6(1)(b))"
    DUTY = "A legal duty of the controller (GDPR Art. 6(1)(c))"
    INTEREST = "A legitimate interest (GDPR Art. 6(1)(f))"
    CONSENT = "Consent, which can be withdrawn (GDPR Art. 6(1)(a))"


class Erase(StrEnum):
    """What erasure does with the rows."""

    DELETE = "delete"
    ANONYMISE = "anonymise"  # the row stays, and leads to nobody any more
    KEEP = "keep"  # the row stays, and with it a number that no name stands behind any more


class Withheld(StrEnum):
    """Why a column is not handed out."""

    SECRET = "A secret, or what was made from one: handing it out would weaken the account."  # noqa: S105 - a reason
    OTHERS = "It may tell about another person."
    COPY = "A copy of something that is handed out, kept for searching and sorting."
    INNER = "The program's own note, which tells nothing about the person."


@dataclass(frozen=True, slots=True)
class Activity:
    """One use that personal data is put to, as the record of processing lists it (GDPR Art. 30(1))."""

    name: str
    title: str
    purpose: str
    basis: Basis
    interest: str  # which one, where the basis is an interest; else empty
    persons: str
    recipients: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Rows of `table` that are a person's since one of `links` names them; a link may lead into JSON: `facts.inviter`.

    Every column of the table is in exactly one of `told` (handed out, with what it means), `people` (names somebody:
    handed out as “you” or “somebody else”), `withheld` or `links`; a link that is in none of the others is handed
    out too, as it can only hold the person's own id: one of several that can name different people stands in `people`.
    `whose` narrows where the links alone do not tell. `order` is a key.
    """

    name: str
    title: str
    table: type[Table]
    links: tuple[str, ...]
    activity: Activity
    data: str  # of which kind, in a few words
    source: str
    retention: str
    told: Mapping[str, str]
    people: Mapping[str, str] = field(default_factory=dict)
    withheld: Mapping[str, Withheld] = field(default_factory=dict)
    leaves_out: str = ""  # which rows are not handed out, and why
    order: tuple[str, ...] = ("id",)
    whose: Callable[[UUID], ColumnElement[bool]] | None = None
    erase: Erase
    erasing: str  # what happens, in plain words
    reason: str = ""  # the law that lets rows stay; empty where they go

    @property
    def table_name(self) -> str:
        return str(self.table.__tablename__)

    @property
    def columns(self) -> tuple[str, ...]:
        """What is handed out, in the table's order."""
        own = {link for link in self.links if "." not in link}
        handed = self.told.keys() | self.people.keys() | own
        return tuple(column.name for column in self.table.__table__.columns if column.name in handed)

    def of(self, person_id: UUID) -> ColumnElement[bool]:
        """The condition for a row being theirs, through any of the links."""
        return self.linked(person_id) if self.whose is None else self.linked(person_id) & self.whose(person_id)

    def linked(self, person_id: UUID) -> ColumnElement[bool]:
        """The same by the links alone."""
        return or_(*(self._is(link, person_id) for link in self.links))

    def _is(self, link: str, person_id: UUID) -> ColumnElement[bool]:
        name, _, inside = link.partition(".")
        column: Any = getattr(self.table, name)
        # Spelled as the index of it is, which both databases know then.
        value: Any = literal_column(f"{self.table_name}.{name} ->> '{inside}'", String)
        found: ColumnElement[bool] = value == str(person_id) if inside else column == person_id
        return found
