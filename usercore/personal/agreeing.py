"""Consent: what people said, and who on the staff wrote texts and answers down."""

from usercore.models import Consent, ConsentState, ConsentText
from usercore.personal.accounts import THE_PERSON, THE_PROGRAM, WITH_THE_ACCOUNT
from usercore.personal.activities import CONSENT
from usercore.personal.holdings import Erase, Holding, Withheld

NUMBER_STAYS = "The rows stay, with the number of the account; there is no name behind it any more."
PROOF = "To be able to show what was agreed to, and who wrote it down (GDPR Art. 7(1), 17(3)(e))."

CONSENTS = Holding(
    name="consents",
    title="What they agreed to, and what not",
    table=Consent,
    links=("user_id",),
    activity=CONSENT,
    data="Each answer to a question for consent, with the version of the text",
    source=THE_PERSON,
    retention=WITH_THE_ACCOUNT,
    told={
        "id": "The number of the answer",
        "purpose": "What it was about",
        "number": "Which of their answers it was",
        "answer": "Given, declined or withdrawn",
        "text_id": "The number of the text",
        "version": "The version of the text",
        "language": "The language of the text",
        "sha256": "The hash of the text",
        "how": "How they answered",
        "at": "When they answered",
        "proof": "Where the proof is, if staff wrote it down",
    },
    people={"recorded_by": "Who wrote it down"},
    erase=Erase.DELETE,
    erasing="The rows go.",
)
CONSENTS_RECORDED = Holding(
    name="consents_recorded",
    title="Answers of others that they wrote down",
    table=Consent,
    links=("recorded_by",),
    whose=lambda _: Consent.recorded_by != Consent.user_id,
    activity=CONSENT,
    data="That a member of staff wrote an answer down, and when",
    source=THE_PROGRAM,
    retention="As long as the account of the person whose answer it is",
    told={"id": "The number of the answer", "at": "When they wrote it down"},
    withheld=dict.fromkeys(
        (
            "user_id", "purpose", "number", "answer", "text_id", "version", "language", "sha256", "how", "proof",
        ),
        Withheld.OTHERS,
    ),
    erase=Erase.KEEP,
    erasing=NUMBER_STAYS,
    reason=PROOF,
)  # fmt: skip
STATES = Holding(
    name="consent_states",
    title="Where they stand with each question for consent",
    table=ConsentState,
    links=("user_id",),
    order=("user_id", "purpose"),
    activity=CONSENT,
    data="The newest answer to each question for consent",
    source=THE_PERSON,
    retention=WITH_THE_ACCOUNT,
    told={
        "purpose": "What it is about",
        "consent_id": "The number of the newest answer",
        "number": "How often they answered",
        "answer": "Given, declined or withdrawn",
        "version": "The version of the text",
        "language": "The language of the text",
        "at": "When they answered",
    },
    erase=Erase.DELETE,
    erasing="The rows go.",
)
TEXTS = Holding(
    name="consent_texts",
    title="Texts for consent that they published",
    table=ConsentText,
    links=("published_by",),
    activity=CONSENT,
    data="That a member of staff published a text, and when",
    source=THE_PROGRAM,
    retention="For good: answers hang on it",
    told={
        "id": "The number of the text",
        "purpose": "What it is about",
        "version": "Its version",
        "language": "Its language",
        "title": "Its title",
        "body": "Its words",
        "sha256": "Its hash",
        "asks_again": "Whether it was asked again",
        "published_at": "When it was published",
    },
    erase=Erase.KEEP,
    erasing=NUMBER_STAYS,
    reason=PROOF,
)
ALL = (CONSENTS, STATES, CONSENTS_RECORDED, TEXTS)
