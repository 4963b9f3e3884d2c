"""Makes the list from a file of passwords, the most common first: `python -m usercore.crypto.blocklist.make FILE`."""

import sys
from pathlib import Path

from usercore.crypto.blocklist import FILE, fingerprint, spelled

LONG, SHORT, MOST_SHORT = 12, 8, 20_000


def chosen(lines: list[str]) -> set[str]:
    """All that reach the default length, and the most common of those that a shorter setting would allow."""
    found, short = set(), 0
    for line in lines:
        word = spelled(line)
        if len(word) >= LONG:
            found.add(word)
        elif len(word) >= SHORT and short < MOST_SHORT and word not in found:
            found.add(word)
            short += 1
    return found


def main(source: str, target: Path = Path(__file__).parent / FILE) -> None:
    words = chosen(Path(source).read_text("utf-8", errors="replace").splitlines())
    target.write_bytes(b"".join(sorted(set(map(fingerprint, words)))))
    sys.stdout.write(f"{len(words):,} passwords in {target.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1])
