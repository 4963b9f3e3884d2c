"""What people call themselves, and what is written about them, is no Markdown: on no page, and in no dialog."""

import pytest

from tests.builders import ADA, a_user, house
from tests.pages.app import the_app
from tests.requesting import log
from tests.second_factors import turned_on
from usercore.actions import notes, users

LINK, ESCAPED = "[Confirm here](https://evil.example)", r"\[Confirm here\]"
AS_IT_IS = {"text", "code", "html"}  # kinds of elements that read no Markdown


def markdown(app):
    """All that is shown as such: texts, and the labels and tooltips of what can be pressed or filled in."""
    shown = [getattr(element, "proto", None) for element in app._tree if element.type not in AS_IT_IS]
    return "\n".join(str(getattr(proto, part, "")) for proto in shown for part in ("body", "label", "help", "title"))


@pytest.fixture
def eve(core, ada):
    """Someone about whom there is something on every page."""
    user_id = a_user(core, "eve@example.com", name=LINK, role="support")
    turned_on(core, user_id)
    core.call(ada, notes.write, user_id=user_id, text=LINK, ticket=LINK, pinned=True)
    log(core, house(), user_id=user_id, note=LINK)
    return user_id


@pytest.mark.parametrize("page", ["home.py", "users.py", "sessions.py", "privacy.py", "two_factor.py", "erasures.py"])
def test_not_on_any_page(core, tokens, eve, page):
    with the_app(core, tokens[ADA], page) as app:
        assert not app.exception
        assert LINK not in markdown(app)


@pytest.mark.parametrize("in_the_trash", [False, True])
def test_in_no_dialog_about_a_person(core, ada, tokens, eve, in_the_trash):
    if in_the_trash:
        core.call(ada, users.soft_delete, user_id=eve)
    with the_app(core, tokens[ADA], "user.py", id=str(eve)) as app:
        keys = [button.key or "" for button in app.button if not button.disabled]
        opening = [key for key in keys if key.startswith(("do-", "note.", "why"))]
        assert "do-downloads.prepare_person" in opening
        for key in opening:
            app.button(key=key).click().run()
            assert not app.exception
            assert ESCAPED in markdown(app)
            assert LINK not in markdown(app), key
