"""One spelling of each address: no two accounts for one person."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usercore import spelling as house_spelling
from usercore.errors import InvalidEmail
from usercore.spelling import canonical_email, email_key, masked_email, storable

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
