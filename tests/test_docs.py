"""What the README and the docs say is so."""

import importlib
import pkgutil
import re
import shlex
import subprocess
import sys
from datetime import timedelta

import httpx
import pytest
from pydantic import TypeAdapter
from typer.main import get_command

from tests.dashboards import ROOT, free_port, start
from usercore import Settings
from usercore.cli import app
from usercore.permissions import BUILT_IN, SUPPORT, Permission, holds

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
SHELL = re.compile(r"`(make test ARGS=[^`]+)`")
SPAN = TypeAdapter(timedelta)


def shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, timedelta):
        return "`" + SPAN.dump_json(value).decode().strip('"') + "`"
    return f"`{value}`"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_stands_in_the_docs_with_its_default(name):
    field = Settings.model_fields[name]
    row = f"| `USERCORE_{name.upper()}` | {shown(field.default)} | {field.description} |"

    assert row in (ROOT / "docs" / "running.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
        assert target.startswith("http") or (page.parent / target.partition("#")[0]).exists(), target


def test_every_test_command_in_the_docs_finds_tests():
    commands = {found for page in PAGES for found in SHELL.findall(page.read_text("utf-8"))}
    assert commands
    for command in commands:
        words = shlex.split(command)[-1].removeprefix("ARGS=")
        wanted = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *shlex.split(words)]
        ended = subprocess.run(wanted, cwd=ROOT, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, f"{command}\n{ended.stdout[-500:]}"


def test_the_readmes_library_example_runs(tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)

    ended = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    assert len(ended.stdout.strip()) == 36


@pytest.mark.parametrize("target", ["run", "demo"])
def test_the_readmes_make_commands_serve(tmp_path, target):
    url, port = f"sqlite:///{tmp_path}/made.db", free_port()
    command = ["make", "-C", str(ROOT), target, f"PORT={port}", f"PRACTICE={url}"]
    running = start(url, command=command, port=port)
    try:
        assert httpx.get(f"{running.url}/readyz").text == "ok"
    finally:
        running.end()


def test_every_way_in_stands_in_the_docs():
    told = (ROOT / "docs" / "security.md").read_text("utf-8")
    web = [
        importlib.import_module(f"pages.web.{name}") for _, name, _ in pkgutil.iter_modules([ROOT / "pages" / "web"])
    ]
    routes = {route.path.partition("{")[0] for part in web for route in getattr(part, "routes", [])}
    addresses = re.findall(r'"([a-z-]+)": "[a-z_]+\.py"', (ROOT / "pages" / "navigation.py").read_text("utf-8"))

    assert routes
    assert addresses
    for place in routes:
        assert re.search(rf"`([A-Z]+ )?{place}[`…]", told), place
    for address in addresses:
        assert f"`/{address}`" in told, address


def test_every_role_stands_in_the_docs():
    told = (ROOT / "docs" / "security.md").read_text("utf-8")
    for role in BUILT_IN:
        assert f"\n| {role.title} | " in told, role.name


SUPPORT_MAY_NOT = {
    "roles": Permission.CHANGE_ROLES,
    "setting up a second factor at the desk": Permission.SET_UP_TWO_FACTOR,
    "deletion for ever": Permission.ERASE_USERS,
    "changing settings": Permission.CHANGE_SETTINGS,
    "retention": Permission.READ_RETENTION,
    "health": Permission.READ_HEALTH,
    "the audit log": Permission.READ_AUDIT_LOG,
}


def test_what_support_may_not_is_what_they_do_not_hold():
    told = (ROOT / "docs" / "security.md").read_text("utf-8")
    row = next(line for line in told.splitlines() if line.startswith("| Support |"))

    assert row.removesuffix(" |").partition(" Not: ")[2].split(", ") == list(SUPPORT_MAY_NOT)
    assert not any(holds(SUPPORT, word) for word in SUPPORT_MAY_NOT.values())


def test_make_lists_its_commands():
    listed = subprocess.run(["make", "-C", str(ROOT), "help"], capture_output=True, text=True, check=True).stdout
    told = [re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE) for page in PAGES]

    assert any("bench-full" in some for some in told)
    for target in {target for some in told for target in some}:
        assert re.search(rf"^{target}\s", listed, re.MULTILINE), target


def test_every_command_of_the_command_line_is_in_the_docs():
    text = (ROOT / "docs" / "running.md").read_text("utf-8")
    names = get_command(app).commands

    assert names
    for name in names:
        assert f"usercore {name}" in text, name
