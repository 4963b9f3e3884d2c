"""All limits on tries in one table; changing one shows first what it would have done."""

from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, dialogs, fields, table, wording
from pages.parts.settings_replay import replay
from usercore import Actor, say
from usercore.actions import rules
from usercore.frames import rules as lists
from usercore.frames import users

KEY, ONE = "limits", "limit"
SIGN_IN, ACCOUNT = "sign-in:", "sign-in:account"
CLOSED = {
    "person": ("one person", "{count} people"),
    "address": ("one address", "{count} addresses"),
    "network": ("one network", "{count} networks"),
    "session": ("one session", "{count} sessions"),
    "everyone": ("for everyone", "for everyone"),
}
MUCH = 10_000_000  # of any unit: more than may be
UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


def limits(me: Actor) -> None:
    """The table, and the dialog for one of its rows."""
    found = desk.ask(lists.limits)
    st.markdown(
        say(
            "Tries are counted before anything is checked, whether or not an address has an account. For one address the "
            "wait grows: minutes, an hour, a day, and in the end until a new password is chosen through a letter. A right "
            "password clears it; a network's count runs out by itself. Open a row to change it."
        )
    )
    shown = _shown(found)
    table.show(
        shown, _columns(shown["closed"]), key=KEY, label=say("Limits"), href=f"/settings?{ONE}={{id}}", selectable=False
    )
    if found.loc[found["name"].str.startswith(ACCOUNT), "closed"].any() and me.may(users.search):
        st.page_link(
            "users.py", label=say("See who is locked"), icon=":material/lock_clock:",
            query_params={"status": wording.status("locked")},
        )  # fmt: skip
    one = st.query_params.get(ONE)
    if one and (found["name"] == one).any():
        del st.query_params[ONE]
        change(me, found[found["name"] == one].iloc[0])


def _columns(closed: pd.Series) -> list[table.Column]:
    return [
        table.Column(name="what", title=say("What is limited"), width=3),
        table.Column(name="rule", title=say("Allowed"), width=1.7),
        table.Column(
            name="closed", title=say("Closed now"), kind="status", narrow=False,
            tones={words: (words, "red") for words in closed if words},
        ),
        table.Column(name="usual", title=say("Changed"), kind="badge", dash="", narrow=False),
    ]  # fmt: skip


def _shown(found: pd.DataFrame) -> pd.DataFrame:
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            "id": found["name"],
            "what": [say(what) for what in found["what"]],
            "rule": [_rule(row["times"], row["within"]) for row in rows],
            "closed": [_closed(row) for row in rows],
            "usual": [say("changed") if row["changed"] else "" for row in rows],
        },
        dtype=object,
    )


def _closed(row: dict[Any, Any]) -> str:
    """`2 people`; empty where nobody is kept out."""
    one, many = CLOSED["person" if row["name"].startswith(ACCOUNT) else row["whose"]]
    if not row["closed"]:
        return ""
    return say(one) if row["closed"] == 1 else say(many, count=row["closed"])


def _rule(times: int, within: timedelta) -> str:
    return say("{times} in {span}", times=f"{times:,}", span=wording.span(within))


@st.dialog("Change a limit", icon=":material/speed:", width="medium", on_dismiss=dialogs.closed)
def change(me: Actor, row: Any) -> None:
    st.markdown(f"**{desk.plain(say(row.what))}**")
    times, within = _typed(row)
    if row["name"].startswith(SIGN_IN):
        replay(row["name"], times, within)
    refusal = desk.why_not(me, rules.change_limit)
    proof = None if refusal else fields.proof(me, key="limit.proof")
    with st.container(horizontal=True):
        save = st.button(say("Save"), type="primary", disabled=refusal is not None, help=refusal, key="limit.save")
        back = row.changed and st.button(
            say("Back to {rule}", rule=_rule(row.usual_times, row.usual_within)), disabled=refusal is not None,
            help=refusal, key="limit.back",
        )  # fmt: skip
    if back:
        desk.do(rules.restore_limit, name=row["name"], proof=proof or None, thanks=say("The usual number is back."))
    elif save:
        thanks = say("Saved. It counts from the next try.")
        desk.do(rules.change_limit, name=row["name"], times=times, within=within, proof=proof or None, thanks=thanks)


def _typed(row: Any) -> tuple[int, timedelta]:
    number, unit = _apart(row.within)
    key = dialogs.anew(f"limit.{row['name']}")
    left, middle, right = st.columns([2, 2, 2], vertical_alignment="bottom")
    # Without bounds: one beyond them would stay in the browser, and the number before it be saved.
    times = left.number_input(say("Tries"), value=int(row.times), key=f"{key}.times")
    amount = middle.number_input(say("Within"), value=number, key=f"{key}.amount")
    scale = right.selectbox(say("Unit"), list(UNITS), list(UNITS).index(unit), key=f"{key}.unit", format_func=say)
    return int(times), timedelta(seconds=min(max(int(amount), 0), MUCH) * UNITS[scale])


def _apart(within: timedelta) -> tuple[int, str]:
    """`5, "minutes"` from a span: the largest unit that divides it."""
    seconds = int(within.total_seconds())
    for unit in reversed(UNITS):
        if seconds % UNITS[unit] == 0:
            return seconds // UNITS[unit], unit
    return seconds, "seconds"
