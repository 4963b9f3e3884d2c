"""The gram indexes: kept by the database whoever writes, built anew, and empty of former names once merged."""

import pytest
from sqlalchemy import text

from tests.builders import a_user, house
from tests.witness import asked, explained
from usercore import search_index
from usercore.actions import erasures, search, users
from usercore.database_files import scrub
from usercore.frames import users as people
from usercore.frames.users import UserQuery
from usercore.steps import sources

RARE = "ꙮꙮꙮ"  # three letters that nobody else has


def called(core, words):
    return core.call(house(), people.search, query=UserQuery(text=words))["name"].tolist()


def written(core, statement, **values):
    """Past usercore, as somebody with the database in their hands would."""
    with core.engine.begin() as connection:
        connection.execute(text(statement), values)


def in_step(core):
    with core.engine.connect() as connection:
        return search_index.in_step(connection)


def sqlite_only(core):
    if core.engine.dialect.name != "sqlite":
        pytest.skip("of SQLite's own tables")


def test_whoever_is_renamed_or_gone_is_found_as_they_are_now(core):
    user_id = a_user(core, name="Quirin Vogelsang")
    assert called(core, "vogels") == ["Quirin Vogelsang"]

    core.call(house(), users.update, user_id=user_id, name="Quirin Xylander")

    assert (called(core, "vogels"), called(core, "xyl"), called(core, "xy")) == (
        [],
        ["Quirin Xylander"],
        ["Quirin Xylander"],
    )
    core.call(house(), users.soft_delete, user_id=user_id)
    core.call(house(), users.hard_delete, user_id=user_id, reason="asked for it")
    assert called(core, "xyl") == []
    assert in_step(core)


def test_a_row_changed_past_usercore_is_found_by_what_it_says(core):
    user_id = a_user(core, name="Quirin Vogelsang")

    written(core, "UPDATE users SET name = 'Neu', name_key = 'neu', searched = 'neu' WHERE name_key LIKE 'quirin%'")

    assert called(core, "neu") == ["Neu"]
    assert core.call(house(), people.by_id, user_id=user_id)["name"].tolist() == ["Neu"]


def test_indexes_that_are_lost_are_noticed_and_built_anew(core):
    a_user(core, name="Quirin Vogelsang")
    if core.engine.dialect.name == "sqlite":
        written(core, "DROP TRIGGER users_grams_insert")
    else:
        written(core, "DROP INDEX ix_users_grams")
    a_user(core, name="Late Comer")
    assert not in_step(core)

    core.call(house(), search.rebuild)

    assert in_step(core)
    assert called(core, "late com") == ["Late Comer"]
    a_user(core, name="Later Still")
    assert called(core, "later st") == ["Later Still"]


def test_people_who_came_past_the_triggers_are_noticed(core):
    sqlite_only(core)
    written(core, "INSERT INTO users_grams (users_grams) VALUES ('delete-all')")

    assert not in_step(core)
    core.call(house(), search.rebuild)
    assert in_step(core)


@pytest.mark.parametrize("table", ["frequent_grams", "users_trigrams_held", "gram_places", "users_grams"])
def test_a_table_of_them_that_is_lost_is_noticed_and_made_again(core, table):
    sqlite_only(core)
    a_user(core, name="Quirin Vogelsang")
    written(core, f"DROP TABLE {table}")
    assert not in_step(core)

    core.call(house(), search.rebuild)

    assert in_step(core)
    assert called(core, "vogels") == ["Quirin Vogelsang"]


def test_a_load_of_many_is_indexed_at_its_end(core):
    with core.engine.begin() as connection, search_index.paused(connection):
        connection.execute(text("UPDATE users SET searched = 'all of them ' || email_key"))

    assert len(called(core, "all of them")) == 3
    assert in_step(core)


def test_nothing_of_a_former_name_is_left_in_the_index_once_it_is_scrubbed(core):
    sqlite_only(core)

    def traces():
        tables = [f"users_{grams}{part}" for grams in ("trigrams", "grams") for part in ("_data", "_idx")]
        with core.engine.connect() as connection:
            blocks = [
                value for table in tables for row in connection.execute(text(f"SELECT * FROM {table}")) for value in row
            ]
        return [block for block in blocks if isinstance(block, bytes) and RARE[:1].encode() in block]

    user_id = a_user(core, name=RARE)
    for number in range(5):
        a_user(core, name=f"Somebody {number}")
    core.call(house(), users.soft_delete, user_id=user_id)
    core.call(house(), users.hard_delete, user_id=user_id, reason="asked for it")
    assert traces()

    assert scrub(core.engine, ())

    assert not traces()
    assert "Somebody 3" in called(core, "somebody 3")
    assert core.call(house(), erasures.scrubbed) == 1


def test_a_search_begins_with_the_rarest_letters_of_its_text(core, ada, monkeypatch):
    sqlite_only(core)
    monkeypatch.setattr(search_index, "FREQUENT", 2)
    for number in range(4):
        a_user(core, f"q{number}@example.com", name="Same Name")
    a_user(core, "vq@example.com", name="Same Name Too")
    assert core.call(house(), search.weigh) == 1
    assert core.call(house(), search.weigh) == 0  # until many more came

    with asked(core) as seen:
        core.call(ada, people.search, query=UserQuery(text="vq@example.com"))

    matched = [value for _, values in seen for value in values if isinstance(value, str) and "AND" in value]
    assert set(matched) == {'"vq@" AND "q@e"'}


@pytest.mark.parametrize("frequent", [True, False])
def test_two_letters_go_by_the_short_grams_where_they_are_seldom(core, clock, ada, monkeypatch, frequent):
    if core.engine.dialect.name == "sqlite":
        pytest.skip("SQLite asks its index each time")
    monkeypatch.setattr(sources, "NEWEST", 2)
    clock.advance(minutes=1)
    a_user(core, name="Qu Qu" if frequent else "Somebody")

    with asked(core) as seen:
        core.call(ada, people.search, query=UserQuery(text="qu"))

    assert any("@>" in statement for statement, _ in seen) is not frequent
    with core.engine.connect() as connection:
        connection.execute(text("SET enable_seqscan = off"))
    assert explained(core, seen, "users")
