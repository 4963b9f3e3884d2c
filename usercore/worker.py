"""Work that nobody asked for: what is due by the clock."""

from usercore.actions import tidying, users
from usercore.core import Core
from usercore.work import Actor

EVERY_SECONDS = 60


def turn(core: Core) -> None:
    """Do what is due now; two replicas at once do it once between them."""
    worker = Actor.system("worker")
    core.call(worker, users.lift_ended_suspensions)
    core.call(worker, tidying.drop_what_ended)
