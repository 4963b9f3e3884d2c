"""A fragment's timer, ended from within: by itself it asks until the whole page runs anew."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState


def rest() -> None:
    """Whatever runs by the clock here is done; what it shows stays, and so do its buttons."""
    context, part = get_script_run_ctx(suppress_warning=True), ThreadState.get().fragment_id
    if context is None or part is None:
        return
    told = ForwardMsg()
    told.stop_auto_rerun.fragment_ids.append(part)
    context.enqueue(told)
