"""`usercore retention` on a server."""

from tests.builders import FakeClock, settings
from tests.keeping import in_the_trash, set_rule
from tests.starting.commands import usercore
from usercore import open_core


def trashed(url, **rule):
    core = open_core(settings=settings(url), clock=FakeClock())
    for _ in range(3):
        in_the_trash(core)
    set_rule(core, "trash", **rule)
    core.close()


def test_the_rules_are_shown_and_a_dry_run_takes_nothing(sqlite_files):
    with sqlite_files.fresh() as url:
        trashed(url)

        assert "on   trash           30 days         3 today  The trash" in usercore(url, "retention", "show").stdout
        for _ in range(2):
            assert "The trash: 3 would go." in usercore(url, "retention", "run", "--dry-run").stdout


def test_what_is_beyond_its_cap_goes_when_that_is_said(sqlite_files):
    with sqlite_files.fresh() as url:
        trashed(url, cap_percent=50)

        stopped = usercore(url, "retention", "run")
        assert (stopped.returncode, stopped.stderr) == (
            1,
            "The trash: left alone, 3 of 3 would go, beyond the cap of 50 %.\n",
        )
        assert "The trash: 3 removed." in usercore(url, "retention", "run", "--beyond-cap").stdout
