"""One surface a visit, named in the address: each renames a person through the desk, as any page would."""

import os
from pathlib import Path

import streamlit as st

from pages.parts import desk
from usercore.actions import users
from usercore.frames import users as lists

surface, target = st.query_params["surface"], st.query_params["target"]


def call() -> None:
    """As callbacks do it."""
    if desk.call(users.update, user_id=target, name=f"renamed by {surface}") is not False:
        st.session_state["told"] = f"done by {surface}"


def do() -> None:
    """As buttons do it."""
    desk.do(users.update, user_id=target, name=f"renamed by {surface}", thanks=f"done by {surface}")


def tell() -> None:
    """What a callback did, where its own piece of the page runs again."""
    st.caption(st.session_state.get("told", ""))


def rerun() -> None:
    """What stands on the page was asked for anew, and something is done where the script comes by."""
    if st.button("Go"):
        do()


def callback() -> None:
    st.button("Go", on_click=call)
    tell()


@st.fragment
def button_in_a_fragment() -> None:
    if st.button("Go"):
        do()


@st.fragment
def callback_in_a_fragment() -> None:
    st.button("Go", on_click=call)
    tell()


@st.dialog("A dialog")
def dialog(inner: str) -> None:
    if inner == "button" and st.button("Go"):
        do()
    if inner == "callback":
        st.button("Go", on_click=call)
        tell()


def form() -> None:
    with st.form("form"):
        st.text_input("What was typed")
        if st.form_submit_button("Go"):
            do()


@st.fragment(run_every="500ms")
def timer() -> None:
    """Looks again and again; once the file is there, it would do something too."""
    found = desk.look(lists.by_id, user_id=target)
    st.caption(f"looked at {found.iloc[0]['name']}")
    if Path(os.environ["ARMED"]).exists() and found.iloc[0]["name"] != "renamed by timer":
        call()
    tell()


SURFACES = {
    "page": rerun,
    "callback": callback,
    "button-in-a-fragment": button_in_a_fragment,
    "callback-in-a-fragment": callback_in_a_fragment,
    "button-in-a-dialog": lambda: dialog("button"),
    "callback-in-a-dialog": lambda: dialog("callback"),
    "form": form,
    "timer": timer,
}

me = desk.someone()
if not me.signed_in:
    st.title("Please sign in")
    st.stop()
st.title(f"Here is {me.email}")
desk.thank()
SURFACES[surface]()
