"""The one script Streamlit runs: who is here, which pages they may see, run it."""

from typing import Any

import streamlit as st

from pages.parts import authenticator, desk, filters, home_cards, look_up, two_factor_setup
from pages.parts.frame import FAVICON, practice_banner, time_left, wordmark
from pages.parts.menu import menu_page
from pages.parts.ticket import hand_back, hand_over
from pages.parts.wording import plain, use_zone
from usercore import say
from usercore.actions import invitations as asking
from usercore.actions import two_factor
from usercore.frames import (
    audit,
    consent_texts,
    erasures,
    health,
    invitations,
    outbox,
    processing,
    requests,
    retention,
    rules,
    sessions,
    users,
)

st.set_page_config(page_title="usercore", page_icon=FAVICON, layout="wide")

ADDRESSES = (
    "home",
    "users",
    "user",
    "invitations",
    "invite-many",
    "sessions",
    "two-factor",
    "privacy",
    "erasures",
    "outbox",
    "audit",
    "retention",
    "health",
    "processing",
    "settings",
    "account",
    "consent",
)
# What letters lead to, open to everyone, signed in or not: the link in the cookie is what counts there.
FROM_LETTERS = {
    "forgot-password": "forgot_password.py",
    "choose-password": "choose_password.py",
    "accept-invitation": "accept_invitation.py",
    "confirm-email": "confirm_email.py",
    "take-back-email": "take_back_email.py",
    "not-me": "not_me.py",
}
VISITORS = {"first-admin": "first_admin.py"}

me = desk.someone()
use_zone(me.time_zone)


def behind_every_address(script: str, title: str) -> list[st.Page]:
    """One script at each address, so that the address and its query are still there once it lets one through."""
    first = menu_page(script, title=title, url_path="overview", default=True)
    return [first, *(menu_page(script, title=title, url_path=address) for address in ADDRESSES)]


def hidden(pages: dict[str, str]) -> list[st.Page]:
    return [
        menu_page(script, title="usercore", url_path=address, visibility="hidden") for address, script in pages.items()
    ]


def staff_page(script: str, title: str, icon: str | None, deed: Any) -> st.Page:
    """In the menu for those who may see it; for the others its address says that it is not for their role."""
    address, may = script.removesuffix(".py").replace("_", "-"), me.may(deed)
    shown = "visible" if may and icon else "hidden"
    return menu_page(script if may else "no_access.py", title=title, icon=icon, url_path=address, visibility=shown)


def home_page() -> st.Page:
    """For whoever may read something of it; the others are led on to their account from there."""
    shown = "visible" if home_cards.of(me) else "hidden"
    return menu_page("home.py", title=say("Home"), icon=":material/home:", url_path="home", visibility=shown)


def staff_pages() -> dict[str, list[st.Page]]:
    people = [
        staff_page("users.py", say("Users"), ":material/group:", users.search),
        staff_page("user.py", say("Person"), None, users.search),
        staff_page("invitations.py", say("Invitations"), ":material/mail:", invitations.all),
        staff_page("invite_many.py", say("Invite many"), None, asking.send),
        staff_page("sessions.py", say("Sessions"), ":material/devices:", sessions.search),
    ]
    privacy = [
        staff_page("privacy.py", say("Requests"), ":material/contact_mail:", requests.search),
        staff_page("consent.py", say("Consent"), ":material/fact_check:", consent_texts.purposes),
        staff_page("retention.py", say("Retention"), ":material/auto_delete:", retention.rules),
        staff_page("erasures.py", say("Deletions"), ":material/verified_user:", erasures.all),
        staff_page("processing.py", say("Record of processing"), ":material/policy:", processing.activities),
    ]
    system = [
        staff_page("two_factor.py", say("Two-factor"), ":material/phonelink_lock:", two_factor.enable),
        staff_page("outbox.py", say("Outbox"), ":material/outgoing_mail:", outbox.search),
        staff_page("audit.py", say("Audit log"), ":material/history:", audit.search),
        staff_page("health.py", say("Health"), ":material/monitor_heart:", health.checkup),
        staff_page("settings.py", say("Settings"), ":material/tune:", rules.limits),
    ]
    you = [
        menu_page("overview.py", title="usercore", url_path="overview", default=True, visibility="hidden"),
        menu_page("account.py", title=say("My account"), icon=":material/account_circle:", url_path="account"),
        *hidden(dict.fromkeys(VISITORS, "overview.py")),
        *hidden(FROM_LETTERS),
    ]
    return {"": [home_page()], say("People"): people, say("Privacy"): privacy, say("System"): system, say("You"): you}


if not me.signed_in:
    open_pages = hidden(VISITORS | FROM_LETTERS)
    page = st.navigation([*behind_every_address("sign_in.py", say("Sign in")), *open_pages], position="hidden")
elif me.must_change_password:
    first = behind_every_address("choose_own_password.py", say("Choose a password"))
    page = st.navigation([*first, *hidden(FROM_LETTERS)], position="hidden")
elif me.must_enrol or two_factor_setup.ENROLLING in st.session_state:
    wordmark()
    first = behind_every_address("enrol.py", say("Two-factor sign-in"))
    page = st.navigation([*first, *hidden(FROM_LETTERS)], position="hidden")
elif me.asked_consent:
    wordmark()
    first = behind_every_address("consent_asked.py", say("A question"))
    page = st.navigation([*first, *hidden(FROM_LETTERS)], position="hidden")
else:
    wordmark()
    page = st.navigation(staff_pages(), expanded=True)
    look_up.button(me)
    time_left(me)
    practice_banner(practice=desk.opening.is_practice(desk.opening.core()))

if me.signed_in:
    with st.sidebar:
        st.space("small")
        told = st.container()  # above the name, which was in sight with the button
        st.markdown(f"**{plain(me.name or me.email)}**  \n:gray[{plain(me.role_title)}]")
    if leaving := authenticator.Door().leave():
        hand_back(leaving, told)

filters.arrive(page.url_path)
two_factor_setup.stay_at(me, page.url_path, st.query_params.get("id"))  # leaving the page hides what it showed
if ticket := st.session_state.get(two_factor_setup.RENEWED):  # kept, since a click meanwhile runs this again
    hand_over(ticket)
page.run()
