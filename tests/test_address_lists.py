"""Lists as people really make them: each is read as whoever made it would read it aloud."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usercore.address_lists import Line, read

ADA, BOB = Line(1, "ada@example.com"), Line(2, "bob@example.com")
TABLE = "E-Mail;Full name;ROLE\nada@example.com;Zoë Müller;Editor\nbob@example.com;Bob;\n"
IN_TABLE = (Line(2, "ada@example.com", "Zoë Müller", "Editor"), Line(3, "bob@example.com", "Bob"))


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"],
)
def test_a_file_is_read_in_whatever_its_program_wrote(encoding):
    assert read(TABLE.encode(encoding)) == IN_TABLE


def test_a_big_endian_file_with_its_mark_is_read():
    assert read(b"\xfe\xff" + TABLE.encode("utf-16-be")) == IN_TABLE


def test_what_no_windows_letter_stands_for_is_read_all_the_same():
    assert read(b"ada@example.com;A\x81da") == (Line(1, "ada@example.com", "A\x81da"),)


def test_a_mark_in_pasted_text_is_no_part_of_the_header():
    assert read(f"\ufeff{TABLE}") == IN_TABLE


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_line_end_and_separator_is_understood(line_end, separator):
    assert read(TABLE.replace("\n", line_end).replace(";", separator).encode()) == IN_TABLE


def test_a_long_file_with_carriage_returns_alone_keeps_its_separator():
    lines = [f"person{number}@example.com;Someone" for number in range(3_000)]

    found = read("\r".join(lines))

    assert len(found) == 3_000
    assert found[-1] == Line(3_000, "person2999@example.com", "Someone")


def test_quotes_hold_separators_quotes_and_line_breaks_and_lines_are_counted_as_in_an_editor():
    text = 'email,name\r\nada@example.com,"Lovelace, ""Ada""\r\nKing"\r\n\r\nbob@example.com,Bob\r\n'

    assert read(text) == (
        Line(2, "ada@example.com", 'Lovelace, "Ada" King'),
        Line(5, "bob@example.com", "Bob"),
    )


def test_a_quote_nobody_closed_spoils_its_own_line_only():
    assert read('email,name\n"ada@example.com,Ada\nbob@example.com,"Bob" B\ncy@example.com,Cy') == (
        Line(2, "ada@example.com,Ada"),
        Line(3, "bob@example.com", "Bob B"),
        Line(4, "cy@example.com", "Cy"),
    )


def test_a_comma_inside_a_name_does_not_decide_the_separator():
    assert read("Lovelace, Ada;ada@example.com\nByron, George;george@example.com") == (
        Line(1, "ada@example.com", "Lovelace, Ada"),
        Line(2, "george@example.com", "Byron, George"),
    )


def test_a_first_line_that_tells_the_separator_is_believed():
    assert read("sep=|\r\nName|Mail\r\nA;B|ada@example.com") == (Line(3, "ada@example.com", "A;B"),)


@pytest.mark.parametrize(
    "header", ["E-Mail", "email address", "MAIL", " Email ", "E-Mail-Adresse", "Courriel", "Почта"]
)
def test_a_header_counts_in_any_case_and_several_languages(header):
    assert read(f"Role,{header},Name\neditor,ada@example.com,Ada") == (Line(2, "ada@example.com", "Ada", "editor"),)


def test_first_and_last_names_are_joined_and_a_full_name_wins():
    assert read("Last name,First name,Email,Name\nLovelace,Ada,ada@example.com,\nB,C,bob@example.com,Bob") == (
        Line(2, "ada@example.com", "Ada Lovelace"),
        Line(3, "bob@example.com", "Bob"),
    )


def test_a_header_that_does_not_name_the_address_still_names_the_rest():
    assert read("Contact,Name\nada@example.com,Ada") == (Line(2, "ada@example.com", "Ada"),)


def test_of_two_address_columns_the_one_that_has_them_counts():
    assert read("Email,E-mail address,Name\n,ada@example.com,Ada") == (Line(2, "ada@example.com", "Ada"),)


def test_without_a_header_the_address_is_found_and_name_and_role_follow():
    assert read("Ada;ada@example.com;viewer\nBob;bob@example.com;\nCy") == (
        Line(1, "ada@example.com", "Ada", "viewer"),
        Line(2, "bob@example.com", "Bob"),
        Line(3, "", "Cy"),
    )


def test_without_a_header_a_column_that_counts_the_lines_is_no_name():
    assert read("1,ada@example.com,Ada\n2,bob@example.com,Bob")[1] == Line(2, "bob@example.com", "Bob")


def test_without_a_header_a_second_address_column_is_not_invited():
    assert read("ada@example.com,Ada,boss@example.com\nbob@example.com,Bob,boss@example.com") == (
        Line(1, "ada@example.com", "Ada", "boss@example.com"),  # said to be no role
        Line(2, "bob@example.com", "Bob", "boss@example.com"),
    )


def test_empty_and_ragged_lines_are_no_trouble():
    assert read("\n ;;\nemail;name;role\n\nada@example.com\nbob@example.com;Bob;editor;more;;\n;;;\n") == (
        Line(5, "ada@example.com"),
        Line(6, "bob@example.com", "Bob", "editor"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.com\nbob@example.com",
        " ada@example.com ,\n\tbob@example.com,",
        "ada@example.com;\r\nmailto:bob@example.com",
        "<ada@example.com>\n<mailto:bob@example.com>",
    ],
)
def test_pasted_addresses_one_on_a_line_are_read(text):
    assert read(text) == (ADA, BOB)


@pytest.mark.parametrize("between", [", ", ";", "; ", " ", "\t", "|", ",,"])
def test_pasted_addresses_on_one_line_are_all_on_line_one(between):
    typed = between.join(["ada@example.com", "bob@example.com", "cy@example.com"])

    assert [(line.number, line.email) for line in read(typed)] == [
        (1, "ada@example.com"),
        (1, "bob@example.com"),
        (1, "cy@example.com"),
    ]


def test_separators_may_be_mixed():
    assert [line.email for line in read("a@example.com; b@example.com, c@example.com\nd@example.com")] == [
        "a@example.com",
        "b@example.com",
        "c@example.com",
        "d@example.com",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace <ada@example.com>, Bob <bob@example.com>",
        "Ada Lovelace <ada@example.com>; Bob <bob@example.com>",
        '"Ada Lovelace" <ada@example.com>, "Bob" <bob@example.com>',
        "Ada Lovelace <mailto:ada@example.com>\n'Bob' < bob@example.com >",
    ],
)
def test_people_are_read_as_mail_programs_paste_them(text):
    assert [(line.email, line.name) for line in read(text)] == [
        ("ada@example.com", "Ada Lovelace"),
        ("bob@example.com", "Bob"),
    ]


def test_a_comma_in_a_pasted_name_stays_in_it():
    assert [(line.email, line.name) for line in read("Lovelace, Ada <ada@example.com>; Byron, G <g@example.com>")] == [
        ("ada@example.com", "Lovelace, Ada"),
        ("g@example.com", "Byron, G"),
    ]


def test_an_address_is_not_its_own_name():
    assert read("ada@example.com <ada@example.com>") == (ADA,)


def test_what_is_no_address_stays_in_the_list_to_be_told():
    assert [line.email for line in read("ada@example.com, bob.example.com, cy@example.com")] == [
        "ada@example.com",
        "bob.example.com",
        "cy@example.com",
    ]


def test_nothing_is_taken_for_a_formula():
    assert read('email,name\nada@example.com,"=HYPERLINK(""http://x"")"')[0].name == '=HYPERLINK("http://x")'


def test_address_books_as_mail_programs_export_them_are_read():
    google = (
        "First Name,Middle Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value\n"
        "Ada,,Lovelace,* myContacts,Home,ada@example.com,+1 555 0100\n"
    )
    outlook = '"First Name","Last Name","E-mail Address","E-mail Type"\r\n"Ada","Lovelace","ada@example.com","SMTP"\r\n'

    assert read(google) == read(outlook.encode("cp1252")) == (Line(2, "ada@example.com", "Ada Lovelace"),)


WORDS = st.text(st.sampled_from("abcxyzÄéñ'\",;|\t ÖŁЖ名"), max_size=12).map(str.strip)
PEOPLE = st.lists(st.tuples(st.integers(0, 10**6), WORDS, st.sampled_from(["", "editor", "Admin"])), min_size=1)


@given(
    people=PEOPLE,
    separator=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    order=st.permutations([("email", 0), ("Name", 1), ("ROLE", 2)]),
)
def test_what_a_program_wrote_is_read_back(people, separator, line_end, encoding, order):
    rows = [(f"person{number}@example.com", name, role) for number, name, role in people]
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, lineterminator=line_end)
    writer.writerow([title for title, _ in order])
    writer.writerows([[row[place] for _, place in order] for row in rows])

    found = read(written.getvalue().encode(encoding))

    assert [(line.email, line.name, line.role) for line in found] == rows
    assert [line.number for line in found] == list(range(2, len(rows) + 2))
