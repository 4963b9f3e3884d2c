"""PostgreSQL alone, with what stands around it where it is run in earnest."""

import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from tests.builders import PASSPHRASE, PEOPLE, a_user, settings
from tests.postgres.replicated import told
from tests.postgres.servers import a_bouncer, a_pair
from usercore import open_core


@pytest.fixture(scope="session")
def bouncer(postgres_server):
    with a_bouncer(postgres_server.url) as url:
        yield url


@pytest.fixture(scope="session")
def pair():
    with tempfile.TemporaryDirectory(prefix="usercore-pair-") as folder:
        Path(folder).chmod(0o755)
        with a_pair(Path(folder)) as both:
            yield both


@pytest.fixture
def open_at(clock):
    """A core on any address, with any settings."""
    opened = []

    def at(url, **changes):
        core = open_core(settings=settings(url, **changes), clock=clock)
        opened.append(core)
        return core

    yield at
    for core in opened:
        core.close()


@pytest.fixture
def both(pair):
    """A new database on the primary, and the same on the replica."""
    name = f"usercore_{uuid4().hex}"
    pair.run(pair.primary, f"CREATE DATABASE {name}")
    yield pair.primary.set(database=name), pair.standby.set(database=name)
    pair.run(pair.primary, f"DROP DATABASE {name} WITH (FORCE)")
    pair.catch_up()


@pytest.fixture
def replicated(both, clock, pair):
    """Ada, Sam and Max, as everywhere; the replica has them too."""
    primary, standby = map(told, both)
    wished = settings(primary, read_database_url=standby, replica_max_lag=timedelta(hours=1))
    core = open_core(settings=wished, clock=clock)
    for email, name, role in PEOPLE:
        a_user(core, email, name=name, role=role, password=PASSPHRASE)
    pair.catch_up()
    yield core
    core.close()
