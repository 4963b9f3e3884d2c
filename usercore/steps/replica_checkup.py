"""Whether the read replica keeps up: asked, judged and in words."""

from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from usercore.errors import in_words
from usercore.steps.checkup import Facts, Known, Replica, State
from usercore.work import Work

SENTENCES = {
    "replica": "The read replica keeps up.",
    "replica-some": "The read replica is {lag} behind; the list of people says so.",
    "replica-unclear": "How far the read replica is behind is not known before it has replayed a change.",
    "replica-away": "The read replica does not answer, so the primary does all of it.",
    "replica-behind": "The read replica is {lag} behind, so the primary answers instead.",
    "replica-stranger": "What USERCORE_READ_DATABASE_URL names is no replica of this database, so it is not read.",
}
ADVICE = {
    "replica-away": "Look whether it runs, and at USERCORE_READ_DATABASE_URL.",
    "replica-behind": "Look at the network between the two, and at what the replica is asked besides.",
    "replica-stranger": "Correct USERCORE_READ_DATABASE_URL; after a failover, name the new replica.",
}


def read(work: Work) -> Replica | None:
    """None where there is none."""
    if work.replica is None:
        return None
    try:
        found = work.replica.standing(work.connection)
    except (DBAPIError, NoConnectionLeft):
        return Replica(answers=False)
    return Replica(follows=found.follows, lag=found.behind, near=work.replica.near_enough(found))


def verdicts(one: Replica, _: Known) -> Iterator[tuple[State, str, Facts]]:
    if not one.answers:
        yield State.WARNING, "replica-away", {}
    elif not one.follows:
        yield State.WARNING, "replica-stranger", {}
    elif one.lag is None:
        yield State.UNKNOWN, "replica-unclear", {}
    elif not one.near:
        yield State.WARNING, "replica-behind", {"lag": in_words(one.lag)}
    elif one.lag.total_seconds() > 1:
        yield State.GOOD, "replica-some", {"lag": in_words(one.lag)}
    else:
        yield State.GOOD, "replica", {}
