"""Whether the audit log is whole: every hash worked out again."""

from collections.abc import Callable
from contextlib import closing
from itertools import islice
from typing import Any

import pandas as pd
from sqlalchemy import func, select

from usercore.events import Event, Outcome
from usercore.frames.tables import frame
from usercore.models import AuditChain, AuditEntry
from usercore.permissions import Permission
from usercore.steps import verifying
from usercore.work import Work, needs

BROKEN = ["segment", "sequence", "id", "at", "kind", "problem"]
MOST = 100


def _found(places: pd.DataFrame) -> dict[str, Any]:
    """What the log keeps of having been verified."""
    whole = places.empty
    facts = {"why": "whole" if whole else "not-whole", "entries": int(places.attrs["entries"]), "broken": len(places)}
    return {"outcome": Outcome.DONE if whole else Outcome.FAILED, **facts}


@needs(Permission.READ_AUDIT_LOG, recorded=Event.AUDIT_VERIFIED, found=_found, unhurried=True)
def broken(work: Work, *, progress: Callable[[int, int], None] | None = None) -> pd.DataFrame:
    """The places where an entry or a value was altered, removed, re-ordered or added; none if the log is whole.

    At most 100, the first one first; `kind` says which, `problem` says it in words. `.attrs` has the number of
    `entries`, and `hash`, `segment` and `sequence` of the newest: kept elsewhere, they show whether the end was cut.
    Months that retention removed are told by their signed anchors. `progress` is told (done, of how many) now and then.
    That it was verified, and what was found, is then an entry of its own.
    """
    with closing(verifying.places(work, progress)) as places:
        found = frame(islice(places, MOST), BROKEN)
    end = work.db.get_one(AuditChain, 1)
    found.attrs["entries"] = work.db.scalar(select(func.count()).select_from(AuditEntry))
    found.attrs |= {"hash": end.hash.hex(), "segment": end.segment, "sequence": end.sequence}
    return found
