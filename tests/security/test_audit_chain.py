"""The chain of the audit log tells when an entry is altered, removed, moved or added."""

import pytest
from sqlalchemy import text

from tests.builders import ADA, MAX, SAM, house, signed_in, token_for, visitor
from tests.witness import entries, first_break, unlocked, values
from usercore.actions import sign_in, users
from usercore.events import Event
from usercore.frames import chain


@pytest.fixture
def busy(core, ada, sam, maxim):
    """A log with some of everything in it."""
    core.call(sam, users.update, user_id=maxim.user_id, name="Changed")
    core.call(visitor(), sign_in.with_password, email=MAX, password="wrong")
    core.call(ada, users.suspend, user_id=maxim.user_id, reason="because")
    core._clock.advance(days=30)
    core.call(house(), users.reinstate, user_id=maxim.user_id)
    token_for(core, SAM)
    return core


def test_the_chain_holds(busy):
    assert first_break(busy) is None
    assert busy.call(house(), chain.broken).empty


def test_the_chain_holds_across_months(busy):
    places = [(entry.segment, entry.sequence) for entry in entries(busy)]

    assert places[-1] == ("2026-04", 3)
    assert len({segment for segment, _ in places}) == 2


def test_the_chain_holds_when_clocks_disagree_at_the_turn_of_a_month(busy, ada, maxim):
    """Two replicas: the slower one's clock is still in the month before."""
    busy._clock.advance(days=-3)

    busy.call(house(), users.update, user_id=maxim.user_id, name="From the slower clock")

    assert first_break(busy) is None
    assert busy.call(house(), chain.broken).empty


