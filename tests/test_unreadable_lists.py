"""What is no list, or far too long a one, is refused in a sentence that says what to do, and soon."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usercore.address_lists import MOST_LINES, read
from usercore.errors import ListTooLong, UnreadableList


@pytest.mark.parametrize("nothing", [b"", "", b"\xef\xbb\xbf", " \r\n\t\n", ";;;\n;;", "Email,Name\n"])
def test_an_empty_list_is_refused(nothing):
    with pytest.raises(UnreadableList, match="it is empty; paste addresses"):
        read(nothing)


@pytest.mark.parametrize(
    "binary",
    [
        b"PK\x03\x04" + bytes(200),
        b"ada@example.com\0\nbob@example.com",
        "ada@example.com\0",
        bytes(5_000_000),
        bytes(range(1, 32)) * 100,
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(binary):
    with pytest.raises(UnreadableList, match="save it as CSV"):
        read(binary)


def test_five_random_megabytes_are_refused():
    with pytest.raises(UnreadableList):
        read(os.urandom(5_000_000))


def test_what_is_too_large_is_refused_unread():
    with pytest.raises(UnreadableList, match="larger than 16 MB"):
        read(b"a" * (16 * 1024 * 1024 + 1))


def test_one_endless_line_is_refused():
    with pytest.raises(UnreadableList, match="a line that is too long"):
        read("a" * 200_000)


def test_a_great_many_blanks_take_no_time():
    assert read(f"ada@example.com,<{' ' * 100_000}")[0].email == "ada@example.com"


def test_ten_thousand_people_fit_and_no_more():
    whole = "\n".join(f"person{number}@example.com" for number in range(MOST_LINES))

    assert len(read(whole)) == MOST_LINES
    with pytest.raises(ListTooLong, match="more than 10,000 people"):
        read(f"{whole}\none-more@example.com")


@pytest.mark.parametrize("huge", ["a@b.c\n", "a@b.c,", "a@b.c "])
def test_whoever_hands_in_far_too_many_is_told_so(huge):
    with pytest.raises((ListTooLong, UnreadableList)):
        read(huge * 200_000)


@pytest.mark.parametrize(
    ("huge", "people"),
    [
        ("\n" * 1_000_000, 1),
        ("," * 1_000_000, 1),
        (f"ada@example.com{',' * 1_000_000}\n" + "bob@example.com\n" * 9_000, 9_002),
    ],
)
def test_a_great_many_empty_cells_are_read_over(huge, people):
    assert len(read(f"{huge}\nada@example.com")) == people


@given(st.one_of(st.binary(max_size=2_000), st.text(max_size=500)))
def test_anything_at_all_is_read_or_refused_in_a_sentence(data):
    try:
        lines = read(data)
    except UnreadableList as refusal:
        assert str(refusal).startswith("This list cannot be read: ")  # noqa: PT017 - either is right
    else:
        assert lines
