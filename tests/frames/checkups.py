"""What a checkup found, by its checks."""

from tests.builders import house
from usercore.frames import health


def found(core, actor=None, **wanted):
    """The kind and the facts of what each check found."""
    rows = core.call(actor or house(), health.checkup, **wanted)
    return {row.check: (row.kind, row.facts) for row in rows.itertuples()}


def kind(core, check):
    return found(core)[check][0]


def facts(core, check):
    return found(core)[check][1]
