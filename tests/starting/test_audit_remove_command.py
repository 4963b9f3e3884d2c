"""`usercore audit remove` on a server."""

from tests.builders import FakeClock, a_user, settings
from tests.starting.commands import usercore
from usercore import open_core


def test_old_months_go_and_the_log_verifies(sqlite_files):
    with sqlite_files.fresh() as url:
        core = open_core(settings=settings(url), clock=FakeClock())
        a_user(core)
        core.close()
        core = open_core(settings=settings(url))
        a_user(core)
        core.close()

        ended = usercore(url, "audit", "remove", "--keep", "90")

        assert ended.stdout.startswith("2026-03 is removed: ")
        assert usercore(url, "audit", "verify").stdout.startswith("The audit log is whole.\n")
        assert usercore(url, "audit", "remove").stdout == "No month is older than 365 days as a whole.\n"


def test_too_short_a_time_is_refused(sqlite_files):
    with sqlite_files.fresh() as url:
        ended = usercore(url, "audit", "remove", "--keep", "30")

        assert ended.returncode == 1
        assert "90 days at least" in ended.stderr
