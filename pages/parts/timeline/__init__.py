"""What happened, newest first, as a line with dots."""

from pages.parts.timeline.timeline import show

__all__ = ["show"]
