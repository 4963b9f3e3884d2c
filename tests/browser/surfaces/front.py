"""The dashboard's own front door, with one page behind it that has every surface an interaction can take."""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

import dashboard  # noqa: E402 - after the path to it

app = st.App(
    Path(__file__).parent / "screen" / "every_surface.py",
    routes=[*dashboard.session.routes, *dashboard.downloads.routes],
    middleware=[Middleware(dashboard.FrontDoor)],
    lifespan=dashboard.lifespan,
)

if __name__ == "__main__":
    dashboard.app = app
    dashboard.serve()
