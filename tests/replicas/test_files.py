"""What is shipped to put usercore on a server, checked as far as it goes without a container engine."""

import json
import os
import re
import shutil
import ssl
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import fields

import httpx
import pytest

from deploy.two_replicas import nginx_conf
from tests.dashboards import ROOT, free_port, start
from tests.mail_servers import certificate
from tests.replicas.two import until
from usercore.mail.carrier import Carrier

UNIT = ROOT / "deploy" / "usercore@.service"
CONTAINERFILE = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


def instructions(name):
    """What follows each instruction of that name, continued lines joined."""
    joined = re.sub(r"\\\n\s*", " ", CONTAINERFILE)
    return re.findall(rf"^{name} (.*)$", joined, re.MULTILINE)


def copied():
    """What the image takes from the checkout."""
    return [source for line in instructions("COPY") for source in line.split()[:-1]]


def tracked(*places):
    listed = subprocess.run(["git", "ls-files", "--", *places], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


# --- the container -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", copied())
def test_the_image_copies_what_is_there_and_known_to_git(source):
    assert tracked(source), source
    ignored = (ROOT / "deploy" / "Containerfile.dockerignore").read_text("utf-8").split()
    assert ignored[0] == "*"
    assert f"!{source.removeprefix('./')}" in ignored


def test_the_image_is_made_as_images_should_be():
    assert all(re.fullmatch(r"\S+/python:3\.11-\S+( AS build)?", image) for image in instructions("FROM"))
    assert instructions("USER") == ["10001:10001"]
    assert CONTAINERFILE.index("\nUSER") < CONTAINERFILE.index("\nCMD")
    assert instructions("ADD") == instructions("ARG") == []
    assert not re.search(r"(KEY|TOKEN|PASSWORD|SECRET)\w*=", CONTAINERFILE)
    assert all("--no-cache-dir" in run for run in instructions("RUN") if "pip" in run)
    for name in ("ENTRYPOINT", "CMD"):
        assert json.loads(*instructions(name))


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel, built of what the image copies and of nothing else, in a folder of its own, beside the looks."""
    folder = tmp_path_factory.mktemp("image")
    for name in tracked(*copied()):
        (folder / "build" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / "build" / name)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder / "wheels"), str(folder / "build")]
    subprocess.run([*pip, *build], check=True, cwd=folder)
    (wheel,) = (folder / "wheels").iterdir()
    subprocess.run([*pip, "install", "--no-deps", "--target", str(folder / "site"), str(wheel)], check=True, cwd=folder)
    (folder / "app").mkdir()
    shutil.move(folder / "build" / ".streamlit", folder / "app")
    return folder


def test_the_wheel_holds_every_file_of_the_program(installed):
    there = {str(path.relative_to(installed / "site")) for path in (installed / "site").rglob("*")}

    assert set(tracked("usercore", "pages", "dashboard.py")) - there <= {"usercore/migrations/script.py.mako"}


def test_what_the_image_starts_serves_and_says_that_it_is_well(installed, tmp_path, monkeypatch):
    monkeypatch.chdir(installed / "app")
    (starts,), (serve,), (checked,) = instructions("ENTRYPOINT"), instructions("CMD"), instructions("HEALTHCHECK")
    port = free_port()
    words = [word.replace("8501", str(port)) for word in json.loads(serve)]
    command = [str(installed / "site" / "bin" / json.loads(starts)[0]), *words]
    elsewhere = {"USERCORE_BASE_URL": f"http://localhost:{port}", "PYTHONPATH": str(installed / "site")}
    running = start(f"sqlite:///{tmp_path}/u.db", command=command, port=port, **elsewhere)
    try:
        check = json.loads(checked.partition("CMD ")[2].replace("8501", str(port)))
        assert subprocess.run([sys.executable, *check[1:]], check=False).returncode == 0
        assert httpx.get(f"{running.url}/readyz").text == "ok"
        assert httpx.get(f"{running.url}/_stcore/bidi-components/usercore.table/table.js").status_code == 200
    finally:
        running.end()
    assert not any("Traceback" in line for line in running.lines), running.lines


LOOKS = "import dashboard; from streamlit import config; print(config.get_option('theme.light.primaryColor'))"


def test_the_image_has_the_looks(installed, tmp_path):
    environment = {"PYTHONPATH": str(installed / "site"), "USERCORE_DATABASE_URL": f"sqlite:///{tmp_path}/u.db"}
    wanted = [sys.executable, "-c", LOOKS]
    told = subprocess.run(
        wanted, cwd=installed / "app", env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )

    assert told.stdout.strip() == "#3451B2", told.stderr


# --- systemd -------------------------------------------------------------------------------------------------------


@pytest.fixture
def unit(tmp_path):
    """As it would stand on a server, with a program where it looks for one."""
    program = tmp_path / "opt" / ".venv" / "bin" / "usercore"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    path = tmp_path / UNIT.name
    path.write_text(UNIT.read_text("utf-8").replace("/opt/usercore", str(tmp_path / "opt")))
    return path


def analysed(*words):
    ended = subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def test_systemd_understands_every_line_of_the_unit(unit):
    assert analysed("verify", "--man=no", str(unit)) == (0, "")


def test_systemd_finds_little_that_the_unit_leaves_open(unit):
    code, told = analysed("security", "--offline=true", "--threshold=20", "--no-pager", str(unit))

    assert code == 0, told


def test_the_unit_gives_the_worker_time_for_the_letter_in_hand():
    seconds = int(re.search(r"^TimeoutStopSec=(\d+)$", UNIT.read_text("utf-8"), re.MULTILINE)[1])

    (patience,) = (field.default for field in fields(Carrier) if field.name == "timeout")
    assert seconds >= 4 * patience  # greeting, address, letter, goodbye


# --- nginx ---------------------------------------------------------------------------------------------------------


@contextmanager
def nginx(folder):
    """It, on what is in the folder."""
    words = ["-e", f"{folder}/nginx.log", "-p", str(folder), "-c", f"{folder}/nginx.conf"]
    tried = subprocess.run([NGINX, "-t", *words], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr
    with subprocess.Popen([NGINX, *words]) as process:
        yield
        process.terminate()


@pytest.mark.xdist_group("replicas")
def test_with_https_the_cookie_is_secure_and_whoever_comes_without_is_sent_there(replicas, tmp_path):
    authority, plain, secure = tmp_path / "authority.pem", free_port(), free_port()
    certificate(tmp_path)
    (tmp_path / "nginx.conf").write_text(nginx_conf(tmp_path, replicas.port))
    conf = (tmp_path / "usercore.conf").read_text("utf-8").replace("#tls# ", "")
    conf = re.sub(r"listen 127.0.0.1:\d+;", "", conf)  # "instead of the line above"
    conf = re.sub(r"listen \[::\].*;", "", conf)
    for shipped, here in (
        ("listen 443", f"listen 127.0.0.1:{secure}"),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("/etc/ssl/usercore/fullchain.pem", str(tmp_path / "server.pem")),
        ("/etc/ssl/usercore/privkey.pem", str(tmp_path / "server.pem")),
    ):
        assert shipped in conf
        conf = conf.replace(shipped, here)
    (tmp_path / "usercore.conf").write_text(conf)

    trusting = ssl.create_default_context(cafile=authority)
    with nginx(tmp_path):
        until(lambda: answers(trusting, secure), "nginx never listened")
        told = httpx.get(f"https://localhost:{secure}/healthz", verify=trusting)
        sent = httpx.get(f"http://localhost:{plain}/users?q=x")

    assert told.text == "ok"
    assert told.headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Lax; Secure")
    assert (sent.status_code, sent.headers["location"]) == (301, "https://accounts.example.com/users?q=x")


def answers(trusting, port):
    try:
        return httpx.get(f"https://localhost:{port}/healthz", verify=trusting).status_code == 200
    except httpx.ConnectError:
        return False
