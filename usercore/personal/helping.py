"""Helping people: notes, cases and lost second factors, about whom and by whom."""

from usercore.models import Case, Note, Recovery, Reveal
from usercore.personal.accounts import BOTH, GOES, THE_PROGRAM, WITH_THE_ACCOUNT
from usercore.personal.activities import HELPING
from usercore.personal.holdings import Erase, Holding, Withheld
from usercore.personal.inviting import ABOUT_ANOTHER, NO_NAME_LEFT

STAFF = "Staff"

NOTES = Holding(
    name="notes",
    title="Notes about them",
    table=Note,
    links=("user_id",),
    whose=lambda _: Note.privileged.is_(False),
    activity=HELPING,
    data="What staff found worth knowing about a person",
    source=STAFF,
    retention=WITH_THE_ACCOUNT,
    told={
        "id": "The number of the note",
        "text": "What was written",
        "ticket": "Its place in another system",
        "pinned": "Whether it stands at the top of their page",
        "created_at": "When it was written",
        "changed_at": "When it was changed",
    },
    people={"author_id": "Who wrote it"},
    withheld={"privileged": Withheld.INNER},
    leaves_out="Privileged notes: they may hold what others said in confidence, or what an inquiry depends on.",
    erase=Erase.DELETE,
    erasing="The rows go, privileged ones too.",
)
NOTES_WRITTEN = Holding(
    name="notes_written",
    title="Notes they wrote about others",
    table=Note,
    links=("author_id",),
    activity=HELPING,
    data="That a member of staff wrote a note, and when",
    source=STAFF,
    retention="As long as there is the account that the note is about",
    told={
        "id": "The number of the note",
        "created_at": "When they wrote it",
        "changed_at": "When it was changed",
    },
    withheld=dict.fromkeys(("user_id", "text", "ticket", "pinned", "privileged"), Withheld.OTHERS),
    erase=Erase.ANONYMISE,
    erasing=NO_NAME_LEFT,
    reason=ABOUT_ANOTHER,
)
CASES = Holding(
    name="cases",
    title="Cases about their account",
    table=Case,
    links=("user_id",),
    activity=HELPING,
    data="Accounts that came into other hands, and what was done about it",
    source=BOTH,
    retention=WITH_THE_ACCOUNT,
    told={
        "id": "The number of the case",
        "note": "What staff wrote down",
        "ticket": "Its place in another system",
        "steps": "What was done, and when",
        "opened_at": "When it was opened",
        "closed_at": "When it was closed",
    },
    people={"opened_by": "Who opened it", "closed_by": "Who closed it"},
    erase=Erase.DELETE,
    erasing=GOES,
)
CASES_WORKED = Holding(
    name="cases_worked",
    title="Cases of others that they opened or closed",
    table=Case,
    links=("opened_by", "closed_by"),
    activity=HELPING,
    data="That a member of staff opened or closed a case, and when",
    source=THE_PROGRAM,
    retention="As long as there is the account that the case is about",
    told={
        "id": "The number of the case",
        "opened_at": "When it was opened",
        "closed_at": "When it was closed",
    },
    people={"opened_by": "Who opened it", "closed_by": "Who closed it"},
    withheld=dict.fromkeys(("user_id", "note", "ticket", "steps"), Withheld.OTHERS),
    erase=Erase.ANONYMISE,
    erasing=NO_NAME_LEFT,
    reason=ABOUT_ANOTHER,
)
RECOVERIES = Holding(
    name="recoveries",
    title="A second factor that is said to be lost",
    table=Recovery,
    links=("user_id",),
    activity=HELPING,
    data="What was seen as proof, and what staff wrote down",
    source=BOTH,
    retention="Until a second person answered, or the wait ended",
    told={
        "id": "The number of the record",
        "proofs": "What was seen as proof",
        "note": "What staff wrote down",
        "created_at": "When it was asked for",
        "ends_at": "Until when it waits",
    },
    people={"asked_by": "Who asked"},
    erase=Erase.DELETE,
    erasing=GOES,
)
RECOVERIES_ASKED = Holding(
    name="recoveries_asked",
    title="Lost second factors of others that they asked to take away",
    table=Recovery,
    links=("asked_by",),
    activity=HELPING,
    data="That a member of staff asked for it, and when",
    source=THE_PROGRAM,
    retention="Until a second person answered, or the wait ended",
    told={
        "id": "The number of the record",
        "created_at": "When they asked",
        "ends_at": "Until when it waits",
    },
    withheld=dict.fromkeys(("user_id", "proofs", "note"), Withheld.OTHERS),
    erase=Erase.DELETE,
    erasing=GOES,
)
REVEALED = Holding(
    name="reveals",
    title="Who looks at their data just now",
    table=Reveal,
    links=("user_id",),
    activity=HELPING,
    data="That somebody who sees data masked looks at it whole, why, and until when",
    source=STAFF,
    retention="Five minutes; that it was stays in the audit log",
    told={
        "id": "The number of the look",
        "reason": "Why",
        "at": "When it began",
        "ends_at": "When it ends",
    },
    people={"asked_by": "Who looks"},
    withheld={"session_id": Withheld.OTHERS},
    erase=Erase.DELETE,
    erasing=GOES,
)
REVEALS_ASKED = Holding(
    name="reveals_asked",
    title="People whom they look at just now",
    table=Reveal,
    links=("asked_by",),
    activity=HELPING,
    data="That a member of staff looks at somebody's data, and until when",
    source=STAFF,
    retention="Five minutes; that it was stays in the audit log",
    told={"id": "The number of the look", "at": "When it began", "ends_at": "When it ends"},
    withheld=dict.fromkeys(("user_id", "session_id", "reason"), Withheld.OTHERS),
    erase=Erase.DELETE,
    erasing=GOES,
)
ALL = (NOTES, NOTES_WRITTEN, CASES, CASES_WORKED, RECOVERIES, RECOVERIES_ASKED, REVEALED, REVEALS_ASKED)
