"""Health: whether everything is well, and what to do where it is not."""

import streamlit as st

from pages.parts import desk, wording
from pages.parts.health_findings import at_a_glance, finding, in_order, read
from usercore import say
from usercore.frames import health as lists

me = desk.enter(lists.checkup)

found = read()
heading, buttons = st.columns([3, 1], vertical_alignment="bottom")
with heading, st.container(gap=None):
    st.title(say("Health"), anchor=False)
    st.caption(say("As it was at {moment}", moment=wording.second(desk.opening.core().now())))
with buttons, st.container(horizontal=True, horizontal_alignment="right"):
    st.button(say("Look again"), icon=":material/refresh:", key="again")  # whatever is pressed, it is looked at anew

at_a_glance(found)
asked = next((one for one in found if one.check == "mail" and one.kind != "unread"), None)  # the server, once
for one in found:
    if one.state is not lists.State.GOOD:
        finding(me, one, asked=one is asked)
in_order(me, [one for one in found if one.state is lists.State.GOOD], asked=asked)
