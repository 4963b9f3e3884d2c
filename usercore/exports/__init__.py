"""What streams out, in constant memory."""

from usercore.exports.affected import affected
from usercore.exports.audit import audit
from usercore.exports.person import person
from usercore.exports.processing import processing
from usercore.exports.users import users

__all__ = ["affected", "audit", "person", "processing", "users"]
