"""Beginning a download in this tab, from a ticket."""

from pages.parts.files import from_files

_draw = from_files("download")


def begin(ticket: str, *, under: str = "") -> None:
    """Fetch `/downloads/…` (or what lies `under` it) once; drawing it again does nothing."""
    _draw(key="download", data={"ticket": ticket, "under": under})
