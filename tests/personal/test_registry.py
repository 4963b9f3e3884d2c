"""Whatever the schema holds about a person is declared: a table, column or number that is not fails here, by its name."""

import re

import pytest
from sqlalchemy import Uuid, inspect

from usercore import search_index
from usercore.database import Table
from usercore.personal import HOLDINGS, NOBODY, THINGS, Erase, Withheld, about_people
from usercore.personal.activities import ACTIVITIES
from usercore.schema import OF_A_MONTH

DECLARED = about_people()
LOOKS_SECRET = re.compile(r"hash|secret|digest|token|salt|sealed|passphrase")
# Kept by triggers beside `users`, out of its name and address: what they hold goes when that row goes.
BESIDE = re.compile(rf"^sqlite_|^alembic_version$|^{OF_A_MONTH.pattern}$")


def undeclared(table, holdings, nobody, things):
    """What of a table nothing is said about, by name."""
    if table.name in nobody:
        return [f"{table.name} is nobody's, but {found}" for found in leading_to_people(table, things)]
    if table.name not in holdings:
        return [f"{table.name}: whose is it?"]
    found = []
    for holding in holdings[table.name]:
        said = [*holding.told, *holding.people, *holding.withheld]
        plain = {link for link in holding.links if "." not in link}
        found += [f"{holding.name}: {name} is said twice" for name in {one for one in said if said.count(one) > 1}]
        found += [
            f"{holding.name}: {column.name}?"
            for column in table.columns
            if column.name not in {*said, *linking(holding)}
        ]
        found += [
            f"{holding.name}: there is no {name}" for name in {*said, *linking(holding)} if name not in table.columns
        ]
        found += [f"{holding.name}: its own {name} is withheld" for name in plain & holding.withheld.keys()]
    linked = {link for holding in holdings[table.name] for link in linking(holding)}
    return found + [
        f"{name} leads to whom?" for name in leading_to_people(table, things) if name.split(".")[1] not in linked
    ]


def linking(holding):
    """The columns of its links."""
    return {link.partition(".")[0] for link in holding.links}


def leading_to_people(table, things):
    """Columns that are, or look like, the number of a person."""
    for column in table.columns:
        to_people = any(key.column.table.name == "users" for key in column.foreign_keys)
        looks = isinstance(column.type, Uuid) and not (column.primary_key and column.name == "id")
        if to_people or (looks and f"{table.name}.{column.name}" not in things) or column.name == "user_id":
            yield f"{table.name}.{column.name}"


@pytest.mark.parametrize("name", sorted(Table.metadata.tables))
def test_every_table_and_column_is_declared(name):
    assert undeclared(Table.metadata.tables[name], DECLARED, NOBODY, THINGS) == []


def test_a_table_that_nobody_declared_is_named():
    assert undeclared(Table.metadata.tables["notes"], {}, {}, {}) == ["notes: whose is it?"]


def test_a_column_that_nobody_declared_is_named():
    from dataclasses import replace

    notes = DECLARED["notes"][0]
    without = replace(notes, told={name: means for name, means in notes.told.items() if name != "ticket"})

    assert "notes: ticket?" in undeclared(Table.metadata.tables["notes"], {"notes": [without]}, {}, {})


def test_a_number_of_a_person_that_nobody_declared_is_named():
    found = undeclared(Table.metadata.tables["notes"], {"notes": DECLARED["notes"][:1]}, {}, {})

    assert found == ["notes.author_id leads to whom?"]


def test_a_table_with_people_cannot_be_called_nobody_s():
    assert undeclared(Table.metadata.tables["cases"], {}, {"cases": "mistaken"}, {}) != []


def test_the_database_has_no_table_beside_the_declared_ones(core):
    there = set(inspect(core.engine).get_table_names())

    # The search's hold the letters of who is in `users`, and of nobody else (tests/test_search_index.py).
    besides = there - set(Table.metadata.tables) - search_index.TABLES
    assert {name for name in besides if not BESIDE.match(name)} == set()


def test_nothing_is_declared_that_is_not_there():
    columns = {f"{table.name}.{column.name}" for table in Table.metadata.tables.values() for column in table.columns}

    assert set(NOBODY) | set(DECLARED) == set(Table.metadata.tables)
    assert set(NOBODY) & set(DECLARED) == set()
    assert set(THINGS) <= columns


def test_nothing_that_looks_like_a_secret_is_handed_out():
    handed = {f"{holding.name}.{name}" for holding in HOLDINGS for name in holding.columns}

    assert {name for name in handed if LOOKS_SECRET.search(name.split(".")[1])} == set()


def test_the_holdings_have_names_of_their_own():
    names = [holding.name for holding in HOLDINGS]

    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z_]+", name)] == []


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.name)
def test_every_holding_says_what_the_law_asks_for(holding):
    told = (holding.title, holding.data, holding.source, holding.retention, holding.erasing, *holding.told.values())

    assert all(told)
    assert holding.activity in ACTIVITIES
    assert all(isinstance(why, Withheld) for why in holding.withheld.values())
    assert bool(holding.reason) == (holding.erase is not Erase.DELETE)
    assert holding.order
    assert set(holding.order) <= {column.name for column in holding.table.__table__.columns}


def test_an_interest_is_named_wherever_one_is_the_basis():
    from usercore.personal import Basis

    assert [one.name for one in ACTIVITIES if bool(one.interest) != (one.basis is Basis.INTEREST)] == []
