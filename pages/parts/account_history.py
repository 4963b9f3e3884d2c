"""My history in plain words, each entry with a way to say “this wasn't me”."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, timeline, wording
from usercore import Actor, say
from usercore.actions import alarms

ALARMING = ("sign-in:done", "password:changed", "password:reset", "user:email-asked", "user:email-confirmed")


def history(me: Actor, found: pd.DataFrame) -> None:
    """What happened, newest first."""
    shown = [row for row in found.itertuples() if row.event not in wording.SILENT]
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.header(say("Recent history"), anchor=False, width="content")
        alarming = [row for row in shown if row.event in ALARMING]
        if alarming and st.button(say("Something here wasn't me"), icon=":material/gpp_maybe:", type="tertiary"):
            not_me(me, alarming)
    titles = {me.role: me.role_title}
    timeline.show([_entry(row, titles) for row in shown], key="history", empty=say("Nothing has happened yet."))


def _entry(row: Any, titles: dict[str, str]) -> dict[str, str]:
    entry = wording.entry(row, titles)
    if row.event == "user:revealed":
        role = wording.spelled(row.facts.get("role"), titles)
        return entry | {"title": say("Someone looked at your address and where you signed in ({role})", role=role)}
    return entry


@st.dialog("This wasn't me", icon=":material/gpp_maybe:")
def not_me(me: Actor, rows: list[Any]) -> None:
    titles = {me.role: me.role_title}
    labels = {str(row.id): _label(wording.entry(row, titles), row.at) for row in rows}
    chosen = st.selectbox(say("Which one?"), list(labels), format_func=labels.__getitem__, key="not-me.which")
    st.markdown(
        say(
            "Every session but this one ends, a new address that waits is stopped, and we send you a link to choose a "
            "new password."
        )
    )
    if st.button(say("It wasn't me"), type="primary", key="not-me.go"):
        desk.do(
            alarms.in_history, user_id=me.user_id, entry_id=chosen,
            thanks=say("Everyone else is signed out. Choose a new password now, here or through the letter."),
        )  # fmt: skip


def _label(entry: dict[str, str], at: Any) -> str:
    detail = f" · {entry['detail']}" if entry["detail"] else ""
    return f"{wording.minute(at)} · {entry['title']}{detail}"
