"""A crowd: someone of every role and seven authors for things to be done to, all signed in."""

import pytest

from tests.builders import FakeClock, Template, a_user, an_address, settings, token_for
from usercore import open_core
from usercore.permissions import BUILT_IN

TARGETS = 7


@pytest.fixture(scope="session")
def crowded_house(databases, peopled_house):
    with databases.fresh(peopled_house.url) as url:
        core = open_core(settings=settings(url), clock=FakeClock())
        tokens = {}
        for name, role in [(role.name, role.name) for role in BUILT_IN] + [(n, "author") for n in range(TARGETS)]:
            email = an_address("crowd")
            a_user(core, email, role=role)
            tokens[name] = token_for(core, email)
        core.close()
        databases.settle(url)
        yield Template(url, tokens | peopled_house.tokens)


@pytest.fixture
def crowded(databases, crowded_house, clock):
    with databases.fresh(crowded_house.url) as fresh:
        core = open_core(settings=settings(fresh), clock=clock)
        yield core
        core.close()


@pytest.fixture
def crowd(crowded, crowded_house):
    """The actors, by role, and the targets by number."""
    return {name: crowded.actor_for(token) for name, token in crowded_house.tokens.items()}
