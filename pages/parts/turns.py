"""Each click is heard to its end before the next is turned to.

Streamlit breaks a run off where it stands once something newer was clicked, and the click that began it is lost if its
button had not been reached: a deed asked for is then not done, and nothing says so. Here the newer one waits. And it
drops what waits when a run ends itself with `st.stop`, as the pages of visitors do. Here only that run ends. Where
somebody went meanwhile, it forgets when the run asks for another one of its own page. Here that one is of theirs.
"""

import time
from dataclasses import replace

from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value
from streamlit.runtime.scriptrunner import get_script_run_ctx, script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequest,
    ScriptRequests,
    ScriptRequestType,
)


class Turns(ScriptRequests):
    """What is asked of one session: the script's own `st.rerun` comes at once, clicks when the run is over."""

    def __init__(self) -> None:
        super().__init__()
        self._by_script = self._ended_itself = False

    def _request_rerun_locked(self, new_data: RerunData) -> bool:
        context = get_script_run_ctx(suppress_warning=True)
        if context is not None:
            if self._waits and _leads_elsewhere(self._rerun_data, context.page_script_hash):
                new_data = _there(new_data, self._rerun_data)
            self._by_script = True
        return super()._request_rerun_locked(new_data)

    @property
    def _waits(self) -> bool:
        """Whether something was clicked while the run was on."""
        return self._state is ScriptRequestType.RERUN and not self._by_script

    def request_stop(self) -> None:
        if get_script_run_ctx(suppress_warning=True) is None:
            super().request_stop()  # the session is over
        else:
            self._ended_itself = True

    def on_scriptrunner_yield(self) -> ScriptRequest | None:
        if self._ended_itself:
            return ScriptRequest(ScriptRequestType.STOP)
        if self._waits:
            return None
        request = super().on_scriptrunner_yield()
        if request is not None:
            self._by_script = False
        return request

    def on_scriptrunner_ready(self) -> ScriptRequest:
        global _last_run  # noqa: PLW0603 - of all sessions
        _last_run = time.monotonic()
        self._by_script = self._ended_itself = False
        # After a dialog's run Streamlit would draw the page that waited into the dialog.
        context_dg_stack.set(get_default_dg_stack_value())
        return super().on_scriptrunner_ready()


def _leads_elsewhere(clicked: RerunData, page: str) -> bool:
    return clicked.page_script_hash != page or clicked.is_history_navigation


def _there(wanted: RerunData, clicked: RerunData) -> RerunData:
    return replace(
        wanted,
        page_script_hash=clicked.page_script_hash,
        page_name=clicked.page_name,
        query_string=clicked.query_string,
        is_history_navigation=clicked.is_history_navigation,
    )


_last_run = 0.0


def last_run() -> float:
    """When a run of any session last began or ended, by the monotonic clock."""
    return _last_run


def take() -> None:
    """From now on, for every session; what clicks ask for together is folded into one run by Streamlit as before."""
    script_runner.ScriptRequests = Turns  # type: ignore[misc]  # private names: tests/pages/test_turns.py guards them
