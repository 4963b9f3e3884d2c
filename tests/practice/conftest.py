"""A practice database, built once for each kind of database: look, don't touch."""

import pytest

from tests.builders import FakeClock, house, settings
from tests.practice.rows import Practiced
from usercore import open_core
from usercore.actions import practice

PEOPLE = 300


@pytest.fixture(scope="package")
def practiced(databases, empty_house):
    with databases.fresh(empty_house.url) as url:
        core = open_core(settings=settings(url), clock=FakeClock())
        core.call(house("practice"), practice.build, people=PEOPLE)
        yield Practiced(core)
        core.close()
