"""Every sentence a person reads passes `say`, so that catalogues can come without touching each of them."""

from gettext import NullTranslations

_catalogue = NullTranslations()


def say(sentence: str, /, **facts: object) -> str:
    """The sentence in the reader's language, its facts filled in."""
    translated = _catalogue.gettext(sentence)
    return translated.format(**facts) if facts else translated
