"""How long sessions last, by role, and how many there may be at once."""

from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, dialogs, fields, table, wording
from usercore import Actor, say
from usercore.actions import rules
from usercore.frames import rules as lists

KEY, ONE = "session-rules", "role"
TAB, SESSIONS = "tab", say("Sessions")  # as they stand in the address
LEADS_TO = f"/settings?{TAB}={SESSIONS}&{ONE}={{id}}"
SECONDS_AN_HOUR, MUCH = 3600, 10_000_000  # hours: more than may be


def session_rules(me: Actor) -> None:
    """The table of roles, and the dialog for one of them."""
    found = desk.ask(lists.sessions)
    st.markdown(
        say(
            "A session ends after lying unused, or at its age at the latest, by the rule of the role its person has "
            "today. Over the number at once, the one unused for longest ends when another begins."
        )
    )
    table.show(_shown(found), COLUMNS, key=KEY, label=say("Roles"), href=LEADS_TO, selectable=False)
    one = st.query_params.get(ONE)
    if one and (found["role"] == one).any():
        del st.query_params[ONE]
        change(me, found[found["role"] == one].iloc[0])


COLUMNS = [
    table.Column(name="title", title=say("Role"), width=1.6),
    table.Column(name="idle", title=say("Ends unused after")),
    table.Column(name="absolute", title=say("Ends in any case after")),
    table.Column(name="most", title=say("At once"), narrow=False, width=1.2),
    table.Column(name="own", title=say("Changed"), kind="badge", dash="", narrow=False),
]


def _shown(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": found["role"],
            "title": found["title"],
            "idle": [wording.span(span) for span in found["idle"]],
            "absolute": [wording.span(span) for span in found["absolute"]],
            "most": [say("any number") if pd.isna(most) else f"{most:,}" for most in found["most"]],
            "own": [
                say("changed") if row.own_idle or row.own_absolute or not pd.isna(row.most) else ""
                for row in found.itertuples()
            ],
        },
        dtype=object,
    )


@st.dialog("Sessions of a role", icon=":material/timer:", on_dismiss=dialogs.closed)
def change(me: Actor, row: Any) -> None:
    st.markdown(f"**{desk.plain(row.title)}**")
    with st.form("session-rules", border=False):
        key = f"rules.{row.role}"
        idle = _span(say("Ends unused after (hours)"), row.idle if row.own_idle else None, f"{key}.idle", row.idle)
        absolute = _span(
            say("Ends in any case after (hours)"), row.absolute if row.own_absolute else None, f"{key}.absolute",
            row.absolute,
        )  # fmt: skip
        most = st.number_input(
            say("At most so many at once"), value=None if pd.isna(row.most) else int(row.most), key=f"{key}.most",
            step=1, placeholder=say("any number"),
        )  # fmt: skip
        proof = fields.proof(me, key=f"{key}.proof")
        refusal = desk.why_not(me, rules.change_sessions)
        saved = st.form_submit_button(say("Save"), type="primary", disabled=refusal is not None, help=refusal)
    st.caption(say("Left empty, it is as the settings of this installation say."))
    if saved and desk.proved(proof):
        desk.do(
            rules.change_sessions, role=row.role, idle=idle, absolute=absolute, most=most and int(most),
            thanks=say("Saved. It counts from everyone's next click."),
        )  # fmt: skip


def _span(label: str, own: timedelta | None, key: str, usual: timedelta) -> timedelta | None:
    hours = st.number_input(
        label, value=None if own is None else own.total_seconds() / SECONDS_AN_HOUR, key=key, step=1.0,
        placeholder=say("as set: {span}", span=wording.span(usual)),
    )  # fmt: skip
    return None if hours is None else timedelta(seconds=round(min(max(hours, 0), MUCH) * SECONDS_AN_HOUR))
