"""Telling the browser that the link in its cookie did its work, so that a reload says so instead of calling it dead."""

from pages.parts.files import from_files

_draw = from_files("link_used")


def forget_link(once: str) -> None:
    """Take the token out of the cookie; what stays there is only that it was used. `once` keeps reruns quiet."""
    _draw(key="link-used", data={"once": once})
