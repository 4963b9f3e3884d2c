"""The ZIP of one person, opened."""

import csv
import io
import json
import zipfile
from uuid import UUID

from usercore import exports


def archive(core, actor, user_id: UUID, **wanted) -> zipfile.ZipFile:
    """As it arrives."""
    return zipfile.ZipFile(io.BytesIO(b"".join(core.stream(actor, exports.person, user_id=user_id, **wanted))))


def data(found: zipfile.ZipFile) -> dict:
    return json.loads(found.read("data.json"))


def table(found: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(found.read(f"tables/{name}.csv").decode(), newline="")))


def everything(found: zipfile.ZipFile) -> str:
    """All that is in it, in small letters."""
    return "\n".join(found.read(name).decode() for name in found.namelist()).lower()
