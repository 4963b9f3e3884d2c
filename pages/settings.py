"""Settings: limits on tries, how long sessions last, and what was set where usercore is started."""

import streamlit as st

from pages.parts import desk, settings_fixed
from pages.parts.settings_limits import limits
from pages.parts.settings_sessions import ONE, SESSIONS, TAB, session_rules
from usercore import say
from usercore.frames import rules

me = desk.enter(rules.limits)

st.title(say("Settings"), anchor=False)
if ONE in st.query_params and TAB not in st.query_params:  # an address that names a row alone
    st.session_state[TAB] = SESSIONS
tries, lasting, words, post = st.tabs(
    [say("Limits"), SESSIONS, say("Passwords"), say("Letters and alerts")], key=TAB, bind="query-params"
)
if tries.open:
    with tries:
        limits(me)
if lasting.open:
    with lasting:
        session_rules(me)
if words.open:
    with words:
        settings_fixed.passwords()
if post.open:
    with post:
        settings_fixed.letters()
