"""Letters in the outbox, posted as actions post them, and looked at as they lie there."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from tests.builders import a_user, house
from usercore import Core
from usercore.database import reading
from usercore.mail import letters
from usercore.mail.letters import Letter
from usercore.models import OutboxLetter, User

TOKEN = "reset_tests-only-not-a-real-token"


def a_reset(*, to: str = "max@example.com", name: str = "Max Author", token: str = TOKEN, ends_at: datetime) -> Letter:
    return letters.reset(to=to, name=name, token=token, ends_at=ends_at)


def post(core: Core, user_id: UUID | None, letter: Letter | None = None, **more: object) -> UUID:
    """A letter to this person in the outbox; without one given, a link to choose a new password, good for an hour."""
    with core._work(house(), None, {}, writes=True) as work:
        user = work.db.get_one(User, user_id) if user_id else None
        if letter is None:
            more = {"to": user.email, "name": user.name} if user else {"to": "nobody@example.com"}
            letter = a_reset(**more, ends_at=work.now + timedelta(hours=1))
        return work.post(letter, about=user)


def some(core: Core, count: int) -> list[UUID]:
    """So many letters to one person, in the order in which they are carried."""
    whose = a_user(core, name="Someone Else")
    return sorted(post(core, whose) for _ in range(count))


def lying(core: Core, letter_id: UUID) -> OutboxLetter:
    """The row, as it is now."""
    with reading(core.engine) as db:
        found = db.get_one(OutboxLetter, letter_id)
        db.expunge_all()
    return found


def every(core: Core) -> list[OutboxLetter]:
    """All of them, by id."""
    with reading(core.engine) as db:
        found = list(db.scalars(select(OutboxLetter).order_by(OutboxLetter.id)))
        db.expunge_all()
    return found


def states(core: Core) -> list[str]:
    return sorted(letter.state for letter in every(core))


def change(core: Core, letter_id: UUID, **values: object) -> None:
    """As if that had happened to the letter."""
    with core.engine.begin() as connection:
        connection.execute(update(OutboxLetter).where(OutboxLetter.id == letter_id).values(**values))
