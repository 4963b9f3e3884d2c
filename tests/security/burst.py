"""Many people sign in at the same moment, in a process of its own, which then tells how it went and what memory it took.

`python -m tests.security.burst DATABASE_URL HOW_MANY`
"""

import json
import os
import sys
import threading
from collections import Counter
from pathlib import Path

from tests.builders import KEY, PASSPHRASE, visitor
from usercore import Settings, UsercoreError, open_core
from usercore.actions import sign_in

STATUS, PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")
FORGET_PEAK = "5"


def memory(line: str) -> int:
    """Resident memory in MiB: now (`VmRSS`) or at most (`VmHWM`)."""
    return int(next(row for row in STATUS.read_text().splitlines() if row.startswith(line)).split()[1]) // 1024


def attempt(core, number: int) -> str:
    """Every other one is someone who exists, every third one knows the password."""
    email = f"person{number % 20}@example.com" if number % 2 else f"nobody{number}@example.com"
    password = PASSPHRASE if number % 3 else "seven lanterns under quiet water"
    actor = visitor(address=f"198.51.{number // 250}.{number % 250}")
    try:
        return type(core.call(actor, sign_in.with_password, email=email, password=password)).__name__
    except UsercoreError as refusal:
        return type(refusal).__name__
    except Exception as broken:  # noqa: BLE001 - whatever it is, the test wants to see its name
        return f"{type(broken).__name__}: {broken}"


def at_once(core, how_many: int) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    gate, lock = threading.Barrier(how_many), threading.Lock()

    def run(number: int) -> None:
        gate.wait()
        outcome = attempt(core, number)
        with lock:
            outcomes[outcome] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(how_many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def main(url: str, how_many: int) -> None:
    core = open_core(settings=Settings(database_url=url, secret_key=KEY))
    attempt(core, 0)
    attempt(core, 1)
    PEAK.write_text(FORGET_PEAK)
    base = memory("VmRSS")
    outcomes = at_once(core, how_many)
    told = {"base": base, "peak": memory("VmHWM"), "cores": os.cpu_count(), "outcomes": outcomes}
    core.close()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
