"""All limits on tries in one table; changing one shows first what it would have done."""

from datetime import timedelta
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts import desk, fields, table, wording
from usercore import Actor, say
from usercore.actions import rules, sign_in
from usercore.frames import rules as lists

KEY, ONE = "limits", "limit"
WHOSE = {
    "address": "one address",
    "network": "one network",
    "session": "one session",
    "everyone": "everyone together",
}
UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
DAYS = 30


def limits(me: Actor) -> None:
    """The table, and the dialog for one of its rows."""
    found = desk.ask(lists.limits)
    st.markdown(
        say(
            "Tries are counted before anything is checked, whether or not an address has an account. The four limits "
            "of one address make the wait grow: minutes, an hour, a day, and after that until a reset or an admin. "
            "A right password clears them; a network's count runs out by itself."
        )
    )
    table.show(_shown(found), COLUMNS, key=KEY, label=say("Limits"), href=f"/settings?{ONE}={{id}}", selectable=False)
    one = st.query_params.get(ONE)
    if one and (found["name"] == one).any():
        del st.query_params[ONE]
        change(me, found[found["name"] == one].iloc[0])


COLUMNS = [
    table.Column(name="what", title=say("What is limited"), width=3.4),
    table.Column(name="whose", title=say("Counted for"), narrow=False),
    table.Column(name="rule", title=say("So many"), width=1.6),
    table.Column(name="usual", title=say("Changed"), kind="badge", dash="", narrow=False),
]


def _shown(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": found["name"],
            "what": [say(what) for what in found["what"]],
            "whose": [say(WHOSE[whose]) for whose in found["whose"]],
            "rule": [_rule(row.times, row.within) for row in found.itertuples()],
            "usual": [say("changed") if changed else "" for changed in found["changed"]],
        },
        dtype=object,
    )


def _rule(times: int, within: timedelta) -> str:
    return say("{times} in {span}", times=f"{times:,}", span=wording.span(within))


@st.dialog("Change a limit", icon=":material/speed:", width="medium")
def change(me: Actor, row: Any) -> None:
    st.markdown(f"**{desk.plain(say(row.what))}** :gray[· {say(WHOSE[row.whose])}]")
    number, unit = _apart(row.within)
    left, middle, right = st.columns([2, 2, 2], vertical_alignment="bottom")
    times = left.number_input(say("So many"), 1, 1_000_000, int(row.times), key=f"limit.times.{row['name']}")
    amount = middle.number_input(say("in"), 1, 100_000, number, key=f"limit.amount.{row['name']}")
    scale = right.selectbox(
        say("Unit"), list(UNITS), index=list(UNITS).index(unit), key=f"limit.unit.{row['name']}", format_func=say,
        label_visibility="hidden",
    )  # fmt: skip
    within = timedelta(seconds=int(amount) * UNITS[scale])
    _replay(row["name"], int(times), within)
    refusal = desk.why_not(me, rules.change_limit)
    proof = fields.proof(me, key="limit.proof")
    with st.container(horizontal=True):
        save = st.button(say("Save"), type="primary", disabled=refusal is not None, help=refusal, key="limit.save")
        back = row.changed and st.button(
            say("Back to {rule}", rule=_rule(row.usual_times, row.usual_within)), disabled=refusal is not None,
            key="limit.back",
        )  # fmt: skip
    if not (save or back) or (proof and desk.call(sign_in.confirm, password=proof) is False):
        return
    if back:
        desk.do(rules.restore_limit, name=row["name"], thanks=say("The usual number is back."))
    else:
        desk.do(rules.change_limit, name=row["name"], times=int(times), within=within, thanks=say("Saved."))


def _replay(name: str, times: int, within: timedelta) -> None:
    """The last days again under this number, before it is saved."""
    found = desk.ask(lists.replay, name=name, times=times, within=within, days=DAYS)
    if found.empty:
        return
    now, new = found.iloc[0], found.iloc[1]
    st.markdown(
        say(
            "Of {tries} sign-in tries in the last {days} days this rule would have kept out **{new}** "
            "(now {now}), **{wrongly}** of them with the right password (now {wrongly_now}).",
            tries=f"{new.tries:,}", days=DAYS, new=f"{new.kept_out:,}", now=f"{now.kept_out:,}",
            wrongly=f"{new.wrongly:,}", wrongly_now=f"{now.wrongly:,}",
        )
    )  # fmt: skip
    if not (now.kept_out or new.kept_out):
        return
    rows = [
        {"rule": say(rule), "what": say(what), "tries": int(count)}
        for rule, one in (("as it is now", now), ("as typed here", new))
        for what, count in (("guesses", one.kept_out - one.wrongly), ("right passwords", one.wrongly))
    ]
    bars = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(height=18)
        .encode(
            x=alt.X("tries:Q", title=say("kept out")),
            y=alt.Y("rule:N", title=None),
            color=alt.Color("what:N", title=None, scale=alt.Scale(range=["#98A2B3", "#C62A2F"])),
        )
        .properties(height=90)
    )
    st.altair_chart(bars, width="stretch")


def _apart(within: timedelta) -> tuple[int, str]:
    """`5, "minutes"` from a span: the largest unit that divides it."""
    seconds = int(within.total_seconds())
    for unit in reversed(UNITS):
        if seconds % UNITS[unit] == 0:
            return seconds // UNITS[unit], unit
    return seconds, "seconds"
