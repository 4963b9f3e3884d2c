"""How many rows a query means, counted no further than is of use."""

from typing import Any

from sqlalchemy import Select, func, select

from usercore.work import Work


class Total(int):
    """How many; if `capped`, at least so many."""

    capped: bool = False

    def __str__(self) -> str:
        return f"{int(self):,}+" if self.capped else f"{int(self):,}"


def how_many(work: Work, wanted: Select[Any], *, exact: bool = False, cut: bool = False) -> Total:
    """The rows of `wanted`, counted no further than the setting `count_cap` unless `exact`; `cut` if it leaves some out."""
    found: int = work.rows(counting(work, wanted, exact=exact))[0][0]
    return Total(found) if exact else as_counted(work, found, cut=cut)


def counting(work: Work, wanted: Select[Any], *, exact: bool = False) -> Select[int]:
    """What counts the rows of `wanted`, one further than the cap at most unless `exact`."""
    some = wanted if exact else wanted.limit(work.settings.count_cap + 1)
    return select(func.count()).select_from(some.subquery())


def as_counted(work: Work, found: int, *, cut: bool = False) -> Total:
    """What `counting` found, as it is told."""
    total = Total(min(found, work.settings.count_cap))
    total.capped = cut or found > work.settings.count_cap
    return total
