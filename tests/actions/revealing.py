"""Someone is shown whole: asked for with a reason, and what is seen of them then."""

from usercore.actions import reveals
from usercore.frames import users as lists

IRIS = "iris@audit.example"
MASKED = "m•••@example.com"


def look(core, actor, user_id, reason="Complaint 4711"):
    return core.call(actor, reveals.ask, user_id=user_id, reason=reason)


def email_of(core, actor, user_id):
    return core.call(actor, lists.by_id, user_id=user_id).iloc[0].email
