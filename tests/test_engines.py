"""What comes out of a database is what went in: ids, which SQLite keeps as text."""

import copy
import pickle
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal, null, select
from sqlalchemy.types import Uuid

from usercore.database import asking
from usercore.engines import id_of


@given(st.uuids())
def test_an_id_read_from_a_column_is_like_any_other(made):
    found = id_of(made.hex)

    assert (found, hash(found), str(found), repr(found)) == (made, hash(made), str(made), repr(made))
    assert found.is_safe is made.is_safe
    assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == made
    with pytest.raises(TypeError, match="immutable"):
        found.int = 0


def test_ids_come_back_from_either_database_and_so_does_none(core):
    made = uuid4()
    wanted = select(literal(made, Uuid), null().cast(Uuid))

    with asking(core.engine) as connection:
        assert tuple(connection.execute(wanted).one()) == (made, None)
