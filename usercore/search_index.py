"""The gram indexes behind the search: which three letters, and which two and one, stand in whose name and address.

They are kept by the database itself, so that whatever writes a person keeps them. SQLite: two FTS5 tables by the rowid
of `users`, filled by triggers. VACUUM leaves these rowids as they are, since `users` has indexes (sqlite/src/insert.c,
xferOptimization); `in_step` would notice, and every hit is compared with its row. PostgreSQL: two GIN indexes, of
pg_trgm's trigrams and of the distinct shorter grams.
"""

import string
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from sqlalchemy import Connection

FUNCTION = "usercore_every_gram"
SHORT = 3  # words of fewer letters are looked for among the short grams
LONGEST = 9_000  # letters: a name of 200 and an address of 254, each folded to 18 at most
FREQUENT = 1_000  # people who hold a trigram: more, and it is counted
GROWN = 1.1
PROBES = 20
STEP = 500  # pages merged in one transaction: others wait for a few milliseconds
MERGED = 2  # rows changed by a step that found something to merge

_MARKS = string.punctuation.replace("'", "''").replace('"', '""')
_GRAMS_OF = """(SELECT group_concat(gram, ' ') FROM (
    SELECT DISTINCT substr({row}.searched, place, size) AS gram
    FROM gram_places, (SELECT 1 AS size UNION ALL SELECT 2) WHERE place <= length({row}.searched)))"""
_FORGET = f"""
    INSERT INTO users_trigrams (users_trigrams, rowid, searched) VALUES ('delete', old.rowid, old.searched);
    INSERT INTO users_grams (users_grams, rowid, grams) VALUES ('delete', old.rowid, {_GRAMS_OF.format(row="old")});"""
_REMEMBER = f"""
    INSERT INTO users_trigrams (rowid, searched) VALUES (new.rowid, new.searched);
    INSERT INTO users_grams (rowid, grams) VALUES (new.rowid, {_GRAMS_OF.format(row="new")});"""
_TRIGGERS = {
    "users_grams_insert": f"AFTER INSERT ON users BEGIN {_REMEMBER} END",
    "users_grams_update": f"""AFTER UPDATE OF searched ON users WHEN old.searched IS NOT new.searched
        BEGIN {_FORGET} {_REMEMBER} END""",
    "users_grams_delete": f"AFTER DELETE ON users BEGIN {_FORGET} END",
}
_TABLES = (
    "CREATE TABLE gram_places (place INTEGER PRIMARY KEY)",
    f"""INSERT INTO gram_places WITH RECURSIVE counted(place) AS
        (SELECT 1 UNION ALL SELECT place + 1 FROM counted WHERE place < {LONGEST}) SELECT place FROM counted""",
    """CREATE VIRTUAL TABLE users_trigrams USING fts5(searched, content='users', content_rowid='rowid',
        tokenize='trigram case_sensitive 1', detail='none', columnsize=0)""",
    f"""CREATE VIRTUAL TABLE users_grams USING fts5(grams, content='',
        tokenize="ascii tokenchars '{_MARKS}'", detail='none', columnsize=0)""",
    "CREATE VIRTUAL TABLE users_trigrams_held USING fts5vocab(users_trigrams, row)",
    "CREATE TABLE frequent_grams (gram TEXT PRIMARY KEY, many INTEGER NOT NULL) WITHOUT ROWID",
)
_NAMES = ("users_trigrams_held", "users_trigrams", "users_grams", "gram_places", "frequent_grams")
_FUNCTION = """CREATE FUNCTION usercore_grams(searched text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT substr(searched, place, size) COLLATE "C"), '{}')
        FROM generate_series(1, length(searched)) AS place, generate_series(1, 2) AS size
    $$"""
INDEXES = {
    "ix_users_searched": "CREATE INDEX ix_users_searched ON users USING gin (searched gin_trgm_ops)",
    "ix_users_grams": "CREATE INDEX ix_users_grams ON users USING gin (usercore_grams(searched))",
}
# SQLite's, with the tables in which FTS5 keeps them.
TABLES = frozenset(
    {"gram_places", "frequent_grams", "users_trigrams_held"}
    | {
        f"users_{grams}{part}"
        for grams in ("trigrams", "grams")
        for part in ("", "_data", "_idx", "_content", "_config")
    }
)


def create(connection: Connection) -> None:
    """Make them, of the people there are."""
    if connection.dialect.name == "sqlite":
        for statement in _TABLES:
            connection.exec_driver_sql(statement)
    else:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.exec_driver_sql(_FUNCTION)
    _fill(connection)
    _keep(connection)


def drop(connection: Connection) -> None:
    """Take all of it away."""
    _let_go(connection)
    if connection.dialect.name == "sqlite":
        for table in _NAMES:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
    else:
        connection.exec_driver_sql("DROP FUNCTION usercore_grams(text)")


@contextmanager
def paused(connection: Connection) -> Iterator[None]:
    """Not kept meanwhile, and built once at the end: for loads of many people in one transaction."""
    _let_go(connection)
    yield
    _fill(connection)
    _keep(connection)


