"""One spelling of each value: no two accounts for one person, no name that hides something (DP3)."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usercore import spelling as house_spelling
from usercore.errors import InvalidEmail, InvalidName, InvalidReason
from usercore.spelling import (
    canonical_email,
    clean_name,
    clean_reason,
    email_key,
    folded,
    masked_email,
    mixes_scripts,
    storable,
)

MIKE = canonical_email("mike@example.com").key


@pytest.mark.parametrize(
    "spelling",
    [
        "MIKE@example.com",
        "Mike@Example.COM",
        "  mike@example.com ",
        "ｍike@example.com",
        "mike@ｅxample.com",
        "mike@example。com",
    ],
)
def test_these_are_mike(spelling):
    assert canonical_email(spelling).key == email_key(spelling) == MIKE


@pytest.mark.parametrize(
    "spelling",
    [
        "mıke@example.com",
        "mіke@example.com",
        "míke@example.com",
        "mike@exámple.com",
        "mike+x@example.com",
        "m.ike@example.com",
    ],
)
def test_these_are_someone_else(spelling):
    assert canonical_email(spelling).key == email_key(spelling) != MIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("eva@bücher.example", "eva@xn--bcher-kva.example"),
        ("EVA@BÜCHER.example", "eva@xn--bcher-kva.example"),
        ("josé@example.com", "jose\u0301@example.com"),
        ("straße@example.com", "STRASSE@example.com"),
        ("ΣΑΣ@example.com", "σας@example.com"),
        ("ﬁ@example.com", "fi@example.com"),
    ],
)
def test_two_spellings_are_one_address(one, other):
    assert canonical_email(one).key == canonical_email(other).key


def test_an_address_is_kept_as_it_was_typed_for_writing_to():
    assert canonical_email("Mike.Smith@Example.COM").address == "Mike.Smith@example.com"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "mike",
        "mike@",
        "@example.com",
        "mike@example.com\n",
        "\nmike@example.com",
        "mike@example.com\r\nBcc: eve@example.com",
        "mi\u202eke@example.com",
        "mi\u200bke@example.com",
        "mi\u00adke@example.com",
        "mi\u3164ke@example.com",
        "mike@exam\u200dple.com",
        "mike\0@example.com",
        "mike@example.com\0",
        "\ud800@example.com",
        "mike@@example.com",
        "mike smith@example.com",
        "<mike@example.com>",
        '"mike"@example.com',
        "mike@localhost",
        "mike@[127.0.0.1]",
        "mike@-example.com",
        "mike..smith@example.com",
        f"{'m' * 65}@example.com",
        f"mike@{'e' * 250}.com",
        "m" * 1_000_000,
    ],
    ids=lambda typed: ascii(typed)[:40],
)
def test_these_are_no_addresses(typed):
    with pytest.raises(InvalidEmail, match="This is not an e-mail address: "):
        canonical_email(typed)


@given(st.text(max_size=80))
def test_any_text_has_a_key_and_never_an_error(typed):
    assert storable(email_key(typed)) == email_key(typed)


@given(st.emails())
def test_the_canonical_form_is_its_own_canonical_form(typed):
    try:
        once = canonical_email(typed)
    except InvalidEmail:
        return

    again = canonical_email(once.address)
    assert again == once
    assert email_key(once.address) == email_key(once.key) == once.key


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


@pytest.mark.parametrize(
    ("address", "masked"),
    [("ada@example.com", "a•••@example.com"), ("a@b.co.uk", "a•••@b.co.uk"), ("x@xn--p1ai", "x•••@xn--p1ai")],
)
def test_a_masked_address_tells_two_letters_and_the_ending(address, masked):
    assert masked_email(address) == masked


# Whatever is looked at the short way: letters of it, and domains that are plain, respelled or none.
LOCAL = st.text("aZ09._+-\"' @!#ßé", max_size=66) | st.text("aZ9._+-", min_size=1, max_size=66)
DOMAINS = ("example.com", "EXAMPLE.org", "bücher.example", "xn--bcher-kva.example", "localhost", "[127.0.0.1]", "-x.com",
           "a..b", "x.com.", "_x.com", "com", "", "a" * 63 + ".com", "a" * 64 + ".com", ".".join(["a" * 47] * 5) + ".com")  # fmt: skip


@given(LOCAL, st.sampled_from(DOMAINS))
def test_the_short_way_for_plain_addresses_ends_where_the_long_one_does(local, domain):
    def spelled():
        try:
            return canonical_email(f"{local}@{domain}")
        except InvalidEmail:
            return None

    short = spelled()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(house_spelling, "PLAIN_LOCAL", re.compile("(?!)"))
        assert spelled() == short
