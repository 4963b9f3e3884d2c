"""`usercore reindex` on the server."""

from sqlalchemy import text

from tests.builders import a_user, house
from tests.starting.commands import usercore
from tests.witness import events
from usercore.frames import users as people
from usercore.frames.users import UserQuery


def test_everyone_is_found_again(core, url):
    a_user(core, name="Quirin Vogelsang")
    lost = "DROP TRIGGER users_grams_update" if core.engine.dialect.name == "sqlite" else "DROP INDEX ix_users_searched"
    with core.engine.begin() as connection:
        connection.execute(text(lost))
        connection.execute(text("UPDATE users SET searched = 'other words' WHERE name_key LIKE 'quirin%'"))

    done = usercore(url, "reindex")

    assert done.stdout == "The search finds everyone again.\n"
    assert core.call(house(), people.search, query=UserQuery(text="other wo"))["name"].tolist() == ["Quirin Vogelsang"]
    assert "house:search-rebuilt" in events(core)
