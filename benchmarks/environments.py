"""Environments for what is measured beside us and never installed with us: made once, under `var/bench/`."""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT / "var" / "bench"


def ready(name: str, *packages: str) -> Path:
    """The Python of the environment `name`, with exactly these packages asked for."""
    folder, wanted = BENCH / name, "\n".join(packages)
    python, mark = folder / "bin" / "python", folder / "installed.txt"
    if mark.exists() and mark.read_text("utf-8") == wanted:
        return python
    print(f"Installing {', '.join(packages)} into var/bench/{name} (once) …", file=sys.stderr)
    venv.create(folder, with_pip=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    subprocess.run(command, check=True)
    mark.write_text(wanted, "utf-8")
    return python
