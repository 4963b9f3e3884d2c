"""What the first page would otherwise wait for, and what every click would: modules, pauses, collections.

Streamlit's names here are private: tests/starting/test_warm.py guards them.
"""

import asyncio
import copy
import ctypes
import gc
import importlib
import logging
import pkgutil
import platform
import time
from functools import cache, lru_cache
from typing import Any

from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session, pages_manager, runtime

from pages import parts
from pages.parts import turns
from usercore import actions, exports, frames

FOUND_LATE = (
    "PIL.ImageFile",
    "pandas",
    "pyarrow.pandas_compat",
    "pyarrow.vendored.version",
    "streamlit.components.v1.components",
    "streamlit.material_icon_names",
    "streamlit.runtime.scriptrunner.magic_funcs",
    "streamlit.watcher.event_based_path_watcher",
    "streamlit.web.skills",
)
FLUSH_SECONDS = 0.001
LOOK_SECONDS, QUIET_SECONDS, LATEST_SECONDS = 5, 1, 120
ARENA_MAX, ARENAS = -8, 2  # glibc's option of `mallopt`, and how many threads allocate at once beside Python's lock
THRESHOLDS = (10_000, 20, 10_000)  # the oldest objects are looked through in quiet moments only


def up() -> None:
    """Import all that a page or Streamlit imports when it is first needed, and let no click wait for a collection."""
    share_arenas()
    doubts = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    doubts.disabled = True  # it wonders at components that are declared outside a run
    for package in (frames, actions, exports, parts):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
    for name in FOUND_LATE:
        importlib.import_module(name)
    doubts.disabled = False
    runtime.MESSAGE_FLUSH_INTERVAL_SECS = FLUSH_SECONDS  # type: ignore[misc]  # 5 ms, in which an answer lies finished
    app_session._populate_theme_msg = _tell_theme  # noqa: SLF001
    pages_manager.PagesManager.set_pages_and_resolve = _share_pages  # type: ignore[method-assign]
    DeltaGenerator.__deepcopy__ = _copied_once  # type: ignore[method-assign]
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


def share_arenas() -> None:
    """Threads get arenas of their own from glibc, eight a core, and each keeps half a MiB after a burst."""
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(ARENA_MAX, ARENAS)


_spell_theme = app_session._populate_theme_msg  # noqa: SLF001


@cache
def _theme(section: str) -> CustomThemeConfig:
    spelt = CustomThemeConfig()
    _spell_theme(spelt, section)
    return spelt


def _tell_theme(told: CustomThemeConfig, section: str = "theme") -> None:
    """Each run tells the browser all colours; Streamlit reads them anew from some hundred options each time."""
    if _theme(section).ByteSize():
        told.MergeFrom(_theme(section))


_set_pages = pages_manager.PagesManager.set_pages_and_resolve
Told = tuple[tuple[str, Any], ...]  # of one page


@lru_cache(maxsize=256)
def _pages(*told: Told) -> dict[str, dict[str, Any]]:
    return {page["page_script_hash"]: page for page in map(dict, told)}


def _share_pages(manager: pages_manager.PagesManager, pages: dict[str, Any], *fallback: Any, **more: Any) -> Any:
    """Each tab keeps all it was told of the pages, a twelfth of what it weighs; those who see the same share that."""
    return _set_pages(manager, _pages(*(tuple(page.items()) for page in pages.values())), *fallback, **more)


def _copied_once(place: DeltaGenerator, memo: dict[int, Any]) -> DeltaGenerator:
    """Each part of a page that runs alone keeps a copy of the places it lies in for as long as the tab is open. Streamlit
    copies the outer ones again for each one further in, ten for four, which is a twenty-fifth of what an idle tab weighs.
    """
    cursor, parent = copy.deepcopy(place._cursor, memo), copy.deepcopy(place._parent, memo)  # noqa: SLF001
    copied = DeltaGenerator(place._root_container, cursor, parent, place._block_type)  # noqa: SLF001
    copied._form_data = copy.deepcopy(place._form_data, memo)  # noqa: SLF001
    copied._creating_fragment_id = place._creating_fragment_id  # noqa: SLF001
    return copied


async def collect_when_quiet() -> None:
    """Streamlit collects after every run, which all sessions wait for; here it waits until nobody does."""
    last = time.monotonic()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        now, ran = time.monotonic(), turns.last_run()
        if ran > last and (now - ran > QUIET_SECONDS or now - last > LATEST_SECONDS):
            gc.collect()
            last = now
