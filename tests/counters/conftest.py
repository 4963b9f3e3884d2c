"""Replicas that count in one Redis."""

import pytest
import redis

from tests.builders import settings
from tests.counters.redis_server import a_server
from tests.dashboards import free_port
from tests.witness import hashes_checked
from usercore import open_core


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def server(port):
    with a_server(port) as process:
        yield process


@pytest.fixture
def client(port, server):
    with redis.Redis(port=port) as client:
        yield client


@pytest.fixture
def open_replica(url, port):
    """Another process's core on the same database and the same Redis, by the clock on the wall."""
    opened = []

    def one(**more):
        opened.append(open_core(settings=settings(url, rate_limit_url=f"redis://127.0.0.1:{port}/0"), **more))
        return opened[-1]

    yield one
    for core in opened:
        core.close()
        core._counters.storage.close()


@pytest.fixture
def replica(server, open_replica):
    return open_replica()


@pytest.fixture
def checked(monkeypatch):
    return hashes_checked(monkeypatch)
