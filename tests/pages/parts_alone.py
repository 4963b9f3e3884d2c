"""A part of a page run alone, as a click inside it runs it: AppTest itself always runs the whole page."""

from functools import partial
from unittest.mock import patch

from streamlit.testing.v1 import local_script_runner
from streamlit.testing.v1.local_script_runner import RerunData


def run_alone(app, *, innermost=True):
    """Run the innermost part, or the one around it, and nothing of the page besides."""
    kept = app._fragment_storage
    inner = [part for part in kept._fragments if kept._parent_by_id.get(part)]
    outer = [part for part in kept._fragments if part not in inner]
    [part] = inner if innermost else outer
    with patch.object(local_script_runner, "RerunData", partial(RerunData, fragment_id_queue=[part])):
        return app.run()
