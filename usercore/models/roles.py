"""Roles and the permissions they carry."""

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Table
from usercore.permissions import Permission, holds


class Role(Table):
    __tablename__ = "roles"

    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(JSON)
    built_in: Mapped[bool]
    position: Mapped[int]

    @property
    def has_dashboard_rights(self) -> bool:
        """Whether it lets its holder do anything here beyond their own account."""
        return is_staff(self.permissions)


def is_staff(permissions: list[str]) -> bool:
    """Whether these permissions include any of usercore's own."""
    return any(holds(permissions, wanted) for wanted in Permission if wanted is not Permission.PUBLIC)
