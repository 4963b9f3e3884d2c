"""The newest run of each job is kept, so that it can be seen whether they run."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from usercore.events import Outcome
from usercore.models import JobRun
from usercore.permissions import Permission
from usercore.work import Work, needs


@needs(Permission.RUN_HOUSE)
def note(work: Work, *, runs: Mapping[str, tuple[datetime, Mapping[str, Any]]]) -> None:
    """How each job ended just now: when it began, and facts (numbers alone, and `problem` if it failed)."""
    for name, (began, facts) in runs.items():
        row = work.db.get(JobRun, name, with_for_update=True) or work.add(JobRun(name=name))
        row.started_at, row.finished_at, row.facts = began, work.now, dict(facts)
        row.outcome = Outcome.FAILED if "problem" in facts else Outcome.DONE
