"""A part of a page run alone, as a click inside it runs it: AppTest itself always runs the whole page."""

from functools import partial
from unittest.mock import patch

from streamlit.testing.v1 import local_script_runner
from streamlit.testing.v1.local_script_runner import RerunData


def run_alone(app, *, around=0):
    """Run the innermost part, or one of those `around` it, and nothing of the page besides."""
    kept = app._fragment_storage
    parents = set(kept._parent_by_id.values())
    [part] = [part for part in kept._fragments if part not in parents]
    for _ in range(around):
        part = kept._parent_by_id[part]
    with patch.object(local_script_runner, "RerunData", partial(RerunData, fragment_id_queue=[part])):
        return app.run()
