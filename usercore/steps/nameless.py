"""An account without its person: everything about them goes, and a row stays that counts and names nobody."""

from sqlalchemy import delete, update

from usercore.database import Table, touched
from usercore.models import Consent, Status, User
from usercore.spelling import canonical_email
from usercore.steps.erasure import forget, known_as, parts
from usercore.steps.holds import refuse_if_held
from usercore.work import Work

NOWHERE = "nobody.example.com"
LEDGER = ("consents", "consent_states")  # no line is taken out while there is an account; only words of staff are


def make_nameless(work: Work, user: User) -> dict[str, int]:
    """Take name, address, password and everything that is theirs from an account; nobody can sign in to it any more.
    What others did to it, when it was made, and what it agreed to, stays. Returns how many rows there were of each kind.
    Raises `OnHold`.
    """
    refuse_if_held(work, user)
    found = {part.name: part.rows for part in parts(work, user.id)}
    forget(work, user, known_as(work, user))
    for table in Table.metadata.sorted_tables:
        for key in table.foreign_keys:
            own = key.column is User.__table__.c.id and key.ondelete == "CASCADE"
            if own and table.name not in LEDGER:
                work.db.execute(delete(table).where(key.parent == user.id))
    work.db.execute(update(Consent).where(Consent.user_id == user.id, Consent.proof != "").values(proof=""))
    user.set_email(canonical_email(f"{user.id.hex}@{NOWHERE}"))
    user.set_name("")
    user.email_verified_at = user.time_zone = user.password_hash = user.password_changed_at = None
    user.locked_until = user.locked_reason = user.last_seen_at = None
    user.must_change_password = user.password_compromised = user.must_enrol = False
    user.status, user.suspended_at, user.suspended_until = Status.SUSPENDED, work.now, None
    user.suspended_reason = "anonymised"
    user.version += 1
    touched(work.connection, User)
    work.db.flush()
    return found
