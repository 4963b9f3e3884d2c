"""The one table of the house: a frame and its columns drawn as a real `<table>`, sorted in SQL, its selection kept by id."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts.files import from_files
from pages.parts.table.cells import Column, addresses
from pages.parts.wording import chosen_zone
from usercore.language import say

_draw = from_files("table", css="table.css")


def show(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    key: str,
    label: str,
    order_by: str = "",
    on_sort: Callable[[str], None] | None = None,
    on_select: Callable[[], None] | None = None,
    href: str | None = None,
    selectable: bool = True,
    empty: str = "",
    ahead: Mapping[str, Any] | None = None,
) -> None:
    """Draw the frame, whose field `id` names its rows. `href` is where a row leads, with fields in braces
    ("/user?id={id}"). `on_sort` is told the new order ("name", "-created_at"), `on_select` that `selected(key)` changed.
    Moments stand in the reader's own zone (chosen, or their browser's). `ahead` says where the browser gets the next rows
    from by itself (`people_ahead`).
    """
    told = {
        "label": label,
        "empty": empty or say("Nothing here."),
        "words": _words(),
        "zone": chosen_zone(),
        "order": order_by,
        "columns": [column.described() | ({} if on_sort else {"sort": None}) for column in columns],
        "rows": (drawn := rows(frame, columns, href)),
        **_selection(key, drawn, selectable=selectable),
        "ahead": ahead,
    }
    _draw(
        key=key,
        data=_spelt(told),
        on_chosen_change=lambda: _choose(key, on_select),
        on_sort_change=lambda: _sort(key, columns, on_sort),
    )


def rows(frame: pd.DataFrame, columns: Sequence[Column], href: str | None) -> list[dict[str, Any]]:
    """The rows as the script draws them, made column by column."""
    if frame.empty:
        return []
    fields = _fields(frame)
    ids, cells = fields["id"], zip(*(column.cells(fields) for column in columns), strict=True)
    leads = addresses(href, fields) if href else [None] * len(ids)
    return [{"id": one, "href": to, "cells": row} for one, to, row in zip(ids, leads, cells, strict=True)]


def _selection(key: str, drawn: Sequence[Mapping[str, Any]], *, selectable: bool) -> dict[str, Any]:
    """Which of these rows are selected, and how many of the browser's changes that takes into account."""
    chosen = set(selected(key)) if selectable else set()
    return {
        "selectable": selectable,
        "selected": [row["id"] for row in drawn if row["id"] in chosen],
        "heard": st.session_state.get(_heard(key), 0),
    }


def _spelt(told: dict[str, Any]) -> bytes:
    """As JSON: of plain data Streamlit would spell it twice and look for frames in it."""
    return json.dumps(told).encode()


def selected(key: str) -> tuple[str, ...]:
    """The ids selected in this table, in the order of selection; they outlive sorting, paging and leaving the page."""
    return tuple(st.session_state.get(_selected(key), ()))


def clear(key: str) -> None:
    """Select nothing any more."""
    st.session_state[_selected(key)] = ()


def _selected(key: str) -> str:
    return f"{key}.selected"


def _heard(key: str) -> str:
    return f"{key}.heard"


def _fields(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """What its rows have in each field; pandas' own way takes longer than reading them from the database."""
    fields = dict(zip(frame.columns, frame.to_numpy(dtype=object).T.tolist(), strict=True))
    fields["id"] = [str(one) for one in fields["id"]]  # spelt once for the row, its address and its colour
    return fields


def _choose(key: str, on_select: Callable[[], None] | None) -> None:
    """Follow what was ticked since we last heard.

    The script sends every change we have not confirmed yet, numbered, and shows our selection with those changes on
    top. So a rerun cut short loses nothing, an answer that comes late undoes nothing, and a change counts once.
    """
    heard = st.session_state.get(_heard(key), 0)
    chosen = dict.fromkeys(selected(key))
    for number, on, ids in _changes(st.session_state[key].get("chosen")):
        if number > heard:
            heard = number
            for row_id in ids:
                if on:
                    chosen[row_id] = None
                else:
                    chosen.pop(row_id, None)
    st.session_state[_heard(key)] = heard
    st.session_state[_selected(key)] = tuple(chosen)
    if on_select:
        on_select()


def _changes(sent: Any) -> list[tuple[int, bool, list[str]]]:
    """What the browser sent, if it has the shape our script gives it: anything may arrive here."""
    match sent:
        case [*changes]:
            return [
                (number, bool(on), [row_id for row_id in ids if isinstance(row_id, str)])
                for number, on, ids in (change for change in changes if _is_change(change))
            ]
    return []


def _is_change(change: Any) -> bool:
    match change:
        case [int(), bool(), [*_]]:
            return True
    return False


def _sort(key: str, columns: Sequence[Column], on_sort: Callable[[str], None] | None) -> None:
    wanted = st.session_state[key].get("sort")
    known = {column.sort for column in columns if column.sort}
    if on_sort and isinstance(wanted, str) and wanted.removeprefix("-") in known:
        on_sort(wanted)


def _words() -> dict[str, str]:
    """What the script says by itself; `locale` is the language its dates and numbers are written in."""
    return {
        "locale": say("en-GB"),
        "select": say("Select {name}"),
        "select_all": say("Select all rows shown"),
        "unnamed": say("No name"),
        "just_now": say("just now"),
    }
