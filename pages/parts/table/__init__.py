"""The one table every list page draws."""

from pages.parts.table.table import Column, clear, selected, show

__all__ = ["Column", "clear", "selected", "show"]
