"""What a new password must be: long, not easily guessed, and nothing else unless a setting asks for more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import ANOTHER, PASSPHRASE, settings
from usercore.crypto.passwords import generated
from usercore.errors import InvalidPassword
from usercore.steps.passwords import check, hashed

OURS = settings("sqlite:///none.db")
ADA = {"name": "Ada Lovelace", "email": "ada.lovelace@engines.example"}


def why_not(password, *, long=False, settings=OURS, **about):
    """The sentence of the refusal, or None."""
    try:
        check(password, settings, long=long, **about)
    except InvalidPassword as refusal:
        return str(refusal)
    return None


def with_rules(**changes):
    return settings("sqlite:///none.db", **changes)


@pytest.mark.parametrize("password", [PASSPHRASE, ANOTHER, "kX9$mQ2!vLp4wZr", "qmzvkxtrwlpbgdh", "839402716254038"])
def test_a_long_password_of_any_kind_is_accepted(password):
    assert why_not(password, long=True, **ADA) is None


def test_a_generated_password_is_accepted():
    assert why_not(generated(), long=True, **ADA) is None


@pytest.mark.parametrize(("long", "fewest"), [(False, 12), (True, 15)])
def test_the_length_decides_from_the_first_character_that_reaches_it(long, fewest):
    long_enough = "kX9$mQ2!vLp4wZr"[:fewest]

    assert why_not(long_enough, long=long) is None
    assert why_not(long_enough[:-1], long=long) == (
        f"This password cannot be used: it has {fewest - 1} characters, and {fewest} are the fewest here. "
        "A few words in a row make a good one."
    )


def test_one_character_is_told_as_one():
    assert "it has one character, and 12 are the fewest here." in why_not("x")


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("🦉🏔🌧🚲🎻🧭🪁🥁🧶🍋🛶🪻", True),
        ("🦉🏔🌧🚲🎻🧭🪁🥁🧶🍋🛶", False),
        ("kX9$mQ2!vLe\u0301", True),  # composed, the last two would be one: nothing is normalised
        ("kX9$mQ2!vL\u00e9", False),
    ],
)
def test_length_counts_code_points_as_they_were_typed(password, fits):
    assert (why_not(password) is None) is fits


def test_the_refusal_belongs_to_the_field():
    assert InvalidPassword.field == "password"


@pytest.mark.parametrize("length", [64, 200, 1024])
def test_long_ones_are_accepted_whole(length):
    assert why_not((PASSPHRASE + " " + ANOTHER + " ") * 20, settings=with_rules(password_longest=2000)) is None
    assert why_not(((PASSPHRASE + " " + ANOTHER + " ") * 20)[:length], long=True) is None


@pytest.mark.parametrize("length", [1025, 10_000_000])
def test_one_that_is_too_long_is_refused_not_cut(length):
    assert why_not("x" * length) == (
        "This password cannot be used: it has more than 1,024 characters. Choose a shorter one."
    )


def test_blanks_at_the_ends_count_and_are_kept():
    assert why_not("  kX9$mQ2!vL  ") is None
    assert "fewest here" in why_not("  kX9$mQ2  ")


@pytest.mark.parametrize("password", ["Mailcreated5240", "polniypizdec0211", "bpgjldsgjldthnf", "PASSWORDSTANDARD"])
def test_what_everybody_tries_first_is_refused_with_the_reason(password):
    assert why_not(password, long=True) == (
        "This password cannot be used: it is easy to guess. "
        "Many people have had it, or one like it: choose other words."
    )


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaaaaa", "123456789012345", "abcdefghijklmno", "heronheronheron", "qwertyuiopasdfg"]
)
def test_so_is_a_pattern(password):
    assert "It repeats itself, or follows the keys: use a few words instead." in why_not(password, long=True)


@pytest.mark.parametrize("password", ["sunshine2024!!!", "passwordpassword", "123sunshine!456", "monkey123456789"])
def test_so_is_a_common_one_that_was_stretched(password):
    assert "easy to guess" in why_not(password, long=True)


@pytest.mark.parametrize(
    "password",
    ["Ada Lovelace 1815", "adalovelace2024!", "ada.lovelace@engines.example", "engines-engines!", "usercore-welcome"],
)
def test_little_more_than_name_address_or_product_is_refused(password):
    assert "a name, the address or the product: add other words." in why_not(password, long=True, **ADA)


def test_someone_else_may_have_it():
    assert why_not("lovelace engines", long=True) is None
    assert why_not("lovelace engines", long=True, **ADA)


def test_the_product_is_called_as_the_settings_say():
    renamed = with_rules(product="Marmalade Works")

    assert "product" in why_not("marmalade-works-1", long=True, settings=renamed)
    assert why_not("marmalade-works-1", long=True) is None


@pytest.mark.parametrize("password", ["ada and the quiet lanterns", "a lovelace of seven herons"])
def test_a_long_passphrase_may_hold_the_name(password):
    assert why_not(password, long=True, **ADA) is None


@pytest.mark.parametrize("hashed_already", ["$argon2id$v=19$m=19456,t=2,p=1$abc$def", "$2b$12$abcdefghijklmnopqrstuv"])
def test_a_hash_is_no_password(hashed_already):
    assert "import" in why_not(hashed_already, long=True)


@pytest.mark.parametrize(
    ("wanted", "password", "missing"),
    [
        (0, "qmzvkxtrwlpbgdh", None),
        (2, "qmzvkxtrwlpbgdh", "Add one of these: a capital letter, a digit, a sign."),
        (3, "qmzvkxtr wlpbgdh", "Add one of these: a capital letter, a digit."),
        (4, "Qmzvkxtr wlpbgdh", "Add one of these: a digit."),
        (4, "Qmzvkxtr wlpbgd1", None),
    ],
)
def test_kinds_of_characters_are_asked_for_only_where_they_are_set(wanted, password, missing):
    sentence = why_not(password, long=True, settings=with_rules(password_classes=wanted))

    assert (sentence is None) is (missing is None)
    assert missing is None or sentence.endswith(missing)


def test_an_old_password_is_refused_where_its_hash_is_given():
    old = (hashed(ANOTHER, OURS), hashed(PASSPHRASE, OURS))

    assert why_not(PASSPHRASE, old_hashes=old) == (
        "This password cannot be used: you have had it before. Choose a new one."
    )
    assert why_not(PASSPHRASE + "!", old_hashes=old) is None
    assert why_not(PASSPHRASE) is None


def test_a_hash_of_another_cost_counts_as_an_old_password_too():
    dearer = hashed(PASSPHRASE, with_rules(argon2_memory_kib=128))

    assert why_not(PASSPHRASE, old_hashes=("nonsense", dearer))


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_accepted_or_refused_in_a_sentence(password, name, email):
    sentence = why_not(password, name=name, email=email)

    assert sentence is None or sentence.startswith("This password cannot be used: ")


@given(st.text(max_size=80))
def test_no_refusal_repeats_the_password(password):
    secret = f"{password}\u2603secret"

    assert secret not in (why_not(secret) or "")
