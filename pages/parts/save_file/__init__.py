"""Saving a small text file made here, such as the result of a long job.

Streamlit's own download button puts the file at an address that asks for no cookie; exports go through
`/downloads/…`, and what is only on this page goes from the page.
"""

from pages.parts.files import from_files

_draw = from_files("save_file", css="save_file.css")


def save_button(label: str, *, text: str, name: str, key: str) -> None:
    """A button that saves `text` as the file `name`, or prints it if there is no name."""
    _draw(key=key, data={"label": label, "text": text, "name": name}, width="content")
