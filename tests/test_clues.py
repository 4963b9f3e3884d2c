"""What is found in a pasted text, in whatever dress it comes; and that no text breaks it."""

from ipaddress import ip_address
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from usercore.clues import LONGEST, MOST, Clues, read

ID = UUID("0198c5d0-8a1b-7c2d-9e3f-0123456789ab")
HEADER = """Received: from relay.example.net (unknown [192.0.2.7]) by mx.example.org (Postfix)
 for <ada@example.com>; Wed, 25 Nov 2026 12:03:04 +0000 (UTC)
Received: from [IPv6:2001:db8::7] (helo=laptop) by relay.example.net
Message-ID: <0198c5d08a1b7c2d9e3f0123456789ab@house.example>
In-Reply-To: <CAFzx=Q9@mail.example.net> <another@mail.example.net>
From: "usercore" <no-reply@house.example>
"""
BROWSER = '"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"'


def emails(text):
    return [email.key for email in read(text).emails]


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.com",
        "  Ada@EXAMPLE.com ",
        "Ada Lovelace <ada@example.com>",
        '"Lovelace, Ada" <ada@example.com>',
        "mailto:ada@example.com?subject=Hello",
        "https://house.example/users?email=ada%40example.com&page=2",
        '{"level":"warn","email":"ada@example.com","tries":3}',
        "to='ada@example.com'",
        "Sign-in failed for “ada@example.com”.",
        "ada@example.com, please",
        "(ada@example.com)",
        "&lt;ada@example.com&gt;",
        "ada\N{ZERO WIDTH SPACE}@example.com",
    ],
)
def test_an_address_is_found_in_every_dress(text):
    assert emails(text) == ["ada@example.com"]


def test_addresses_keep_what_belongs_to_them():
    assert emails("o'brien@example.com ada+news@example.com zoë@exämple.com") == [
        "o'brien@example.com", "ada+news@example.com", "zoë@exämple.com",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        str(ID),
        str(ID).upper(),
        ID.hex,
        f"{{{ID}}}",
        ID.urn,
        f"/user?id={ID}",
        f"https://house.example/invitations?invitation={ID}&q=",
        f"<{ID.hex}@house.example>",
        f"user_id={ID};",
        f"[{ID}]",
    ],
)
def test_an_id_is_found_in_every_dress(text):
    assert read(text).ids == (ID,)


@pytest.mark.parametrize("text", ["0" * 64, f"{ID.hex}f", f"x{ID.hex}", str(ID)[:-1], "sha256:" + "ab" * 32])
def test_what_is_longer_or_shorter_is_no_id(text):
    assert read(text).ids == ()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:51234", "192.0.2.7"),
        ("[192.0.2.7]", "192.0.2.7"),
        ("192.0.2.0/24", "192.0.2.0"),
        ("rejected 192.0.2.7.", "192.0.2.7"),
        ("http://192.0.2.7/", "192.0.2.7"),
        ("2001:DB8::7", "2001:db8::7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("client=2001:db8::7,", "2001:db8::7"),
        ("[IPv6:2001:db8::7]", "2001:db8::7"),
        ("2001:db8::7: connection reset", "2001:db8::7"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("/sessions?network=2001%3Adb8%3A%3A7", "2001:db8::7"),
    ],
)
def test_a_network_address_is_found_in_every_dress(text, address):
    assert read(text).addresses == (address,)


@pytest.mark.parametrize(
    "text", [BROWSER, "at 12:03:04", "std::cout, io::add", "1.2.3", "300.1.2.3", "0.0.0.0", "::", "00:1b:63:84:45:e6"]
)
def test_what_only_looks_like_one_is_none(text):
    assert read(text).addresses == ()


def test_a_mail_s_header_gives_its_addresses_networks_and_the_letter_of_ours():
    found = read(HEADER)

    assert [email.key for email in found.emails] == ["ada@example.com", "no-reply@house.example"]
    assert found.addresses == ("192.0.2.7", "2001:db8::7")
    assert found.ids == (ID,)
    assert found.words == ""
    assert read(" ".join(HEADER.splitlines())) == found  # as a field of one line takes it


def test_a_line_of_an_access_log_gives_its_network_alone():
    found = read(f'192.0.2.7 - - [25/Nov/2026:12:03:04 +0000] "GET /user HTTP/1.1" 200 512 {BROWSER}')

    assert found == Clues(addresses=("192.0.2.7",))


@pytest.mark.parametrize("text", ["Erased person 7F2A", "“erased PERSON 7f2a changed their e-mail”"])
def test_erased_people_are_known_by_their_four_letters(text):
    assert read(text).erased == ("7F2A",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  Marie   Cu ", "Marie Cu"),
        ("Lovelace, Ada", "Lovelace Ada"),
        ("ada@exam", "ada@exam"),
        ("ada@example.com", "ada@example.com"),
        ("Ada Lovelace <ada@example.com>", "Ada Lovelace"),
        ("ada@example.com?subject=x", ""),
        ("居里", "居里"),
        (f"Ada {ID}", ""),
        ("Ada 192.0.2.7", ""),
        ("a@example.com b@example.com", ""),
        ("???", ""),
        ("x" * 201, ""),
    ],
)
def test_words_count_where_they_may_be_a_name(text, words):
    assert read(text).words == words


def test_each_stands_once_and_ten_of_a_kind_are_enough():
    found = read(" ".join(f"a{number % 12}@example.com 192.0.2.{number % 12}" for number in range(50)))

    assert emails("a@example.com A@example.com") == ["a@example.com"]
    assert len(found.emails) == len(found.addresses) == MOST
    assert found.cut


def test_what_lies_beyond_the_end_is_not_read_and_that_is_said():
    assert read("x " * (LONGEST // 2) + "ada@example.com") == Clues(cut=True)
    assert not read("ada@example.com").cut


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("@.:<>-%[]0a\0\ud800\u202e")), max_size=300))
@example("@" * 20_000)
@example("a" * 20_000)
@example(":" * 20_000)
@example("1." * 10_000)
@example("Message-ID: " + "<" * 19_000)
@example("%" * 20_000)
@example("a@" * 10_000)
def test_any_text_is_read_and_gives_nothing_that_is_none(text):
    found = read(text)

    assert all(ip_address(address) for address in found.addresses)
    assert all("@" in email.key for email in found.emails)
    assert len(found.words) <= 200


@given(st.text(max_size=60), st.text(max_size=60))
def test_an_address_and_an_id_are_found_whatever_stands_around_them(before, after):
    found = read(f"{before} <ada@example.com> {ID} {after}")

    assert "ada@example.com" in [email.key for email in found.emails]
    assert ID in found.ids
