"""How hard a password is to guess, and what would make it harder: zxcvbn's estimate in our words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from zxcvbn import zxcvbn

from usercore.language import say

LONGEST = 72  # zxcvbn's own limit; what is longer is judged by its beginning
LONGEST_WORD, MOST_WORDS = 40, 30
EASY = 2  # below this score a password falls to an online attack (zxcvbn: under 10^6 guesses)
VERDICTS = ("Very easy to guess", "Easy to guess", "Not hard to guess", "Hard to guess", "Very hard to guess")
TIPS = {
    "Straight rows of keys are easy to guess.": "Rows of keys are easy to guess.",
    "Short keyboard patterns are easy to guess.": "Rows of keys are easy to guess.",
    'Repeats like "aaa" are easy to guess.': "The same letter again and again adds nothing.",
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': "Repeating a word adds next to nothing.",
    'Sequences like "abc" or "6543" are easy to guess.': "Sequences such as abc or 6543 are easy to guess.",
    "Recent years are easy to guess.": "Years are easy to guess.",
    "Dates are often easy to guess.": "Dates are easy to guess.",
    "This is a top-10 common password.": "Many people have had this password.",
    "This is a top-100 common password.": "Many people have had this password.",
    "This is a very common password.": "Many people have had this password.",
    "This is similar to a commonly used password.": "It is close to a password that many people have had.",
    "A word by itself is easy to guess.": "One word by itself is easy to guess.",
    "Names and surnames by themselves are easy to guess.": "Names are easy to guess.",
    "Common names and surnames are easy to guess.": "Names are easy to guess.",
}
ADD_WORDS = "Add a word or two that nobody would put there."
_one_at_a_time = Lock()  # zxcvbn keeps a person's words in one place for the whole process


@dataclass(frozen=True, slots=True)
class Advice:
    """`score` 0 to 4; `tip` is one sentence, empty where nothing need be better."""

    score: int
    verdict: str
    tip: str

    @property
    def easy(self) -> bool:
        return self.score < EASY


def advice(password: str, words: Iterable[str] = ()) -> Advice:
    """The estimate for `password`, knowing that `words` (name, address, product) will be tried first."""
    known = [word[:LONGEST_WORD] for told in words for word in (told, *re.split(r"[\W_]+", told)) if word][:MOST_WORDS]
    with _one_at_a_time:
        found = zxcvbn(password[:LONGEST] or " ", user_inputs=known)
        zxcvbn(" ", user_inputs=[])  # and forgets them again
    score = int(found["score"])
    warning = str(found["feedback"]["warning"] or "")
    tip = TIPS.get(warning, "") if score < len(VERDICTS) - 1 else ""
    return Advice(score, say(VERDICTS[score]), say(tip or ADD_WORDS) if score <= EASY else "")
