"""Six digits every thirty seconds, as RFC 6238 has them, and read however they were typed."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest

from tests.builders import MORNING
from usercore.crypto import totp

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_6238_B = [  # SHA-1; the last six of the eight digits
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def shown(moment: datetime, secret: str = RFC_SECRET) -> str:
    return pyotp.TOTP(secret).at(moment)


@pytest.mark.parametrize(("seconds", "code"), RFC_6238_B)
def test_the_vectors_of_rfc_6238(seconds, code):
    assert totp.match(RFC_SECRET, code, at(seconds)) == (seconds // 30, 0)


@pytest.mark.parametrize(
    "typed",
    [
        "123456",
        " 123456 ",
        "123 456",
        "123-456",
        "12 34 56",
        "1-2-3-4-5-6",
        "123\u00a0456",
        "\t123456\n",
        "１２３４５６",
        "１２３　４５６",
        "①②③④⑤⑥",
    ],
)
def test_however_six_digits_were_typed(typed):
    assert totp.digits(typed) == "123456"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12345",
        "1234567",
        "12345a",
        "abcdef",
        "+12345",
        "1234.5",
        "123456\0",
        "\x00" * 6,
        "\ud800",
        "12345\ud800",
        "١٢٣٤٥٦",
        "१२३४५६",
        "1" * 10_000,
        "1 " * 6 + " " * 10_000,
        "\ufdfa" * 40,
    ],
)
def test_what_is_no_code_is_none(typed):
    assert totp.digits(typed) is None
    assert totp.match(RFC_SECRET, typed, MORNING) is None


@pytest.mark.parametrize("off", range(-10, 11))
def test_the_step_of_a_code_is_told_up_to_ten_away(off):
    found = totp.match(RFC_SECRET, shown(MORNING + timedelta(seconds=30 * off)), MORNING)

    assert found == (totp.step_at(MORNING) + off, off)
    assert found.accepted == (abs(off) <= 1)
    assert found.seconds_off == 30 * off


@pytest.mark.parametrize("off", [-12, -11, 11, 12])
def test_a_code_from_further_away_is_like_any_other(off):
    assert totp.match(RFC_SECRET, shown(MORNING + timedelta(seconds=30 * off)), MORNING) is None


def test_of_two_steps_with_one_code_the_nearer_is_meant():
    moment = datetime(2026, 7, 16, 4, 52, tzinfo=UTC)  # with this secret, the step eight before shows the same code

    assert shown(moment) == shown(moment - timedelta(seconds=8 * 30))
    assert totp.match(RFC_SECRET, shown(moment), moment).off == 0


def test_one_second_before_the_next_step_is_still_this_one():
    assert totp.step_at(MORNING) == totp.step_at(MORNING + timedelta(seconds=29, microseconds=999_999))
    assert totp.step_at(MORNING + timedelta(seconds=30)) == totp.step_at(MORNING) + 1


def test_at_the_beginning_of_time_nothing_breaks():
    assert totp.match(RFC_SECRET, shown(at(0)), at(0)).step == 0


def test_a_secret_is_160_random_bits_and_no_two_are_alike():
    secrets = [totp.new_secret() for _ in range(50)]

    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}
    assert len(set(secrets)) == 50


def test_what_the_qr_code_says():
    said = urlsplit(totp.uri(RFC_SECRET, account="ada+x@example.com", issuer="Acme & Sons: Tools"))

    assert (said.scheme, said.netloc) == ("otpauth", "totp")
    assert unquote(said.path).endswith("ada+x@example.com")
    assert parse_qs(said.query)["secret"] == [RFC_SECRET]
    assert parse_qs(said.query)["issuer"] == ["Acme & Sons: Tools"]


def test_the_qr_code_is_a_picture():
    assert totp.qr_png("otpauth://totp/x?secret=y").startswith(b"\x89PNG\r\n\x1a\n")
