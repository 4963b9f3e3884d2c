"""What people were asked to agree to, in which words, and what each of them said."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class Answer(StrEnum):
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    """Where an answer came from."""

    MY_ACCOUNT = "my-account"
    SIGN_IN = "sign-in"
    BY_PHONE = "staff-by-phone"
    BY_LETTER = "staff-by-letter"
    PROGRAM = "program"  # a form of the application's own
    IMPORT = "import"


class ConsentPurpose(Table):
    """What consent is asked for. Nobody must give it: terms are another thing."""

    __tablename__ = "consent_purposes"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    at_sign_in: Mapped[bool]  # whoever was never asked is, once; else it is only offered on “My account”
    version: Mapped[int] = mapped_column(default=0)  # of its newest text; 0: none yet, so nobody can be asked
    asks_from: Mapped[int] = mapped_column(default=0)  # whoever agreed to an older version is asked again
    created_at: Mapped[datetime] = mapped_column(Moment)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)


class ConsentText(Table):
    """One version in one language; the database refuses to change or remove it. No foreign key to who published it."""

    __tablename__ = "consent_texts"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    purpose: Mapped[str] = mapped_column(ForeignKey("consent_purposes.key"))
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    asks_again: Mapped[bool]
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by: Mapped[UUID | None] = mapped_column(Uuid)  # None: a program

    __table_args__ = (
        Index(None, "published_by"),
        Index("uq_consent_texts_purpose_version_language", "purpose", "version", "language", unique=True),
    )

    @staticmethod
    def digest_of(language: str, title: str, body: str) -> str:
        """SHA-256 of language, title and body in UTF-8, with a line break between."""
        return sha256(f"{language}\n{title}\n{body}".encode()).hexdigest()


class Consent(Table):
    """The ledger: the database refuses to change a line, and to remove one while its person is there (GDPR 7(1))."""

    __tablename__ = "consents"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(ForeignKey("consent_purposes.key"))
    number: Mapped[int]  # of this person's lines for this purpose: 1, 2, 3 …
    answer: Mapped[str] = mapped_column(String(10))
    text_id: Mapped[UUID] = mapped_column(ForeignKey("consent_texts.id"))
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(12))
    sha256: Mapped[str] = mapped_column(String(64))  # of the text, as it was when they answered
    how: Mapped[str] = mapped_column(String(20))
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)  # themselves, or staff; None: a program
    at: Mapped[datetime] = mapped_column(Moment)
    proof: Mapped[str] = mapped_column(String(500), default="")  # in words, where staff recorded it

    __table_args__ = (
        Index("uq_consents_user_id_purpose_number", "user_id", "purpose", "number", unique=True),
        Index(None, "user_id", "at", "id"),
        Index(None, "text_id"),
        Index(None, "recorded_by"),
    )


class ConsentState(Table):
    """The last line of the ledger of one person and purpose, in the same transaction: what lists and counts read."""

    __tablename__ = "consent_states"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    purpose: Mapped[str] = mapped_column(ForeignKey("consent_purposes.key"), primary_key=True)
    consent_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[int]
    answer: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index(None, "purpose", "answer", "version", "user_id"),)
