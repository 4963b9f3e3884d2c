"""One person's stream: from every table that knows of it, in one order, page by page, for whom it is meant."""

import pytest
from sqlalchemy import event, text

from tests.builders import a_user, an_address, house, lock, signed_in, someone, visitor
from tests.invited import invite
from tests.letters import change
from tests.second_factors import turned_on
from tests.witness import statements
from usercore.actions import cases, notes, outbox, passwords, sessions, sign_in, users
from usercore.errors import PageGone
from usercore.events import Event
from usercore.frames import audit, timeline
from usercore.frames.timeline import KINDS, StreamQuery
from usercore.steps import stream


@pytest.fixture
def email():
    return an_address("streamed")


@pytest.fixture
def max_id(core, email):
    return a_user(core, email)


def streamed(core, actor, user_id, *kinds, **page):
    return core.call(actor, timeline.of_user, query=StreamQuery(user_id=user_id, kinds=kinds, **page))


def all_of_it(core, actor, user_id, *kinds, limit):
    """Every page on its own, in the order they are turned."""
    found, after = [], None
    while True:
        page = streamed(core, actor, user_id, *kinds, limit=limit, after=after)
        found.append(list(page["id"]))
        after = page.attrs["next"]
        if after is None:
            return found


@pytest.fixture
def lived(core, clock, sam, email, max_id):
    """The same person, after a bit of everything that can happen."""
    for deed in (
        lambda: signed_in(core, email),
        lambda: core.call(visitor(), sign_in.with_password, email=email, password="wrong"),
        lambda: core.call(sam, notes.write, user_id=max_id, text="Calls on Mondays."),
        lambda: core.call(house(), users.update, user_id=max_id, name="Max Streamed"),
        lambda: core.call(house(), sessions.revoke_all, user_id=max_id),
        lambda: core.call(visitor(), passwords.request_reset, email=email),
        lambda: lock(core, max_id),
        lambda: turned_on(core, max_id),
    ):
        deed()
        clock.advance(seconds=7)
    return max_id


def test_everything_stands_in_one_stream_the_newest_first(core, sam, lived):
    found = streamed(core, sam, lived)

    assert list(found["at"]) == sorted(found["at"], reverse=True)
    assert {"sign-ins", "changes", "sessions", "letters", "notes"} == set(found["kind"])
    assert {"note:written", "letter:waiting", "sign-in:done", "user:updated", "user:created"} <= set(found["event"])
    assert found.attrs["next"] is None


def test_a_note_has_its_words_and_a_waiting_letter_what_the_server_said(core, sam, max_id):
    core.call(sam, notes.write, user_id=max_id, text="Calls on Mondays.", ticket="HD-7")
    core.call(house(), passwords.force_reset, user_id=max_id)
    letter = streamed(core, sam, max_id, "letters").iloc[0]
    core.call(house(), outbox.failed, letter_id=letter.id, said="450 greylisted")

    found = streamed(core, sam, max_id).set_index("event")

    assert found.loc["note:written", "values"] == {"note": "Calls on Mondays."}
    assert found.loc["note:written", "facts"]["ticket"] == "HD-7"
    assert found.loc["note:written", "actor"] == sam.name
    assert found.loc["letter:waiting", "facts"] == {"kind": "forced-reset", "tries": 1}
    assert found.loc["letter:waiting", "values"] == {"said": "450 greylisted"}


def test_a_letter_that_was_sent_stands_there_once(core, sam, max_id):
    core.call(house(), passwords.force_reset, user_id=max_id)
    letter = streamed(core, sam, max_id, "letters").iloc[0]

    core.call(house(), outbox.sent, letter_id=letter.id)

    assert list(streamed(core, sam, max_id, "letters")["event"]) == ["letter:sent"]


