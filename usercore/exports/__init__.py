"""What streams out, in constant memory."""

from usercore.exports.users import users

__all__ = ["users"]
