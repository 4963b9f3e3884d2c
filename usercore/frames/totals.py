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
    cap = work.settings.count_cap
    some = wanted if exact else wanted.limit(cap + 1)
    found: int = work.rows(select(func.count()).select_from(some.subquery()))[0][0]
    total = Total(found if exact else min(found, cap))
    total.capped = not exact and (cut or found > cap)
    return total
