"""The rules as a list, each in words; changing one shows first what it would take."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, dialogs, fields, retention_words, table
from usercore import Actor, say
from usercore.actions import retention
from usercore.frames import retention as lists

KEY, ONE, SEEN = "rules", "rule", "retention.seen"
SPANS = {0: "Today", 30: "In 30 days", 90: "In 90 days", 365: "In a year"}


def rules(me: Actor) -> None:
    """The table, and the dialog for one of its rows."""
    found = desk.ask(lists.rules)
    st.markdown(
        say(
            "Each rule says how long something is kept. It runs every night; what is beyond its cap is left alone until "
            "somebody looked, and nothing goes of people under a legal hold. Open a rule to see what it would take."
        )
    )
    table.show(
        _shown(found), _columns(), key=KEY, label=say("Rules"), href=f"/retention?{ONE}={{id}}", selectable=False
    )
    one = st.query_params.get(ONE)
    if one and (found["category"] == one).any():
        del st.query_params[ONE]
        st.session_state.pop(SEEN, None)
        change(me, found[found["category"] == one].iloc[0])


def _columns() -> list[table.Column]:
    return [
        table.Column(name="what", title=say("What"), width=3),
        table.Column(
            name="state", title=say("State"), kind="status",
            tones={"on": (say("On"), "green"), "off": (say("Off"), "grey")},
        ),
        table.Column(name="kept", title=say("Kept for")),
        table.Column(name="today", title=say("Would go today"), narrow=False, width=1.4),
        table.Column(name="cap", title=say("Most in one run"), narrow=False),
    ]  # fmt: skip


def _shown(found: pd.DataFrame) -> pd.DataFrame:
    rows = list(found.itertuples())  # in dictionaries pandas makes plain numbers of totals
    return pd.DataFrame(
        {
            "id": found["category"],
            "what": [lists.title(row.category) for row in rows],
            "state": ["on" if row.on else "off" for row in rows],
            "kept": [retention_words.days(row.days) for row in rows],
            "today": [retention_words.counted(row.category, row.today) if row.today else "" for row in rows],
            "cap": [say("{percent} %", percent=row.cap_percent) for row in rows],
        },
        dtype=object,
    )


def forget() -> None:
    """What was seen in a dialog that is closed counts no more."""
    dialogs.closed()
    st.session_state.pop(SEEN, None)


@st.dialog("A rule", icon=":material/auto_delete:", width="medium", on_dismiss=forget)
def change(me: Actor, row: Any) -> None:
    category = row["category"]
    st.markdown(f"**{lists.title(category)}**")
    wanted = _typed(row)
    st.markdown(retention_words.means({"category": category, **wanted}))
    today = _effect(category, wanted)
    refusal = desk.why_not(me, retention.change)
    proof = None if refusal else fields.proof(me, key="rule.proof")
    if st.button(say("Save"), type="primary", key="rule.save", disabled=refusal is not None, help=refusal):
        key = _key(category, wanted)
        seen = st.session_state.get(SEEN, {}).get(key, today)
        st.session_state[SEEN] = {key: today}  # if it is refused, this is what stands there
        thanks = say("Saved. It counts from the next run.")
        desk.do(
            retention.change, category=category, seen=seen, version=int(row["version"]), proof=proof or None,
            thanks=thanks, **wanted,
        )  # fmt: skip


def _typed(row: Any) -> dict[str, Any]:
    """The rule as it stands in the fields."""
    category = row["category"]
    key = dialogs.anew(f"rule.{category}")
    on = st.toggle(say("Switched on"), bool(row["on"]), key=f"{key}.on")
    kinds: list[str] = list(row["kinds"])
    if category == "values":
        kinds = st.multiselect(say("Entries about"), list(lists.KINDS), kinds, key=f"{key}.kinds",
                               format_func=lambda kind: kind.replace("-", " "))  # fmt: skip
    left, right = st.columns(2)
    # Without bounds: one beyond them would stay in the browser, and the number before it be saved.
    days = left.number_input(say("Days"), value=int(row["days"]), key=f"{key}.days")
    cap = right.number_input(
        say("Stop above this share in one run (%)"), value=int(row["cap_percent"]), key=f"{key}.cap"
    )
    warn, action = int(row["warn_days"]), str(row["action"])
    if category == "dormant":
        warn = left.number_input(say("Letter so many days before"), value=warn, key=f"{key}.warn")
        ways = list(row["ways"])
        action = right.selectbox(say("Then"), ways, ways.index(action), key=f"{key}.action",
                                 format_func=lambda way: say(retention_words.CHOICES[way]))  # fmt: skip
    return {
        "on": on, "days": int(days), "cap_percent": int(cap), "warn_days": int(warn), "action": action, "kinds": kinds,
    }  # fmt: skip


def _key(category: str, wanted: dict[str, Any]) -> str:
    return f"{category}.{wanted['days']}.{','.join(wanted['kinds'])}"


def _effect(category: str, wanted: dict[str, Any]) -> int:
    """What it would take, of what is here today; the figure that is shown first is the one that was seen."""
    told = {name: wanted[name] for name in ("days", "kinds", "warn_days")}
    found = desk.ask(lists.effect, category=category, **told)
    today = int(found.iloc[0]["many"])
    st.session_state.setdefault(SEEN, {}).setdefault(_key(category, wanted), today)
    columns = st.columns(4)
    for place, row in zip(columns, found.itertuples(), strict=True):
        place.metric(say(SPANS[row.days]), str(row.many))
    st.caption(say("So many would go, of {total} that are here now.", total=f"{found.attrs['total']:,}"))
    if found.attrs.get("to_warn"):
        st.caption(say("Told by letter first: {count}", count=found.attrs["to_warn"]))
    if found.attrs.get("staff"):
        st.caption(
            say("Staff accounts that nobody uses either, for you to look at: {count}", count=found.attrs["staff"])
        )
    return today
