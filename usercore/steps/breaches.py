"""The opt-in question to a range service: five hex digits of a digest leave the house, never the password."""

import hashlib
import urllib.request
from http.client import HTTPException

SECONDS = 3
LONGEST_ANSWER = 2_000_000


def is_breached(password: str, url: str) -> bool:
    """Whether the service at `url` lists the password (k-anonymity, as Have I Been Pwned's range does). A service that
    does not answer, or not as it should, is no reason to refuse anyone.
    """
    digest = hashlib.sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest().upper()
    try:
        answer = _asked(f"{url.rstrip('/')}/{digest[:5]}")
    except (OSError, HTTPException, ValueError):  # away, too slow, no such address, not HTTP at all
        return False
    rows = (line.partition(":") for line in answer.splitlines())
    return any(suffix.strip().upper() == digest[5:] and count.strip() not in ("", "0") for suffix, _, count in rows)


def _asked(url: str) -> str:
    # Padding hides from whoever watches the line how long the true answer is; its rows have a count of 0.
    headers = {"Add-Padding": "true", "User-Agent": "usercore"}
    asked = urllib.request.Request(url, headers=headers)  # noqa: S310 - the address is the operator's own setting
    with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310 - likewise
        return str(answer.read(LONGEST_ANSWER), "ascii", "replace")
