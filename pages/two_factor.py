"""Two-factor sign-in, handed over at the desk: a person, the picture for their phone, the first code, their codes."""

from typing import Any

import streamlit as st

from pages.parts import desk, person_actions, person_lost_phone, table, two_factor_setup, wording
from pages.parts.filters import finds
from pages.parts.two_factor_overview import overview
from usercore import say
from usercore.actions import recoveries, two_factor
from usercore.frames import two_factor as lists
from usercore.frames import users as people
from usercore.frames.users import UserQuery

ONE, MOST = "id", 8

me = desk.enter(two_factor.enable)


def pick() -> None:
    """Whom it is for."""
    st.markdown(say("Pick the person in front of you: their phone scans a picture, then they type its first code."))
    typed = st.text_input(
        say("Person"), key="two-factor.q", type="search", placeholder=finds(me), live="100ms",
        icon=":material/search:", label_visibility="collapsed", width=320,
    )  # fmt: skip
    if not typed:
        person_lost_phone.everyone()
        overview(me)
        return
    found = desk.ask(people.search, query=UserQuery(text=typed, limit=MOST))
    columns = [
        table.Column(name="name", title=say("Person"), kind="person", second="email"),
        table.Column(
            name="status", title=say("Status"), kind="status",
            tones={name: (say(word), tone) for name, (word, tone) in wording.STATUSES.items()},
        ),
    ]  # fmt: skip
    table.show(found, columns, key="two-factor.people", label=say("People"), href=f"/two-factor?{ONE}={{id}}",
               selectable=False, empty=say("Nobody has such a name or address."))  # fmt: skip


def hand_over(user_id: str) -> None:
    found = desk.ask(people.by_id, user_id=user_id)
    if found.empty:
        st.info(say("There is no such person. They may have been deleted for ever."), icon=":material/person_off:")
        return
    person = found.iloc[0]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{wording.plain(person['name'] or person.email)}** :gray[{wording.plain(person.email)}]")
            st.page_link("user.py", label=say("Open the person"), query_params={"id": str(person.id)},
                         icon=":material/arrow_forward:", width="content")  # fmt: skip
        steps(person)


def steps(person: Any) -> None:
    """The picture, the first code, the recovery codes: each in the place of the one before."""

    def done() -> None:
        desk.later(say("{who} signs in with a code from now on.", who=person["name"] or person.email))
        another()

    handed = say("I have handed them over")
    if two_factor_setup.under_way(person.id, name=person.email, handed=handed, done=done):
        return
    state = desk.ask(lists.of_user, user_id=person.id)
    if (state["state"] == "active").any():
        since = state.iloc[0].since
        st.badge(say("On since {day}", day=wording.day(since)), icon=":material/verified_user:", color="green")
        lost(person)
        return
    if person.above_you:
        st.info(say("This person has rights that yours does not."), icon=":material/shield_person:")
        return
    if len(state):
        st.caption(say("The picture was shown, and waits for its first code until {moment}.",
                       moment=wording.minute(state.iloc[0].ends_at)))  # fmt: skip
    two_factor_setup.begin(me, person.id, say("Show the picture"), waiting=len(state) > 0)


def lost(person: Any) -> None:
    """For someone whose phone and recovery codes are both gone."""
    if str(person.id) == str(me.user_id):
        st.page_link("account.py", label=say("Change it on your own page"), icon=":material/arrow_forward:")
        return
    if person_lost_phone.waits(me, person):
        return
    if person_actions.button(me, person, recoveries.ask, say("They lost their phone"), ":material/phonelink_erase:"):
        person_lost_phone.lost_phone(me, person)


def another() -> None:
    """Back to whom it is for."""
    del st.query_params[ONE]


st.title(say("Two-factor"), anchor=False)
if user_id := st.query_params.get(ONE):
    st.button(say("Another person"), type="tertiary", icon=":material/arrow_back:", on_click=another)
    hand_over(user_id)
else:
    pick()
