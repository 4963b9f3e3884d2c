"""Four people and two databases: Ada the admin, Sam from support, Max the author, Vera the visitor."""

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.builders import (
    ADA,
    MAX,
    PASSPHRASE,
    PEOPLE,
    SAM,
    FakeClock,
    Template,
    a_user,
    forget_attempts,
    settings,
    token_for,
    visitor,
)
from tests.by_month import half_a_year, on_postgres
from tests.dashboards import peopled
from tests.databases import SqliteFiles, a_postgres_server
from tests.replicas.two import started
from tests.second_factors import code_of, turned_on
from tests.trusting import in_with
from usercore import open_core

hypothesis_settings.register_profile(
    "house",
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory):
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server():
    with a_postgres_server() as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request):
    """Each test that asks for it runs on both."""
    return request.getfixturevalue("sqlite_files" if request.param == "sqlite" else "postgres_server")


@pytest.fixture(scope="session")
def empty_house(databases):
    """A migrated database with nobody in it."""
    with databases.fresh() as url:
        open_core(settings=settings(url), clock=FakeClock()).close()
        databases.settle(url)
        yield Template(url)


@pytest.fixture(scope="session")
def peopled_house(databases, empty_house):
    """Ada, Sam and Max have accounts and are signed in."""
    with databases.fresh(empty_house.url) as url:
        core = open_core(settings=settings(url), clock=FakeClock())
        tokens = {}
        for email, name, role in PEOPLE:
            a_user(core, email, name=name, role=role, password=PASSPHRASE)
            tokens[email] = token_for(core, email)
        forget_attempts(core)
        core.close()
        databases.settle(url)
        yield Template(url, tokens)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def url(databases, peopled_house):
    """A database of this test's own, with the three people in it."""
    with databases.fresh(peopled_house.url) as fresh:
        yield fresh


@pytest.fixture
def core(url, clock):
    core = open_core(settings=settings(url), clock=clock)
    yield core
    core.close()


@pytest.fixture
def empty_core(databases, empty_house, clock):
    """Nobody has an account yet."""
    with databases.fresh(empty_house.url) as fresh:
        core = open_core(settings=settings(fresh), clock=clock)
        yield core
        core.close()


@pytest.fixture
def tokens(peopled_house):
    """The session tokens of Ada, Sam and Max, by address."""
    return peopled_house.tokens


@pytest.fixture
def ada(core, tokens):
    """The admin."""
    return core.actor_for(tokens[ADA], address="192.0.2.1", agent="Ada's browser")


@pytest.fixture
def sam(core, tokens):
    """Support."""
    return core.actor_for(tokens[SAM], address="192.0.2.2", agent="Sam's browser")


@pytest.fixture
def maxim(core, tokens):
    """Max, an author: an account and no staff rights. (`max` is Python's.)"""
    return core.actor_for(tokens[MAX], address="192.0.2.3", agent="Max's browser")


@pytest.fixture
def trusted(core, clock, maxim):
    """Max trusts a browser."""
    turned_on(core, maxim.user_id)
    in_with(core, clock, maxim)
    return maxim


@pytest.fixture
def codes(core, clock, maxim):
    """Max has a factor; the code with which it was turned on is over. His recovery codes."""
    made = turned_on(core, maxim.user_id)
    clock.advance(minutes=1)
    return made


@pytest.fixture
def shown(core, maxim, codes):
    """What Max's app shows now, or so many steps later."""
    return lambda later=0: code_of(core, maxim.user_id, later=later)


@pytest.fixture
def wrong(core, maxim, codes):
    """A code that is none of Max's for a long while."""
    near = {code_of(core, maxim.user_id, later=off) for off in range(-40, 60)}
    return next(f"{number:06}" for number in range(1000) if f"{number:06}" not in near)


@pytest.fixture
def server(databases):
    """PostgreSQL: what is so there alone is left out on SQLite."""
    return on_postgres(databases)


@pytest.fixture
def aged(core, clock, maxim):
    """An audit log of half a year."""
    return half_a_year(core, clock, maxim.user_id)


@pytest.fixture
def vera():
    """A visitor."""
    return visitor()


@pytest.fixture(scope="session")
def replicas(postgres_server, tmp_path_factory):
    """Two replicas behind nginx, with five people in them; whichever is killed comes back."""
    with postgres_server.fresh() as url, started(url, tmp_path_factory.mktemp("replicas")) as both:
        yield both


@pytest.fixture(scope="session")
def dashboard(sqlite_files):
    """A running dashboard with five people in it, shared: leave them as they are."""
    with sqlite_files.fresh() as url:
        running = peopled(url)
        yield running
        running.end()
