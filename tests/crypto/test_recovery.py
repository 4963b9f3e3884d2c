"""Recovery codes: enough chance in each, and read however they were written down."""

import re

import pytest

from usercore.crypto import recovery

CODE = "7QKF-2MXW-0A1B-CDEF-GHJK-9876"
BARE = "7QKF2MXW0A1BCDEFGHJK9876"


def test_ten_codes_and_no_two_alike():
    codes = [code for _ in range(20) for code in recovery.new_codes()]

    assert len(recovery.new_codes()) == 10
    assert len(set(codes)) == len(codes)


def test_each_holds_120_random_bits():
    assert len(set(recovery.ALPHABET)) == 32
    assert all(len(code.replace("-", "")) == 24 for code in recovery.new_codes())


def test_every_letter_comes_up_and_none_that_is_misread():
    letters = "".join("".join(recovery.new_codes()) for _ in range(50))

    assert set(letters) == set(recovery.ALPHABET) | {"-"}
    assert not set("ILOU") & set(letters)


def test_they_are_shown_in_groups_of_four():
    assert all(re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){5}", code) for code in recovery.new_codes())


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        BARE,
        f"  {CODE}\n",
        CODE.replace("-", " "),
        CODE.replace("-", " - "),
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("0", "o").replace("1", "I"),
        CODE.replace("1", "i"),
    ],
)
def test_however_it_was_typed(typed):
    assert recovery.bare(typed) == BARE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "123456",
        CODE[:-1],
        CODE + "0",
        CODE.replace("7", "U"),
        CODE.replace("7", "!"),
        CODE.replace("7", "\0"),
        CODE.replace("7", "\ud800"),
        CODE.replace("7", "é"),
        "0" * 10_000,
        CODE + " " * 10_000,
    ],
)
def test_what_cannot_be_one_is_none(typed):
    assert recovery.bare(typed) is None


def test_every_new_code_is_read_back():
    assert all(recovery.bare(code) == code.replace("-", "") for code in recovery.new_codes())
