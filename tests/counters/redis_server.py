"""A Redis of one test's own, and guesses that are counted in it."""

import shutil
import signal
import subprocess
from contextlib import contextmanager

from tests.builders import MAX, visitor
from tests.dashboards import wait_for_port
from usercore.actions import sign_in

SERVER = shutil.which("redis-server")
BUDGET = 10


@contextmanager
def a_server(port):
    """Redis in memory only, on loopback only."""
    assert SERVER, "The tests of shared counters need Redis: apt-get install redis-server"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    only = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"]
    process = subprocess.Popen([SERVER, "--port", str(port), *only], cwd="/tmp", **quiet)
    try:
        wait_for_port(port)
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(timeout=20)


def guess(core, email=MAX, password="wrong"):
    return core.call(visitor(), sign_in.with_password, email=email, password=password)


def spend(core, times=BUDGET):
    for _ in range(times):
        guess(core)
