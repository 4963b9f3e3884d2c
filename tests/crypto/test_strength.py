"""How hard a password is to guess, and what would make it harder."""

import secrets
import string
from concurrent.futures import ThreadPoolExecutor
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import ANOTHER, PASSPHRASE
from usercore.crypto.passwords import generated
from usercore.crypto.strength import LONGEST, PERSONAL, VERDICTS, advice, missing_kinds

ADA = ("Ada Lovelace", "ada.lovelace@engines.example", "usercore")


@pytest.mark.parametrize(
    ("password", "score", "tip"),
    [
        ("monkey123456789", 1, "Many people have had it, or one like it: choose other words."),
        ("passwordpassword", 0, "It repeats itself, or follows the keys: use a few words instead."),
        ("polniypizdec0211", 0, "Many people have had it, or one like it: choose other words."),
        ("michael19850412", 2, "Dates are tried early: add words."),
        ("iloveyoubabygirl1", 2, "A word or two more that nobody would expect there makes it better."),
    ],
)
def test_a_weak_one_comes_with_what_would_make_it_better(password, score, tip):
    found = advice(password)

    assert (found.score, found.verdict, found.tips[0]) == (score, VERDICTS[score], tip)


@pytest.mark.parametrize("password", [PASSPHRASE, ANOTHER, "correct horse battery staple", "kX9$mQ2!vLp4"])
def test_a_strong_one_needs_no_tip(password):
    found = advice(password)

    assert (found.score, found.verdict, found.tips) == (4, "Very hard to guess", ())
    assert not found.easy


@pytest.mark.parametrize(
    "password",
    ["adalovelace1815", "Ada Lovelace 1815!", "LOVELACE, ADA 10.12.1815", "lovelaceusercore", "usercore-welcome",
     "welcome to usercore", "ada.lovelace@engines.example", "Ådä Lövelace 123", "engines-engines-ada"],
)  # fmt: skip
def test_little_more_than_the_persons_own_words_is_easy(password):
    assert advice(password, words=ADA).tips == (PERSONAL,)
    assert advice(password, words=ADA).easy


@pytest.mark.parametrize("password", ["ada and the quiet lanterns", "lovelace sailed past nine herons", PASSPHRASE])
def test_a_long_passphrase_may_hold_the_name(password):
    assert advice(password, words=ADA).score >= 3


def test_one_persons_words_are_not_held_against_the_next():
    known = advice("lovelace engines", words=ADA)
    unknown = advice("lovelace engines")

    assert known.easy
    assert not unknown.easy


def test_many_at_once_do_not_mix_up_whose_words_are_whose():
    names = ["quorvelin", "zastrumik", "plendovar", "whixamber"]

    def is_easy(number):
        backwards = names[number % 4][::-1]
        return advice(backwards, words=[names[number % 4]]).easy, advice(backwards, words=[names[number % 4 - 1]]).easy

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(is_easy, range(200))) == {(True, False)}


@given(st.text(max_size=200), st.lists(st.text(max_size=60), max_size=5))
def test_any_text_gets_advice(password, words):
    found = advice(password, words=words)

    assert found.score in range(5)
    assert bool(found.tips) is (found.score <= 2)


@pytest.mark.parametrize(
    "password",
    [
        "4@8({[<3691!|70$5+%2" * 500,  # every sign that zxcvbn reads as several letters
        "".join(secrets.choice("0123456789|!($") for _ in range(1024)),
        "".join(secrets.choice(string.printable) for _ in range(1024)),
        "aaab" * 250_000,
        "x" * 10_000_000,
    ],
    ids=["signs", "digits", "printable", "repeated", "huge"],
)
def test_no_text_keeps_a_processor_busy(password):
    advice("warm")
    before = process_time()

    advice(password, words=ADA)

    assert process_time() - before < 2  # left to itself, zxcvbn takes minutes for the first


def test_what_is_longer_is_judged_by_its_beginning():
    assert advice("a" * LONGEST + PASSPHRASE) == advice("a" * LONGEST)


def test_a_weak_beginning_does_not_spoil_a_strong_end():
    assert advice("passwordpasswordpasswordpassword " + generated()).score == 4


@pytest.mark.parametrize(
    ("password", "wanted", "missing"),
    [
        ("lower", 0, ""),
        ("lower", 1, ""),
        ("lower", 2, "Add one of these: a capital letter, a digit, a sign."),
        ("lower 1", 4, "Add one of these: a capital letter."),
        ("LOWER", 3, "Add 2 of these: a small letter, a digit, a sign."),
        ("Lower 1", 4, ""),
        ("密码", 1, ""),
        ("", 1, "Add one of these: a small letter, a capital letter, a digit, a sign."),
    ],
)
def test_the_kinds_of_characters_that_are_missing_are_named(password, wanted, missing):
    assert missing_kinds(password, wanted) == missing
