"""What a signed-in person sees at an address that their role does not include."""

import streamlit as st

from pages.parts import desk
from usercore import say

me = desk.enter()

st.title(say("Not for your role"), anchor=False)
st.markdown(
    say(
        "You are signed in as {role}, which does not include this page. An admin can change that.",
        role=desk.plain(me.role_title),
    )
)
st.page_link("account.py", label=say("Go to my account"), icon=":material/arrow_forward:")
