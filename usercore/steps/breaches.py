"""The opt-in question to a range service: five hex digits of a digest leave the house, never the password."""

import hashlib
import urllib.error
import urllib.request

SECONDS = 3
LONGEST_ANSWER = 2_000_000


def is_breached(password: str, url: str) -> bool:
    """Whether the service at `url` lists the password (k-anonymity, as Have I Been Pwned's range does). A service that
    does not answer, or not as it should, is no reason to refuse anyone.
    """
    digest = hashlib.sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest().upper()
    asked = urllib.request.Request(  # noqa: S310 - the address is the operator's own setting
        f"{url.rstrip('/')}/{digest[:5]}", headers={"Add-Padding": "true", "User-Agent": "usercore"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310 - likewise
            lines = answer.read(LONGEST_ANSWER).decode("ascii", "replace").splitlines()
    except (urllib.error.URLError, OSError, ValueError):
        return False
    rows = (line.partition(":") for line in lines)
    return any(suffix.strip() == digest[5:] and count.strip() not in ("", "0") for suffix, _, count in rows)
