"""People come in from elsewhere: whoever is new, once, in few statements, and nothing of a batch that breaks."""

from datetime import UTC, datetime

import pytest

from tests.actions.importing import a_list, bring, found, outcomes, whys
from tests.actions.test_invitation_lists_meanwhile import before_statement, max_takes
from tests.builders import MAX, house, letters_to
from tests.witness import at_once, entries, everything, failing_commits, first_break, person, statements
from usercore.actions import users
from usercore.events import Event
from usercore.frames import imports as lists
from usercore.models import User

MANY = 60


def test_whoever_is_new_comes_in_as_their_line_says(core):
    since, until = "2019-05-01T08:00:00Z", datetime(2030, 1, 1, tzinfo=UTC)
    done = bring(
        core,
        house(),
        {"email": "Älva@Example.com", "name": "Älva Ö", "role": "Editor", "created_at": since},
        {"email": "out@example.com", "status": "suspended", "suspended_until": until, "suspended_reason": "a  reason"},
        {"email": "in@example.com", "status": "locked", "email_verified_at": since, "last_sign_in_at": since},
        role="viewer",
    )

    assert outcomes(done) == ["made"] * 3
    first, second, third = (person(core, result.id) for result in done.results)
    assert (first.email, first.name, first.name_key, first.role) == ("Älva@example.com", "Älva Ö", "alva o", "editor")
    assert (first.status, first.created_at, first.password_hash) == (
        "invited",
        datetime(2019, 5, 1, 8, tzinfo=UTC),
        None,
    )
    assert (second.status, second.suspended_until, second.suspended_reason) == ("suspended", until, "a reason")
    assert (second.role, second.suspended_at, second.created_at) == ("viewer", core.now(), core.now())
    assert (third.status, third.email_verified_at, third.last_sign_in_at) == ("active", *[first.created_at] * 2)
    assert letters_to(core, first.id) == []


def test_they_are_as_those_who_are_made_one_by_one(core):
    def kept(user_id):
        user = person(core, user_id)
        return {
            c.name: getattr(user, c.name)
            for c in User.__table__.columns
            if c.name not in ("id", "email", "email_key", "searched")
        }

    alone = core.call(house(), users.create, email="one@example.com", name="Zoë Ørn", role="editor")
    (among,) = bring(core, house(), {"email": "two@example.com", "name": "Zoë Ørn", "role": "editor"}).results

    assert kept(among.id) == kept(alone.id)
    assert person(core, among.id).searched == "zoe orn\ntwo@example.com"


def test_they_are_found_by_name_and_address(core):
    bring(core, house(), {"email": "quill@example.com", "name": "Brunhilde Vogt"})

    assert found(core, "unhil") == found(core, "quil") == found(core, "vo br") == ["quill@example.com"]


def test_the_same_lines_again_change_nothing(core, sam):
    bring(core, sam, *a_list(5))
    before, seen = everything(core), len(entries(core))

    done = bring(core, sam, *a_list(5), {"email": "PERSON1@example.com"}, {"email": MAX, "name": "Someone Else"})

    assert outcomes(done) == ["there"] * 5 + ["refused", "there"]
    assert everything(core) == before
    assert len(entries(core)) == seen


def test_one_entry_tells_of_a_batch_and_names_nobody(core, sam):
    seen = len(entries(core))

    done = bring(core, sam, *a_list(3), {"email": "nonsense"})

    (entry,) = entries(core)[seen:]
    assert (entry.event, entry.actor_id, entry.subject_id) == (Event.USERS_IMPORTED, sam.user_id, None)
    assert set(entry.facts["ids"]) == {str(result.id) for result in done.results[:3]}
    assert entry.facts["rows"] == 3
    assert set(entry.sealed) == {"address", "agent"}  # Sam's own
    assert first_break(core) is None


@pytest.mark.parametrize("lines", [a_list(MANY), [{"email": f"{n}@nowhere"} for n in range(MANY)]])
def test_more_lines_take_no_more_statements(core, sam, lines):
    def counted(some):
        with statements(core) as seen:
            bring(core, sam, *some)
        return len(seen)

    assert counted(lines[1:]) <= counted(lines[:1])


def test_a_batch_that_breaks_leaves_nothing(core, sam):
    before, seen = everything(core), len(entries(core))

    with failing_commits(), pytest.raises(RuntimeError, match="the power went"):
        bring(core, sam, *a_list(3))

    assert everything(core) == before
    assert len(entries(core)) == seen
    assert outcomes(bring(core, sam, *a_list(3))) == ["made"] * 3
    assert found(core, "person 2") == ["person2@example.com"]


def test_two_who_bring_the_same_people_at_once_make_each_once(core, ada, sam):
    lines = a_list(40)

    done = at_once(lambda: bring(core, ada, *lines), lambda: bring(core, sam, *lines[::-1]))

    assert sorted(outcomes(done[0]) + outcomes(done[1])) == ["made"] * 40 + ["there"] * 40
    assert first_break(core) is None


def test_an_address_taken_meanwhile_spoils_its_own_line_only(core, sam):
    seen = len(entries(core))

    with before_statement(core, "SAVEPOINT", max_takes("person2@example.com")):
        done = bring(core, sam, *a_list(3))

    assert outcomes(done) == ["made", "there", "made"]
    (entry,) = entries(core)[seen:]
    assert entry.facts["rows"] == 2


def test_what_would_become_of_each_is_told_first(core, sam):
    lines = [{"email": "new@example.com", "name": "New"}, {"email": MAX}, {"email": "nonsense"}]
    before = everything(core)

    told = core.call(sam, lists.fates, lines=lines, role="viewer")

    assert told["fate"].tolist() == ["new", "there", "refused"]
    assert told.iloc[0].tolist() == [1, "new@example.com", "New", "viewer", "invited", "new", ""]
    assert everything(core) == before
    done = bring(core, sam, *lines)
    assert outcomes(done) == ["made", "there", "refused"]
    assert whys(done) == told["why"].tolist()
