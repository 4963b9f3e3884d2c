"""The door for files: closed to whoever has no use for one, since what comes in is kept in memory."""

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.builders import token_for

COOKIE = "__Host-usercore"


@pytest.fixture(scope="module")
def page(dashboard):
    """The id of an open page, a visitor's, which is all that Streamlit asks for."""
    address = dashboard.url.replace("http", "ws") + "/_stcore/stream"
    with connect(address, origin=dashboard.url, subprotocols=["streamlit"]) as socket:
        begin = BackMsg()
        begin.rerun_script.query_string = ""
        socket.send(begin.SerializeToString())
        message = ForwardMsg()
        while message.WhichOneof("type") != "new_session":
            message = ForwardMsg.FromString(socket.recv(timeout=20))
        yield message.new_session.initialize.session_id


@pytest.fixture
def bring(dashboard, page):
    """Bring a file of so many bytes as somebody, with all that Streamlit itself wants to see."""
    with httpx.Client(base_url=dashboard.url, timeout=20) as web:
        web.get("/_stcore/health")
        proof = web.cookies.get("_streamlit_xsrf") or ""

        def put(email=None, size=1000):
            token = token_for(dashboard.core, email) if email else ""
            cookies = f"_streamlit_xsrf={proof}; {COOKIE}={token}"
            headers = {"cookie": cookies, "x-xsrftoken": proof, "origin": dashboard.url}
            door = f"/_stcore/upload_file/{page}/any-{size}"
            return web.put(door, headers=headers, files={"file": ("people.csv", b"x" * size)}).status_code

        yield put


@pytest.mark.parametrize("email", [None, "max@example.com", "iris@example.com"])
def test_nobody_brings_a_file_who_may_invite_nobody(bring, email):
    assert bring(email) == 403


def test_whoever_may_invite_brings_one_no_larger_than_a_list_of_people(bring):
    assert bring("sam@example.com") == 204
    assert bring("sam@example.com", size=7_000_000) == 413
