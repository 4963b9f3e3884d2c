"""Tokens: 256 random bits for the person, a keyed digest for the table."""

import hmac
import secrets
from enum import StrEnum
from functools import cache
from hashlib import sha256


class Purpose(StrEnum):
    """What a one-time token is good for; its first letters say so, that a leaked one can be recognised."""

    SET_UP = "setup"
    TICKET = "ticket"
    CHALLENGE = "challenge"  # the password was right; a code is asked for next
    DOWNLOAD = "download"
    AUDIT_DOWNLOAD = "auditdownload"
    PERSON_DOWNLOAD = "persondownload"
    RESET = "reset"
    INVITATION = "invitation"
    EMAIL = "email"  # confirms a new address
    UNDO = "undo"  # told to the old address: takes the change of address back
    NOT_ME = "notme"  # told beside a sign-in: whoever it was is put out


DOWNLOADS = (Purpose.DOWNLOAD, Purpose.AUDIT_DOWNLOAD, Purpose.PERSON_DOWNLOAD)
SESSION = "session"


def mint(prefix: str, pepper: bytes) -> tuple[str, bytes]:
    """A token for the person and the digest for the table (ASVS 11.5.1)."""
    token = f"{prefix}_{secrets.token_urlsafe(32)}"
    return token, digest(token, pepper)


def digest(token: str, pepper: bytes) -> bytes:
    """What is stored of a token, and looked up by."""
    return hmac.digest(pepper, token.encode("utf-8", "replace"), "sha256")


@cache  # a handful, asked for at every call
def derived_key(secret: str, use: str) -> bytes:
    """A key of its own for each use of the one secret."""
    return hmac.digest(secret.encode(), f"usercore:{use}".encode(), "sha256")


def fingerprint(value: str, key: bytes) -> str:
    """A keyed hash of something typed, short enough to read, to recognise it again without keeping it."""
    return hmac.new(key, value.encode("utf-8", "replace"), sha256).hexdigest()[:16]
