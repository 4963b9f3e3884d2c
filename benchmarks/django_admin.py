"""Django's admin beside us: in an environment and a process of its own, over the same database, asked over loopback HTTP."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import make_url

from benchmarks.environments import ready

PACKAGES = ("Django==5.2.19", "waitress==3.0.2", "psycopg[binary]==3.3.9")
NAME = "Django admin"
LIST = "/admin/django_site/person/"
PER_PAGE = 100  # as Django comes


class DjangoAdmin:
    """One kept connection, as a browser has; nothing but the page itself is fetched."""

    def __init__(self, port: int, cookie: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port)
        self.headers = {"Cookie": cookie}

    def get(self, **parameters: object) -> str:
        """The list as HTML. Fails unless it is the list."""
        self.connection.request("GET", f"{LIST}?{urlencode(parameters)}", headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200 or b'id="changelist"' not in body:
            message = f"Django answered {answer.status} to {parameters}, and not with its list"
            raise RuntimeError(message)
        return body.decode()

    def page(self, **parameters: object) -> Callable[[], object]:
        return lambda: self.get(**parameters)


def database(at: str) -> dict[str, Any]:
    """Connections stay open, and SQLite's cache is as large as ours: what production would have."""
    url = make_url(at)
    if url.get_backend_name() == "sqlite":
        tuned = {"init_command": "PRAGMA cache_size = -65536;"}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.database, "OPTIONS": tuned, "CONN_MAX_AGE": None}
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": url.database, "USER": url.username or "",
        "PASSWORD": url.password or "", "HOST": url.host or url.query.get("host", ""), "PORT": url.port or "",
        "CONN_MAX_AGE": None,
    }  # fmt: skip


@contextmanager
def serving(database_url: str) -> Iterator[DjangoAdmin]:
    command = [str(ready("django", *PACKAGES)), "-m", "django_site.serve"]
    environment = {**os.environ, "BENCH_DATABASE": json.dumps(database(database_url))}
    here = Path(__file__).resolve().parent
    process = subprocess.Popen(command, cwd=here, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        told = process.stdout.readline()
        if not told:
            message = "Django did not start"
            raise RuntimeError(message)
        yield DjangoAdmin(**json.loads(told))
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
