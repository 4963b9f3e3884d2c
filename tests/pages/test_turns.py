"""A click is heard though another follows before its button was reached."""

import pytest
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import AppTest

from pages.parts import turns


@pytest.fixture(autouse=True)
def in_turn(monkeypatch):
    monkeypatch.setattr(script_runner, "ScriptRequests", script_runner.ScriptRequests)  # put back afterwards
    turns.take()


def test_the_first_of_two_clicks_is_done_once_and_so_is_the_second():
    def script():
        import streamlit as st
        from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

        from tests.pages.clicks import click_from_elsewhere

        done = st.session_state.setdefault("done", [])
        second = "second" in done or st.button("Second", key="second")
        if second and "second" not in done:
            done.append("second")
        if st.session_state.get("first") and "followed" not in st.session_state:
            st.session_state.followed = True
            wanted = WidgetState(id=st.session_state.id_of_second, trigger_value=True)
            click_from_elsewhere(WidgetStates(widgets=[wanted]))
        st.text("a yield point")
        if st.button("First", key="first"):
            done.append("first")

    app = AppTest.from_function(script).run()
    app.session_state.id_of_second = app.button(key="second").proto.id

    app.button(key="first").click().run()

    assert app.session_state.done == ["first", "second"]


def test_a_rerun_that_the_script_asks_for_comes_at_once():
    def script():
        import streamlit as st

        ran = st.session_state.setdefault("ran", [])
        if st.button("Go"):
            ran.append("before")
            st.rerun()
            ran.append("never")
        ran.append("after")

    app = AppTest.from_function(script).run()
    app.button[0].click().run()

    assert app.session_state.ran == ["after", "before", "after"]


@pytest.mark.parametrize(
    ("clicked", "stands_at"),
    [
        ({"page_script_hash": "elsewhere", "query_string": "there=1"}, ("elsewhere", "there=1")),
        ({"query_string": "before=1", "is_history_navigation": True}, ("here", "before=1")),
        ({"query_string": "old=1"}, ("here", "new=1")),
    ],
    ids=["another page", "the way back", "a button"],
)
def test_where_somebody_went_meanwhile_counts_when_the_script_runs_itself_again(clicked, stands_at):
    def script():
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        from tests.pages.clicks import click_from_elsewhere

        context = get_script_run_ctx()
        stood = st.session_state.setdefault("stood", [])
        stood.append((context.page_script_hash, context.query_string))
        if st.button("Go"):
            st.query_params.new = "1"
            click_from_elsewhere(**st.session_state.clicked)
            st.rerun()

    app = AppTest.from_function(script)
    app.session_state.clicked = clicked
    app.run().button[0].click().run()

    here, there = app.session_state.stood[0][0], app.session_state.stood[2]
    assert there == (here if stands_at[0] == "here" else stands_at[0], stands_at[1])


def test_the_page_that_waited_for_a_fragment_is_drawn_in_its_own_place():
    def script():
        import streamlit as st
        from streamlit.delta_generator_singletons import context_dg_stack
        from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

        from tests.pages.clicks import click_from_elsewhere

        depths, runs = st.session_state.setdefault("depths", []), st.session_state.setdefault("runs", [])
        depths.append(len(context_dg_stack.get()))

        @st.fragment
        def part():
            runs.append("part")
            if len(runs) == 1:
                click_from_elsewhere(fragment_id=ThreadState.get().fragment_id)
            elif len(runs) == 2:
                click_from_elsewhere()

        with st.container():
            part()

    app = AppTest.from_function(script).run()

    assert app.session_state.runs == ["part"] * 3
    assert app.session_state.depths == [1, 1]


def test_a_click_that_waits_outlives_a_run_that_stops_itself():
    def script():
        import streamlit as st
        from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

        from tests.pages.clicks import click_from_elsewhere

        done = st.session_state.setdefault("done", [])
        if st.button("Second", key="second"):
            done.append("second")
        if st.button("First", key="first"):
            wanted = WidgetState(id=st.session_state.id_of_second, trigger_value=True)
            click_from_elsewhere(WidgetStates(widgets=[wanted]))
            done.append("first")
            st.stop()
            done.append("never")

    app = AppTest.from_function(script).run()
    app.session_state.id_of_second = app.button(key="second").proto.id

    app.button(key="first").click().run()

    assert app.session_state.done == ["first", "second"]


def test_a_click_waits_for_what_is_read_beside_the_page():
    def script():
        import streamlit as st
        from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

        from tests.pages.clicks import click_from_elsewhere

        done = st.session_state.setdefault("done", [])
        read = st.session_state.setdefault("read", [])

        @st.fragment(parallel=True)
        def part():
            read.append("begun")
            st.text("a yield point")
            read.append("ended")

        if st.button("Second", key="second"):
            done.append("second")
        part()
        if st.session_state.get("first") and "followed" not in st.session_state:
            st.session_state.followed = True
            wanted = WidgetState(id=st.session_state.id_of_second, trigger_value=True)
            click_from_elsewhere(WidgetStates(widgets=[wanted]))
        if st.button("First", key="first"):
            done.append("first")

    app = AppTest.from_function(script).run()
    app.session_state.id_of_second = app.button(key="second").proto.id

    app.button(key="first").click().run()

    assert app.session_state.done == ["first", "second"]
    assert app.session_state.read == ["begun", "ended"] * 3


def test_what_is_read_beside_the_page_may_ask_for_another_run_and_goes_on_to_its_own_end():
    def script():
        import streamlit as st

        ran = st.session_state.setdefault("ran", [])

        @st.fragment(parallel=True)
        def part():
            if "asked" not in st.session_state:
                st.session_state.asked = True
                st.rerun(scope="app")
            ran.append("part")

        ran.append("page")
        part()

    app = AppTest.from_function(script).run()

    assert not app.exception
    assert app.session_state.ran == ["page", "part", "page", "part"]
