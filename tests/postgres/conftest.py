"""PostgreSQL alone, with what stands around it where it is run in earnest."""

import tempfile
from pathlib import Path

import pytest

from tests.builders import settings
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
