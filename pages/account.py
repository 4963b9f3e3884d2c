"""My account: who I am here, my password, where I am signed in, what happened."""

import streamlit as st

from pages.parts import desk, wording
from pages.parts.account_data import your_data
from pages.parts.account_history import history
from pages.parts.account_password import CHANGED, GIVEN, password
from pages.parts.account_profile import profile
from pages.parts.account_two_factor import second_factor
from pages.parts.avatar import avatar
from pages.parts.consent_mine import mine
from pages.parts.person_sessions import session_list
from pages.parts.ticket import hand_over
from usercore import say
from usercore.frames import audit, consents, links, users
from usercore.frames import sessions as session_lists

ENTRIES = 30

if ticket := st.session_state.get(GIVEN):
    hand_over(ticket, to=f"/account?{CHANGED}=yes")

me = desk.enter()
person = desk.ask(users.by_id, user_id=me.user_id).iloc[0]
theirs = desk.ask(session_lists.of_user, user_id=me.user_id)
entries = desk.ask(audit.of_user, user_id=me.user_id, limit=ENTRIES)
waiting = desk.ask(links.waiting, user_id=me.user_id)

with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    avatar(me.name or me.email, me.user_id)
    with st.container(gap=None, width="stretch"):
        st.title(wording.plain(me.name or me.email), anchor=False)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(wording.plain(me.email), width="content")
            st.badge(wording.plain(me.role_title), color="blue")

left, right = st.columns([2, 3], gap="large")
with left:
    with st.container(border=True):
        profile(me, person, waiting)
    with st.container(border=True):
        password(me, entries, waiting)
    with st.container(border=True):
        second_factor(me)
    with st.container(border=True):
        your_data(me)
    mine(me, desk.ask(consents.of_user, user_id=me.user_id, language=st.context.locale))
with right:
    st.header(say("Where you are signed in"), anchor=False)
    session_list(me, theirs, me.user_id)
    history(me, entries)
