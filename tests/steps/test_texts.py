"""A text that is searched for: what is spelt for one serves all that are built alike, and each brings its own values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from usercore.models import User
from usercore.steps.texts import alike, searched, values_in

LETTERS = "abÉ王%_/@. \t\0"


def spelt(text, sees_all, dialect):
    return select(User.id).where(*searched(text, sees_all=sees_all)).compile(dialect=dialect)


@pytest.mark.parametrize("dialect", [sqlite.dialect(paramstyle="named"), postgresql.dialect()], ids=["sqlite", "pg"])
@pytest.mark.parametrize("sees_all", [True, False])
@given(text=st.text(alphabet=LETTERS, max_size=12) | st.just("max@example.org"))
def test_what_is_alike_is_spelt_alike_and_brings_each_value(text, sees_all, dialect):
    mine, others = spelt(text, sees_all, dialect), spelt(alike(text, sees_all=sees_all), sees_all, dialect)

    assert str(mine) == str(others)
    named = {name for name in mine.params if name.startswith(("word", "before", "address"))}
    assert named <= {name for name, value in values_in(text, sees_all=sees_all).items() if value}


@pytest.mark.parametrize(
    ("text", "same_as"),
    [("Müller", "Šárka"), ("mül ab", "max xy"), ("max@exam", "eva.b@ex"), ("a", "王"), ("100%", "a_/b")],
)
def test_texts_of_one_kind_are_alike(text, same_as):
    assert alike(text, sees_all=True) == alike(same_as, sees_all=True)


@pytest.mark.parametrize(("text", "other"), [("ab", "abc"), ("abc", "abc abc"), ("m@x", "max@x"), ("abc", "abc@d")])
def test_texts_of_other_kinds_are_not(text, other):
    assert alike(text, sees_all=True) != alike(other, sees_all=True)
