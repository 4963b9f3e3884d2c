"""What streams out, in constant memory."""

from usercore.exports.audit import audit
from usercore.exports.users import users

__all__ = ["audit", "users"]
