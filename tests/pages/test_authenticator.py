"""streamlit-authenticator is private structure under a pin: what we stand on must stay as it was."""

from importlib.metadata import version
from inspect import signature

import pytest
from streamlit_authenticator.controllers import AuthenticationController, CookieController
from streamlit_authenticator.models import AuthenticationModel, CookieModel
from streamlit_authenticator.views import Authenticate

from pages.parts.authenticator import DisabledError, Door, OurAuthentication

STOOD_ON = {
    Authenticate.login: ["location", "max_concurrent_users", "max_login_attempts", "fields", "captcha", "single_session",
                         "clear_on_submit", "key", "callback"],
    Authenticate.logout: ["button_name", "location", "key", "use_container_width", "callback"],
    AuthenticationController.login: ["username", "password", "max_concurrent_users", "max_login_attempts", "token",
                                     "single_session", "callback", "captcha", "entered_captcha"],
    AuthenticationController.logout: ["callback"],
    AuthenticationModel.login: ["username", "password", "max_concurrent_users", "max_login_attempts", "token",
                                "single_session", "callback"],
    AuthenticationModel.check_credentials: ["username", "password"],
    CookieController.get_cookie: [],
    CookieController.set_cookie: [],
    CookieController.delete_cookie: [],
    CookieModel.get_cookie: [],
    CookieModel.set_cookie: [],
    CookieModel.delete_cookie: [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "parameters"), STOOD_ON.items(), ids=lambda value: getattr(value, "__qualname__", "")
)
def test_the_librarys_methods_are_those_we_replaced(method, parameters):
    assert list(signature(method).parameters)[1:] == parameters


def test_the_library_is_the_pinned_one():
    assert version("streamlit-authenticator") == "0.4.2"


def test_everything_of_its_models_is_ours_or_disabled():
    public = {name for name in vars(AuthenticationModel) if not name.startswith("_")}
    ours = {name for name in vars(OurAuthentication) if not name.startswith("_")}
    assert public - ours == {"send_password", "send_username"}


@pytest.mark.parametrize("name", ["register_user", "forgot_password", "forgot_username", "reset_password",
                                  "update_user_details", "experimental_guest_login"])  # fmt: skip
def test_its_other_widgets_are_disabled(name):
    with pytest.raises(DisabledError):
        getattr(Door(), name)()
