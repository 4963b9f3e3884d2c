"""The page to read in the archive of one person: self-contained, made piece by piece."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from usercore.language import say
from usercore.models import User
from usercore.personal import HOLDINGS, Holding
from usercore.steps import dictionary, held
from usercore.work import Block, Work

HERE = files("usercore.personal")
SHOWN = 200  # of each table: all of them are in the files beside the page


def about(work: Work, user: User) -> dict[str, str]:
    """What stands above everything: whose data it is, when it was handed out, and by whom it is kept."""
    return {
        "person": str(user.id),
        "made_at": held.moment(work.now),
        "product": work.settings.product,
        "controller": work.settings.controller or "",
        "contact": work.settings.privacy_contact or "",
    }


def page(work: Work, user: User, counts: Mapping[str, int]) -> Iterator[Block]:
    """Its head, a section for each table, its end. `counts`: how many rows each table has."""
    template = _template("leaflet.html")
    yield _block(
        template, say=say, part="head", user=user, about=about(work, user), made=_readable(work.now), counts=counts,
        holdings=HOLDINGS, style=(HERE / "leaflet.css").read_text("utf-8"),
    )  # fmt: skip
    full = [holding for holding in HOLDINGS if counts.get(holding.name)]
    for holding in full:
        rows = held.newest(work, holding, user.id, SHOWN)
        yield _block(
            template, say=say, part="table", holding=holding, count=counts[holding.name], shown=len(rows),
            columns={name: dictionary.meaning(holding, name) for name in holding.columns},
            rows=[{name: _shown(value) for name, value in row.items()} for row in rows],
            withheld=_withheld(holding), basis=dictionary.basis(holding), erasure=dictionary.at_erasure(holding),
        )  # fmt: skip
    yield _block(template, say=say, part="end", empty=[holding for holding in HOLDINGS if holding not in full])


def _withheld(holding: Holding) -> list[tuple[str, str]]:
    """Why something is left out, and which columns, one line for each reason."""
    found: dict[str, list[str]] = {}
    for name, why in holding.withheld.items():
        found.setdefault(say(why), []).append(name)
    return [(why, ", ".join(names)) for why, names in found.items()]


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_shown(inner)}" for name, inner in value.items()) or "–"
    if isinstance(value, list):
        return ", ".join(_shown(inner) for inner in value) or "–"
    return _moment(value) if isinstance(value, str) else str(value)


def _moment(value: str) -> str:
    """A moment as people read it; anything else as it is."""
    try:
        found = datetime.fromisoformat(value) if len(value) >= len("2026-01-01T00:00Z") and value[10] == "T" else None
    except ValueError:
        return value
    return _readable(found) if found and found.tzinfo else value


def _readable(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%-d %B %Y, %H:%M} UTC"


def _block(template: Template, **told: Any) -> Block:
    return Block(template.render(**told).encode("utf-8", "replace"), 0)


@cache
def _template(name: str) -> Template:
    environment = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((HERE / name).read_text("utf-8"))
