"""Clicks that arrive while a run is under way, as they do: from another thread."""

from threading import Thread

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData


def click_from_elsewhere(widget_states=None, **more):
    """What the browser sends; heard before this returns."""
    context = get_script_run_ctx()
    wanted = RerunData(widget_states=widget_states, **{"page_script_hash": context.page_script_hash, **more})
    sending = Thread(target=context.script_requests.request_rerun, args=(wanted,))
    sending.start()
    sending.join()
