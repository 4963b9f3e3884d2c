"""The text in a file that people choose, whichever program wrote it."""

import codecs
import re
from contextlib import suppress

from usercore.errors import UnreadableList
from usercore.language import say

LARGEST = 16 * 1024 * 1024
LOOKED_AT = 50_000  # characters, to see whether it is text at all
MARKS = (  # the longer first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROL = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f]")


def decoded(data: bytes | str) -> str:
    """The text without its mark. Raises `UnreadableList` for what is none."""
    if len(data) > LARGEST:
        raise UnreadableList(why=say("it is larger than {most} MB; split it", most=LARGEST // 1024**2))
    text = (data if isinstance(data, str) else _text(data)).lstrip("\ufeff")
    start = text[:LOOKED_AT]
    if "\0" in text or len(CONTROL.findall(start)) > max(1, len(start) // 100):
        raise UnreadableList(why=say("it is no text; if it is a spreadsheet, save it as CSV and choose that file"))
    return text


def _text(data: bytes) -> str:
    """By its mark; else what it plainly is; else as Windows writes the west of Europe.

    Guessing by letters is not tried: of a few names it takes Polish for Chinese, and addresses are ASCII anyway.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data:
        for encoding in ("utf-16-le", "utf-16-be"):
            with suppress(UnicodeDecodeError):
                text = data.decode(encoding)
                if "@" in text and "\0" not in text:  # the other way round an @ is a Chinese letter
                    return text
    for encoding in ("utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("latin-1")
