"""One spelling of each name, reason and text: nothing that hides something."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usercore.errors import InvalidName, InvalidReason
from usercore.spelling import clean_name, clean_reason, folded, mixes_scripts, storable


@pytest.mark.parametrize("text", ["mіke@example.com", "Аda Lovelace", "αda@example.com", "exаmple.com"])
def test_a_word_that_mixes_alphabets_is_noticed(text):
    assert mixes_scripts(text)


@pytest.mark.parametrize(
    "text",
    [
        "mike@example.com",
        "Ада Лавлейс",
        "Николай nikolai@example.com",
        "李小龍 Bruce",
        "José",
        "Ελένη",
        "",
        "mıke@example.com",
    ],
)
def test_words_in_one_alphabet_each_are_not(text):
    assert not mixes_scripts(text)


@pytest.mark.parametrize("name", ["Ada Lovelace", "José", "李小龍", "O'Neil", "محمد", "🙂", "a" * 200, "Ñ", ""])
def test_a_name_may_be_anyone_s(name):
    assert clean_name(name) == name


def test_a_name_is_kept_in_one_composition_without_blanks_around():
    assert clean_name("  Jose\u0301 \u00a0") == "José"


@pytest.mark.parametrize("typed", ["Ada\n", "\r\nAda", "Ada\t"])
def test_a_line_break_at_the_end_of_a_name_is_refused_and_not_cut_off(typed):
    with pytest.raises(InvalidName):
        clean_name(typed)


HIDDEN = [
    "\n", "\r", "\t", "\0", "\x1b[31m", "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u2028", "\ud800", "\ue000",
    "\u115f", "\u1160", "\u3164", "\uffa0", "\u034f", "\u2800", "\U000e0041",
]  # fmt: skip


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
def test_a_name_hides_nothing(hidden):
    with pytest.raises(InvalidName, match="invisible, control or direction"):
        clean_name(f"Ada{hidden}Lovelace")


@pytest.mark.parametrize("hidden", [hidden for hidden in HIDDEN if not hidden.isspace()], ids=ascii)
def test_a_reason_hides_nothing(hidden):
    with pytest.raises(InvalidReason, match="invisible, control or direction"):
        clean_reason(f"because{hidden}of this")


def test_a_reason_is_one_paragraph():
    assert clean_reason("  first line\nsecond\t line ") == "first line second line"


def test_what_is_too_long_says_how_much():
    with pytest.raises(InvalidName, match="it has 1,000 characters, and 200 are the most"):
        clean_name("x" * 1000)
    with pytest.raises(InvalidReason, match="it has 501 characters, and 500 are the most"):
        clean_reason("x" * 501)


@pytest.mark.parametrize("blank", ["\u00a0", "\u1680", "\u2009", "\u3000"])
def test_a_blank_of_another_kind_becomes_a_plain_one(blank):
    assert clean_name(f"Yamada{blank}Taro{blank}") == "Yamada Taro"


@given(st.text(max_size=250))
def test_a_name_is_clean_or_refused_and_stays_clean(typed):
    try:
        name = clean_name(typed)
    except InvalidName:
        return

    assert clean_name(name) == name
    assert unicodedata.is_normalized("NFC", name)
    assert name.isprintable()


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("ŁÓDŹ", "lodz"),
        ("Straße", "strasse"),
        ("Æsir Øre", "aesir ore"),
        ("İstanbul", "istanbul"),
        ("ｆｕｌｌ", "full"),
        ("Ⅷ", "viii"),
    ],
)
def test_text_is_searched_without_accents_and_case(typed, plain):
    assert folded(typed) == plain


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=60))
def test_case_makes_no_difference_to_a_search(text):
    assert folded(text) == folded(text.casefold())


@given(st.text(alphabet=st.characters(), max_size=20).map(lambda text: f"{text}\0\ud800"))
def test_what_is_stored_can_be_stored(text):
    assert "\0" not in storable(text)
    assert storable(text).encode()
