"""Where our components' own files lie, so that they are served from our own origin and the policy needs no `blob:`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

PARTS = Path(__file__).parent
COMPONENTS = sorted(path.stem for path in PARTS.glob("*/*.js") if path.stem == path.parent.name)


def declare(*names: str) -> None:
    """Say where the files of these components lie; called at start too, so that every replica serves them."""
    manager = get_bidi_component_manager()
    for name in names:
        if manager.get_component_asset_root(f"usercore.{name}") is None:
            manifest = ComponentManifest("usercore", "0", [ComponentConfig(name, name)])
            manager.register_from_manifest(manifest, PARTS)


def from_files(name: str, *, beside: tuple[str, ...] = (), **more: Any) -> Callable[..., Any]:
    """The component whose files lie in the folder `name`; `beside` names the folders its script imports from."""
    made: list[Callable[..., Any]] = []

    def draw(**wanted: Any) -> Any:
        declare(name, *beside)  # again at each drawing: AppTest has a manager of its own
        if not made:
            made.append(st.components.v2.component(f"usercore.{name}", js=f"{name}.js", **more))
        return made[0](**wanted)

    return draw
