"""Invitations and letters, for whom and by whom."""

from usercore.models import Invitation, OutboxLetter
from usercore.personal.accounts import AT_MOST, GOES, THE_PROGRAM, WITH_THE_ACCOUNT
from usercore.personal.activities import INVITING, LETTERS, RECORDS
from usercore.personal.holdings import Erase, Holding, Withheld

WHOEVER_INVITED = "Whoever invited them"
NO_NAME_LEFT = "The row is about somebody else and stays; who did it is emptied."
UNTIL_THE_RULE = f"Until the rule for sent letters takes them, 180 days unless it is changed. {AT_MOST}"
ABOUT_ANOTHER = "The row is about another person, and is theirs (GDPR Art. 17(3)(e))."


INVITATIONS = Holding(
    name="invitations",
    title="Invitations they got",
    table=Invitation,
    links=("user_id",),
    activity=INVITING,
    data="Who was asked in, into which role, and what became of it",
    source=WHOEVER_INVITED,
    retention=WITH_THE_ACCOUNT,
    told={
        "id": "The number of the invitation",
        "role": "The role they were invited into",
        "program": "The program that sent it, if one did",
        "message": "What was written to them",
        "state": "What became of it",
        "created_at": "When it was first sent",
        "sent_at": "When it was last sent",
        "times_sent": "How often it was sent",
        "letter_id": "The number of the last letter",
        "handed_over_at": "When the mail server took a letter",
        "opened_at": "When they opened it",
        "asked_again_at": "When they asked for a new link",
        "ends_at": "Until when it waits for an answer",
        "closed_at": "When it was accepted or taken back",
    },
    people={"inviter_id": "Who sent it", "closed_by": "Who took it back, or accepted it"},
    erase=Erase.DELETE,
    erasing=GOES,
)
INVITATIONS_SENT = Holding(
    name="invitations_sent",
    title="Invitations they sent",
    table=Invitation,
    links=("inviter_id",),
    activity=INVITING,
    data="Whom a person invited and what they wrote",
    source="The person",
    retention="As long as there is the account of whoever was invited",
    told={
        "id": "The number of the invitation",
        "role": "The role it was for",
        "message": "What they wrote",
        "state": "What became of it",
        "created_at": "When they first sent it",
        "sent_at": "When it was last sent",
        "times_sent": "How often it was sent",
        "ends_at": "Until when it waits for an answer",
        "closed_at": "When it was accepted or taken back",
    },
    withheld=dict.fromkeys(
        ("user_id", "letter_id", "handed_over_at", "opened_at", "asked_again_at", "closed_by"), Withheld.OTHERS
    )
    | {"program": Withheld.INNER},
    erase=Erase.ANONYMISE,
    erasing="The row stays for whoever was invited; who sent it, and what they wrote, is emptied.",
    reason=ABOUT_ANOTHER,
)
INVITATIONS_CLOSED = Holding(
    name="invitations_closed",
    title="Invitations of others that they took back",
    table=Invitation,
    links=("closed_by",),
    whose=lambda _: Invitation.closed_by != Invitation.user_id,
    activity=RECORDS,
    data="That a member of staff took an invitation back, and when",
    source=THE_PROGRAM,
    retention="As long as there is the account of whoever was invited",
    told={"id": "The number of the invitation", "state": "What became of it", "closed_at": "When they took it back"},
    withheld=dict.fromkeys(
        (
            "user_id", "inviter_id", "role", "message", "created_at", "sent_at", "times_sent", "letter_id",
            "handed_over_at", "opened_at", "asked_again_at", "ends_at",
        ),
        Withheld.OTHERS,
    )
    | {"program": Withheld.INNER},
    erase=Erase.ANONYMISE,
    erasing=NO_NAME_LEFT,
    reason=ABOUT_ANOTHER,
)  # fmt: skip
LETTERS_SENT = Holding(
    name="letters",
    title="Letters to them",
    table=OutboxLetter,
    links=("user_id",),
    activity=LETTERS,
    data="Letters: to which address, about what, and whether they were sent",
    source=THE_PROGRAM,
    retention=UNTIL_THE_RULE,
    told={
        "id": "The number of the letter",
        "kind": "What it is about",
        "to_address": "The address it went to",
        "to_name": "The name on it",
        "facts": "What it tells; other people are left out",
        "ends_at": "Until when its link works",
        "time_zone": "The time zone its times are written in",
        "state": "Whether it was sent",
        "tries": "How often it was tried",
        "problem": "What the mail server said",
        "created_at": "When it was written",
        "next_try_at": "When it is tried next",
        "sent_at": "When it was sent",
    },
    withheld={"sealed_token": Withheld.SECRET, "claimed_until": Withheld.INNER},
    erase=Erase.DELETE,
    erasing=GOES,
)
LETTERS_OF_INVITATIONS = Holding(
    name="letters_of_invitations",
    title="Letters with invitations they sent",
    table=OutboxLetter,
    links=("facts.inviter",),
    activity=INVITING,
    data="Letters that carried an invitation, and with it what its sender wrote",
    source="The person",
    retention=UNTIL_THE_RULE,
    told={
        "id": "The number of the letter",
        "kind": "What it is about",
        "state": "Whether it was sent",
        "created_at": "When it was written",
        "sent_at": "When it was sent",
    },
    withheld=dict.fromkeys(
        ("user_id", "to_address", "to_name", "ends_at", "time_zone", "tries", "problem", "next_try_at"),
        Withheld.OTHERS,
    )
    | {"sealed_token": Withheld.SECRET, "claimed_until": Withheld.INNER},
    erase=Erase.KEEP,
    erasing="What they wrote goes; the number of whoever wrote it stays, and there is no name behind it any more.",
    reason=ABOUT_ANOTHER,
)
ALL = (INVITATIONS, INVITATIONS_SENT, INVITATIONS_CLOSED, LETTERS_SENT, LETTERS_OF_INVITATIONS)
