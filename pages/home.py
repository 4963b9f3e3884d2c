"""Home: what needs a person today, the things one does every day, and how the days went."""

from datetime import datetime

import streamlit as st

from pages.parts import desk, home_cards, home_needs, home_pictures, invitations_send, wording
from pages.parts.people_export import export
from usercore import Actor, exports, say
from usercore.actions import invitations
from usercore.frames import roles, users
from usercore.frames.users import UserQuery

NOON, EVENING = 12, 18

me = desk.enter(leads_on=True)
cards, pictured = home_cards.of(me), home_pictures.of(me)
if not cards and not pictured:
    st.switch_page("account.py")  # nothing here is for them
desk.thank()


def greeting(now: datetime) -> str:
    words = "Good morning" if now.hour < NOON else "Good afternoon" if now.hour < EVENING else "Good evening"
    first = (me.name or "").split(" ")[0]
    return say("{greeting}, {name}.", greeting=say(words), name=wording.plain(first)) if first else f"{say(words)}."


def every_day(me: Actor) -> None:
    """What one comes for most, from here."""
    if me.may(users.search):
        st.page_link("users.py", label=say("Find a person"), icon=":material/person_search:", width="content")
    if me.may(exports.users) and st.button(say("Export CSV"), icon=":material/download:", key="home.export"):
        total = desk.ask(users.counts)
        many = say("one person") if total == 1 and not total.capped else say("{total} people", total=total)
        export(UserQuery(), many)
    if me.may(invitations.send) and st.button(
        say("Invite"), icon=":material/person_add:", type="primary", key="home.invite"
    ):
        invitations_send.begin()
        invitations_send.invite(me, desk.ask(roles.every))


now = desk.opening.core().now().astimezone(wording.zone())
heading, buttons = st.columns([3, 2], vertical_alignment="bottom")
with heading, st.container(gap=None):
    st.title(f"{now:%A, %-d %B}", anchor=False)
    sentence = st.empty()
    sentence.caption(greeting(now))
with buttons, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
    every_day(me)

told = home_needs.needs(me, cards)
if pictured:
    home_pictures.pictures(pictured)
if cards:
    sentence.caption(f"{greeting(now)} {home_needs.summary(told, cards)}")
