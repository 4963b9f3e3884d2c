"""Everyone under a legal hold."""

import streamlit as st

from pages.parts import desk, table
from usercore import say
from usercore.frames import holds as lists

KEY = "holds"


def holds() -> None:
    """Those that stand, or those that were lifted; each is kept or lifted on its person's page."""
    lifted = st.toggle(say("Show those that were lifted"), key="holds.lifted")
    found = desk.ask(lists.all, lifted=lifted)
    if found.empty:
        st.caption(
            say("None was lifted yet.")
            if lifted
            else say("Nobody is under a legal hold. One is placed on the person's page, under “More”.")
        )
        return
    shown = found.assign(
        state=["lifted" if lifted else "late" if late else "stands" for late in found["late"]],
        last=found["lifted_at"] if lifted else found["review_at"],
    )
    columns = [
        table.Column(name="name", title=say("Person"), kind="person", second="email", whose="user_id", width=2.2),
        table.Column(name="reason", title=say("Reason"), width=2.4),
        table.Column(
            name="state", title=say("State"), kind="status", narrow=False,
            tones={
                "stands": (say("In force"), "amber"), "late": (say("Look again"), "red"),
                "lifted": (say("Lifted"), "grey"),
            },
        ),
        table.Column(name="placed_at", title=say("Since"), kind="moment", narrow=False, width=1.3),
        table.Column(name="placed_by", title=say("By"), narrow=False),
        table.Column(name="last", title=say("Lifted") if lifted else say("Look again"), kind="moment", narrow=False,
                     width=1.3),
    ]  # fmt: skip
    table.show(shown, columns, key=KEY, label=say("Legal holds"), href="/user?id={user_id}", selectable=False)
