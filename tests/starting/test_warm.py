"""What the first page and every click find ready: modules, the event loop, the pause before an answer, collections."""

import copy
import inspect
import platform
import subprocess
import sys

import httpx
import pytest
import uvicorn
from streamlit import config
from streamlit.commands import navigation
from streamlit.cursor import RunningCursor
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.form_utils import FormData
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.proto.RootContainer_pb2 import RootContainer
from streamlit.runtime import app_session, runtime, runtime_util
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import bootstrap
from websockets.sync.client import connect

from pages.parts import warm
from tests.builders import ADA, token_for
from tests.dashboards import ROOT, peopled

# Sixteen threads that hold memory at once, after what the dashboard says to the allocator; in how many arenas it lies.
CROWD = """
import ctypes
import sys
import threading
from pages.parts import warm
warm.share_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(16)
def hold():
    together.wait()
    libc.malloc(ctypes.c_size_t(1000))
    together.wait()
threads = [threading.Thread(target=hold) for _ in range(16)]
[one.start() for one in threads]
[one.join() for one in threads]
told = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, told)
libc.fclose(told)
"""
# The dashboard, telling as it ends what was imported after it was ready.
PROBE = """
import sys
import dashboard
ready, warm_up = set(), dashboard.warm.up
def up():
    warm_up()
    ready.update(sys.modules)
dashboard.warm.up = up
core = dashboard.opening.core()
close = core.close
def closing():
    print("imported late:", sorted(set(sys.modules) - ready), flush=True)
    close()
core.close = closing
dashboard.serve()
"""


def first_run(url, page, token=""):
    """What the server sends a new tab on this page, until its run is finished."""
    cookie = {"Cookie": f"__Host-usercore={token}"}
    with connect(
        url.replace("http", "ws") + "/_stcore/stream", origin=url, subprotocols=["streamlit"],
        additional_headers=cookie, max_size=None,
    ) as tab:  # fmt: skip
        wanted = BackMsg()
        wanted.rerun_script.page_name = page
        tab.send(wanted.SerializeToString())
        while (message := ForwardMsg.FromString(tab.recv())).WhichOneof("type") != "script_finished":
            yield message


def test_the_first_page_imports_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    running = peopled(f"sqlite:///{tmp_path}/usercore.db", command=[sys.executable, "-c", PROBE])
    try:
        for page in ("", "users"):
            assert httpx.get(f"{running.url}/{page}", follow_redirects=True).status_code == 200
            assert list(first_run(running.url, page))
            assert any("Ada" in str(one) for one in first_run(running.url, page, token_for(running.core, ADA)))
    finally:
        running.end()
    assert "imported late: []\n" in running.lines, running.lines


def test_both_servers_that_can_run_it_choose_uvloop():
    assert bootstrap._get_uvloop_loop_factory().__module__ == "uvloop"
    assert uvicorn.Config("dashboard:app").get_loop_factory().__module__.startswith("uvloop")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="no arenas")
def test_a_crowd_shares_two_arenas(tmp_path):
    subprocess.run([sys.executable, "-c", CROWD, tmp_path / "told.xml"], check=True, cwd=ROOT)

    assert (tmp_path / "told.xml").read_text("utf-8").count("<heap nr=") == 2


def test_streamlit_still_waits_where_and_how_we_think():
    assert runtime_util.MESSAGE_FLUSH_INTERVAL_SECS == 0.005
    assert "MESSAGE_FLUSH_INTERVAL_SECS" in vars(runtime)
    assert config._config_options_template["runner.postScriptGC"].default_val is True


def test_warming_up_shortens_the_wait_and_leaves_the_oldest_objects_to_quiet_moments():
    told = (
        "from pages.parts import warm; warm.up(); import gc, streamlit.runtime.runtime as r; "
        "print(r.MESSAGE_FLUSH_INTERVAL_SECS, gc.get_freeze_count() > 100_000, gc.get_threshold()[2])"
    )
    ended = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["0.001", "True", "10000"]


@pytest.mark.parametrize("section", ["theme", "theme.light", "theme.dark", "theme.light.sidebar", "theme.dark.sidebar"])
def test_each_run_tells_the_browser_the_theme_that_streamlit_would_tell(section):
    spelt, told = CustomThemeConfig(), CustomThemeConfig()
    app_session._populate_theme_msg(spelt, section)

    warm._tell_theme(told, section)

    assert told == spelt
    assert told.ByteSize()


def test_streamlit_still_tells_a_tab_its_pages_where_we_think():
    assert "ctx.pages_manager.set_pages_and_resolve(" in inspect.getsource(navigation)


def test_tabs_that_see_the_same_pages_keep_them_once():
    def told(*titles):
        return {title: {"page_script_hash": title, "page_name": title, "url_pathname": title} for title in titles}

    one, same, other = (PagesManager(str(ROOT / "dashboard.py")) for _ in range(3))
    for manager, titles in ((one, ("Users", "Audit")), (same, ("Users", "Audit")), (other, ("Users",))):
        manager.set_script_intent("", "Users")
        found = warm._share_pages(manager, told(*titles), fallback_page_hash="")
        assert (found["page_name"], list(manager.get_pages())) == ("Users", [*titles])

    assert one._pages is same._pages
    assert one.get_pages() == told("Users", "Audit")
    assert other.get_pages() == told("Users")


def test_a_copy_of_nested_places_holds_each_of_them_once_and_all_that_streamlit_s_own_holds(monkeypatch):
    outer = DeltaGenerator(cursor=RunningCursor(RootContainer.MAIN), block_type="vertical")
    inner = DeltaGenerator(cursor=RunningCursor(RootContainer.MAIN, (0, 2)), parent=outer, block_type="form")
    inner._form_data, inner._creating_fragment_id = FormData("one"), "a fragment"
    as_streamlit = copy.deepcopy((outer, inner))
    monkeypatch.setattr(DeltaGenerator, "__deepcopy__", warm._copied_once)

    copied = copy.deepcopy((outer, inner))

    assert copied[1]._parent is copied[0] is not outer
    for ours, theirs in zip(copied, as_streamlit, strict=True):
        assert told(ours) == told(theirs)
        assert ours._cursor.delta_path == theirs._cursor.delta_path
        assert ours._cursor not in (outer._cursor, inner._cursor)


def told(place):
    """All that it holds but other places, which are compared by themselves."""
    return {name: value for name, value in vars(place).items() if name not in ("_parent", "_provided_cursor")}
