"""Workers on one database, as several processes have them, and a mail server that takes every letter."""

from contextlib import ExitStack
from dataclasses import replace

import pytest

from tests.builders import settings
from tests.mail_servers import Postbox, a_mail_server
from usercore import open_core
from usercore.worker import Worker


@pytest.fixture
def box():
    return Postbox()


@pytest.fixture
def hire(url, clock):
    """Another process's worker, on the same database; it waits `patience` seconds for a mail server."""
    with ExitStack() as hired:

        def one(smtp_url=None, *, patience=20, **more):
            core = open_core(settings=settings(url, smtp_url=smtp_url, mail_from="Accounts <a@house.example>", **more))
            core._clock = clock
            hired.callback(core.close)
            worker = Worker(core)
            if worker.carrier:
                worker.carrier = replace(worker.carrier, timeout=patience)
            return worker

        yield one


@pytest.fixture
def kind(box):
    """A mail server that takes every letter, unless told otherwise."""
    with a_mail_server(box) as server:
        yield server


@pytest.fixture
def worker(hire, kind):
    return hire(kind.url())
