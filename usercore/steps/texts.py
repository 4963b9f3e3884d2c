"""What people search for, as conditions on their names and addresses.

A condition is spelt with names for the words; `values_in` has the words themselves. So what was spelt for one text serves
each that is built alike.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, literal

from usercore import search_index
from usercore.models import User
from usercore.spelling import folded, whole_email

LONGEST_TEXT = 200
ESCAPE = "/"
Told = Callable[..., Any]  # what stands in the statement for the value of this name, and perhaps of this type


def named(name: str, of_type: Any = String) -> Any:
    """A parameter, for statements that are given their values."""
    return bindparam(name, type_=of_type)


def spelt_out(values: Mapping[str, Any]) -> Told:
    """The values themselves, for conditions that become part of somebody else's statement."""
    return lambda name, of_type=String: literal(values[name], of_type)


def words(text: str) -> list[str]:
    """What a search looks for: its words, folded as names and addresses are."""
    return folded(text[:LONGEST_TEXT]).split()


def searched(text: str, told: Told = named, *, sees_all: bool) -> Iterable[ColumnElement[bool]]:
    """Whose name or address holds every word of the text. Whoever may not see addresses may not find out about them by
    searching either, letter by letter: they find by parts of names, or by a whole address, typed in any spelling.
    """
    if not sees_all and whole_email(text):
        yield User.email_key == told("address")
        return
    searched = User.searched if sees_all else User.name_key
    for place, word in enumerate(words(text)):
        # Fewer letters have no trigram: for them PostgreSQL would read all of that index. Of an address it would read
        # who else is at that domain: what stands before the sign finds sooner.
        sooner = _before(word)
        if sooner:
            yield searched.contains(told(f"before{place}"), escape=ESCAPE)
        indexed = not sooner and is_long(word)
        yield (searched if indexed else searched.concat("")).contains(told(f"word{place}"), escape=ESCAPE)


def values_in(text: str, *, sees_all: bool) -> dict[str, Any]:
    """The values of those names."""
    if not sees_all and (key := whole_email(text)):
        return {"address": key}
    found = words(text)
    befores = {f"before{place}": _escaped(_before(word)) for place, word in enumerate(found)}
    return befores | {f"word{place}": _escaped(word) for place, word in enumerate(found)}


def alike(text: str, *, sees_all: bool) -> str:
    """The same text for all whose conditions are spelt alike."""
    if not sees_all and whole_email(text):
        return "someone@example.org"
    return " ".join("aa@" if _before(word) else "a" * min(len(word), search_index.SHORT) for word in words(text))


def is_long(word: str) -> bool:
    """Whether the word has a trigram."""
    return len(word) >= search_index.SHORT


def _before(word: str) -> str:
    """Of an address, what stands before the sign and the sign itself, if that is long enough to be found by an index."""
    before = word[: word.find("@") + 1]
    return before if is_long(before) else ""


def _escaped(word: str) -> str:
    """None of its letters stands for others in LIKE."""
    return word.replace(ESCAPE, ESCAPE * 2).replace("%", f"{ESCAPE}%").replace("_", f"{ESCAPE}_")
