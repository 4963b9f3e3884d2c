"""The audit chain: each entry's hash covers the one before it, so that a change or a gap shows."""

import json
from hashlib import sha256
from typing import Any

START = b"\0" * 32
WRITTEN = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def link(previous: bytes, row: dict[str, Any]) -> bytes:
    """The hash of a row whose values are plain JSON, after `previous`."""
    return sha256(previous + WRITTEN.encode(row).encode()).digest()


def sealed_value(value: str, salt: bytes) -> str:
    """What stands in the chained row for a personal value: erasing value and salt leaves nothing to guess at."""
    return sha256(salt + value.encode("utf-8", "replace")).hexdigest()
