"""The default page, which has no address of its own: it leads on to where this person works."""

import streamlit as st

from pages.parts import desk, home_cards

me = desk.enter(leads_on=True)
st.switch_page("home.py" if home_cards.of(me) else "account.py")