def test_the_chain_holds_after_an_erasure(busy, maxim):
    busy.call(house(), users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    assert first_break(busy) is None
    assert busy.call(house(), chain.broken).empty


@pytest.mark.parametrize("many", [1, 2, 6, 7, 30])
@pytest.mark.parametrize("told", [{}, {"name": "Å “quoted” :name", "email": "a@b.c"}])
def test_what_one_call_records_is_there_with_its_values_however_much_it_is(busy, ada, many, told):
    seen, before = len(entries(busy)), len(values(busy))

    with busy._work(ada, None, {}, writes=True) as work:
        for number in range(many):
            work.record(Event.USER_UPDATED, about=ada.user_id, personal=told, number=number, none=None)
        work.seal()

    assert [entry.facts for entry in entries(busy)[seen:]] == [{"number": at, "none": None} for at in range(many)]
    assert len(values(busy)) - before == many * (len(told) + len(origin(ada)))
    assert first_break(busy) is None
    assert busy.call(house(), chain.broken).empty


def origin(actor):
    return [one for one in (actor.address, actor.agent) if one]


FORGERIES = {
    "event": "'user:created'",
    "outcome": "'done'",
    "actor_name": "'someone else'",
    "actor_kind": "'system'",
    "facts": "'{}'",
    "sealed": "'{}'",
    "subject_id": "call_id",
    "actor_id": "call_id",
    "call_id": "id",
}


@pytest.mark.parametrize("column", FORGERIES)
def test_an_altered_entry_breaks_the_chain_there(busy, column):
    victim = next(entry for entry in entries(busy) if entry.event == "sign-in:refused")
    number = [entry.id for entry in entries(busy)].index(victim.id)

    with unlocked(busy) as connection:
        connection.execute(
            text(f"UPDATE audit_entries SET {column} = {FORGERIES[column]} WHERE segment = :s AND sequence = :n"),
            {"s": victim.segment, "n": victim.sequence},
        )

    assert entries(busy)[number].id == first_break(busy).id
    assert busy.call(house(), chain.broken)["id"].tolist()[0] == victim.id


def test_a_removed_entry_breaks_the_chain_after_it(busy):
    log = entries(busy)
    victim, after = log[4], log[5]
    with unlocked(busy) as connection:
        connection.execute(text("DELETE FROM audit_values WHERE entry_id = :id").bindparams(id=raw_id(busy, victim)))
        connection.execute(text("DELETE FROM audit_entries WHERE id = :id").bindparams(id=raw_id(busy, victim)))

    assert first_break(busy).id == after.id
    assert busy.call(house(), chain.broken)["id"].tolist() == [after.id]


def test_two_entries_that_changed_places_are_named(busy):
    log = entries(busy)
    one, other = log[4], log[5]
    with unlocked(busy) as connection:
        for entry, number in ((one, 9_999), (other, one.sequence), (one, other.sequence)):
            connection.execute(
                text("UPDATE audit_entries SET sequence = :n WHERE id = :id"),
                {"n": number, "id": raw_id(busy, entry)},
            )

    found = busy.call(house(), chain.broken)
    assert found["id"].tolist()[:2] == [other.id, one.id]
    assert found["kind"].tolist()[:2] == ["re-ordered", "re-ordered"]
    assert found["problem"].tolist()[0].endswith(f"written as no. {other.sequence}")


def test_a_removed_one_is_told_from_an_altered_one(busy):
    altered, removed = entries(busy)[3], entries(busy)[5]
    with unlocked(busy) as connection:
        key = {"id": raw_id(busy, removed)}
        connection.execute(text("DELETE FROM audit_values WHERE entry_id = :id"), key)
        connection.execute(text("DELETE FROM audit_entries WHERE id = :id"), key)
        connection.execute(
            text("UPDATE audit_entries SET outcome = 'failed' WHERE id = :id"), {"id": raw_id(busy, altered)}
        )

    found = busy.call(house(), chain.broken)
    assert found["kind"].tolist() == ["altered", "removed"]
    assert found["at"].tolist() == [altered.at, entries(busy)[5].at]


def test_the_end_of_the_chain_is_told_to_keep_elsewhere(busy):
    *_, newest = every = entries(busy)

    told = busy.call(house(), chain.broken).attrs

    assert told == {
        "entries": len(every),
        "hash": newest.hash.hex(),
        "segment": newest.segment,
        "sequence": newest.sequence,
    }


def test_a_cut_off_end_shows(busy):
    victim = entries(busy)[-1]
    with unlocked(busy) as connection:
        connection.execute(text("DELETE FROM audit_values WHERE entry_id = :id").bindparams(id=raw_id(busy, victim)))
        connection.execute(text("DELETE FROM audit_entries WHERE id = :id").bindparams(id=raw_id(busy, victim)))

    assert busy.call(house(), chain.broken)["problem"].tolist() == ["the newest entries were removed"]


def test_an_altered_value_beside_the_chain_shows(busy):
    with busy.engine.begin() as connection:
        connection.execute(text("UPDATE audit_values SET value = 'forged' WHERE name = 'reason'"))

    assert busy.call(house(), chain.broken)["problem"].tolist() == ["the value “reason” was altered"]


def raw_id(core, entry):
    return entry.id.hex if core.engine.dialect.name == "sqlite" else entry.id


def test_that_it_was_verified_is_on_record_with_who_and_what_they_found(busy):
    ada = signed_in(busy, ADA)
    seen = len(entries(busy))
    places = busy.call(ada, chain.broken)

    *_, last = entries(busy)
    assert len(entries(busy)) == seen + 1
    assert (last.event, last.outcome, last.actor_id) == ("audit:verified", "done", ada.user_id)
    assert last.facts == {"why": "whole", "entries": seen, "broken": 0}
    assert places.attrs["hash"] == last.previous_hash.hex()
    assert first_break(busy) is None


def test_a_log_that_was_touched_is_on_record_each_time_it_is_verified(busy):
    with unlocked(busy) as connection:
        connection.execute(text("UPDATE audit_entries SET outcome = 'failed' WHERE sequence = 2"))

    for _ in range(2):
        broken = busy.call(house(), chain.broken)

    found = [entry for entry in entries(busy) if entry.event == "audit:verified"]
    assert [(entry.outcome, entry.facts["why"]) for entry in found] == [("failed", "not-whole")] * 2
    assert found[-1].facts["broken"] == len(broken) > 0
