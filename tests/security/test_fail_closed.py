"""What goes wrong below ends in a sentence, and nothing half done."""

import threading
from datetime import datetime
from unittest.mock import patch

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError
from starlette.applications import Starlette

from pages.parts import opening
from pages.web import cookies, session
from tests.builders import ADA, MAX, PASSPHRASE, signed_in, someone, visitor
from tests.witness import at_once, entries, everything, first_break, person
from usercore import Actor, Permission, UsercoreError
from usercore.actions import sessions, sign_in, users
from usercore.actions.sign_in import SignedIn
from usercore.errors import DatabaseAway, Refusal
from usercore.events import Event
from usercore.frames import users as people
from usercore.models import User
from usercore.work import Deed, Needs

ODD = ["\0", "\ud800", "\r\nSet-Cookie: x", "\x1b[31m", "\u202e", "x" * 1_000_000]


def dead(*_):
    raise OperationalError("SELECT 1", {}, Exception("the server closed the connection with canary-words"))


def test_a_database_that_does_not_answer_is_a_sentence(core, ada):
    event.listen(core.engine, "before_cursor_execute", dead)
    with pytest.raises(DatabaseAway, match=r"^The database does not answer just now\. Nothing was changed") as raised:
        core.call(ada, people.search)
    event.remove(core.engine, "before_cursor_execute", dead)

    assert "canary" not in str(raised.value)


def test_it_works_again_without_a_restart(core, ada):
    event.listen(core.engine, "before_cursor_execute", dead)
    with pytest.raises(DatabaseAway):
        core.actor_for("session_x")
    event.remove(core.engine, "before_cursor_execute", dead)

    assert len(core.call(ada, people.search)) == 3


def test_a_sign_in_without_a_database_lets_nobody_in(core):
    event.listen(core.engine, "before_cursor_execute", dead)
    with pytest.raises(DatabaseAway):
        core.call(visitor(), sign_in.with_password, email=MAX, password=PASSPHRASE)
    event.remove(core.engine, "before_cursor_execute", dead)


@pytest.mark.parametrize(("method", "body"), [("POST", {"ticket": "a ticket"}), ("DELETE", None)])
def test_coming_or_leaving_without_a_database_is_a_sentence_and_moves_no_cookie(core, tokens, method, body):
    async def asked():
        home = opening.address()
        headers = {"origin": home.base_url, "cookie": f"{cookies.name('session', home)}={tokens[MAX]}"}
        transport = httpx.ASGITransport(app=Starlette(routes=session.routes))
        async with httpx.AsyncClient(transport=transport, base_url=home.base_url, headers=headers) as web:
            return await web.request(method, "/auth/session", json=body)

    event.listen(core.engine, "before_cursor_execute", dead)
    with patch("pages.parts.opening.core", return_value=core), start_blocking_portal() as elsewhere:
        answer = elsewhere.call(asked)  # a browser test may have left a loop in this thread
    event.remove(core.engine, "before_cursor_execute", dead)

    assert (answer.status_code, answer.json()) == (503, {"error": str(DatabaseAway())})
    assert "set-cookie" not in answer.headers
    assert core.actor_for(tokens[MAX]).signed_in


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_whatever_a_browser_says_of_itself_can_be_recorded(core, odd):
    by = visitor(address=odd, agent=odd, browser=odd)

    outcome = core.call(by, sign_in.with_password, email=MAX, password=PASSPHRASE)

    assert isinstance(outcome, SignedIn)
    assert core.actor_for(core.call(by, sign_in.redeem, ticket=outcome.ticket), address=odd, agent=odd).email == MAX


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_odd_text_in_any_field_is_refused_in_a_sentence_or_kept_out(core, ada, maxim, odd):
    attempts = (
        lambda: core.call(ada, users.create, email=odd),
        lambda: core.call(ada, users.create, email="odd@example.com", name=odd),
        lambda: core.call(ada, users.create, email="odd@example.com", role=odd),
        lambda: core.call(ada, users.update, user_id=maxim.user_id, email=odd),
        lambda: core.call(ada, users.update, user_id=odd, name="X"),
        lambda: core.call(ada, users.change_role, user_id=maxim.user_id, role=odd),
        lambda: core.call(ada, users.soft_delete, user_id=odd),
        lambda: core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="x", typed_email=odd),
    )
    before = everything(core)

    for attempt in attempts:
        with pytest.raises(Refusal) as raised:
            attempt()
        assert len(str(raised.value)) < 500

    assert everything(core) == before


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_odd_text_looks_up_nobody(core, ada, odd):
    assert core.call(ada, people.by_email, email=odd).empty
    assert core.call(ada, people.by_id, user_id=odd).empty
    assert core.call(ada, people.search, query=people.UserQuery(text=odd)).empty


