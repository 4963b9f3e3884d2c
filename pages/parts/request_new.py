"""Writing down what somebody asked for."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import streamlit as st

from pages.parts import desk, fields, opening, request_words
from usercore import Actor, say
from usercore.actions import requests


def button(me: Actor) -> None:
    refusal = desk.why_not(me, requests.log)
    if st.button(say("New request"), icon=":material/add:", type="primary", key="request.new",
                 disabled=refusal is not None, help=refusal):  # fmt: skip
        new()


@st.dialog("New request", icon=":material/contact_mail:")
def new() -> None:
    here = ZoneInfo(opening.core().settings.time_zone)  # by whose days the time to answer is counted
    today = opening.core().now().astimezone(here).date()
    with st.form("request.new.form", border=False):
        kind = st.selectbox(
            say("What do they ask for?"), list(request_words.KINDS), key="request.new.kind",
            format_func=lambda kind: f"{request_words.kind(kind)} – {say(request_words.EXPLAINED[kind])}",
        )  # fmt: skip
        email = fields.email(key="request.new.email")
        day = st.date_input(
            say("When did it come?"), today, max_value=today, key="request.new.day", format="DD/MM/YYYY",
            help=say("The time to answer counts from the day on which it came, not from today."),
        )  # fmt: skip
        note = st.text_area(say("Note (optional)"), key="request.new.note", max_chars=4000, height=90,
                            placeholder=say("How it came, and what they said"))  # fmt: skip
        pressed = st.form_submit_button(say("Save"), type="primary")
    st.caption(say("With an account they get a letter that says until when they will hear from you."))
    if pressed:
        came = None if day == today else datetime.combine(day, time(12), here)
        desk.do(requests.log, kind=kind, email=email, received_at=came, note=note or "",
                thanks=say("Request written down."))  # fmt: skip
