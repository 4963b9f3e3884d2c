"""Whether the house is well: the checkup of the health page and the doctor, and figures for a collector."""

import pandas as pd
from sqlalchemy import func, select, union_all
from sqlalchemy.sql.expression import literal

from usercore import schema
from usercore.frames.tables import frame
from usercore.models import LetterState, OutboxLetter, User, UserSession
from usercore.permissions import Permission
from usercore.steps import checkup_facts
from usercore.steps.checks import examine, worst
from usercore.steps.checkup import Finding, State
from usercore.steps.checkup_words import advice, state, title, told
from usercore.work import Work, needs

__all__ = ["Finding", "State", "advice", "checkup", "figures", "ready", "state", "title", "told", "worst"]

CHECKUP = ["check", "state", "kind", "facts"]
READY = ["at", "newest", "ready"]
FIGURES = ["figure", "what", "many"]
DEPTH = (LetterState.QUEUED, LetterState.FAILING, LetterState.GIVEN_UP)


@needs(Permission.READ_HEALTH)
def checkup(work: Work, *, thorough: bool = False) -> pd.DataFrame:
    """What was found, one row each, what is bad first; `thorough` also reads a SQLite file from end to end.

    `check`, `state`, `kind` and `facts` (a dictionary) are those of a `Finding`, for which `told` has the sentence,
    `advice` what to do. A check that fails, or takes more than two seconds, is of the state `unknown`.
    """
    found = examine(checkup_facts.read(work, thorough=thorough))
    return frame(((one.check, str(one.state), one.kind, dict(one.facts)) for one in found), CHECKUP)


@needs(Permission.PUBLIC)
def ready(work: Work) -> pd.DataFrame:
    """One row: the migration that the database is at, the newest of ours, and whether this version works with it."""
    found = schema.standing(work.connection)
    return frame([(found.at, found.newest, found.ready)], READY)


@needs(Permission.READ_HEALTH)
def figures(work: Work) -> pd.DataFrame:
    """Numbers of this moment, in one statement: `letters` by state, people who are `locked`, open `sessions`."""
    letters = select(literal("letters"), OutboxLetter.state, func.count()).group_by(OutboxLetter.state)
    locked = select(literal("locked"), literal(""), func.count()).where(User.locked_at(work.now))
    sessions = select(literal("sessions"), literal(""), func.count()).where(UserSession.live_at(work.now))
    rows = work.db.execute(
        union_all(letters.where(OutboxLetter.state.in_(DEPTH)), locked.select_from(User), sessions)
    ).all()
    none = {("letters", str(state)): 0 for state in DEPTH}
    counted = none | {(figure, what): count for figure, what, count in rows}
    return frame(((figure, what, count) for (figure, what), count in counted.items()), FIGURES)
