"""A person's initials in a circle, in the colour they have in every list."""

import html
import re
from itertools import dropwhile, islice, takewhile
from unicodedata import category
from zlib import crc32

import streamlit as st

PIXELS = 56


def avatar(name: str, user_id: object) -> None:
    """Draw it; it tells nothing that does not stand beside it, so screen readers skip it."""
    hue = crc32(str(user_id).encode()) % 360
    st.html(
        f'<div aria-hidden="true" style="width:{PIXELS}px;height:{PIXELS}px;border-radius:50%;display:flex;'
        f"align-items:center;justify-content:center;font-weight:600;font-size:{PIXELS // 3}px;"
        f'background:hsl({hue} 62% 90%);color:hsl({hue} 50% 26%)">{html.escape(initials(name))}</div>',
        width="content",
    )


def initials(name: str) -> str:
    """The first letters of the first and the last word, whatever the script, as `table/cells.js` takes them."""
    letters = list(filter(None, map(_first_letter, re.split(r"[\s@]+", name))))
    ends = [letters[0], letters[-1]] if len(letters) > 1 and "@" not in name else letters[:1]
    return "".join(ends).upper()


def _first_letter(word: str) -> str:
    """Or its first digit, with the marks that stand upon it."""
    rest = dropwhile(lambda sign: not sign.isalnum(), word)
    return "".join([*islice(rest, 1), *takewhile(lambda sign: category(sign).startswith("M"), rest)])
