"""Browsers people sign in with, and addresses that documentation may use (RFC 5737, RFC 3849)."""

from random import Random
from typing import NamedTuple

from usercore.practice.chance import Weighted

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_MAC_FIREFOX = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_IPAD = "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"

AGENTS = Weighted(
    (
        (f"{_WINDOWS}) {_KIT} Chrome/142.0.0.0 Safari/537.36", 24),
        (f"{_WINDOWS}) {_KIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", 12),
        (f"{_WINDOWS}; rv:145.0) Gecko/20100101 Firefox/145.0", 6),
        (f"{_MAC} {_KIT} Chrome/142.0.0.0 Safari/537.36", 10),
        (f"{_MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15", 9),
        (_MAC_FIREFOX, 2),
        (f"Mozilla/5.0 (X11; Linux x86_64) {_KIT} Chrome/142.0.0.0 Safari/537.36", 4),
        ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", 4),
        (f"{_IPHONE} Version/18.6 Mobile/15E148 Safari/604.1", 12),
        (f"{_IPHONE} CriOS/142.0.7444.60 Mobile/15E148 Safari/604.1", 3),
        (f"{_IPAD} Version/18.6 Mobile/15E148 Safari/604.1", 2),
        (f"Mozilla/5.0 (Linux; Android 10; K) {_KIT} Chrome/142.0.0.0 Mobile Safari/537.36", 10),
        ("Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", 2),
    )
)
NETWORKS = ("192.0.2.", "198.51.100.", "203.0.113.")
SHARE_OF_IPV6 = 0.3


class Device(NamedTuple):
    address: str
    agent: str


def a_device(rng: Random) -> Device:
    if rng.random() < SHARE_OF_IPV6:
        address = f"2001:db8:{rng.randrange(1, 1 << 16):x}:{rng.randrange(1, 1 << 12):x}::{rng.randrange(1, 1 << 16):x}"
    else:
        address = f"{rng.choice(NETWORKS)}{rng.randrange(1, 255)}"
    return Device(address, AGENTS.one(rng))
