"""Roles, the permissions they carry and how long their sessions last."""

from datetime import timedelta
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Table
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

    @property
    def has_dashboard_rights(self) -> bool:
        """Whether it lets its holder do anything here beyond their own account."""
        return is_staff(self.permissions)


def is_staff(permissions: list[str]) -> bool:
    """Whether these permissions include any of usercore's own."""
    return any(holds(permissions, wanted) for wanted in Permission if wanted is not Permission.PUBLIC)


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
