"""How hard a password is to guess, and what would make it harder: one judgement, for the policy and for whoever types."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from zxcvbn import zxcvbn

from usercore.crypto import blocklist
from usercore.crypto.blocklist.patterns import is_pattern
from usercore.language import say
from usercore.spelling import folded

LONGEST = 1024  # what is longer is judged by its beginning
PIECE = 32  # zxcvbn's cost grows with the square; a whole is at least as hard as its hardest piece
LONGEST_WORD, MOST_WORDS, SHORTEST_WORD = 40, 30, 3
SIGNS, MOST_SIGNS = "@({[<!|$+%", 4
PLAIN_SIGNS = str.maketrans(SIGNS, "`^=;:?~&*§")
EASY = 2  # below this score a password falls to an online attack (zxcvbn: under 10^6 guesses)
MANY = "Many people have had it, or one like it: choose other words."
PATTERN = "It repeats itself, or follows the keys: use a few words instead."
PERSONAL = "It is little more than a name, the address or the product: add other words."
ADD_WORDS = "A word or two more that nobody would expect there makes it better."
VERDICTS = ("Very easy to guess", "Easy to guess", "Could be harder to guess", "Hard to guess", "Very hard to guess")
KINDS = {
    "a small letter": lambda one: one.isalpha() and not one.isupper(),  # letters of scripts that have but one size too
    "a capital letter": str.isupper,
    "a digit": str.isdigit,
    "a sign": lambda one: not one.isalnum(),
}
TIPS = {
    "Straight rows of keys are easy to guess.": "Rows of keys are tried early: use words instead.",
    "Short keyboard patterns are easy to guess.": "Rows of keys are tried early: use words instead.",
    'Repeats like "aaa" are easy to guess.': "The same letter again adds next to nothing: use words instead.",
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': "Saying it again adds next to nothing: "
    "add other words.",
    'Sequences like "abc" or "6543" are easy to guess.': "Sequences such as abc or 6543 are tried early: use words.",
    "Recent years are easy to guess.": "Years are tried early: add words.",
    "Dates are often easy to guess.": "Dates are tried early: add words.",
    "This is a top-10 common password.": MANY,
    "This is a top-100 common password.": MANY,
    "This is a very common password.": MANY,
    "This is similar to a commonly used password.": MANY,
    "A word by itself is easy to guess.": "One word is soon found: add more.",
    "Names and surnames by themselves are easy to guess.": "Names are tried early: add other words.",
    "Common names and surnames are easy to guess.": "Names are tried early: add other words.",
    "Predictable substitutions like '@' instead of 'a' don't help very much.": "Signs in place of letters hardly help: "
    "add words.",
    "Reversed words aren't much harder to guess.": "Words spelled backwards hardly help: add more.",
}
_one_at_a_time = Lock()  # zxcvbn keeps a person's words in one place for the whole process


@dataclass(frozen=True, slots=True)
class Advice:
    """`score` 0 to 4; `tips` are sentences, the most useful first, none where nothing need be better."""

    score: int
    verdict: str
    tips: tuple[str, ...] = ()

    @property
    def easy(self) -> bool:
        return self.score < EASY


def advice(password: str, *, words: Iterable[str] = ()) -> Advice:
    """The judgement of `password`, knowing that `words` (name, address, product) will be tried first."""
    beginning = password[:LONGEST]
    known = _known(words)
    if reason := _why_easy(beginning, known):
        return Advice(0, say(VERDICTS[0]), (say(reason),))
    score, said = _estimate(beginning, known)
    if score > EASY:
        return Advice(score, say(VERDICTS[score]))
    tips = dict.fromkeys([*(TIPS[one] for one in said if one in TIPS), ADD_WORDS])
    return Advice(score, say(VERDICTS[score]), tuple(map(say, tips)))


def missing_kinds(password: str, wanted: int) -> str:
    """What to add so that it has `wanted` kinds of characters (lower, upper, digit, sign); empty if it has them."""
    beginning = password[:LONGEST]
    lacks = [say(kind) for kind, is_one in KINDS.items() if not any(map(is_one, beginning))]
    more = wanted - (len(KINDS) - len(lacks))
    if more <= 0:
        return ""
    sentence = "Add one of these: {kinds}." if more == 1 else "Add {more} of these: {kinds}."
    return say(sentence, more=more, kinds=", ".join(lacks))


def _known(words: Iterable[str]) -> list[str]:
    """Each of them whole and in its parts; shorter ones are in too many words."""
    told = [folded(word)[:LONGEST_WORD] for word in words]
    found = dict.fromkeys(part for word in told for part in (word, *re.split(r"[\W_]+", word)))
    return [word for word in found if len(word) >= SHORTEST_WORD][:MOST_WORDS]


def _why_easy(password: str, known: list[str]) -> str | None:
    if _is_personal(folded(password), known):
        return PERSONAL
    if blocklist.is_common(password):
        return PATTERN if is_pattern(blocklist.spelled(password)) else MANY
    return None


def _is_personal(whole: str, known: list[str]) -> bool:
    """Whether what else stands there would be soon found by itself: a date, one more word, signs."""
    rest = whole
    for word in sorted(known, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != whole and _estimate("".join(filter(str.isalnum, rest)), known)[0] < EASY


def _estimate(password: str, known: list[str]) -> tuple[int, tuple[str, ...]]:
    """The score, and what zxcvbn says about it in its own words."""
    return max(_of_piece(piece, known) for piece in {password[:PIECE], password[-PIECE:]})


def _of_piece(piece: str, known: list[str]) -> tuple[int, tuple[str, ...]]:
    # zxcvbn tries every reading of every sign as a letter: many of them at once would take it seconds.
    if len(set(piece).intersection(SIGNS)) > MOST_SIGNS:
        piece = piece.translate(PLAIN_SIGNS)
    with _one_at_a_time:
        found = zxcvbn(piece or " ", user_inputs=known)
        zxcvbn(" ", user_inputs=[])  # and forgets them again
    told = found["feedback"]
    return int(found["score"]), (str(told["warning"] or ""), *map(str, told["suggestions"]))
