"""CSV as RFC 4180 has it, in blocks, with nothing a spreadsheet would run."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usercore.exports.csv import ROWS_A_BLOCK, STARTS_A_FORMULA, harmless, lines

CELLS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["=1", " =1", "\t=1", "\u3000＝1", "\u2003+1", "\r\n@x", "-", "|x", "\0=1", "'=1", "a,b", 'a"b']
)


@given(CELLS)
def test_no_cell_starts_as_a_formula_would(cell):
    shown = harmless(cell)

    bare = unicodedata.normalize("NFKC", shown).lstrip()
    assert not shown.startswith(STARTS_A_FORMULA)
    assert not bare.startswith(STARTS_A_FORMULA)
    assert shown in (cell, f"'{cell}")


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5), st.sampled_from(",;\t"))
def test_what_is_written_raw_reads_back_as_it_was(rows, delimiter):
    data = b"".join(block.data for block in lines(["one", "two"], rows, delimiter=delimiter, raw=True)).decode()

    assert list(csv.reader(io.StringIO(data, newline=""), delimiter=delimiter, strict=True)) == [["one", "two"], *rows]


@pytest.mark.parametrize("count", [0, 1, ROWS_A_BLOCK, ROWS_A_BLOCK + 1, 3 * ROWS_A_BLOCK])
def test_rows_come_in_blocks_and_are_counted(count):
    blocks = list(lines(["number"], ([number] for number in range(count))))

    assert blocks[0].data == b"number\r\n"
    assert sum(block.rows for block in blocks) == count
    assert max(block.rows for block in blocks) <= ROWS_A_BLOCK
    assert b"".join(block.data for block in blocks).count(b"\r\n") == count + 1


def test_the_header_comes_before_the_first_row_is_asked_for():
    def rows():
        raise AssertionError("asked too early")
        yield

    assert next(lines(["one"], rows())).data == b"one\r\n"


def test_numbers_and_nothing_stay_what_they_are():
    data = b"".join(block.data for block in lines(["a", "b"], [[-1, None]]))

    assert data == b"a,b\r\n-1,\r\n"
