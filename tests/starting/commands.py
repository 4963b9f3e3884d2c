"""Commands as they are typed on a server, each in a process of its own."""

import os
import subprocess
import sys

from tests.builders import KEY
from tests.dashboards import ROOT
from tests.databases import kept_outside


def usercore(url: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`usercore …` on the database at `url`, with the key of the tests unless another setting says so."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("USERCORE_")}
    outside = {f"USERCORE_{name}".upper(): value for name, value in kept_outside(url).items()}
    wanted = {**clean, **outside, "USERCORE_DATABASE_URL": url, "USERCORE_SECRET_KEY": KEY, **more}
    command = [sys.executable, "-c", "from usercore.cli import app; app()", *words]
    return subprocess.run(command, env=wanted, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
