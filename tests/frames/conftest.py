"""A list of people with names of every kind: look, don't touch."""

import random
from datetime import timedelta

import pytest

from tests.builders import MORNING, FakeClock, Template, a_user, forget_attempts, house, settings, token_for
from tests.frames.plain_list import NAMES, ROLES, STATUSES
from usercore import open_core
from usercore.actions import users
from usercore.frames import users as people
from usercore.frames.users import UserQuery
from usercore.steps import finding, sources


@pytest.fixture(scope="package")
def people_house(databases, empty_house):
    with databases.fresh(empty_house.url) as url:
        clock = FakeClock()
        core = open_core(settings=settings(url), clock=clock)
        chosen = random.Random(7)
        for number, name in enumerate(NAMES):
            if chosen.random() < 0.7:
                clock.advance(seconds=chosen.choice([1, 60, 86_400]))
            email = f"number{number}@example.com"
            password = None if number % 5 == 0 else "seven lanterns over quiet water"
            made = a_user(core, email, name=name, role=chosen.choice(ROLES), password=password)
            if password and number % 3 == 0:
                token_for(core, email)
                forget_attempts(core)
            if password and number % 7 == 1:
                core.call(house(), users.suspend, user_id=made, reason="x")
            if number % 11 == 2:
                core.call(house(), users.soft_delete, user_id=made)
        core.close()
        databases.settle(url)
        yield Template(url)


@pytest.fixture(scope="package")
def listed(databases, people_house):
    """The list, read only: one database for all who look at it."""
    with databases.fresh(people_house.url) as url:
        core = open_core(settings=settings(url), clock=FakeClock(MORNING + timedelta(days=400)))
        yield core
        core.close()


@pytest.fixture(params=["few", "many"])
def few_or_many(request, monkeypatch):
    """Each way to find people must find the same: from the few of a filter, and along the order."""
    if request.param == "many":
        for name, number in (("FEW", 2), ("MANY", 3), ("FAR", 4)):
            monkeypatch.setattr(finding, name, number)
        monkeypatch.setattr(sources, "NEWEST", 5)


@pytest.fixture(scope="package")
def reference(listed):
    """Everyone, as plain dictionaries."""
    every = UserQuery(statuses=STATUSES, limit=500)
    return listed.call(house(), people.search, query=every).to_dict("records")