@pytest.mark.parametrize("limit", [1, 3, 200])
def test_its_pages_put_together_are_the_whole_forwards_and_backwards(core, sam, lived, limit):
    whole = list(streamed(core, sam, lived, limit=200)["id"])

    pages = all_of_it(core, sam, lived, limit=limit)
    assert sorted(row for page in pages for row in page) == sorted(whole)
    assert len(pages) == -(-len(whole) // limit)

    *_, one_before_last, last = all_of_it(core, sam, lived, limit=1)
    before = streamed(core, sam, lived, limit=limit, before=last[0])
    assert one_before_last[0] in set(before["id"])
    assert len(before) == min(limit, len(whole) - 1)


def test_what_was_done_in_one_call_stands_in_its_order(core, sam, max_id):
    core.call(sam, cases.secure, user_id=max_id)

    found = streamed(core, sam, max_id, "notes")

    steps = [facts.get("step") for facts in found["facts"]]
    assert steps == ["letter", "links", "password", "sessions", None]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_shows_its_own_and_nothing_else(core, sam, lived, kind):
    whole = streamed(core, sam, lived, limit=200)

    found = streamed(core, sam, lived, kind, limit=200)

    assert list(found["id"]) == list(whole[whole["kind"] == kind]["id"])


def test_two_kinds_show_both(core, sam, lived):
    assert set(streamed(core, sam, lived, "notes", "sessions")["kind"]) == {"notes", "sessions"}
    assert streamed(core, sam, lived, "made-up").empty


def test_invitations_are_in_it(core, sam):
    invited = invite(core)

    assert "invitation:sent" in list(streamed(core, sam, invited.user_id, "invitations")["event"])


def test_every_event_has_a_kind():
    assert {stream.kind_of(str(event)) for event in Event} == set(KINDS)


def test_an_auditor_sees_no_notes_and_no_values(core, sam, lived):
    found = streamed(core, someone(core, "auditor"), lived)

    assert "note:written" not in set(found["event"])
    assert not any(found["values"])


def test_a_privileged_note_is_in_the_stream_of_few(core, ada, sam, max_id):
    core.call(ada, notes.write, user_id=max_id, text="The police asked.", privileged=True)

    assert list(streamed(core, ada, max_id, "notes")["event"]) == ["note:written"]
    assert streamed(core, sam, max_id, "notes").empty


def test_people_do_not_read_in_their_own_history_that_staff_wrote_of_them(core, sam, email, max_id):
    note_id = core.call(sam, notes.write, user_id=max_id, text="Calls on Mondays.")
    core.call(sam, notes.remove, note_id=note_id)
    own = signed_in(core, email)

    assert not [event for event in core.call(own, audit.of_user, user_id=max_id)["event"] if event.startswith("note:")]


@pytest.mark.parametrize("cursor", ["no id", "01a21000-0000-7000-8000-000000000000"])
def test_a_page_that_is_gone_is_said_to_be(core, sam, max_id, cursor):
    with pytest.raises(PageGone):
        streamed(core, sam, max_id, after=cursor)


def test_the_row_of_someone_else_is_no_page_of_theirs(core, sam, max_id):
    other = streamed(core, sam, a_user(core, an_address())).iloc[0].id

    with pytest.raises(PageGone):
        streamed(core, sam, max_id, after=other)


@pytest.mark.parametrize("whose", ["nobody", "01a21000-0000-7000-8000-000000000000"])
def test_nobody_has_no_stream(core, sam, whose):
    assert streamed(core, sam, whose).empty


@pytest.mark.parametrize("kinds", [(), ("sign-ins",), ("letters",), ("notes",)])
def test_a_page_walks_the_index_of_each_table(core, sam, max_id, kinds):
    asked = []
    listener = lambda _c, _cu, statement, parameters, *_: asked.append((statement, parameters))  # noqa: E731
    event.listen(core.engine, "before_cursor_execute", listener)
    streamed(core, sam, max_id, *kinds)
    event.remove(core.engine, "before_cursor_execute", listener)
    statement, parameters = next(one for one in asked if "source" in one[0])
    with core.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            for slow in ("seqscan", "bitmapscan"):
                connection.execute(text(f"SET enable_{slow} = off"))
            rows = connection.exec_driver_sql("EXPLAIN " + statement, parameters)
            assert "Seq Scan" not in "\n".join(map(str, rows))
            return
        plan = "\n".join(str(row) for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters))
    tables = [name for name in ("audit_entries", "notes", "letters") if f"FROM {name}" in statement]
    assert [name for name in tables if f"SEARCH {name} USING" not in plan] == []


def test_a_page_costs_few_statements_however_long_the_stream(core, sam, lived):
    with statements(core) as short:
        streamed(core, sam, lived)
    for number in range(10):
        core.call(house(), users.update, user_id=lived, name=f"Max {number}")
    with statements(core) as long:
        streamed(core, sam, lived)

    assert len(long) == len(short) <= 7


def test_a_letter_to_nobody_is_in_nobody_s_stream(core, sam, max_id):
    core.call(house(), passwords.force_reset, user_id=max_id)
    letter = streamed(core, sam, max_id, "letters").iloc[0]
    change(core, letter.id, state="void")

    assert streamed(core, sam, max_id, "letters").empty
