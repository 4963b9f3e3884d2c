"""Walking the house: every module, every deed."""

import ast
import importlib
import pkgutil
from pathlib import Path

from usercore.work import Deed

HOUSE = Path(__file__).parent.parent
ROOMS = ("actions", "frames", "exports")


def modules(*places: str) -> list[Path]:
    """The Python files in these places, migrations aside: what Alembic wrote once is never edited."""
    found = [
        path
        for place in places
        for path in ([HOUSE / place] if place.endswith(".py") else (HOUSE / place).rglob("*.py"))
    ]
    return sorted(path for path in found if "migrations/versions" not in path.as_posix() and path.exists())


def at_home(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def imported(path: Path) -> set[str]:
    """The modules that a file imports, by their full names."""
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def deeds() -> dict[str, Deed]:
    """Every action, frame and export, as `room.module.name`."""
    found = {}
    for room in ROOMS:
        package = importlib.import_module(f"usercore.{room}")
        for _, name, _ in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"usercore.{room}.{name}")
            for word, value in vars(module).items():
                if isinstance(value, Deed) and value.function.__module__ == module.__name__:
                    found[f"{room}.{name}.{word}"] = value
    return found


def public_functions(room: str) -> dict[str, object]:
    """Functions in a room that a page could call, marked or not."""
    found = {}
    package = importlib.import_module(f"usercore.{room}")
    for _, name, _ in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"usercore.{room}.{name}")
        for word, value in vars(module).items():
            ours = getattr(value, "__module__", None) == module.__name__
            if ours and callable(value) and not isinstance(value, type) and not word.startswith("_"):
                found[f"{room}.{name}.{word}"] = value
    return found
