"""The one table every list page draws."""

from pages.parts.table.cells import Column
from pages.parts.table.table import clear, selected, show

__all__ = ["Column", "clear", "selected", "show"]
