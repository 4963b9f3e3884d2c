"""Retention: how long things are kept, what each rule would take, the runs that take it, and legal holds."""

import streamlit as st

from pages.parts import desk, retention_holds, retention_rules, retention_runs, retention_words, wording
from usercore import say
from usercore.actions import retention
from usercore.frames import retention as lists

me = desk.enter(lists.rules)

due = desk.ask(lists.due).iloc[0]
heading, buttons = st.columns([3, 2], vertical_alignment="bottom")
with heading, st.container(gap=None):
    st.title(say("Retention"), anchor=False)
    st.caption(say("Next run: {moment}", moment=wording.soon(due["at"], desk.opening.core().now())))
with buttons, st.container(horizontal=True, horizontal_alignment="right"):
    refusal = desk.why_not(me, retention.start)
    closed = refusal is not None or due["run"] is not None
    if st.button(say("Dry run"), icon=":material/visibility:", key="run.dry", disabled=closed, help=refusal):
        st.session_state[retention_runs.TAB] = retention_words.RUNS
        desk.do(retention.start, dry_run=True, thanks=say("Nothing was removed. This is what would have been."))
    if st.button(say("Run now"), icon=":material/play_arrow:", key="run.now", disabled=closed, help=refusal):
        retention_runs.now()

with st.container():  # a place of its own, so that the tabs stay where they are
    if due["run"] is not None:
        retention_runs.under_way(me, due["run"])
rules_tab, runs_tab, holds_tab = st.tabs(
    [retention_words.RULES, retention_words.RUNS, retention_words.HOLDS], key=retention_runs.TAB, bind="query-params"
)
if rules_tab.open:
    with rules_tab:
        retention_rules.rules(me)
if runs_tab.open:
    with runs_tab:
        retention_runs.runs(me, idle=due["run"] is None)
if holds_tab.open:
    with holds_tab:
        retention_holds.holds()
