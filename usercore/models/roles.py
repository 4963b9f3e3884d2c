"""Roles, the permissions they carry and how long their sessions last."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table
from usercore.permissions import Permission, holds
from usercore.settings import Settings


class Role(Table):
    __tablename__ = "roles"

    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(JSON)
    built_in: Mapped[bool]
    position: Mapped[int]
    idle_seconds: Mapped[int | None]  # None in these three: as the settings say
    absolute_seconds: Mapped[int | None]
    most_sessions: Mapped[int | None]
    second_factor_since: Mapped[datetime | None] = mapped_column(Moment)  # asked for since then; None: not asked for

    def holds(self, permission: Permission) -> bool:
        return holds(self.permissions, permission)

    @property
    def has_dashboard_rights(self) -> bool:
        """Whether it lets its holder do anything here beyond their own account."""
        return is_staff(self.permissions)


def is_staff(permissions: Sequence[str]) -> bool:
    """Whether these permissions include any of usercore's own."""
    return bool(permissions) and any(holds(permissions, one) for one in Permission if one is not Permission.PUBLIC)


def enrol_by(row: Any, settings: Settings) -> datetime | None:
    """When whoever has no second factor must set one up, by the rule of their role; None if it asks for none, or
    did not yet do so in their presence.

    `row` has `second_factor_since` of the role and `second_factor_asked_at` of the person. Time counts from the first
    sign-in at which it was asked for, so that nobody comes too late who never heard of it.
    """
    since, asked_at = row.second_factor_since, row.second_factor_asked_at
    return asked_at + settings.two_factor_grace if since and asked_at and asked_at >= since else None


def session_spans(role: Any, settings: Settings) -> tuple[timedelta, timedelta]:
    """How long a session of this role may lie unused, and last at most: its own rule, else the settings'.

    `role` is anything with the columns of a `Role`.
    """
    staff = is_staff(role.permissions)
    idle, absolute = (settings.staff_idle, settings.staff_absolute) if staff else (settings.idle, settings.absolute)
    return (
        idle if role.idle_seconds is None else timedelta(seconds=role.idle_seconds),
        absolute if role.absolute_seconds is None else timedelta(seconds=role.absolute_seconds),
    )
