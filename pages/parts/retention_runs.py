"""Runs of the rules: the one under way with a bar, and the reports of the last ones."""

from typing import Any

import streamlit as st

from pages.parts import desk, dialogs, fields, retention_words, timers, wording
from usercore import Actor, say
from usercore.actions import retention
from usercore.frames import retention as lists

EVERY = 2
TAB = "tab"  # as in the address


@st.fragment(run_every=EVERY)
def under_way(me: Actor, run_id: Any) -> None:
    """How far it is, and a way to stop it; its end is told where it stands, for a dialog may be open above."""
    found = desk.look(lists.runs, run_id=run_id).iloc[0]
    if found["outcome"] != "running":
        _over()
        return
    done, due = int(found["done"]), int(found["due"])
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        words = say("A run is under way: {done} of {due}", done=f"{done:,}", due=f"{due:,}")
        st.progress(min(done / max(due, 1), 1.0), words)
        refusal = desk.why_not(me, retention.cancel)
        if st.button(say("Cancel"), key="run.cancel", disabled=refusal is not None, help=refusal):
            desk.do(retention.cancel, run_id=run_id, thanks=say("Cancelled. What went is gone."))


def _over() -> None:
    timers.rest()
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(say("The run is over."), width="stretch")
        if st.button(say("Show its report"), key="run.report"):
            st.session_state[TAB] = retention_words.RUNS
            st.rerun(scope="app")


@st.dialog("Run now?", icon=":material/play_arrow:")
def now() -> None:
    """What it would take, before it does."""
    for rule in desk.ask(lists.rules).itertuples():
        if rule.on:
            st.markdown(f"- {lists.title(rule.category)}: {retention_words.counted(rule.category, rule.today)}")
    st.caption(say("What is gone cannot be brought back. A rule beyond its cap is left alone."))
    if st.button(say("Run now"), type="primary", key="run.begin"):
        desk.do(retention.start, thanks=say("The run has begun."))


def runs(me: Actor, *, idle: bool) -> None:
    """The newest first; where the newest was stopped, it can be let go on."""
    found = desk.ask(lists.runs)
    if found.empty:
        st.caption(say("No run yet. The first comes with the worker, within a minute."))
        return
    real = found[~found["dry_run"].astype(bool)]
    newest = real.iloc[0]["id"] if len(real) else None
    for row in found.to_dict("records"):
        _run(me, row, may_go_on=idle and row["id"] == newest)


def _run(me: Actor, row: dict[str, Any], *, may_go_on: bool) -> None:
    words, colour = retention_words.OUTCOMES[row["outcome"]]
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{wording.minute(row['started_at'])}**", width="content")
            st.badge(say("Dry run") if row["dry_run"] else say(words), color="blue" if row["dry_run"] else colour)
            st.caption(wording.plain(row["started_by"] or say("by a program")), width="content")
        if row["problem"]:
            st.error(wording.plain(row["problem"]), icon=":material/error:")
        told = [one for one in row["plan"] if retention_words.worth_telling(one)]
        for one in told:
            sentence = wording.plain(retention_words.part(one, dry_run=bool(row["dry_run"])))
            st.markdown(f"**{lists.title(one['category'])}** · {sentence}")
        if not told:
            st.caption(say("Nothing was too old."))
        capped = [one for one in row["plan"] if one["state"] == "capped"]
        refusal = desk.why_not(me, retention.start)
        if capped and may_go_on and st.button(
            say("Let it go on beyond the cap"), icon=":material/play_arrow:", key=f"beyond-{row['id']}",
            disabled=refusal is not None, help=refusal,
        ):  # fmt: skip
            beyond(me, capped)


@st.dialog("Go on beyond the cap?", icon=":material/warning:", on_dismiss=dialogs.closed)
def beyond(me: Actor, capped: list[dict[str, Any]]) -> None:
    for one in capped:
        many = retention_words.counted(one["category"], one["most"])
        st.markdown(
            say("- **{what}**: {many} of {all}", what=lists.title(one["category"]), many=many, all=f"{one['of']:,}")
        )
    st.caption(say("This once. What is gone cannot be brought back."))
    with st.form("beyond", border=False):
        proof = fields.proof(me, key="beyond.proof")
        if st.form_submit_button(say("Let it go on"), type="primary"):
            desk.do(
                retention.start, beyond_cap=[one["category"] for one in capped], proof=proof,
                thanks=say("The run has begun."),
            )  # fmt: skip
