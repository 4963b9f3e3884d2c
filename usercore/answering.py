"""What a database that does not answer says, in a sentence of ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from limits.errors import StorageError
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from usercore.errors import CountersAway, DatabaseAway, InvalidText, TookTooLong

TRY_AGAIN = ("40001", "40P01")  # PostgreSQL ended one of two transactions that waited for each other
CANCELLED = "57014"


@contextmanager
def answering() -> Iterator[None]:
    """A database that does not answer is a sentence, and the next call tries again."""
    try:
        yield
    except OperationalError as away:
        if getattr(away.orig, "sqlstate", None) in TRY_AGAIN:
            raise
        if was_broken_off(away):
            raise TookTooLong from away
        raise DatabaseAway from away
    except NoConnectionLeft as away:
        raise DatabaseAway from away
    except StorageError as away:
        raise CountersAway from away
    except (DataError, UnicodeEncodeError) as unfit:  # text that no database holds, typed where a word belongs
        raise InvalidText from unfit


def was_broken_off(broken: DBAPIError) -> bool:
    """Whether it reached the bound it was given."""
    interrupted = getattr(broken.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
    return interrupted or getattr(broken.orig, "sqlstate", None) == CANCELLED
