"""Setting up the second factor that is asked for; nothing else works before."""

import streamlit as st

from pages.parts import desk
from pages.parts.account_two_factor import second_factor
from pages.parts.two_factor_setup import ENROLLING
from usercore import say

me = desk.someone()
if not me.signed_in:
    desk.stop(desk.NotSignedIn())
st.session_state[ENROLLING] = True  # until the codes are put away the page stays, though nothing is asked for any more

with st.container(horizontal_alignment="center"), st.container(width=760):
    st.title(say("One more step"), anchor=False)
    if me.must_enrol:
        st.markdown(
            say("Your account asks for two-factor sign-in. Once it is set up you go on to where you wanted to go.")
        )
    second_factor(me)
