"""`usercore rotate-keys`: a new key first, then everything sealed again under it."""

import os
import stat
import subprocess
import sys

from tests.builders import a_user, settings, token_for
from tests.dashboards import ROOT
from tests.second_factors import secret_of, turned_on
from usercore import open_core

MAX = "max@example.com"


def rotate(url, *arguments, **more):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("USERCORE_")}
    command = [sys.executable, "-c", "from usercore.cli import app; app()", "rotate-keys", *arguments]
    wanted = {**clean, "USERCORE_DATABASE_URL": url, **more}
    return subprocess.run(command, env=wanted, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_with_a_key_file_from_the_first_step_to_the_last(tmp_path):
    url, path = f"sqlite:///{tmp_path}/usercore.db", tmp_path / "usercore.key"
    core = open_core(settings=settings(url, secret_key=None))
    user_id = a_user(core, MAX)
    turned_on(core, user_id)
    token, secret, older = token_for_someone(core), secret_of(core, user_id), path.read_text()
    core.close()

    assert "only one secret key" in rotate(url).stderr
    made = rotate(url, "--new")
    assert made.returncode == 0, made.stderr
    assert path.read_text().split(",")[1:] == [older]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    done = rotate(url)
    assert done.returncode == 0, done.stderr
    assert "newest key: 2." in done.stdout
    assert "recovery codes of an older key: 1." in done.stdout

    again = open_core(settings=settings(url, secret_key=None))
    assert again.actor_for(token).signed_in
    again.close()
    path.write_text(path.read_text().split(",")[0])
    without = open_core(settings=settings(url, secret_key=None))
    assert secret_of(without, user_id) == secret
    assert not without.actor_for(token).signed_in
    without.close()


def token_for_someone(core):
    a_user(core, "ada@example.com", role="admin")
    return token_for(core, "ada@example.com")


def test_where_a_setting_holds_the_key_it_is_printed_to_be_put_there(tmp_path):
    key = "an-operators-key-0123456789abcdefghijklmnop"
    made = rotate(f"sqlite:///{tmp_path}/usercore.db", "--new", USERCORE_SECRET_KEY=key)

    assert made.returncode == 0, made.stderr
    assert key not in made.stdout
    assert len(made.stdout.splitlines()[1]) >= 32
    assert not (tmp_path / "usercore.key").exists()
