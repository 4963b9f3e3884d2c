"""The audit log: entries with a person's number, and beside them the values that erasure empties."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_

from usercore.models import AuditEntry, AuditValue, Erasure
from usercore.personal.accounts import THE_PROGRAM
from usercore.personal.activities import RECORDS
from usercore.personal.holdings import Erase, Holding, Withheld

LAW = (
    "To be able to show what was done, by whom and that the law was kept (GDPR Art. 5(2), 17(3)(b) and (e)). The entries "
    "are chained: none can be taken out unnoticed."
)
FOR_GOOD = "For good: a backup may come back after years"
KEPT = "Until the month they are in is removed from the log"
NUMBER_STAYS = "The entries stay, with the number of the account; there is no name behind it any more."
CHAIN = {
    "segment": Withheld.INNER,
    "sequence": Withheld.INNER,
    "previous_hash": Withheld.INNER,
    "hash": Withheld.INNER,
    "sealed": Withheld.SECRET,
}


def _about_another(person_id: UUID) -> ColumnElement[bool]:
    return or_(AuditEntry.subject_id.is_(None), AuditEntry.subject_id != person_id)


ABOUT = Holding(
    name="audit_entries",
    title="What happened to their account",
    table=AuditEntry,
    links=("subject_id",),
    order=("at", "id"),
    activity=RECORDS,
    data="What was done with an account, when, and whether it worked",
    source=THE_PROGRAM,
    retention=KEPT,
    told={
        "id": "The number of the entry",
        "at": "When it happened",
        "event": "What happened",
        "outcome": "Whether it was done, refused, or failed",
        "actor_kind": "Whether a person, a visitor or a program did it",
        "actor_name": "The program that did it, if one did",
        "call_id": "The number of the call: entries that belong together share it",
        "facts": "What else was written down; other people are left out",
    },
    people={"actor_id": "Who did it"},
    withheld=CHAIN,
    erase=Erase.KEEP,
    erasing=NUMBER_STAYS,
    reason=LAW,
)
DONE = Holding(
    name="audit_entries_as_actor",
    title="What else they did",
    table=AuditEntry,
    links=("actor_id",),
    whose=_about_another,
    order=("at", "id"),
    activity=RECORDS,
    data="What a person did, when, and whether it worked",
    source=THE_PROGRAM,
    retention=KEPT,
    told={
        "id": "The number of the entry",
        "at": "When they did it",
        "event": "What they did",
        "outcome": "Whether it was done, refused, or failed",
        "actor_kind": "That a person did it",
        "call_id": "The number of the call: entries that belong together share it",
    },
    withheld={"subject_id": Withheld.OTHERS, "facts": Withheld.OTHERS, "actor_name": Withheld.INNER, **CHAIN},
    erase=Erase.KEEP,
    erasing=NUMBER_STAYS,
    reason=LAW,
)
VALUES = Holding(
    name="audit_values",
    title="Names, addresses and networks in the log",
    table=AuditValue,
    links=("person_id",),
    whose=lambda _: AuditValue.name != "wanted",
    order=("entry_id", "name"),
    activity=RECORDS,
    data="IP addresses and browsers, and names, addresses and reasons as they were before and after a change",
    source=THE_PROGRAM,
    retention=f"{KEPT}; networks and browsers of failed tries 90 days, unless the rule is changed",
    told={
        "entry_id": "The number of the entry it belongs to",
        "name": "What it is: an address is an IP address, an agent a browser",
        "value": "The value",
    },
    withheld={"salt": Withheld.SECRET},
    leaves_out="What somebody searched for when they exported a list: it may name others.",
    erase=Erase.DELETE,
    erasing="They go, so that nothing in the log leads to the person; the reason that is given for the deletion itself stays.",
)
PROOF = "To be able to show that it was done (GDPR Art. 5(2), 17(3)(e)); there is a number in it, and no name behind the number."
ERASED = Holding(
    name="erasures",
    title="The certificate of the deletion for ever",
    table=Erasure,
    links=("person_id",),
    activity=RECORDS,
    data="That an account was deleted for ever, when, and how many rows of what",
    source=THE_PROGRAM,
    retention=FOR_GOOD,
    told={
        "id": "The number of the certificate",
        "erased_at": "When it was deleted",
        "facts": "The certificate, word for word",
        "sha256": "Its hash",
        "filed_at": "When it was kept outside the database too",
        "scrubbed_at": "Since when it is overwritten in the files of the database",
    },
    people={"erased_by": "Who deleted it"},
    erase=Erase.KEEP,
    erasing="The certificate stays: it names nobody.",
    reason=PROOF,
)
ERASED_OTHERS = Holding(
    name="erasures_done",
    title="Accounts that they deleted for ever",
    table=Erasure,
    links=("erased_by",),
    activity=RECORDS,
    data="That a member of staff deleted an account for ever, and when",
    source=THE_PROGRAM,
    retention=FOR_GOOD,
    told={"id": "The number of the certificate", "erased_at": "When they deleted it"},
    withheld=dict.fromkeys(("person_id", "facts", "sha256", "filed_at", "scrubbed_at"), Withheld.OTHERS),
    erase=Erase.KEEP,
    erasing=NUMBER_STAYS,
    reason=PROOF,
)
ALL = (ABOUT, DONE, VALUES, ERASED, ERASED_OTHERS)
