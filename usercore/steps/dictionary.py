"""The field dictionary: of every column that is held about people what it means and why it is there."""

from collections.abc import Iterator

from usercore.language import say
from usercore.personal import HOLDINGS, Holding, Withheld

COLUMNS = [
    "file", "table", "field", "meaning", "handed_out", "purpose", "legal_basis", "source", "kept", "recipients",
    "at_erasure",
]  # fmt: skip


def rows() -> Iterator[list[str]]:
    """Row by row, holding by holding, in the order of the table."""
    for holding in HOLDINGS:
        for column in holding.table.__table__.columns:
            yield [f"tables/{holding.name}.csv", say(holding.title), column.name, *_about(holding, column.name)]


def basis(holding: Holding) -> str:
    """The legal basis, with the interest where one is it."""
    of = holding.activity
    return say("{basis}: {interest}", basis=say(of.basis), interest=say(of.interest)) if of.interest else say(of.basis)


def at_erasure(holding: Holding) -> str:
    """What happens, and by which law something stays."""
    return f"{say(holding.erasing)} {say(holding.reason)}".strip()


def meaning(holding: Holding, name: str) -> str:
    """What a column that is handed out means."""
    return say(holding.told.get(name) or holding.people.get(name) or "Your number: it is what leads to this row")


def _about(holding: Holding, name: str) -> list[str]:
    given = name in holding.columns
    handed = say("yes") if given else say("no")
    return [
        meaning(holding, name) if given else say(holding.withheld.get(name, Withheld.OTHERS)),
        handed,
        say(holding.activity.purpose),
        basis(holding),
        say(holding.source),
        say(holding.retention),
        say(holding.activity.recipients),
        at_erasure(holding),
    ]
