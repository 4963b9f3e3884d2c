"""Tabs without a browser: Streamlit's own messages over its own websocket, as a browser sends and takes them."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.house import House

LONGEST = 120  # seconds that a run may take before it counts as never
NEXT, BACK, SEARCH = "on", "back", "q"
EMPTY_APP = """
import streamlit as st
st.session_state.clicks = st.session_state.get("clicks", 0) + 1
st.button("Again", key="again")
st.write(f"Run {st.session_state.clicks}")
"""
# As somebody finds it who installed Streamlit alone: Streamlit takes uvloop up wherever it can be imported.
STOCK = """
import sys
sys.modules["uvloop"] = None
from streamlit.web.cli import main
main()
"""
QUICK = """
from streamlit.runtime import runtime
runtime.MESSAGE_FLUSH_INTERVAL_SECS = 0.001
from streamlit.web.cli import main
main()
"""
AS_OURS = [
    "--runner.postScriptGC=false",
    "--server.fileWatcherType=none",
    "--runner.fastReruns=false",
    "--runner.parallelMaxWorkers=8",
]


@dataclass
class Tab:
    """One open tab: the elements it was sent, and the page and query it stands at."""

    socket: ClientConnection
    page: str = ""
    query: str = ""
    page_hash: str = ""
    elements: dict[tuple[int, ...], Element] = field(default_factory=dict)
    fragments: dict[tuple[int, ...], str] = field(default_factory=dict)
    kept: dict[str, tuple[Element, str]] = field(default_factory=dict)
    """What the server may call by its hash, as the browser's cache does; and the part of the page it stands in."""
    turned: bool = False
    messages: int = 0
    size: int = 0

    async def run(self, *, page: str | None = None, fragment: str = "", **widget: object) -> float:
        """Ask for a run as a click does, with one widget's new state; the seconds until it is finished."""
        wanted = BackMsg()
        state = wanted.rerun_script
        if page is not None:
            self.page, self.page_hash = page, ""
        state.page_name, state.page_script_hash, state.query_string = self.page, self.page_hash, self.query
        state.cached_message_hashes.extend(self.kept)
        state.context_info.timezone = "Europe/Berlin"
        state.fragment_id = fragment
        if widget:
            state.widget_states.widgets.add(**widget)
        began = time.perf_counter()
        await self.socket.send(wanted.SerializeToString())
        await asyncio.wait_for(self._finished(), LONGEST)
        return time.perf_counter() - began

    async def press(self, key: str) -> float:
        """Press the button with this key."""
        return await self.touch("button", key, trigger_value=True)

    async def type(self, key: str, text: str) -> float:
        """Type into the box with this key."""
        return await self.touch("text_input", key, string_value=text)

    async def touch(self, kind: str, key: str, **state: object) -> float:
        """Change the newest widget of this kind with this key; what runs is the part of the page that it stands in."""
        for where, element in reversed(self.elements.items()):
            if element.WhichOneof("type") == kind and getattr(element, kind).id.endswith(f"-{key}"):
                return await self.run(fragment=self.fragments[where], id=getattr(element, kind).id, **state)
        raise KeyError(key)

    async def _finished(self) -> None:
        while True:
            data = await self.socket.recv()
            self.messages, self.size = self.messages + 1, self.size + len(data)
            message = ForwardMsg.FromString(data)
            match message.WhichOneof("type"):
                case "delta" if message.delta.WhichOneof("type") == "new_element":
                    drawn = message.delta.new_element, message.delta.fragment_id
                    self._draw(message, *drawn)
                    if message.metadata.cacheable:
                        self.kept[message.hash] = drawn
                case "ref_hash":
                    self._draw(message, *self.kept[message.ref_hash])
                case "new_session":
                    self.page_hash = message.new_session.page_script_hash
                case "navigation":
                    self.page_hash = message.navigation.page_script_hash
                case "page_info_changed":
                    self.query = message.page_info_changed.query_string
                case "script_finished":
                    return

    def _draw(self, message: ForwardMsg, element: Element, fragment: str) -> None:
        where = tuple(message.metadata.delta_path)
        self.elements.pop(where, None)
        self.elements[where] = element
        self.fragments[where] = fragment


@asynccontextmanager
async def a_tab(url: str, *, token: str = "", page: str = "") -> AsyncIterator[Tab]:
    """A tab on a dashboard, with the session cookie of `token`, after its first run."""
    cookies = {"Cookie": f"__Host-usercore={token}"} if token else None
    stream = url.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(
        stream, origin=url, subprotocols=["streamlit"], additional_headers=cookies, max_size=None, compression=None
    ) as connected:
        tab = Tab(connected, page)
        await tab.run()
        yield tab


async def turn(tab: Tab) -> float:
    """Turn the page, there and back again; the seconds until it is drawn."""
    tab.turned = not tab.turned
    return await tab.press(NEXT if tab.turned else BACK)


async def clicking(tab: Tab, every: float, stop: asyncio.Event, *, after: float = 0) -> list[float]:
    """Turn the page once in so many seconds until told to stop; the seconds each took, waiting included."""
    taken = []
    due = asyncio.get_running_loop().time() + after
    while not stop.is_set():
        await asyncio.sleep(max(0, due - asyncio.get_running_loop().time()))
        late = asyncio.get_running_loop().time() - due
        taken.append(await turn(tab) + max(0, late))
        due += every
    return taken


@contextmanager
def dashboard_on(house: House) -> Iterator[Any]:
    """A dashboard process on the house."""
    running = house.start()
    try:
        yield running
    finally:
        running.end()


@contextmanager
def stock_app(*, as_ours: bool = False) -> Iterator[str]:
    """The address of an empty app under Streamlit as it comes: its own options, no uvloop; or served as ours is."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as trial:
        Path(folder, "empty.py").write_text(EMPTY_APP)
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
        trial.close()
        where = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
        where += AS_OURS if as_ours else []
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "USERCORE_"))}
        process = subprocess.Popen(
            [sys.executable, "-c", QUICK if as_ours else STOCK, "run", "empty.py", *where],
            cwd=folder, env=clean, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait_for(port)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the stock app never listened")
