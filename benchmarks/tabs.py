"""Tabs without a browser: Streamlit's own messages over its own websocket, as a browser sends and takes them."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

LONGEST = 120  # seconds that a run may take before it counts as never


@dataclass
class Tab:
    """One open tab: the elements it was sent, and the page and query it stands at."""

    socket: ClientConnection
    page: str = ""
    query: str = ""
    page_hash: str = ""
    elements: dict[tuple[int, ...], Element] = field(default_factory=dict)
    fragments: dict[tuple[int, ...], str] = field(default_factory=dict)
    kept: dict[str, Element] = field(default_factory=dict)
    """What the server may call by its hash, as the browser's cache does."""
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

    def shown(self, words: str) -> bool:
        return any(words in str(element) for element in self.elements.values())

    async def _finished(self) -> None:
        while True:
            data = await self.socket.recv()
            self.messages, self.size = self.messages + 1, self.size + len(data)
            message = ForwardMsg.FromString(data)
            match message.WhichOneof("type"):
                case "delta" if message.delta.WhichOneof("type") == "new_element":
                    element = message.delta.new_element
                    self._draw(message, element)
                    if message.metadata.cacheable:
                        self.kept[message.hash] = element
                case "ref_hash":
                    self._draw(message, self.kept[message.ref_hash])
                case "new_session":
                    self.page_hash = message.new_session.page_script_hash
                case "navigation":
                    self.page_hash = message.navigation.page_script_hash
                case "page_info_changed":
                    self.query = message.page_info_changed.query_string
                case "script_finished":
                    return

    def _draw(self, message: ForwardMsg, element: Element) -> None:
        where = tuple(message.metadata.delta_path)
        self.elements.pop(where, None)
        self.elements[where] = element
        self.fragments[where] = message.delta.fragment_id


@asynccontextmanager
async def a_tab(url: str, *, token: str = "", page: str = "") -> AsyncIterator[Tab]:
    """A tab on a dashboard, with the session cookie of `token`, after its first run."""
    cookies = {"Cookie": f"__Host-usercore={token}"} if token else None
    socket = url.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(
        socket, origin=url, subprotocols=["streamlit"], additional_headers=cookies, max_size=None, compression=None
    ) as connected:
        tab = Tab(connected, page)
        await tab.run()
        yield tab


async def timed(times: int, click: Callable[[], object]) -> list[float]:
    return [await click() for _ in range(times)]
