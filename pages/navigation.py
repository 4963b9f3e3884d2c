"""The one script Streamlit runs: who is here, which pages they may see, run it."""

import streamlit as st

from pages.parts import authenticator, desk
from pages.parts.frame import FAVICON, practice_banner, wordmark
from pages.parts.ticket import hand_back
from pages.parts.wording import plain
from usercore import say
from usercore.frames import users

st.set_page_config(page_title="usercore", page_icon=FAVICON, layout="wide")

ADDRESSES = ("users", "user", "account")
VISITORS = {"first-admin": "first_admin.py"}

me = desk.someone()


def behind_every_address(script: str, title: str) -> list[st.Page]:
    """One script at each address, so that the address and its query are still there once it lets one through."""
    first = st.Page(script, title=title, url_path="home", default=True)
    return [first, *(st.Page(script, title=title, url_path=address) for address in ADDRESSES)]


def staff_pages() -> dict[str, list[st.Page]]:
    sees_people = me.may(users.search)
    people = [
        st.Page(
            "users.py" if sees_people else "no_access.py",
            title=say("Users"),
            icon=":material/group:",
            url_path="users",
            visibility="visible" if sees_people else "hidden",
        ),
        st.Page(
            "user.py" if sees_people else "no_access.py", title=say("Person"), url_path="user", visibility="hidden"
        ),
    ]
    you = [
        st.Page("overview.py", title="usercore", url_path="home", default=True, visibility="hidden"),
        st.Page("account.py", title=say("My account"), icon=":material/account_circle:", url_path="account"),
        *(st.Page("overview.py", title="usercore", url_path=address, visibility="hidden") for address in VISITORS),
    ]
    return {say("People"): people, say("You"): you}


if not me.signed_in:
    visitors = [st.Page(script, title="usercore", url_path=address) for address, script in VISITORS.items()]
    page = st.navigation([*behind_every_address("sign_in.py", say("Sign in")), *visitors], position="hidden")
elif me.must_change_password:
    page = st.navigation(behind_every_address("choose_password.py", say("Choose a password")), position="hidden")
else:
    wordmark()
    page = st.navigation(staff_pages())
    practice_banner(practice=desk.opening.is_practice(desk.opening.core()))

if me.signed_in:
    with st.sidebar:
        st.space("small")
        st.markdown(f"**{plain(me.name or me.email)}**  \n:gray[{plain(me.role_title)}]")
    if authenticator.Door().leave():
        hand_back()

page.run()
