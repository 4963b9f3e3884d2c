"""How a statement becomes a frame: plain rows, no ORM object per row."""

from collections.abc import Iterable
from typing import Any

import pandas as pd


def frame(rows: Iterable[Any], columns: list[str]) -> pd.DataFrame:
    """A frame of `columns`, dtype object: ids stay UUIDs, moments stay aware, None stays None."""
    return pd.DataFrame([tuple(row) for row in rows], columns=columns, dtype=object)
