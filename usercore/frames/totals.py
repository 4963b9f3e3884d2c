"""How many rows a query means, counted no further than is of use."""

from typing import Any

from sqlalchemy import Select, func, select

from usercore.work import Work


class Total(int):
    """How many; if `capped`, at least so many."""

    capped: bool = False

    def __str__(self) -> str:
        return f"{int(self):,}+" if self.capped else f"{int(self):,}"


def how_many(work: Work, wanted: Select[Any], *, exact: bool = False, **given: Any) -> Total:
    """The rows of `wanted`, run with what is `given`, counted no further than the setting `count_cap` unless `exact`."""
    some = wanted if exact else wanted.limit(work.settings.count_cap + 1)
    found: int = work.rows(select(func.count()).select_from(some.subquery()), **given)[0][0]
    return Total(found) if exact else as_counted(work, found)


def as_counted(work: Work, found: int, *, cut: bool = False) -> Total:
    """How many were found by counting one further than the cap at most, as it is told; `cut` if some were left out."""
    total = Total(min(found, work.settings.count_cap))
    total.capped = cut or found > work.settings.count_cap
    return total
