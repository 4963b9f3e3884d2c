"""UUIDv7 from a given moment: the clock comes in by the front door, so the library's own cannot be asked."""

import secrets
from datetime import datetime
from uuid import UUID

RANDOM_BITS = 74


def uuid7(moment: datetime, random: int | None = None) -> UUID:
    """A UUIDv7 (RFC 9562 5.7): 48 bits of milliseconds, then 74 random ones."""
    milliseconds = int(moment.timestamp() * 1000)
    random = secrets.randbits(RANDOM_BITS) if random is None else random
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (random >> 62 & 0xFFF) << 64
    value |= 0b10 << 62 | random & (1 << 62) - 1
    return UUID(int=value)


def as_uuid(text: object) -> UUID | None:
    """The id that foreign text spells, or None."""
    if isinstance(text, UUID):
        return text
    try:
        return UUID(str(text))
    except ValueError:
        return None
