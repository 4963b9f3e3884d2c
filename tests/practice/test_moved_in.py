"""Of very many people most came with an older system: they are on the list, found and counted, and have no history."""

import pytest

from tests.builders import house, may_enter
from usercore.actions import practice
from usercore.database import reading
from usercore.frames import chain
from usercore.frames import users as people
from usercore.frames.users import UserQuery
from usercore.models import AuditEntry, User
from usercore.practice import moved_in


@pytest.fixture
def crowd(empty_core, monkeypatch):
    """Thirty people with a history, and forty more."""
    monkeypatch.setattr(practice, "WITH_HISTORY", 30)
    assert empty_core.call(house(), practice.build, people=70).people == 70
    with reading(empty_core.engine) as db:
        yield (
            empty_core,
            db.query(User).order_by(User.created_at).all(),
            {one.subject_id for one in db.query(AuditEntry)},
        )


def test_they_came_first_and_nothing_is_written_about_them(crowd):
    core, rows, written_about = crowd
    older, others = rows[:40], rows[40:]

    assert not {one.id for one in older} & written_about
    assert {one.id for one in others} <= written_about
    assert all(one.last_sign_in_at is None or one.last_sign_in_at > one.created_at for one in older)
    assert {one.role for one in older} <= {"viewer", "author", "editor"}
    assert core.call(house(), chain.broken).empty


def test_they_are_found_and_may_sign_in_as_anyone(crowd):
    core, rows, _ = crowd
    one = next(one for one in rows[:40] if one.status == "active" and one.name.isascii() and one.name)

    found = core.call(house(), people.search, query=UserQuery(text=one.name, limit=70))

    assert one.id in set(found["id"])
    assert may_enter(core, one.email, practice.PASSPHRASE)


def test_each_value_has_its_column():
    assert set(moved_in.COLUMNS) <= {column.key for column in User.__table__.columns}
    assert len(moved_in.COLUMNS) == len(set(moved_in.COLUMNS))
