"""What can stand in the audit log: a closed list, `subject:deed`."""

from enum import StrEnum


class Event(StrEnum):
    SET_UP_OFFERED = "house:set-up-offered"
    SET_UP = "house:set-up"
    PRACTICE_BUILT = "house:practice-built"
    ACCESS_DENIED = "access:denied"
    LIMIT_REACHED = "access:limited"
    PROOF_REFUSED = "access:not-confirmed"  # a wrong password or code of someone who is signed in

    SIGNED_IN = "sign-in:done"
    SIGN_IN_ACCEPTED = "sign-in:accepted"
    SIGN_IN_REFUSED = "sign-in:refused"
    SIGN_IN_CONFIRMED = "sign-in:confirmed"
    SIGNED_OUT = "sign-in:ended"

    USER_LOCKED = "user:locked"
    USER_UNLOCKED = "user:unlocked"
    DISOWNED = "account:disowned"

    TWO_FACTOR_OFFERED = "two-factor:offered"
    TWO_FACTOR_ON = "two-factor:on"
    TWO_FACTOR_OFF = "two-factor:off"
    TWO_FACTOR_WANTED = "two-factor:wanted"
    TWO_FACTOR_LOST = "two-factor:lost"  # said to be, and waits for a second person
    TWO_FACTOR_KEPT = "two-factor:kept"
    TWO_FACTOR_TAKEN_AWAY = "two-factor:taken-away"
    RECOVERY_CODES_RENEWED = "two-factor:codes-renewed"
    BROWSERS_DISTRUSTED = "two-factor:distrusted"
    RECOVERY_CODE_USED = "two-factor:code-used"

    SESSION_REVOKED = "session:revoked"
    SESSIONS_REVOKED = "session:all-revoked"

    PASSWORD_CHANGED = "password:changed"  # noqa: S105 - the name of an event

    RESET_ASKED = "password:reset-asked"
    RESET_FORCED = "password:reset-forced"
    PASSWORD_RESET = "password:reset"  # noqa: S105 - likewise

    USER_CREATED = "user:created"
    USERS_IMPORTED = "user:imported"
    USER_UPDATED = "user:updated"
    EMAIL_ASKED = "user:email-asked"
    EMAIL_CONFIRMED = "user:email-confirmed"
    EMAIL_CANCELLED = "user:email-cancelled"
    EMAIL_UNDONE = "user:email-undone"
    ROLE_CHANGED = "user:role-changed"
    USER_SUSPENDED = "user:suspended"
    USER_REINSTATED = "user:reinstated"
    SUSPENSION_ENDED = "user:suspension-ended"
    USER_DELETED = "user:deleted"
    USER_RESTORED = "user:restored"
    USER_ERASED = "user:erased"
    USER_REVEALED = "user:revealed"  # to someone whose role sees personal data masked
    REVEAL_ENDED = "user:reveal-ended"  # by themselves, before its time

    INVITATION_SENT = "invitation:sent"
    INVITATION_RESENT = "invitation:resent"
    INVITATION_EXTENDED = "invitation:extended"
    INVITATION_REVOKED = "invitation:revoked"
    INVITATION_OPENED = "invitation:opened"
    INVITATION_ASKED = "invitation:asked-again"
    INVITATION_ACCEPTED = "invitation:accepted"

    NOTE_WRITTEN = "note:written"
    NOTE_CHANGED = "note:changed"
    NOTE_PINNED = "note:pinned"
    NOTE_UNPINNED = "note:unpinned"
    NOTE_REMOVED = "note:removed"
    CASE_OPENED = "case:opened"
    CASE_STEP = "case:step"
    CASE_CLOSED = "case:closed"

    LETTER_SENT = "letter:sent"
    LETTER_GIVEN_UP = "letter:given-up"
    LETTER_RETRIED = "letter:retried"
    LETTER_LINK_COPIED = "letter:link-copied"
    LETTER_TEXT_CHANGED = "letter:text-changed"

    LIMIT_CHANGED = "settings:limit-changed"
    SECOND_FACTOR_ASKED = "settings:second-factor-asked"
    SESSION_RULES_CHANGED = "settings:sessions-changed"
    KEY_ROTATED = "house:key-rotated"
    ADMINS_ALERTED = "house:admins-alerted"
    SEARCH_REBUILT = "house:search-rebuilt"
    LINKS_ENDED = "house:links-ended"  # all of them: a backup was put back

    EXPORT_PREPARED = "export:prepared"
    EXPORT_STARTED = "export:started"
    EXPORT_FINISHED = "export:finished"
    EXPORT_BROKEN = "export:broken"

    CONSENT_GIVEN = "consent:given"
    CONSENT_DECLINED = "consent:declined"
    CONSENT_WITHDRAWN = "consent:withdrawn"
    CONSENT_PUT_OFF = "consent:put-off"  # asked at sign-in, and answered “not now”
    CONSENT_PURPOSE_ADDED = "consent-text:purpose-added"
    CONSENT_PURPOSE_CHANGED = "consent-text:purpose-changed"
    CONSENT_PURPOSE_RETIRED = "consent-text:retired"
    CONSENT_PURPOSE_REVIVED = "consent-text:revived"
    CONSENT_TEXT_PUBLISHED = "consent-text:published"
    CONSENT_TEXT_TRANSLATED = "consent-text:translated"

    REQUEST_RECEIVED = "request:received"
    REQUEST_ASSIGNED = "request:assigned"
    REQUEST_IDENTIFIED = "request:identified"  # it is known who asks
    REQUEST_PAUSED = "request:paused"
    REQUEST_RESUMED = "request:resumed"
    REQUEST_EXTENDED = "request:extended"
    REQUEST_NOTED = "request:noted"
    REQUEST_DONE = "request:done"
    REQUEST_REFUSED = "request:refused"
    REQUEST_WITHDRAWN = "request:withdrawn"
    REQUEST_LEFT = "request:left-to-staff"  # the deletion does not happen by itself any more

    AUDIT_REMOVED = "audit:removed"
    AUDIT_READ = "audit:read"
    AUDIT_VERIFIED = "audit:verified"

    RETENTION_CHANGED = "retention:changed"
    RETENTION_STARTED = "retention:started"
    RETENTION_CLEARED = "retention:cleared"
    RETENTION_STOPPED = "retention:stopped"  # a rule would have gone beyond its cap
    RETENTION_FINISHED = "retention:finished"
    RETENTION_CANCELLED = "retention:cancelled"
    USER_WARNED = "user:warned"  # by letter, that an unused account will go
    USER_ANONYMISED = "user:anonymised"
    HOLD_PLACED = "hold:placed"
    HOLD_REVIEWED = "hold:reviewed"
    HOLD_LIFTED = "hold:lifted"


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
