"""Browsers and systems, read from the line by which a browser introduces itself."""

from functools import lru_cache

from ua_parser import parse

LONGEST = 40


@lru_cache(maxsize=2048)
def families(agent: str) -> tuple[str, str]:
    """`("Firefox", "Windows")`, each empty if it is not known."""
    if not agent:
        return "", ""
    found = parse(agent)
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family.replace("Mac OS X", "macOS") if found.os else ""
    return browser[:LONGEST], system[:LONGEST]
