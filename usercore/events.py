"""What can stand in the audit log: a closed list, `subject:deed`."""

from enum import StrEnum


class Event(StrEnum):
    SET_UP_OFFERED = "house:set-up-offered"
    SET_UP = "house:set-up"
    PRACTICE_BUILT = "house:practice-built"
    ACCESS_DENIED = "access:denied"
    LIMIT_REACHED = "access:limited"

    SIGNED_IN = "sign-in:done"
    SIGN_IN_ACCEPTED = "sign-in:accepted"
    SIGN_IN_REFUSED = "sign-in:refused"
    SIGN_IN_CONFIRMED = "sign-in:confirmed"
    SIGNED_OUT = "sign-in:ended"

    SESSION_REVOKED = "session:revoked"
    SESSIONS_REVOKED = "session:all-revoked"

    PASSWORD_CHANGED = "password:changed"  # noqa: S105 - the name of an event

    USER_CREATED = "user:created"
    USER_UPDATED = "user:updated"
    ROLE_CHANGED = "user:role-changed"
    USER_SUSPENDED = "user:suspended"
    USER_REINSTATED = "user:reinstated"
    SUSPENSION_ENDED = "user:suspension-ended"
    USER_DELETED = "user:deleted"
    USER_RESTORED = "user:restored"
    USER_ERASED = "user:erased"

    EXPORT_PREPARED = "export:prepared"
    EXPORT_STARTED = "export:started"
    EXPORT_FINISHED = "export:finished"
    EXPORT_BROKEN = "export:broken"


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
