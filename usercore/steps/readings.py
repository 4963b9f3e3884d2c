"""Readings that are themselves on record: once per actor and filter in ten minutes, not once a page or a look."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from usercore import limits
from usercore.work import Deed, Work

AGAIN_AFTER = timedelta(minutes=10)
PAGES = {"after", "before", "limit"}  # another page of the same list is the same reading


def plainly(wanted: Mapping[str, Any], *, besides: set[str] | None = None) -> dict[str, Any]:
    """What was asked for as plain JSON, without what is as usual."""
    return {
        name: value.model_dump(mode="json", exclude_defaults=True, exclude=besides)
        if hasattr(value, "model_dump")
        else value
        for name, value in wanted.items()
    }


def written(told: Mapping[str, Any]) -> str:
    """The same on one line, always spelled alike."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)


def is_news(work: Work, deed: Deed[..., Any], wanted: Mapping[str, Any]) -> bool:
    """Whether this actor has not read this for a while; writes nothing, so that a list costs no write a page."""
    return deed.needs.found is not None or not limits.happened(work, str(deed.needs.recorded), _key(work, wanted))


def record(work: Work, deed: Deed[..., Any], wanted: Mapping[str, Any], answer: Any) -> None:
    """The entry, with what was found where the deed says so; else unless another call of theirs was faster."""
    event = deed.needs.recorded
    if event and deed.needs.found:
        work.record(event, **deed.needs.found(answer))
        work.seal()
    elif event and limits.first_within(work, event, _key(work, wanted), AGAIN_AFTER):
        work.record(event, personal={"wanted": _filter(wanted)})
        work.seal()


def _key(work: Work, wanted: Mapping[str, Any]) -> str:
    return f"{work.actor.kind}\0{work.actor.user_id or work.actor.name}\0{_filter(wanted)}"


def _filter(wanted: Mapping[str, Any]) -> str:
    return written({name: value for name, value in plainly(wanted, besides=PAGES).items() if value})
