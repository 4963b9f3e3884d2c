"""One's own circle on “My account” is the one that stands beside one's name in every list."""

from pathlib import Path
from zlib import crc32

import pytest

from pages import parts
from pages.parts.avatar import initials
from tests.builders import ADA
from tests.pages.app import the_app
from usercore.frames import users

TABLE = Path(parts.__path__[0]) / "table"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lovelace", "AL"),
        ("Ada King Lovelace", "AL"),
        ("ada", "A"),
        ("ada@example.com", "A"),
        ("(Ada) “Lovelace”", "AL"),
        ("E\u0301lise Ångström", "E\u0301Å"),
        ("王小明", "王"),
        ("हिमा नैना", "हिनै"),
        ("3 Wheels", "3W"),
        ("ßen Ali", "SSA"),
        ("— …", ""),
    ],
)
def test_the_initials_are_of_the_first_and_the_last_word_and_of_an_address_one(name, letters):
    assert initials(name) == letters


def test_it_has_the_colour_it_has_in_every_list(core, tokens, ada):
    [looks] = [line for line in (TABLE / "table.css").read_text().splitlines() if "hsl(var(--hue)" in line]
    hue = crc32(str(ada.user_id).encode()) % 360
    person = core.call(ada, users.by_id, user_id=ada.user_id).iloc[0]

    with the_app(core, tokens[ADA], "account.py") as app:
        [drawn] = [html.proto.body for html in app.get("html") if "border-radius:50%" in html.proto.body]

    assert f">{initials(person['name'])}<" in drawn
    for colour in looks.replace("var(--hue)", str(hue)).split(";"):
        assert colour.strip().replace(": ", ":") in drawn
