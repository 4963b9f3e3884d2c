"""Which roles must have a second factor."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, dialogs, fields, wording
from usercore import Actor, say
from usercore.actions import rules


def asked_for(me: Actor, roles: pd.DataFrame) -> None:
    """Who must have one, and the button to change that."""
    asked = roles.loc[roles["asked"].astype(bool), "title"]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        told = say("Must have one: {roles}.", roles=", ".join(asked)) if len(asked) else say("No role must have one.")
        st.markdown(wording.plain(told), width="content")
        refusal = desk.why_not(me, rules.ask_for_second_factor)
        if st.button(
            say("Change"), icon=":material/rule:", key="two-factor.rules", disabled=refusal is not None, help=refusal
        ):
            change(me, roles)


@st.dialog("Who must have a second factor", icon=":material/phonelink_lock:", on_dismiss=dialogs.closed)
def change(me: Actor, roles: pd.DataFrame) -> None:
    grace = wording.span(desk.opening.core().settings.two_factor_grace)
    st.markdown(
        say(
            "Whoever has none is told at their next sign-in, and has {span} from then on. After that nothing works for "
            "them but setting it up.",
            span=grace,
        )
    )
    with st.form("two-factor-rules", border=False):
        chosen = [row.role for row in roles.itertuples() if _box(row)]
        proof = fields.proof(me, key="two-factor.rules.proof")
        if st.form_submit_button(say("Save"), type="primary"):
            desk.do(
                rules.ask_for_second_factor, roles=tuple(chosen), proof=proof,
                thanks=say("Saved. It counts from everyone's next sign-in."),
            )  # fmt: skip


def _box(row: Any) -> bool:
    label = say("{role} · {enrolled} of {people} have one", role=wording.plain(row.title), enrolled=f"{row.enrolled:,}",
                people=f"{row.people:,}")  # fmt: skip
    return st.checkbox(label, bool(row.asked), key=f"two-factor.rule.{row.role}")
