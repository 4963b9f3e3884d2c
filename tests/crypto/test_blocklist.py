"""Passwords that everybody tries first are known, however they are stretched; others are not taken for one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import ANOTHER, PASSPHRASE
from usercore.crypto import blocklist
from usercore.crypto.blocklist import BYTES, FILE, fingerprint, is_common, make
from usercore.crypto.passwords import generated

# From every region of the source: its first lines, its last, and the long ones that satisfy the default length.
LISTED = ["1234567890", "football", "password1", "sunshine", "iloveyou1", "Mailcreated5240", "PolniyPizdec0211",
          "1qaz2wsx3edc4rfv", "momsanaladventure", "Hd764nW5d7E1vb1", "q1w2e3r4t5y6u7i8", "passwordstandard",
          "bpgjldsgjldthnf", "ne_e_pod_chehyl", "NICK1234-rem936", "zxcvbnm123456789", "qwertyuiop12345"]  # fmt: skip
GOOD = [PASSPHRASE, ANOTHER, "correct horse battery staple" * 2, "kX9$mQ2!vLp4wZ", "839402716254038", "ßtraße über öde Äcker",
        "密码在安静的灯下读书写字", "eine Amsel singt im Regen", "the rain in spain 1931"]  # fmt: skip


@pytest.mark.parametrize("password", LISTED)
def test_what_many_people_have_had_is_known(password):
    assert is_common(password)


@pytest.mark.parametrize("password", ["POLNIYPIZDEC0211", "pOLNIYpIZDEC0211", "ｐｏｌｎｉｙｐｉｚｄｅｃ０２１１"])
def test_capitals_and_wide_letters_hide_nothing(password):
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    [
        "sunshine2024!!!",
        "football 19910403",
        "!!!password!!!!!",
        "123password456",
        "Password2024!!!!",
        "iloveyou - - - -",
    ],
)
def test_digits_and_signs_around_a_common_one_hide_nothing(password):
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    ["lanternlanternlantern", "lantern lantern lantern", "Lantern-lantern-Lantern", "heron!heron!heron!her", "sunshinesunshine1",
     "19911991199" * 7, "aaaaaaaaaaaaaaa", "xyxyxyxyxyxyxyx", "zzzzzzzzzzzzzzzzzzzzzz!", "1111111111112"],
)  # fmt: skip
def test_the_same_again_and_again_is_known(password):
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    ["123456789012345", "987654321098765", "abcdefghijklmno", "zyxwvutsrqponml", "qwertyuiopasdfgh", "asdfghjklqwertz",
     "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb", "!@#$%^&*()!@#$%", "abc123def456", "qwertz12345asdfg"],
)  # fmt: skip
def test_rows_of_keys_and_letters_in_their_order_are_known(password):
    assert is_common(password)


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_not_taken_for_a_common_one(password):
    assert not is_common(password)


def test_what_we_make_up_for_people_is_never_common():
    assert not any(is_common(generated()) for _ in range(500))


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text):
    assert is_common(text) in (True, False)


@pytest.mark.parametrize("text", ["\ud800" * 20, "\0" * 20, "ﷺ" * 1024, "é" * 100_000])
def test_so_does_odd_text(text):
    assert is_common(text) in (True, False)


def test_the_shipped_list_is_sorted_whole_and_small():
    digests = blocklist._list().digests
    rows = [digests[place : place + BYTES] for place in range(0, len(digests), BYTES)]

    assert len(digests) < 400_000
    assert len(rows) == 63_940
    assert all(one < following for one, following in pairwise(rows))


def test_the_list_is_made_of_all_long_ones_and_the_most_common_short_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(make, "MOST_SHORT", 2)
    source, target = tmp_path / "passwords.txt", tmp_path / FILE
    source.write_text("123456\nFootball\nsunshine\nfootball\ntoo-rare-1\nMailcreated5240\nmailcreated5240\n")

    make.main(str(source), target)

    kept = ["football", "sunshine", "mailcreated5240"]
    assert target.read_bytes() == b"".join(sorted(map(fingerprint, kept)))
