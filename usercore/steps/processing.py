"""The record of processing as rows, shared by its page and its file."""

from collections.abc import Iterator

from usercore.language import say
from usercore.personal import HOLDINGS
from usercore.steps import dictionary

COLUMNS = [
    "activity", "purpose", "legal_basis", "persons", "data", "where", "source", "recipients", "kept", "at_erasure",
]  # fmt: skip


def rows() -> Iterator[list[str]]:
    """One for each holding, those of one activity together."""
    activities = list(dict.fromkeys(holding.activity for holding in HOLDINGS))
    for holding in sorted(HOLDINGS, key=lambda holding: activities.index(holding.activity)):
        of = holding.activity
        yield [
            say(of.title),
            say(of.purpose),
            dictionary.basis(holding),
            say(of.persons),
            say(holding.data),
            holding.table_name,
            say(holding.source),
            say(of.recipients),
            say(holding.retention),
            dictionary.at_erasure(holding),
        ]
