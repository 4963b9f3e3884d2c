"""Settings: limits on tries, how long sessions last, and what was set where usercore is started."""

import streamlit as st

from pages.parts import desk, settings_fixed
from pages.parts.filters import as_if_asked
from pages.parts.settings_limits import limits
from pages.parts.settings_sessions import ONE, session_rules
from usercore import say
from usercore.frames import rules

TAB = "tab"  # as in the address

me = desk.enter(rules.limits)

st.title(say("Settings"), anchor=False)
if ONE in st.query_params:  # a row of that tab was clicked, whose address names no tab
    as_if_asked(TAB, say("Sessions"))
tries, lasting, words, post = st.tabs(
    [say("Limits"), say("Sessions"), say("Passwords"), say("Letters and alerts")], key=TAB, bind="query-params"
)
if tries.open:
    with tries:
        limits(me)
if lasting.open:
    with lasting:
        session_rules(me)
    st.query_params.pop(ONE, None)  # that of no role: one could not leave the tab
if words.open:
    with words:
        settings_fixed.passwords()
if post.open:
    with post:
        settings_fixed.letters()
