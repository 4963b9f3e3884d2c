"""Sealing what must be read again later: AES-256-GCM under a key outside the database, bound to the row it stands in."""

import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORM = b"\x01"
KEY_NAME_BYTES, NONCE_BYTES = 4, 12


class Unsealable(Exception):  # noqa: N818 - the name says the fact
    """No key we hold opens it, or it was altered or moved to another row."""


def seal(secret: bytes, keys: tuple[bytes, ...], bound_to: bytes) -> bytes:
    """`secret` under the newest of `keys` (32 bytes each), only to be opened for the same `bound_to` (ASVS 11.3.3)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORM + _name(keys[0]) + nonce + AESGCM(keys[0]).encrypt(nonce, secret, bound_to)


def unseal(sealed: bytes, keys: tuple[bytes, ...], bound_to: bytes) -> bytes:
    """What was sealed, with whichever of `keys` it was. Raises `Unsealable`."""
    name, rest = sealed[1 : 1 + KEY_NAME_BYTES], sealed[1 + KEY_NAME_BYTES :]
    key = next((key for key in keys if _name(key) == name), None)
    if sealed[:1] != FORM or key is None:
        raise Unsealable
    try:
        return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], bound_to)
    except InvalidTag:
        raise Unsealable from None


def resealed(sealed: bytes, keys: tuple[bytes, ...], bound_to: bytes) -> bytes | None:
    """The same secret under the newest of `keys`; None if it is under that one already. Raises `Unsealable`."""
    if sealed[1 : 1 + KEY_NAME_BYTES] == _name(keys[0]):
        return None
    return seal(unseal(sealed, keys, bound_to), keys, bound_to)


def _name(key: bytes) -> bytes:
    return sha256(b"usercore:key\0" + key).digest()[:KEY_NAME_BYTES]
