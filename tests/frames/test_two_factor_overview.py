"""How many have a second factor, and who of the dashboard roles has none."""

import pyotp
import pytest

from tests.builders import ADA, MAX, SAM, a_user, house, settings
from usercore import open_core
from usercore.actions import rules, two_factor, users
from usercore.errors import PageGone, TooManyAttempts, TwoFactorOn, WrongState
from usercore.frames import two_factor as lists
from usercore.frames import users as people
from usercore.frames.two_factor import MissingQuery


def the_id(core, email):
    return core.call(house(), people.by_email, email=email).iloc[0].id


def enrol(core, user_id):
    made = core.call(house(), two_factor.enable, user_id=user_id)
    code = pyotp.TOTP(made.secret).at(core.now())
    core.call(house(), two_factor.verify_setup, user_id=user_id, code=code)


def test_by_role_counts_people_who_may_sign_in_and_those_with_a_factor(core, ada):
    enrol(core, the_id(core, SAM))
    gone = a_user(core, role="support")
    enrol(core, gone)
    core.call(house(), users.soft_delete, user_id=gone)
    core.call(house(), two_factor.enable, user_id=the_id(core, ADA))  # pending counts for nothing

    found = core.call(ada, lists.by_role).set_index("role")

    assert (found.loc["support", "people"], found.loc["support", "enrolled"]) == (1, 1)
    assert (found.loc["admin", "people"], found.loc["admin", "enrolled"]) == (1, 0)
    assert (found.loc["author", "people"], found.loc["author", "enrolled"]) == (1, 0)


def test_whoever_is_missing_stands_there_admins_first_and_nobody_without_dashboard_rights(core, ada):
    a_user(core, "aaron@example.com", name="Aaron", role="support")

    found = core.call(ada, lists.missing)

    assert list(found["email"]) == [ADA, "aaron@example.com", SAM]
    enrol(core, the_id(core, ADA))
    assert list(core.call(house(), lists.missing)["email"]) == ["aaron@example.com", SAM]


def test_they_are_read_page_by_page_there_and_back_and_counted(core, ada):
    for number in range(5):
        a_user(core, name=f"Same Name {number // 3}", role=("support", "auditor")[number % 2])
    pages, after = [], None
    while not pages or after:
        pages.append(core.call(ada, lists.missing, query=MissingQuery(limit=3, after=after)))
        after = pages[-1].attrs["next"]
    back = core.call(ada, lists.missing, query=MissingQuery(limit=3, before=pages[2].attrs["previous"]))

    assert [len(page) for page in pages] == [3, 3, 1]
    assert [one for page in pages for one in page["id"]] == core.call(ada, lists.missing)["id"].tolist()
    assert back["id"].tolist() == pages[1]["id"].tolist()
    assert back.attrs == pages[1].attrs
    assert core.call(ada, lists.counts) == 7


@pytest.mark.parametrize("cursor", ["nonsense", "019cadc6-0000-7000-8000-000000000000"])
def test_a_page_that_is_gone_says_so(core, ada, cursor):
    with pytest.raises(PageGone):
        core.call(ada, lists.missing, query=MissingQuery(after=cursor))


def test_a_page_goes_on_behind_someone_who_has_one_meanwhile(core, ada):
    first = core.call(house(), lists.missing, query=MissingQuery(limit=1))
    enrol(core, ada.user_id)

    assert core.call(house(), lists.missing, query=MissingQuery(after=first.attrs["next"]))["email"].tolist() == [SAM]


def test_no_more_are_counted_than_is_of_use(url, clock):
    core = open_core(settings=settings(url, count_cap=1), clock=clock)

    assert str(core.call(house(), lists.counts)) == "1+"
    core.close()


def test_over_time_counts_what_was_on_at_the_end_of_each_week(core, clock):
    enrol(core, the_id(core, SAM))
    clock.advance(days=10)
    enrol(core, the_id(core, MAX))

    found = core.call(house(), lists.over_time, weeks=3)

    assert list(found["enrolled"]) == [0, 1, 2]
    assert list(core.call(house(), lists.over_time, weeks=1)["enrolled"]) == [2]


def test_a_reminder_goes_out_once_a_day_to_whoever_has_none(core, ada, clock):
    sam = the_id(core, SAM)
    core.call(ada, two_factor.remind, user_id=sam)
    with pytest.raises(TooManyAttempts):
        core.call(ada, two_factor.remind, user_id=sam)
    clock.advance(days=1, seconds=1)
    core.call(house(), two_factor.remind, user_id=sam)

    enrol(core, sam)
    with pytest.raises(TwoFactorOn):
        core.call(house(), two_factor.remind, user_id=sam)
    invited = a_user(core, password=None)
    with pytest.raises(WrongState):
        core.call(house(), two_factor.remind, user_id=invited)


def test_whoever_has_a_role_that_asks_for_one_is_missing_it_too(core, ada, maxim):
    assert MAX not in list(core.call(ada, lists.missing)["email"])

    core.call(house(), rules.ask_for_second_factor, roles=["admin", "author"])

    assert list(core.call(ada, lists.missing)["email"])[-1] == MAX