def test_a_frame_cannot_change_anything(core, ada, maxim):
    def naughty(work):
        work.db.execute(text("UPDATE users SET name = 'changed by a frame'"))

    naughty.__module__ = "usercore.frames.naughty"

    with pytest.raises((UsercoreError, DBAPIError), match=r"does not answer|read-only"):
        core.call(ada, Deed(naughty, Needs(permission=Permission.READ_USERS)))

    assert person(core, maxim.user_id).name == "Max Author"


def test_reading_leaves_every_connection_able_to_write(core, ada, maxim):
    for _ in range(3):
        core.call(ada, people.search)
        core.call(ada, users.update, user_id=maxim.user_id, name="First")
        core.call(ada, users.update, user_id=maxim.user_id, name="Second")

    assert person(core, maxim.user_id).name == "Second"


def test_an_error_in_an_action_takes_everything_back(core, ada, maxim):
    def breaks(work, *, user_id):
        work.get(User, user_id).name = "half done"
        work.record(Event.USER_UPDATED, about=user_id)
        work.db.flush()
        raise ZeroDivisionError

    before, seen = everything(core), len(entries(core))

    with pytest.raises(ZeroDivisionError):
        core.call(ada, Deed(breaks, Needs(permission=Permission.UPDATE_USERS)), user_id=maxim.user_id)

    assert (everything(core), len(entries(core))) == (before, seen)


def test_a_plain_function_cannot_be_called_past_the_guard(core, ada):
    with pytest.raises(AttributeError):
        core.call(ada, users.suspend.function, user_id=ada.user_id, reason="x")


def test_what_the_house_does_is_named_in_the_log(core, maxim):
    core.call(Actor.system("retention"), users.update, user_id=maxim.user_id, name="X")

    entry = entries(core)[-1]
    assert (entry.actor_kind, entry.actor_name, entry.actor_id) == ("system", "retention", None)


def test_many_changes_at_once_to_one_person_are_all_recorded_in_a_whole_chain(core, ada, maxim):
    seen = len(entries(core))

    results = at_once(
        *[lambda n=n: core.call(ada, users.update, user_id=maxim.user_id, name=f"Name {n}") for n in range(16)]
    )

    assert results == [users.Updated()] * 16
    assert len(entries(core)) == seen + 16
    assert first_break(core) is None


def test_ending_sessions_and_suspending_at_once_wait_for_nobody_for_ever(core, sam):
    for _ in range(5):
        target = someone(core)
        results = at_once(
            lambda target=target: core.call(sam, sessions.revoke, session_id=target.session_id),
            lambda target=target: core.call(sam, users.suspend, user_id=target.user_id, reason="x"),
            lambda target=target: core.call(target, sign_in.out),
            lambda target=target: core.call(sam, sessions.revoke_all, user_id=target.user_id),
        )
        assert not [result for result in results if isinstance(result, Exception) and not isinstance(result, Refusal)]


def test_signing_in_at_once_from_many_places_works(core):
    actors = at_once(*[lambda: signed_in(core, ADA)] * 8)

    assert {actor.email for actor in actors} == {ADA}


def test_two_calls_that_wait_for_each_other_are_both_done(core, ada, sam, maxim):
    """PostgreSQL ends one of them; it tries again. SQLite lets one writer in at a time to begin with."""
    together = threading.Barrier(2, timeout=30)  # only so that a failure does not hang
    first_tries = [1, 2] if core.engine.dialect.name == "postgresql" else []

    def renames(work, *, first, second, name):
        work.get(User, first).name = name
        work.db.flush()
        if first_tries:
            first_tries.pop()
            together.wait()
        work.get(User, second).name = name
        work.record(Event.USER_UPDATED, about=first)

    deed = Deed(renames, Needs(permission=Permission.UPDATE_USERS))
    one, other = sam.user_id, maxim.user_id

    results = at_once(
        lambda: core.call(ada, deed, first=one, second=other, name="One"),
        lambda: core.call(ada, deed, first=other, second=one, name="Other"),
    )

    assert results == [None, None]
    assert person(core, one).name == person(core, other).name
    assert first_break(core) is None


def test_a_time_without_its_zone_reaches_no_table(core, ada, maxim):
    def naive(work):
        work.get(User, maxim.user_id).suspended_at = datetime(2026, 1, 1)  # noqa: DTZ001
        work.record(Event.USER_UPDATED, about=maxim.user_id)

    with pytest.raises(StatementError, match="a naive time reached the database"):
        core.call(ada, Deed(naive, Needs(permission=Permission.UPDATE_USERS)))
