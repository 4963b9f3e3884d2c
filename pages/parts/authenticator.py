"""streamlit-authenticator's form and button over our own controllers: it draws, usercore decides.

None of its credential store, hashing, tokens or cookies is in play; whatever of it we do not use is disabled.
"""

from secrets import token_hex
from typing import Any, NoReturn

import streamlit as st
from streamlit_authenticator.controllers import AuthenticationController, CookieController
from streamlit_authenticator.models import AuthenticationModel, CookieModel
from streamlit_authenticator.views import Authenticate

from pages.parts import desk
from usercore import UsercoreError, say
from usercore.actions import sign_in

EMAIL, TYPED = "sign_in.email", "sign_in.typed"
TICKET, CHALLENGE, REFUSAL, LEAVING = "sign_in.ticket", "sign_in.challenge", "sign_in.refusal", "sign_in.leaving"


class DisabledError(NotImplementedError):
    """A part of the library that must never run here."""


def _disabled(*_: Any, **__: Any) -> NoReturn:
    raise DisabledError


class OurAuthentication(AuthenticationModel):
    """Asks usercore; keeps no credentials, no key, no file."""

    def __init__(self) -> None:
        self.credentials = None
        self.path = None

    def check_credentials(self, username: str, password: str) -> bool:
        """Whether usercore lets them in; what it gave waits in the session state until the page hands it over."""
        try:
            outcome = desk.opening.core().call(desk.visitor(), sign_in.with_password, email=username, password=password)
        except UsercoreError as refusal:
            st.session_state[REFUSAL] = str(refusal)
            return False
        match outcome:
            case sign_in.SignedIn(ticket=ticket):
                st.session_state[TICKET] = ticket
                return True
            case sign_in.SecondStep() as second:
                st.session_state[CHALLENGE] = second
            case sign_in.Refused(sentence=sentence):
                st.session_state[REFUSAL] = sentence
        return False

    def login(self, username: str, password: str, *_: Any, **__: Any) -> bool | None:
        return self.check_credentials(username, password) if username and password else None

    def logout(self, callback: Any = None) -> None:
        """The cookie's route ends the session; nothing is kept here that could."""

    _record_failed_login_attempts = register_user = forgot_password = forgot_username = _disabled
    reset_password = update_user_details = generate_two_factor_auth_code = send_email = guest_login = _disabled


class OurAuthenticationController(AuthenticationController):
    def __init__(self) -> None:
        self.authentication_model = OurAuthentication()

    def login(self, username: str | None = None, password: str | None = None, *_: Any, **__: Any) -> bool | None:
        """The password goes on exactly as typed: the original would strip it."""
        return self.authentication_model.login(username or "", password or "")


class OurCookie(CookieModel):
    """Reads nothing and sets nothing itself: a ticket and a route do."""

    def __init__(self) -> None:
        self.cookie_name = ""

    def get_cookie(self) -> dict[str, Any] | None:
        me = desk.someone()
        return {"username": me.email} if me.signed_in else None

    def set_cookie(self) -> None:
        """`check_credentials` left the ticket; the page hands it over."""

    def delete_cookie(self) -> None:
        """A ticket for the page to hand back, another at each press: the browser sends each once."""
        st.session_state[LEAVING] = token_hex(8)


class OurCookieController(CookieController):
    def __init__(self) -> None:
        self.cookie_model = OurCookie()


class Door(Authenticate):
    """The form to come in by and the button to leave by."""

    def __init__(self) -> None:
        self.attrs = {"login_sleep_time": 0}
        self.path = None
        self.cookie_controller = OurCookieController()
        self.authentication_controller = OurAuthenticationController()

    def login(self, *_: Any, **__: Any) -> None:
        """The form; the original's fields forbid password managers (ASVS 6.2.7)."""
        with st.form("sign-in", border=False):
            email = st.text_input(say("E-mail"), st.session_state.get(TYPED, ""), key=EMAIL, autocomplete="username")
            password = st.text_input(say("Password"), type="password", autocomplete="current-password")
            if refusal := st.session_state.pop(REFUSAL, None):
                st.error(desk.plain(refusal), icon=":material/error:")
            pressed = st.form_submit_button(say("Sign in"), type="primary", width="stretch")
        if not pressed:
            return
        st.session_state[TYPED] = email  # the field's own value goes when another page is drawn
        if not (email and password):
            st.session_state[REFUSAL] = say("Type your e-mail and your password.")
        elif self.authentication_controller.login(email, password):
            self.cookie_controller.set_cookie()
        st.rerun()

    def leave(self) -> str | None:
        """The sign-out button of the library; once it was pressed, the ticket to leave with."""
        st.session_state["authentication_status"] = True  # its button is drawn for no one else
        self.logout(say("Sign out"), location="sidebar", key="sign-out")
        st.session_state["authentication_status"] = None
        ticket: str | None = st.session_state.get(LEAVING)  # kept: one leaves until the page is loaded again
        return ticket

    register_user = forgot_password = forgot_username = reset_password = _disabled
    update_user_details = experimental_guest_login = _disabled
