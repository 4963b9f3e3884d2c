"""The indexes behind the search, which the database keeps itself: built anew, and weighed as people come."""

from usercore import search_index
from usercore.events import Event
from usercore.permissions import Permission
from usercore.work import Work, needs


@needs(Permission.RUN_HOUSE)
def rebuild(work: Work) -> None:
    """Build them from the people there are: after somebody changed rows or tables past usercore."""
    search_index.rebuild(work.connection)
    work.record(Event.SEARCH_REBUILT)


@needs(Permission.RUN_HOUSE)
def weigh(work: Work) -> int:
    """Count how many people hold each frequent trigram, once a tenth more people came; 1 if that was due, else 0."""
    if search_index.weighed(work.connection):
        return 0
    search_index.count_frequent(work.connection)
    return 1
