"""A table of three people on a page of its own: what is sent to its script, and what the script would send."""

import json

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

ADA, SAM, VERA = "ada-1", "sam-2", "vera-3"


def a_list():
    """A page with a table of three people, as a script of its own: AppTest takes its source."""
    from datetime import UTC, date, datetime

    import pandas as pd
    import streamlit as st

    from pages.parts import table

    order = st.session_state.setdefault("order", "name")
    people = pd.DataFrame(
        {
            "id": ["ada-1", "sam-2", "vera-3"],
            "name": ["Ada Lovelace", "<img src=x onerror=alert(1)>", ""],
            "email": ["ada@example.com", "sam@example.com", "vera@example.com"],
            "status": ["active", "locked", None],
            "second_factor": [True, False, True],
            "seen": [datetime(2026, 11, 12, 9, 30, tzinfo=UTC), pd.NaT, pd.NaT],
            "born": [date(2026, 8, 1), None, None],
            "devices": [2.0, float("nan"), float("inf")],
        }
    )
    st.button("Clear", on_click=table.clear, args=("people",))
    st.text(" ".join(table.selected("people")))
    if st.session_state.get("drawn", True):
        table.show(
            people.iloc[: st.session_state.get("rows", 3)],
            [
                table.Column(name="name", title="Person", kind="person", sort="name", second="email"),
                table.Column(name="status", title="Status", kind="status", tones={"active": ("Active", "green")}),
                table.Column(name="second_factor", title="Two-factor", tones={True: ("On", "green")}),
                table.Column(name="seen", title="Last sign-in", kind="moment", sort="seen", dash="never"),
                table.Column(name="born", title="Created", kind="date", narrow=False),
                table.Column(name="devices", title="Devices", kind="number"),
                table.Column(name="email", title="Letters", kind="link", href="/outbox?to={email}"),
            ],
            key="people",
            label="People",
            order_by=order,
            on_sort=lambda wanted: st.session_state.update(order=wanted),
            href="/user?id={id}",
        )


def opened():
    """The page after its first run."""
    return AppTest.from_function(a_list, default_timeout=10).run()


def component(at, key):
    return next(part for part in at.get("bidi_component") if part.key == key)


def data(at, key="people"):
    told = component(at, key).proto
    return json.loads(told.bytes or told.json)


def column(at, title):
    """The cells of one column."""
    sent = data(at)
    place = [told["title"] for told in sent["columns"]].index(title)
    return [row["cells"][place] for row in sent["rows"]]


def press(at, event, value, key="people"):
    """What the script sends when a heading is pressed."""
    states, name = at._tree.get_widget_states(), f"$$STREAMLIT_INTERNAL_KEY_{component(at, key).proto.id}__events"
    states.widgets.append(WidgetState(id=name, json_trigger_value=json.dumps([{"event": event, "value": value}])))
    return at._run(states)


def tick(at, *changes):
    """What the script sends when boxes are ticked: each change with its number, whether on, and which rows."""
    return send(at, list(changes))


def send(at, chosen):
    states = at._tree.get_widget_states()
    states.widgets.append(WidgetState(id=component(at, "people").proto.id, json_value=json.dumps({"chosen": chosen})))
    return at._run(states)


def selected(at):
    return at.text[0].value.split()
