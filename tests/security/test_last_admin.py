"""There is always an admin who can sign in, whatever is done at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.builders import ADA, a_user, house, signed_in, someone
from tests.witness import at_once, everything, first_break, person
from usercore.actions import users
from usercore.database import reading
from usercore.errors import LastAdmin, NotYourself, Refusal
from usercore.models import User

ROUNDS = 50

REMOVALS = {
    "demoted": (users.change_role, {"role": "author"}),
    "suspended": (users.suspend, {"reason": "a reason"}),
    "soft-deleted": (users.soft_delete, {}),
    "deleted for ever": (users.hard_delete, {"reason": "a reason"}),
}


def remove(core, actor, user_id, how):
    deed, wanted = REMOVALS[how]
    return core.call(actor, deed, user_id=user_id, **wanted)


def admins_who_may_sign_in(core):
    with reading(core.engine) as db:
        return db.scalars(select(User.email).where(User.role == "admin", User.who_may_sign_in(core._clock()))).all()


@pytest.mark.parametrize("how", REMOVALS)
def test_the_last_admin_cannot_be_removed_by_themselves(core, ada, how):
    before = everything(core)

    with pytest.raises(LastAdmin, match="Make someone else an admin first"):
        remove(core, ada, ada.user_id, how)

    assert everything(core) == before


@pytest.mark.parametrize("how", REMOVALS)
def test_the_last_admin_cannot_be_removed_by_the_house_either(core, ada, how):
    before = everything(core)

    with pytest.raises(LastAdmin):
        remove(core, house(), ada.user_id, how)

    assert everything(core) == before


@pytest.mark.parametrize("how", REMOVALS)
def test_one_of_two_admins_can_be_removed(core, ada, how):
    other = a_user(core, role="admin")

    remove(core, ada, other, how)

    assert admins_who_may_sign_in(core) == [ADA]


@pytest.mark.parametrize("how", REMOVALS)
def test_one_of_two_admins_cannot_remove_themselves(core, ada, how):
    a_user(core, role="admin")

    with pytest.raises(NotYourself):
        remove(core, ada, ada.user_id, how)


@pytest.mark.parametrize("state", ["invited", "suspended", "deleted"])
def test_an_admin_who_cannot_sign_in_does_not_count(core, ada, state):
    other = a_user(core, role="admin", password=None if state == "invited" else "seven lanterns over quiet water")
    if state == "suspended":
        core.call(ada, users.suspend, user_id=other, reason="a reason")
    if state == "deleted":
        core.call(ada, users.soft_delete, user_id=other)

    with pytest.raises(LastAdmin):
        core.call(house(), users.suspend, user_id=ada.user_id, reason="a reason")


def test_an_admin_whose_suspension_has_ended_counts_at_once(core, ada, clock):
    other = a_user(core, role="admin")
    core.call(ada, users.suspend, user_id=other, reason="a reason", until=clock.now + timedelta(hours=1))
    clock.advance(hours=1)

    core.call(house(), users.suspend, user_id=ada.user_id, reason="a reason")

    assert len(admins_who_may_sign_in(core)) == 1


def two_admins(core):
    return someone(core, "admin"), someone(core, "admin")


def put_back(core, *actors, role="admin"):
    """Each of that role and able to sign in again, as the house can do."""
    for actor in actors:
        row = person(core, actor.user_id)
        if row.status == "suspended":
            core.call(house(), users.reinstate, user_id=actor.user_id)
        if row.status == "deleted":
            core.call(house(), users.restore, user_id=actor.user_id)
        if row.role != role:
            core.call(house(), users.change_role, user_id=actor.user_id, role=role)


@pytest.mark.parametrize("how", ["demoted", "suspended", "soft-deleted"])
def test_two_last_admins_removing_each_other_leave_one(core, ada, how):
    one, two = two_admins(core)
    core.call(house(), users.change_role, user_id=ada.user_id, role="author")

    for _ in range(ROUNDS // 3 + 1):
        core._clock.advance(minutes=10)
        one, two = signed_in(core, one.email), signed_in(core, two.email)

        results = at_once(
            lambda one=one, two=two: remove(core, one, two.user_id, how),
            lambda one=one, two=two: remove(core, two, one.user_id, how),
        )

        assert len(admins_who_may_sign_in(core)) == 1
        assert sorted(result is None for result in results) == [False, True]
        assert all(result is None or isinstance(result, Refusal) for result in results)
        put_back(core, one, two)


def test_two_last_admins_deleting_each_other_for_ever_leave_one(core, ada):
    one, two = two_admins(core)
    core.call(house(), users.hard_delete, user_id=ada.user_id, reason="only two may be left")

    for _ in range(ROUNDS // 3 + 1):
        at_once(
            lambda one=one, two=two: remove(core, one, two.user_id, "deleted for ever"),
            lambda one=one, two=two: remove(core, two, one.user_id, "deleted for ever"),
        )

        (left,) = admins_who_may_sign_in(core)
        core._clock.advance(minutes=10)
        one, two = signed_in(core, left), someone(core, "admin")


def test_of_two_admins_removing_each_other_one_is_too_late_even_if_a_third_remains(core):
    one, two = two_admins(core)

    for _ in range(ROUNDS // 3 + 1):
        core._clock.advance(minutes=10)
        one, two = signed_in(core, one.email), signed_in(core, two.email)

        results = at_once(
            lambda one=one, two=two: remove(core, one, two.user_id, "demoted"),
            lambda one=one, two=two: remove(core, two, one.user_id, "demoted"),
        )

        assert sum(result is None for result in results) == 1, "someone without the right any more used it"
        put_back(core, one, two)


def test_of_two_from_support_suspending_each_other_one_is_too_late(core):
    one, two = someone(core, "support"), someone(core, "support")

    for _ in range(ROUNDS // 3 + 1):
        core._clock.advance(minutes=10)
        one, two = signed_in(core, one.email), signed_in(core, two.email)

        results = at_once(
            lambda one=one, two=two: remove(core, one, two.user_id, "suspended"),
            lambda one=one, two=two: remove(core, two, one.user_id, "suspended"),
        )

        assert sum(result is None for result in results) == 1, "someone suspended went on suspending"
        put_back(core, one, two, role="support")


def test_everyone_at_once_against_everyone_leaves_an_admin_and_a_whole_chain(core, ada):
    admins = [ada, *two_admins(core), someone(core, "admin")]
    removals = [(one, two, how) for one in admins for two in admins if one is not two for how in list(REMOVALS)[:2]]

    results = at_once(
        *[lambda one=one, two=two, how=how: remove(core, one, two.user_id, how) for one, two, how in removals]
    )

    assert admins_who_may_sign_in(core)
    assert all(result is None or isinstance(result, Refusal) for result in results), results
    assert first_break(core) is None
