"""Who may not see personal data does not see the free words about a person either."""

from tests.builders import a_user, house, someone
from usercore.actions import users
from usercore.frames import users as lists


def test_an_auditor_does_not_see_why_someone_was_suspended(core, ada):
    user_id = a_user(core, "held@example.com")
    core.call(house(), users.suspend, user_id=user_id, reason="complained about Max")
    iris = someone(core, "auditor")

    assert core.call(iris, lists.by_id, user_id=user_id).iloc[0].suspended_reason is None
    assert core.call(ada, lists.by_id, user_id=user_id).iloc[0].suspended_reason == "complained about Max"
