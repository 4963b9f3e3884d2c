"""Everything about one person, as a ZIP that is made while it is sent: tables, JSON, a page to read, and checksums."""

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED

from zipstream.ng import ZipStream

from usercore.exports.csv import lines
from usercore.models import User
from usercore.permissions import Permission
from usercore.personal import HOLDINGS, Holding
from usercore.steps import dictionary, held, leaflet
from usercore.work import Block, Work, needs

FORMAT = "usercore-person-1"


@needs(Permission.EXPORT_PRIVACY, own="user_id", called="person")
def person(work: Work, *, user_id: UUID, raw: bool = False) -> Generator[Block]:
    """One person's data and nobody else's, never masked. Its tables are safe for spreadsheets unless `raw`.

    The last block has the facts that stand in the log when it is finished: the SHA-256 of its manifest, which holds
    those of all other files. Raises `NotFresh` or `NotFound`.
    """
    work.must_be_fresh()
    yield from Archive(work, work.get(User, user_id), raw=raw).blocks()


@dataclass
class Measured:
    """A file on its way: how long it is, its checksum and its rows, once all of it went through."""

    name: str
    source: Iterator[Block]
    counts: bool = False  # whether its rows are the ones that the log tells
    size: int = 0
    rows: int = 0
    digest: Any = field(default_factory=sha256)

    def __iter__(self) -> Iterator[bytes]:
        for block in self.source:
            self.size, self.rows = self.size + len(block.data), self.rows + block.rows
            self.digest.update(block.data)
            yield block.data


class Archive:
    """The files of one person's ZIP, one after the other."""

    def __init__(self, work: Work, user: User, *, raw: bool) -> None:
        self.work, self.user, self.raw = work, user, raw
        self.counts: dict[str, int] = {}  # rows by holding, known once its table was written
        self.sent: list[Measured] = []

    def blocks(self) -> Generator[Block]:
        zipped = ZipStream(compress_type=ZIP_DEFLATED)
        for file in self._files():
            zipped.add(file, file.name)
            counted = 0
            for data in zipped.file():
                counted, news = file.rows, file.rows - counted
                yield Block(data, news if file.counts else 0)
            self.sent.append(file)
        for data in zipped.finalize():
            yield Block(data, 0)
        yield Block(b"", 0, {"manifest": self.sent[-1].digest.hexdigest(), "files": len(self.sent)})

    def _files(self) -> Iterator[Measured]:
        """Each is begun once the one before it is done: the page tells how many rows there were."""
        for holding in HOLDINGS:
            file = Measured(f"tables/{holding.name}.csv", self._table(holding), counts=True)
            yield file
            self.counts[holding.name] = file.rows
        yield Measured("data.json", self._json())
        yield Measured("fields.csv", lines(dictionary.COLUMNS, dictionary.rows(), raw=self.raw))
        yield Measured("index.html", leaflet.page(self.work, self.user, self.counts))
        yield Measured("manifest.json", self._manifest())

    def _table(self, holding: Holding) -> Iterator[Block]:
        found = held.batches(self.work, holding, self.user.id)
        rows = (list(map(_cell, row.values())) for batch in found for row in batch)
        return lines(list(holding.columns), rows, raw=self.raw)

    def _json(self) -> Iterator[Block]:
        yield Block(_written({"format": FORMAT, **leaflet.about(self.work, self.user)})[:-1] + b', "tables": {', 0)
        for place, holding in enumerate(HOLDINGS):
            yield Block(f"{',' if place else ''}\n{json.dumps(holding.name)}: [".encode(), 0)
            before = b"\n"
            for batch in held.batches(self.work, holding, self.user.id):
                yield Block(before + b",\n".join(map(_written, batch)), len(batch))
                before = b",\n"
            yield Block(b"]", 0)
        yield Block(b"\n}}\n", 0)

    def _manifest(self) -> Iterator[Block]:
        files = [
            {"name": file.name, "bytes": file.size, "sha256": file.digest.hexdigest(), "rows": file.rows}
            for file in self.sent
        ]
        tables = "raw" if self.raw else "safe for spreadsheets"
        told = {"format": FORMAT, **leaflet.about(self.work, self.user), "tables": tables, "files": files}
        yield Block(json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n", 0)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _written(value).decode() if isinstance(value, dict | list) else value


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