def rebuild(connection: Connection) -> None:
    """Build them anew from the people there are; what keeps them is put back where it was lost. People are read, and
    found by what is there, meanwhile; nobody is changed.
    """
    if connection.dialect.name == "sqlite":
        if not _tables(connection):
            drop(connection)  # what is left of them
            create(connection)
            return
        with paused(connection):
            pass
        return
    for name, statement in INDEXES.items():  # the old one goes last: to drop it first would keep readers out
        connection.exec_driver_sql(statement.replace(name, f"{name}_new", 1))
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
        connection.exec_driver_sql(f"ALTER INDEX {name}_new RENAME TO {name}")


def count_frequent(connection: Connection) -> None:
    """Note how many people hold each trigram that many hold, so that a search begins with the rarest of its text.
    Old numbers make a search slower, never wrong.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DELETE FROM frequent_grams")
        connection.exec_driver_sql(
            f"""INSERT INTO frequent_grams SELECT term, doc FROM users_trigrams_held WHERE doc > {FREQUENT}
            UNION ALL SELECT '', coalesce(max(rowid), 0) FROM users"""
        )


def weighed(connection: Connection) -> bool:
    """Whether that was done since a tenth more people, and not only a few, came."""
    if connection.dialect.name != "sqlite":
        return True
    then = connection.exec_driver_sql("SELECT many FROM frequent_grams WHERE gram = ''").scalar() or 0
    now = connection.exec_driver_sql("SELECT max(rowid) FROM users").scalar() or 0
    return bool(now < max(then * GROWN, then + FREQUENT))


def in_step(connection: Connection) -> bool:
    """Whether they are kept, and know the newest and the oldest people by what they are called now."""
    if connection.dialect.name != "sqlite":
        names = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'users'"
        return set(INDEXES) <= set(connection.exec_driver_sql(names).scalars())
    kept = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars())
    if not set(_TRIGGERS) <= kept or not _tables(connection):
        return False
    # Two letters that each has: the first of the address, or of whatever there is.
    unknown = f"""SELECT count(*) FROM (
            SELECT * FROM (SELECT rowid, searched FROM users ORDER BY rowid LIMIT {PROBES})
            UNION SELECT * FROM (SELECT rowid, searched FROM users ORDER BY rowid DESC LIMIT {PROBES})) AS probed
        WHERE NOT EXISTS (SELECT 1 FROM users_grams WHERE users_grams.rowid = probed.rowid AND users_grams MATCH
            '"' || replace(substr(searched, instr(searched, char(10)) + 1, 2), '"', '""') || '"')"""
    return not connection.exec_driver_sql(unknown).scalar_one()


def merge(connection: Connection, *, begin: bool) -> bool:
    """One step of merging SQLite's indexes into one piece each, so that nothing of former names is left in their pages;
    True once there is nothing more to merge (FTS5's “merge” command).
    """
    changes = "SELECT total_changes()"
    done = True
    for grams in ("users_trigrams", "users_grams"):
        before = connection.exec_driver_sql(changes).scalar_one()
        connection.exec_driver_sql(f"INSERT INTO {grams} ({grams}, rank) VALUES ('merge', {-STEP if begin else STEP})")
        done &= connection.exec_driver_sql(changes).scalar_one() - before < MERGED
    return done


def trigrams(word: str) -> list[str]:
    """The distinct ones of a word of at least three letters."""
    return list(dict.fromkeys(word[at : at + 3] for at in range(len(word) - 2)))


def grams(word: str) -> list[str]:
    """What a word of one or two letters, or a longer one, is found by among the short grams."""
    return list(dict.fromkeys(word[at : at + 2] for at in range(len(word) - 1))) or [word]


def phrase(found: list[str]) -> str:
    """All of these grams, as FTS5 asks for them."""
    return " AND ".join('"' + gram.replace('"', '""') + '"' for gram in found)


def _tables(connection: Connection) -> bool:
    """Whether all of them are there."""
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
    return set(_NAMES) <= set(found)


def _let_go(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for name in _TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
    else:
        for name in INDEXES:
            connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")


def _keep(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for name, trigger in _TRIGGERS.items():
            connection.exec_driver_sql(f"CREATE TRIGGER {name} {trigger}")


def _fill(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        for statement in INDEXES.values():
            connection.exec_driver_sql(statement)
        return
    connection.exec_driver_sql("INSERT INTO users_trigrams (users_trigrams) VALUES ('rebuild')")
    connection.exec_driver_sql("INSERT INTO users_grams (users_grams) VALUES ('delete-all')")
    # The triggers' SQL does the same without Python; for all people at once this is four times as fast.
    connection.exec_driver_sql(f"INSERT INTO users_grams (rowid, grams) SELECT rowid, {FUNCTION}(searched) FROM users")
    count_frequent(connection)


def every_gram(searched: str) -> str:
    """`FUNCTION` of each connection to SQLite (`engines`)."""
    return " ".join({*map("".join, pairwise(searched)), *searched})
