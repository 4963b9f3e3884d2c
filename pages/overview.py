"""The default page: there is no overview yet, so it leads on to where this person works."""

import streamlit as st

from pages.parts import desk
from usercore.frames import users

me = desk.enter()
st.switch_page("users.py" if me.may(users.search) else "account.py")
