"""Inviting many, second step: a verdict for each line, likely slips put right with one click, and off it goes."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, fields, many_list, table, wording
from pages.parts.many_list import LINES, OPTIONS
from pages.parts.table.cells import Tone
from usercore import Actor, say
from usercore.frames import invitation_lists as lists

JUDGED, CHOSEN = "many.judged", "many.verdicts"
ROWS, SLIPS = 200, 8
VERDICTS: dict[str, tuple[str, Tone]] = {
    "new": ("To be invited", "green"),
    "invited": ("Already invited", "grey"),
    "user": ("Already a user", "grey"),
    "trash": ("In the trash", "amber"),
    "erased": ("Deleted for ever before", "amber"),
    "repeated": ("Twice in the list", "grey"),
    "role": ("Role not possible", "red"),
    "invalid": ("Not an address", "red"),
}
COLUMNS = [
    table.Column(name="line", title=say("Line"), kind="number", narrow=False, width=0.6),
    table.Column(name="email", title=say("E-mail"), width=2.2),
    table.Column(name="name", title=say("Name"), narrow=False, width=1.4),
    table.Column(name="role", title=say("Role"), narrow=False, width=0.9),
    table.Column(
        name="verdict", title=say("Verdict"), kind="status", width=1.6,
        tones={verdict: (say(word), tone) for verdict, (word, tone) in VERDICTS.items()},
    ),
    table.Column(name="why", title=say("Why"), width=3.2, dash=""),
]  # fmt: skip


def judged() -> pd.DataFrame:
    """The verdicts, looked up once for the list as it is."""
    if JUDGED not in st.session_state:
        with st.spinner(say("Looking at each line …")):
            st.session_state[JUDGED] = desk.ask(
                lists.verdicts, lines=st.session_state[LINES], role=st.session_state[OPTIONS]["role"]
            )
    return st.session_state[JUDGED]


def forget() -> None:
    for key in (JUDGED, CHOSEN):
        st.session_state.pop(key, None)


def preview(me: Actor, roles: pd.DataFrame) -> list[dict[str, Any]] | None:
    """Draw it; the lines to send once that was pressed."""
    found = judged()
    many = found["verdict"].value_counts()
    slips = found[found["suggestion"].notna()]
    if len(slips):
        _slips(slips)
    pressed = _send(me, found[found["verdict"] == "new"], set(roles.loc[roles["staff"], "name"]))
    offered = [verdict for verdict in VERDICTS if verdict in many.index]
    chosen = st.pills(
        say("Verdict"), offered, selection_mode="multi", key=CHOSEN, label_visibility="collapsed",
        format_func=lambda verdict: f"{say(VERDICTS[verdict][0])} {many[verdict]:,}",
    )  # fmt: skip
    shown = found[found["verdict"].isin(chosen)] if chosen else found
    titles = dict(zip(roles["name"], roles["title"], strict=True))
    table.show(
        shown.head(ROWS).assign(id=shown.index[:ROWS].astype(str), role=shown["role"].replace(titles)), COLUMNS, key="many", label=say("The list, line by line"),
        selectable=False,
    )  # fmt: skip
    if len(shown) > ROWS:
        st.caption(say("The first {rows} of {count} lines are shown.", rows=ROWS, count=f"{len(shown):,}"))
    return pressed


def _send(me: Actor, going: pd.DataFrame, staff_roles: set[str]) -> list[dict[str, Any]] | None:
    proof = fields.proof(me, key="many.proof") if going["role"].isin(staff_roles).any() else None
    label = say("Send one invitation") if len(going) == 1 else say("Send {count} invitations", count=f"{len(going):,}")
    if going.empty:
        st.info(say("There is nobody new in this list, so there is nothing to send."), icon=":material/check:")
        return None
    if not st.button(label, type="primary", icon=":material/send:", key="many.go"):
        return None
    if not desk.proved(proof):
        return None
    return [{**row} for row in going[["line", "email", "name", "role"]].to_dict("records")]


def _slips(slips: pd.DataFrame) -> None:
    """Addresses that look mistyped, each with its correction one click away."""
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            told = say("One address looks mistyped") if len(slips) == 1 else say(
                "{count} addresses look mistyped", count=f"{len(slips):,}"
            )  # fmt: skip
            st.markdown(f"**{told}**", width="content")
            corrections = slips["suggestion"].to_dict()
            if len(slips) > 1:
                st.button(say("Correct all"), icon=":material/spellcheck:", key="slips.all", on_click=_correct,
                          args=(corrections,))  # fmt: skip
        for slip in slips.head(SLIPS).itertuples():
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.text(say("Line {line}: {email}", line=slip.line, email=slip.email), width="content")
                st.button(
                    say("Use {email}", email=wording.plain(slip.suggestion)), type="tertiary",
                    icon=":material/arrow_forward:", key=f"slips.{slip.Index}", on_click=_correct,
                    args=({slip.Index: slip.suggestion},),
                )  # fmt: skip
        if len(slips) > SLIPS:
            st.caption(say("and {count} more", count=f"{len(slips) - SLIPS:,}"))


def _correct(corrections: dict[int, str]) -> None:
    """By their place in the list: several addresses may stand in one line."""
    for place, email in corrections.items():
        many_list.correct(place, email)
    forget()
