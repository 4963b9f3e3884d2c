"""Old months of the audit log go as a whole, and what stands for them is vouched for."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.builders import a_user, house, settings
from tests.witness import at_once, entries, rows, statements, unlocked
from usercore import open_core
from usercore.actions import keys, segments, users
from usercore.errors import BadRule, LogBroken
from usercore.frames import chain

DAYS = timedelta(days=90)


@pytest.fixture
def aged(core, clock, maxim):
    """A log of several months, the oldest long ago."""
    for number in range(5):
        clock.advance(days=31)
        core.call(house(), users.update, user_id=maxim.user_id, name=f"Max {number}")
    return core


def months(core):
    return sorted({entry.segment for entry in entries(core)})


def removed(core, keep=DAYS):
    gone = []
    while one := core.call(house(), segments.remove_oldest, keep=keep):
        gone.append(one)
    return gone


def problems(core):
    found = core.call(house(), chain.broken)
    return list(zip(found["segment"], found["kind"], strict=True))


def test_months_that_are_older_as_a_whole_go_and_the_rest_still_verifies(aged, clock):
    before = months(aged)

    gone = removed(aged)

    left = months(aged)
    assert [one.segment for one in gone] == before[: len(gone)]
    assert left == before[len(gone) :]
    assert min(entry.at for entry in entries(aged)) > clock() - DAYS - timedelta(days=31)
    assert problems(aged) == []


def test_that_a_month_went_is_on_record_with_its_last_hash(aged):
    first = months(aged)[0]
    last = [entry for entry in entries(aged) if entry.segment == first][-1]

    gone = aged.call(house(), segments.remove_oldest, keep=DAYS)

    told = entries(aged)[-1]
    assert told.event == "audit:removed"
    assert told.facts == {"month": first, "entries": gone.entries, "hash": last.hash.hex()}


def test_its_values_go_with_it(aged):
    first = months(aged)[0]
    ids = {entry.id for entry in entries(aged) if entry.segment == first}

    aged.call(house(), segments.remove_oldest, keep=DAYS)

    assert not ids & {row[0] for row in rows(aged, "audit_values")}


def test_the_month_under_way_stays_whatever_its_age(core, clock, maxim):
    clock.advance(days=500)

    removed(core)

    assert len(months(core)) == 1


@pytest.mark.parametrize("days", [0, 89, -1])
def test_less_than_ninety_days_is_refused(aged, days):
    before = len(entries(aged))
    with pytest.raises(BadRule):
        aged.call(house(), segments.remove_oldest, keep=timedelta(days=days))

    assert len(entries(aged)) == before


def test_a_month_that_is_not_as_it_was_written_is_not_removed(aged):
    victim = entries(aged)[1]
    with unlocked(aged) as connection:
        connection.execute(
            text("UPDATE audit_entries SET outcome = 'failed' WHERE segment = :s AND sequence = :n"),
            {"s": victim.segment, "n": victim.sequence},
        )
    before = len(entries(aged))

    with pytest.raises(LogBroken):
        aged.call(house(), segments.remove_oldest, keep=DAYS)

    assert len(entries(aged)) == before
    assert rows(aged, "audit_anchors") == []


def test_the_database_lets_no_entry_go_without_an_anchor_and_changes_none(aged):
    removed(aged)
    for forgery in ("DELETE FROM audit_entries", "UPDATE audit_entries SET outcome = 'failed'"):
        with pytest.raises(DBAPIError, match="append-only"), aged.engine.begin() as connection:
            connection.execute(text(forgery))

    assert problems(aged) == []


@pytest.mark.parametrize("forgery", ["hash = previous_hash", "entries = 1", "signature = hash", "segment = '2026-02'"])
def test_an_anchor_that_was_touched_is_named(aged, forgery):
    aged.call(house(), segments.remove_oldest, keep=DAYS)

    with aged.engine.begin() as connection:
        connection.execute(text(f"UPDATE audit_anchors SET {forgery}"))

    assert problems(aged)[0][1] == "altered"


def test_an_anchor_that_is_missing_shows(aged):
    gone = removed(aged)
    with aged.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_anchors WHERE segment = :s"), {"s": gone[0].segment})

    assert "removed" in {kind for _, kind in problems(aged)}


def test_a_month_removed_by_hand_and_anchored_by_hand_is_not_vouched_for(aged):
    first = months(aged)[0]
    with unlocked(aged) as connection:
        connection.execute(
            text(
                "INSERT INTO audit_anchors SELECT segment, count(*), min(previous_hash), max(hash), min(at), max(at), "
                "max(at), max(hash) FROM audit_entries WHERE segment = :s GROUP BY segment"
            ),
            {"s": first},
        )
        theirs = "SELECT id FROM audit_entries WHERE segment = :s"
        connection.execute(text(f"DELETE FROM audit_values WHERE entry_id IN ({theirs})"), {"s": first})
        connection.execute(text("DELETE FROM audit_entries WHERE segment = :s"), {"s": first})

    assert problems(aged)[0] == (first, "altered")


def test_erasure_after_removal_leaves_the_log_whole(aged, maxim):
    removed(aged)

    aged.call(house(), users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    assert problems(aged) == []


def test_a_new_secret_key_signs_the_anchors_anew(databases, clock):
    with databases.fresh() as url:
        old, new = "tests-only-older-key-0123456789abcdef", "tests-only-newer-key-0123456789abcdef"
        core = open_core(settings=settings(url, secret_key=old), clock=clock)
        a_user(core)
        clock.advance(days=200)
        a_user(core)
        assert removed(core)
        core.close()

        both = open_core(settings=settings(url, secret_key=f"{new},{old}"), clock=clock)
        assert both.call(house(), chain.broken).empty
        both.call(house(), keys.reseal)
        both.close()
        alone = open_core(settings=settings(url, secret_key=new), clock=clock)
        assert alone.call(house(), chain.broken).empty
        alone.close()


def test_two_who_remove_at_once_remove_each_month_once(aged):
    before = months(aged)

    results = at_once(*[lambda: aged.call(house(), segments.remove_oldest, keep=DAYS)] * 4)

    gone = sorted(one.segment for one in results if one is not None)
    assert gone == before[: len(gone)] != []
    assert problems(aged) == []


def test_the_end_of_the_chain_is_held_at_the_very_end_alone(aged):
    """Everyone who writes waits for whoever holds it."""
    with statements(aged) as seen:
        aged.call(house(), segments.remove_oldest, keep=DAYS)

    removing = next(place for place, one in enumerate(seen) if one.startswith(("DELETE FROM audit_entries", "DROP")))
    looked_at, held = (place for place, one in enumerate(seen) if "FROM audit_chains" in one and "SELECT id" not in one)
    assert looked_at < removing < held
    assert "FOR UPDATE" not in seen[looked_at]


def test_a_month_s_table_is_dropped_while_the_end_of_the_chain_is_held(aged):
    """Whoever writes holds it before their place in a table: the two would wait for each other."""
    if aged.engine.dialect.name == "sqlite":
        pytest.skip("one table on SQLite")
    with statements(aged) as seen:
        aged.call(house(), segments.remove_oldest, keep=DAYS)

    dropped = next(place for place, one in enumerate(seen) if one.startswith("DROP TABLE"))
    held = next(place for place, one in enumerate(seen) if one == "SELECT id FROM audit_chains FOR UPDATE")
    counted = next(place for place, one in enumerate(seen) if one.startswith("SELECT count(*)"))
    assert counted < held < dropped
    assert all(one.startswith(("SET LOCAL", "SELECT", "DROP", "SAVEPOINT")) for one in seen[held:dropped])


def test_how_far_verifying_is_is_told(aged, monkeypatch):
    monkeypatch.setattr("usercore.steps.verifying.ROWS_AT_ONCE", 5)
    told = []

    aged.call(house(), chain.broken, progress=lambda done, of: told.append((done, of)))

    total = len(entries(aged)) - 1 + len(rows(aged, "audit_values"))  # without the entry that it was verified
    assert [done for done, _ in told] == list(range(5, told[-1][0] + 1, 5))
    assert told[-1][1] <= total + 2
    assert told[-1][0] <= told[-1][1]
