"""What may be done, as words: `resource:verb`, and the built-in roles that hold them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What usercore itself asks for; the application's own words live in roles beside them."""

    PUBLIC = "public"  # held by everyone; a house test names who wears it
    READ_USERS = "users:read"
    REVEAL_USERS = "users:reveal"  # without it, personal data is masked
    ASK_TO_REVEAL_USERS = "users:ask-to-reveal"  # one person for five minutes, with a reason, on record
    CREATE_USERS = "users:create"
    INVITE_USERS = "users:invite"
    UPDATE_USERS = "users:update"
    CHANGE_ROLES = "users:change-role"
    SUSPEND_USERS = "users:suspend"
    DELETE_USERS = "users:delete"  # to the trash and back
    ERASE_USERS = "users:erase"  # for ever
    EXPORT_USERS = "users:export"
    UNLOCK_USERS = "users:unlock"
    CHANGE_PASSWORDS = "passwords:change"
    SET_UP_TWO_FACTOR = "two-factor:set-up"
    RECOVER_TWO_FACTOR = "two-factor:recover"  # take a lost one away
    READ_INVITATIONS = "invitations:read"
    READ_SESSIONS = "sessions:read"
    REVOKE_SESSIONS = "sessions:revoke"
    READ_OUTBOX = "outbox:read"
    SEND_OUTBOX = "outbox:send"  # try a letter again, copy its link
    READ_SETTINGS = "settings:read"
    CHANGE_SETTINGS = "settings:change"
    READ_AUDIT_LOG = "audit:read"
    EXPORT_AUDIT_LOG = "audit:export"
    READ_NOTES = "notes:read"
    WRITE_NOTES = "notes:write"
    PRIVILEGED_NOTES = "notes:privileged"  # those for few eyes
    WORK_CASES = "cases:work"  # accounts that came into other hands
    READ_HEALTH = "health:read"
    READ_PRIVACY = "privacy:read"  # the privacy desk: requests, what is kept and why
    WORK_PRIVACY = "privacy:work"  # requests: log, check, assign, answer
    EXPORT_PRIVACY = "privacy:export"  # everything about one person, never masked
    READ_RETENTION = "retention:read"
    CHANGE_RETENTION = "retention:change"  # rules, and their runs
    PLACE_HOLDS = "holds:place"  # legal holds, and lifting them
    READ_CONSENTS = "consents:read"
    RECORD_CONSENTS = "consents:record"  # for a person: given or withdrawn by letter, or on the phone
    CHANGE_CONSENTS = "consents:change"  # purposes and their texts
    RUN_HOUSE = "house:run"  # jobs and practice data: held by the system alone


@dataclass(frozen=True, slots=True)
class Role:
    """A role as usercore ships it; the database holds the copy that counts."""

    name: str
    title: str
    permissions: tuple[str, ...]


SUPPORT = (
    Permission.READ_USERS,
    Permission.REVEAL_USERS,
    Permission.CREATE_USERS,
    Permission.UPDATE_USERS,
    Permission.SUSPEND_USERS,
    Permission.DELETE_USERS,
    Permission.EXPORT_USERS,
    Permission.CHANGE_PASSWORDS,
    Permission.READ_SESSIONS,
    Permission.REVOKE_SESSIONS,
    Permission.UNLOCK_USERS,
    Permission.READ_OUTBOX,
    Permission.SEND_OUTBOX,
    Permission.READ_SETTINGS,
    Permission.INVITE_USERS,
    Permission.READ_INVITATIONS,
    Permission.RECOVER_TWO_FACTOR,
    Permission.READ_NOTES,
    Permission.WRITE_NOTES,
    Permission.WORK_CASES,
    Permission.READ_PRIVACY,
    Permission.WORK_PRIVACY,
    Permission.EXPORT_PRIVACY,
    Permission.READ_CONSENTS,
    Permission.RECORD_CONSENTS,
)
AUDITOR = (
    Permission.READ_USERS,
    Permission.READ_SESSIONS,
    Permission.READ_AUDIT_LOG,
    Permission.READ_SETTINGS,
    Permission.READ_INVITATIONS,
    Permission.EXPORT_AUDIT_LOG,
    Permission.READ_HEALTH,
    Permission.READ_PRIVACY,
    Permission.READ_RETENTION,
    Permission.READ_CONSENTS,
    Permission.ASK_TO_REVEAL_USERS,
)

BUILT_IN = (
    Role("admin", "Admin", ("*",)),
    Role("support", "Support", SUPPORT),
    Role("auditor", "Auditor", AUDITOR),
    Role("editor", "Editor", ()),
    Role("author", "Author", ()),
    Role("viewer", "Viewer", ()),
)
ADMIN = "admin"
SYSTEM_ONLY = frozenset({Permission.RUN_HOUSE})


def holds(held: Iterable[str], wanted: str) -> bool:
    """Whether `held` grants `wanted`; `posts:*` covers `posts:publish`, `*` covers all but the house's own jobs."""
    if wanted == Permission.PUBLIC:
        return True
    if wanted in SYSTEM_ONLY:
        return False
    return any(word in ("*", wanted) or (word.endswith(":*") and wanted.startswith(word[:-1])) for word in held)


def covers(held: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether everything in `wanted` is held: nobody grants, or acts upon, what they do not hold (ASVS 8.2.1)."""
    held = tuple(held)
    return all(holds(held, word) for word in wanted)
