"""Many rows at once: what is put away comes back in order, and the database is whole afterwards, or untouched."""

from contextlib import closing

import pytest

from tests.builders import house
from tests.practice.rows import everything
from usercore.actions import practice
from usercore.events import Event
from usercore.models import AuditEntry, User
from usercore.practice import happenings
from usercore.practice.happenings import Happening, Happenings
from usercore.practice.world import NOTHING, NOWHERE

CATALOGUES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')",
    # … but for those of the log's months, of which there are more once more was written
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    " AND tablename !~ '_[0-9]{4}_[0-9]{2}$'",
}


def indexes(core):
    """The name of each, and the statement that makes it."""
    with core.engine.connect() as connection:
        return dict(connection.exec_driver_sql(CATALOGUES[connection.dialect.name]).all())


def test_every_index_is_there_again(practiced, empty_core):
    assert indexes(practiced.core) == indexes(empty_core)


def test_a_build_that_is_interrupted_leaves_the_database_as_it_was(empty_core):
    before = indexes(empty_core)

    def interrupt(done, of):
        if done == of:  # while the last index is built
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        empty_core.call(house(), practice.build, people=20, progress=interrupt)

    assert everything(empty_core, User) == everything(empty_core, AuditEntry) == []
    assert indexes(empty_core) == before


def test_after_an_interruption_it_can_be_built(empty_core):
    def interrupt(_done, _of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        empty_core.call(house(), practice.build, people=20, progress=interrupt)

    assert empty_core.call(house(), practice.build, people=20).people == 20


def test_what_is_put_away_comes_back_in_order(monkeypatch):
    monkeypatch.setattr(happenings, "IN_MEMORY", 7)
    monkeypatch.setattr(happenings, "A_BLOCK", 3)
    told = Happenings()
    moments = [(number * 13) % 10 for number in range(40)]
    for number, at in enumerate(moments):
        told.append(Happening(at, Event.SIGNED_IN, None, "worker", NOWHERE, {"number": number}, NOTHING))

    with closing(told):
        found = [(one[0], one[7]) for one in told.in_order()]

    assert len(told) == 40
    assert found == [
        (at, f'{{"number":{number}}}') for at, number in sorted((at, number) for number, at in enumerate(moments))
    ]
