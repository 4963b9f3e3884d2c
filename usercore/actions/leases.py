"""Who does what only one process may do at a time."""

from datetime import timedelta

from sqlalchemy import or_
from sqlalchemy.dialects import postgresql, sqlite

from usercore.models import Lease
from usercore.permissions import Permission
from usercore.work import Work, needs


@needs(Permission.RUN_HOUSE)
def take(work: Work, *, name: str, holder: str, span: timedelta) -> bool:
    """Take the lease for `span`, or renew it; False while another holder has it. One statement decides."""
    insert = (postgresql if work.connection.dialect.name == "postgresql" else sqlite).insert(Lease)
    free = or_(Lease.until <= work.now, Lease.holder == holder)
    taken = insert.values(name=name, holder=holder, until=work.now + span).on_conflict_do_update(
        index_elements=[Lease.name], set_={"holder": holder, "until": work.now + span}, where=free
    )
    return work.db.execute(taken.returning(Lease.name)).one_or_none() is not None


@needs(Permission.RUN_HOUSE)
def give_back(work: Work, *, name: str, holder: str) -> None:
    """Let another process have it at once."""
    lease = work.db.get(Lease, name, with_for_update=True)
    if lease and lease.holder == holder:
        lease.until = work.now
