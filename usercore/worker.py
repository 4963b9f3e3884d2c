"""Work that nobody asked for: what is due by the clock."""

from usercore.actions import users
from usercore.core import Core
from usercore.work import Actor

EVERY_SECONDS = 60


def turn(core: Core) -> None:
    """Do what is due now; two replicas at once do it once between them."""
    core.call(Actor.system("worker"), users.lift_ended_suspensions)
