"""The front door: `app`, its HTTP routes and middleware, and nothing else."""

import asyncio
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from streamlit import config as streamlit_config

from pages.parts import opening, turns, warm
from pages.parts.failure import show_failure
from pages.parts.files import COMPONENTS, declare
from pages.parts.many_list import LARGEST_MB
from pages.web import address, downloads, health, home, links, metrics, rows, session
from pages.web.headers import FrontDoor
from pages.web.uploads import Uploads
from usercore import Actor
from usercore.actions import first_admin
from usercore.cannot_start import CannotStart
from usercore.worker import EVERY_SECONDS, Worker

HERE = Path(__file__).resolve().parent
# config.toml counts from here, in every way to start; a private name, so a test guards it.
streamlit_config._main_script_path = str(HERE / "dashboard.py")  # noqa: SLF001

MUST_HOLD = {
    "runner.fastReruns": False,
    "runner.postScriptGC": False,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "viewer",
    "client.disableDataExport": True,
    "browser.gatherUsageStats": False,
    "server.maxUploadSize": LARGEST_MB,
}

try:
    worker = Worker(opening.core())
    opening.address()
except CannotStart as reason:
    sys.exit(str(reason))


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    logging.getLogger("uvicorn.access").disabled = True  # it would write down what people search for
    for option, value in MUST_HOLD.items():
        streamlit_config.set_option(option, value)
    turns.take()
    warm.up()
    declare(*COMPONENTS)
    await run_in_threadpool(greet)
    jobs = asyncio.gather(work_by_the_clock(), warm.collect_when_quiet())
    try:
        yield
    finally:
        worker.leaving.set()  # the letter in hand is finished, and no more
        jobs.cancel()
        await asyncio.gather(jobs, return_exceptions=True)
        await run_in_threadpool(worker.stop)
        opening.core().close()


def greet() -> None:
    """Say where we are, and on an empty database how the first admin is made."""
    base = opening.address().base_url
    print(f"usercore is at {base}", flush=True)  # noqa: T201
    token = opening.core().call(Actor.system("set-up"), first_admin.offer)
    if token:
        print(f"Nobody has an account yet. Make the first admin: {base}/open/{token}", flush=True)  # noqa: T201


async def work_by_the_clock() -> None:
    while True:
        await run_in_threadpool(worker.turn)
        await asyncio.sleep(EVERY_SECONDS)


app = st.App(
    HERE / "pages" / "navigation.py",
    routes=[
        *session.routes,
        *links.routes,
        *downloads.routes,
        *rows.routes,
        *health.routes,
        *metrics.routes,
        *home.routes,
    ],
    middleware=[Middleware(FrontDoor), Middleware(Uploads)],
    lifespan=lifespan,
    on_script_error=show_failure,
)


def serve() -> None:
    """Serve on HOST and PORT, or say why not."""
    host, port = address.listening()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            sys.exit(
                f"Port {port} is in use, perhaps by usercore itself: look at {opening.address().base_url}, "
                f"or choose another port: make run PORT={port + 1}"
            )
    os.environ.setdefault("FORWARDED_ALLOW_IPS", "")  # forwarded addresses count only from configured proxies
    where = {"server.port": port, "server.address": host}
    for option, value in where.items():
        streamlit_config.set_option(option, value)  # told twice, or Streamlit warns that they changed
    app.run(config=where)


if __name__ == "__main__":
    serve()
