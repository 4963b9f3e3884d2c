"""The whole app in Streamlit's own test harness, as one of our people: a true session stands behind the token."""

from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def the_app(core, token=None, page=None, /, **query):
    """The app after its first run at `page`, with `query` in its address."""
    with patch("pages.parts.opening.core", return_value=core), patch("pages.parts.desk.token", return_value=token):
        app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=30)
        app.run()
        for name, value in query.items():
            app.query_params[name] = value
        yield app.switch_page(page).run() if page else app


def words(app) -> str:
    """All that stands on the page, in one text."""
    kinds = (app.title, app.markdown, app.caption, app.info, app.warning, app.error, app.header)
    return "\n".join(str(element.value) for kind in kinds for element in kind)
