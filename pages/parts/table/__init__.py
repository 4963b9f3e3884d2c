"""The one table every list page draws."""

from pages.parts.table.cells import Column, Tone
from pages.parts.table.table import clear, rows, selected, show

__all__ = ["Column", "Tone", "clear", "rows", "selected", "show"]
