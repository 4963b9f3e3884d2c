"""Hashes of other systems: what is taken, what is not, and that each knows its password and no other."""

import time
from base64 import b64encode
from hashlib import pbkdf2_hmac, scrypt

import bcrypt
import pytest

from tests.builders import ANOTHER, PASSPHRASE
from usercore.crypto.elsewhere import is_taken
from usercore.crypto.passwords import hash_password, needs_rehash, verify

SALT = b"sixteen bytes ++"
LONG = "ü" * 50  # 100 bytes: bcrypt reads 72 of them


def b64(data):
    return b64encode(data).decode().rstrip("=")


def pbkdf2(algorithm="sha256", times=1000, salt=SALT):
    return pbkdf2_hmac(algorithm, PASSPHRASE.encode(), salt, times)


def a_scrypt(power=4, size=8, lanes=1):
    made = scrypt(PASSPHRASE.encode(), salt=SALT, n=2**power, r=size, p=lanes, dklen=32)
    return f"$scrypt$ln={power},r={size},p={lanes}${b64(SALT)}${b64(made)}"


TAKEN = {
    "argon2id": hash_password(PASSPHRASE, memory_kib=64, rounds=1),
    "bcrypt": bcrypt.hashpw(PASSPHRASE.encode(), bcrypt.gensalt(4)).decode(),
    "bcrypt of PHP": bcrypt.hashpw(PASSPHRASE.encode(), bcrypt.gensalt(4)).decode().replace("$2b$", "$2y$"),
    "PBKDF2": f"$pbkdf2-sha256$i=1000,l=32${b64(SALT)}${b64(pbkdf2())}",
    "PBKDF2 of passlib": f"$pbkdf2-sha512$1000${b64(SALT)}${b64(pbkdf2('sha512'))}".replace("+", "."),
    "PBKDF2 of Django": f"pbkdf2_sha256$1000$aSalt123${b64encode(pbkdf2(salt=b'aSalt123')).decode()}",
    "scrypt": a_scrypt(),
}
NOT_TAKEN = {
    "nothing": "",
    "a password": PASSPHRASE,
    "MD5": "5f4dcc3b5aa765d61d8327deb882cf99",
    "crypt": "$6$rounds=5000$usesomesillystri$KqJWpanXZHKq2BOB43TSaYhEWsQ1Lr5QNyPCDH/Tp.6",
    "argon2 of gigabytes": TAKEN["argon2id"].replace("m=64", "m=4194304"),
    "argon2 of hours": TAKEN["argon2id"].replace("t=1", "t=4000"),
    "argon2 without its end": TAKEN["argon2id"][:-30],
    "bcrypt of hours": TAKEN["bcrypt"].replace("$04$", "$31$"),
    "PBKDF2 of hours": TAKEN["PBKDF2"].replace("i=1000", "i=900000000"),
    "PBKDF2 never": TAKEN["PBKDF2"].replace("i=1000", "i=0"),
    "PBKDF2 of one byte": f"$pbkdf2-sha256$i=1000,l=1${b64(SALT)}$aa",
    "PBKDF2 that spells no bytes": f"$pbkdf2-sha256$i=1000,l=32${b64(SALT)}a${b64(pbkdf2())}aa",
    "scrypt of gigabytes": TAKEN["scrypt"].replace("ln=4", "ln=25"),
    "scrypt of nothing": TAKEN["scrypt"].replace("ln=4", "ln=0"),
    "a line more": TAKEN["bcrypt"] + "\n",
}


@pytest.mark.parametrize("stored", TAKEN.values(), ids=TAKEN)
def test_what_is_taken_knows_its_password_and_no_other(stored):
    assert is_taken(stored)
    assert verify(stored, PASSPHRASE, memory_kib=64, rounds=1)
    assert not verify(stored, ANOTHER, memory_kib=64, rounds=1)
    assert not verify(stored, "", memory_kib=64, rounds=1)


@pytest.mark.parametrize("stored", NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_what_is_not_taken_lets_nobody_in_at_once(stored):
    began = time.process_time()

    assert not is_taken(stored)
    if not stored.startswith("$argon2"):
        assert not verify(stored, PASSPHRASE, memory_kib=64, rounds=1)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("kind", TAKEN)
def test_all_but_today_s_are_made_anew(kind):
    assert needs_rehash(TAKEN[kind], memory_kib=64, rounds=1) is (kind != "argon2id")


def test_a_password_longer_than_bcrypt_reads_lets_in_as_it_did_there():
    stored = bcrypt.hashpw(LONG.encode()[:72], bcrypt.gensalt(4)).decode()

    assert verify(stored, LONG)
    assert not verify(stored, LONG[:30])


@pytest.mark.parametrize("stored", TAKEN.values(), ids=TAKEN)
@pytest.mark.parametrize("typed", ["\0", "\ud800", "x" * 1024])
def test_whatever_is_typed_is_only_wrong(stored, typed):
    assert not verify(stored, typed, memory_kib=64, rounds=1)
