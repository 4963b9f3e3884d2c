"""The record of processing as CSV, for whoever asks to see it (GDPR Art. 30(4))."""

from collections.abc import Generator, Iterator

from usercore.exports.csv import lines
from usercore.language import say
from usercore.permissions import Permission
from usercore.personal import MEASURES
from usercore.steps import processing as record
from usercore.work import Block, Work, needs


@needs(Permission.READ_PRIVACY, called="processing")
def processing(work: Work) -> Generator[Block]:
    """One row for each kind of data, with who answers for it and how it is kept safe."""
    yield from lines([*record.COLUMNS, "controller", "contact", "measures"], _rows(work))


def _rows(work: Work) -> Iterator[list[str]]:
    measures = " ".join(say(measure) for measure in MEASURES)
    for row in record.rows():
        yield [*row, work.settings.controller or "", work.settings.privacy_contact or "", measures]
