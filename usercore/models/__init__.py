"""Tables only, all in one room."""

from usercore.models.audit import AuditChain, AuditEntry, AuditValue
from usercore.models.instances import Instance
from usercore.models.limits import LimitCounter
from usercore.models.roles import Role
from usercore.models.sessions import UserSession
from usercore.models.tokens import OneTimeToken
from usercore.models.users import Status, User

__all__ = [
    "AuditChain",
    "AuditEntry",
    "AuditValue",
    "Instance",
    "LimitCounter",
    "OneTimeToken",
    "Role",
    "Status",
    "User",
    "UserSession",
]
