"""The events that words mean which are typed into the audit log's filter: people know what entries say, not their codes."""

import re
from fnmatch import fnmatchcase

from rapidfuzz import fuzz, process

from pages.parts.log_words import EVENTS, OF_ONE, STEPS
from usercore import say
from usercore.events import Event

KNOWN = tuple(map(str, Event))  # the timeline has words for a letter that waits, too, which is no entry
LONGEST, MOST, CLOSE = 200, 3, 75
FACT, GAP = re.compile(r"\{\w+\}"), "…"


def meant(typed: str) -> tuple[str, ...]:
    """Patterns of the events; what means none is left as it was typed, and so finds nothing."""
    whole = _typed(typed)
    found = _these(whole) or [one for piece in _pieces(whole) for one in _events(piece) or [piece]]
    return tuple(dict.fromkeys(found))


def unknown(typed: str) -> list[str]:
    """What of it means no event."""
    whole = _typed(typed)
    return [] if _these(whole) else [piece for piece in _pieces(whole) if not _events(piece)]


def close_to(piece: str) -> list[str]:
    """Words of events that are spelt nearly so, the nearest first; what varies in them is left out."""
    told = [words for event in KNOWN for words in _words(event)]
    near = process.extract(piece, told, scorer=fuzz.WRatio, processor=str.casefold, limit=None, score_cutoff=CLOSE)
    return list(dict.fromkeys(words for words, _, _ in near))[:MOST]


def _typed(text: str) -> str:
    """As it is compared: an entry's title may have been copied with what stands behind it."""
    return " ".join(text[:LONGEST].partition(" · ")[0].split()).casefold()


def _pieces(typed: str) -> list[str]:
    """Several are asked for with commas between; codes also stand beside each other without."""
    parts = filter(None, map(str.strip, typed.split(",")))
    return [
        piece
        for part in parts
        for piece in (part.split() if all(":" in word or "*" in word for word in part.split()) else [part])
    ]


def _events(piece: str) -> list[str]:
    return _these(piece) or _nearly(piece)


def _these(piece: str) -> list[str]:
    """A code, or a pattern of codes, as it is; else a group, and each event that says this."""
    if not piece:
        return []
    if _any(piece):
        return [piece]
    group = f"{piece.replace(' ', '-')}{'*' if ':' in piece else ':*'}"
    events = [event for event in KNOWN if piece in event or any(_says(words, piece) for words in _words(event))]
    return [*([group] if _any(group) else []), *(event for event in events if not fnmatchcase(event, group))]


def _any(pattern: str) -> bool:
    return any(fnmatchcase(event, pattern) for event in KNOWN)


def _says(words: str, piece: str) -> bool:
    """Whether it stands in the words, or is what they come to: `sign-in refused: wrong code`."""
    words = words.casefold()
    return piece in words or re.fullmatch(".+".join(map(re.escape, words.split(GAP))), piece) is not None


def _nearly(piece: str) -> list[str]:
    """The same words in another order, or a step of a case."""
    asked = piece.split()
    found = [event for event in KNOWN for words in _words(event) if all(word in words.casefold() for word in asked)]
    return found or ["case:step"] * any(piece in say(step).casefold() for step in STEPS.values())


def _words(event: str) -> list[str]:
    """What its entries say, with a gap for each fact; nothing where a fact is all they say."""
    said = (EVENTS[event][0], OF_ONE.get(event, ("", ""))[1])
    told = [FACT.sub(GAP, say(words)) for words in said if words]
    return [words for words in told if words != GAP]
