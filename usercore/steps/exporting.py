"""What an export may be asked for, checked before anything starts."""

from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from usercore.errors import BadQuery
from usercore.steps.log import AuditQuery
from usercore.steps.people import UserQuery

# All that may leave: no hash, secret, token or code is among them.
Column = Literal[
    "id",
    "name",
    "email",
    "role",
    "status",
    "created_at",
    "last_sign_in_at",
    "email_verified_at",
    "suspended_until",
    "suspended_reason",
    "deleted_at",
]
COLUMNS: tuple[Column, ...] = Column.__args__  # type: ignore[attr-defined]
USUAL = COLUMNS[:7]
AuditColumn = Literal[
    "at", "segment", "sequence", "event", "outcome", "actor", "actor_id", "subject", "subject_id", "address", "facts",
    "values", "call_id", "hash",
]  # fmt: skip
AUDIT_COLUMNS: tuple[AuditColumn, ...] = AuditColumn.__args__  # type: ignore[attr-defined]


class CsvExport(BaseModel):
    """Which columns in which order, and in which form of CSV."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: tuple[str, ...]
    delimiter: Literal[",", ";", "\t"] = ","
    bom: bool = False
    raw: bool = False

    @field_validator("columns")
    @classmethod
    def once_each(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):  # a second address would stand unmasked beside the first
            message = "each column once"
            raise ValueError(message)
        return value

    @classmethod
    def checked(cls, _reading: Any, **wanted: Any) -> Self:
        """Before anything starts: a file that breaks off in its first line helps nobody. Raises `BadQuery`."""
        return cls.understood({name: value for name, value in wanted.items() if value is not None})

    @classmethod
    def understood(cls, wanted: dict[str, Any]) -> Self:
        """The wish that plain values spell. Raises `BadQuery`."""
        try:
            return cls.model_validate(wanted)
        except ValidationError as broken:
            first = broken.errors()[0]
            where = ".".join(str(step) for step in first["loc"][:2])
            raise BadQuery(why=f"“{where}” is not something that can be exported that way") from None


class UserExport(CsvExport):
    """The same, and whom."""

    query: UserQuery = UserQuery()
    columns: tuple[Column, ...] = Field(USUAL, min_length=1)


class PersonExport(BaseModel):
    """Whose data."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    user_id: UUID


class AuditExport(CsvExport):
    """The same, and which entries of the audit log."""

    query: AuditQuery = AuditQuery()
    columns: tuple[AuditColumn, ...] = Field(AUDIT_COLUMNS, min_length=1)
