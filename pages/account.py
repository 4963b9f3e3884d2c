"""My account: who I am here, my password, where I am signed in."""

import streamlit as st

from pages.parts import desk, fields, timeline, wording
from pages.parts.person_sessions import session_list
from pages.parts.ticket import hand_over
from usercore import say
from usercore.actions import passwords
from usercore.frames import audit
from usercore.frames import sessions as session_lists

GIVEN = "account.ticket"

if ticket := st.session_state.pop(GIVEN, None):
    hand_over(ticket)

me = desk.enter()
theirs = desk.ask(session_lists.of_user, user_id=me.user_id)
history = desk.ask(audit.of_user, user_id=me.user_id, limit=20)

st.title(wording.plain(me.name or me.email), anchor=False)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.markdown(wording.plain(me.email), width="content")
    st.badge(wording.plain(me.role_title), color="blue")

left, right = st.columns([3, 2], gap="large")
with left:
    st.header(say("Where you are signed in"), anchor=False)
    session_list(me, theirs, me.user_id)
    st.header(say("Recent history"), anchor=False)
    entries = [
        wording.entry(row, {me.role: me.role_title}) for row in history.itertuples() if row.event not in wording.SILENT
    ]
    timeline.show(entries, key="history", empty=say("Nothing has happened yet."))
with right, st.container(border=True):
    st.header(say("Password"), anchor=False)
    settings = desk.opening.core().settings
    with st.form("password", border=False):
        current = st.text_input(say("Current password"), type="password", autocomplete="current-password")
        new = fields.new_password(
            say("New password"),
            fewest=settings.password_shortest_staff if me.permissions else settings.password_shortest,
        )
        st.caption(say("Your other sessions end; this one stays."))
        if st.form_submit_button(say("Change password"), type="primary"):
            changed = desk.call(passwords.change, user_id=me.user_id, new_password=new, current_password=current)
            if changed:
                st.session_state[GIVEN] = changed.ticket
                desk.later(say("Password changed."))
                st.rerun()
