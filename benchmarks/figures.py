"""One measured line of the table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, what stands beside it, and whether the target is reached."""

    row: int
    what: str
    database: str
    ours: float
    unit: str
    beside: dict[str, float]
    target: str
    measured: str
    reached: bool
