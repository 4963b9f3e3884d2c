"""Requests to the privacy desk, and what staff wrote down about them."""

from usercore.models import PrivacyRequest, RequestNote
from usercore.personal.accounts import BOTH, GOES, THE_PROGRAM, WITH_THE_ACCOUNT
from usercore.personal.activities import REQUESTS
from usercore.personal.helping import STAFF
from usercore.personal.holdings import Erase, Holding, Withheld
from usercore.personal.inviting import ABOUT_ANOTHER, NO_NAME_LEFT

KEPT = "For good, as the proof that it was answered; words and addresses in it go with the account, or 24 months after the answer to somebody without one"

ASKED = Holding(
    name="requests",
    title="What they asked us to do with their data",
    table=PrivacyRequest,
    links=("user_id", "person_id"),
    activity=REQUESTS,
    data="What a person asked for, until when it had to be answered, and how it was",
    source=BOTH,
    retention=KEPT,
    told={
        "id": "The number of the request",
        "kind": "What was asked for",
        "law": "By which law the time to answer is counted",
        "state": "How far it is",
        "is_open": "Whether it is still to be answered",
        "email": "The address, of people without an account",
        "received_at": "When it came",
        "due_at": "Until when it has to be answered",
        "extended_at": "When more time was taken",
        "erases_at": "When the account is deleted, as they asked",
        "identity": "What showed who they are",
        "identity_at": "When that was seen",
        "paused_at": "Since when the time to answer stands still",
        "paused_seconds": "How long it stood still before",
        "receipt_id": "The number of the entry in the audit log that proves it was done",
        "closed_at": "When it was closed",
    },
    people={"identity_by": "Who saw it", "assignee_id": "Who works on it"},
    withheld={"email_key": Withheld.COPY, "version": Withheld.INNER},
    erase=Erase.KEEP,
    erasing="The request stays, with the number of the account; addresses and notes in it go, and there is no name behind the number any more.",
    reason="To be able to show that it was answered in time (GDPR Art. 5(2), 12(3), 17(3)(e)).",
)
ASKED_OTHERS = Holding(
    name="requests_worked",
    title="Requests of others that they worked on",
    table=PrivacyRequest,
    links=("identity_by", "assignee_id"),
    activity=REQUESTS,
    data="That a member of staff worked on a request",
    source=THE_PROGRAM,
    retention="As long as there is the request",
    told={"id": "The number of the request", "identity_at": "When it was seen who asks"},
    people={"identity_by": "Who saw it", "assignee_id": "Who works on it"},
    withheld=dict.fromkeys(
        (
            "kind", "law", "state", "is_open", "user_id", "person_id", "email", "email_key", "received_at", "due_at",
            "extended_at", "erases_at", "identity", "paused_at", "paused_seconds", "receipt_id", "closed_at",
            "version",
        ),
        Withheld.OTHERS,
    ),
    erase=Erase.ANONYMISE,
    erasing=NO_NAME_LEFT,
    reason=ABOUT_ANOTHER,
)  # fmt: skip
NOTED = Holding(
    name="request_notes",
    title="Notes about their requests",
    table=RequestNote,
    links=("user_id",),
    activity=REQUESTS,
    data="What staff wrote down while they answered",
    source=STAFF,
    retention=WITH_THE_ACCOUNT,
    told={
        "id": "The number of the note",
        "request_id": "The number of the request",
        "text": "What was written",
        "at": "When it was written",
    },
    people={"author_id": "Who wrote it"},
    erase=Erase.DELETE,
    erasing=GOES,
)
NOTED_OTHERS = Holding(
    name="request_notes_written",
    title="Notes they wrote about requests of others",
    table=RequestNote,
    links=("author_id",),
    activity=REQUESTS,
    data="That a member of staff wrote a note, and when",
    source=STAFF,
    retention="As long as there is the account that the note is about",
    told={"id": "The number of the note", "at": "When they wrote it"},
    withheld=dict.fromkeys(("request_id", "user_id", "text"), Withheld.OTHERS),
    erase=Erase.ANONYMISE,
    erasing=NO_NAME_LEFT,
    reason=ABOUT_ANOTHER,
)
ALL = (ASKED, ASKED_OTHERS, NOTED, NOTED_OTHERS)
