"""`usercore export-user`: everything about one person into a file, for whoever may run programs on the server."""

import stat
import zipfile

import pytest

from tests.builders import a_user, settings
from tests.starting.commands import usercore
from tests.witness import entries
from usercore import open_core
from usercore.copying import UNFINISHED, put

EMAIL = "max@example.com"


@pytest.fixture
def core(tmp_path):
    core = open_core(settings=settings(f"sqlite:///{tmp_path}/usercore.db"))
    a_user(core, EMAIL, name="Max Author")
    yield core
    core.close()


def test_the_file_is_whole_and_nobody_else_s_to_read(core, tmp_path):
    to = tmp_path / "max.zip"

    ended = usercore(core.settings.database_url, "export-user", EMAIL, "--to", str(to))

    assert ended.returncode == 0, ended.stderr
    assert EMAIL in ended.stdout
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert zipfile.ZipFile(to).testzip() is None
    assert not to.with_name(to.name + UNFINISHED).exists()
    last = entries(core)[-1]
    assert (last.event, last.actor_name, last.facts["export"]) == ("export:finished", "command line", "person")


def test_a_file_that_is_there_already_is_left_alone(core, tmp_path):
    to = tmp_path / "max.zip"
    to.write_text("something else")

    ended = usercore(core.settings.database_url, "export-user", EMAIL, "--to", str(to))

    assert ended.returncode == 1
    assert ended.stderr == f"{to} is there already. Choose another name.\n"
    assert to.read_text() == "something else"


def test_an_unknown_address_is_a_sentence(core, tmp_path):
    ended = usercore(core.settings.database_url, "export-user", "who@example.com", "--to", str(tmp_path / "x.zip"))

    assert (ended.returncode, ended.stderr) == (1, "Nobody has the address who@example.com.\n")


def test_what_breaks_off_leaves_no_half_of_a_file(tmp_path):
    def breaking():
        yield b"half"
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        put(breaking(), tmp_path / "x.zip")

    assert list(tmp_path.iterdir()) == []
