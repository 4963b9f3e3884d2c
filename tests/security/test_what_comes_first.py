"""With a temporary password, or before a second factor that is due, nothing works but putting that right."""

import pytest
from sqlalchemy import update

from tests.builders import (
    PASSPHRASE,
    an_address,
    signed_in,
    visitor,
)
from tests.security.every_deed import DEEDS, asked
from usercore import Permission
from usercore.actions import passwords, users
from usercore.errors import MustChangePassword, MustEnrol
from usercore.models import User

GUARDED = [
    name
    for name, deed in DEEDS.items()
    if deed.permission is not Permission.PUBLIC and not deed.needs.with_temporary_password
]


@pytest.mark.parametrize("name", GUARDED)
def test_with_a_temporary_password_nothing_works_but_choosing_one_s_own(crowded, crowd, name):
    email = an_address()
    crowded.call(crowd["admin"], users.create, email=email, role="admin", password=PASSPHRASE)
    actor = signed_in(crowded, email)
    wanted = asked(crowded, visitor(), name, crowd[0])

    with pytest.raises(MustChangePassword):
        (crowded.stream if name.startswith("exports.") else crowded.call)(actor, DEEDS[name], **wanted)


@pytest.mark.parametrize(
    ("column", "comes_first"), [("must_change_password", MustChangePassword), ("must_enrol", MustEnrol)]
)
def test_choosing_one_s_own_password_first_is_no_choosing_of_others(crowded, crowd, column, comes_first):
    someone = crowd["support"]
    with crowded.engine.begin() as connection:
        connection.execute(update(User).where(User.id == someone.user_id).values({column: True}))

    with pytest.raises(comes_first):
        crowded.call(someone, passwords.change, user_id=crowd[0].user_id, new_password=PASSPHRASE)


def test_with_a_temporary_password_one_may_choose_another_or_leave():
    names = {name for name, deed in DEEDS.items() if deed.needs.with_temporary_password}

    assert names == {
        "actions.alarms.by_letter",  # the links in letters prove who they are themselves
        "actions.emails.confirm",
        "actions.emails.undo",
        "actions.invitations.accept",
        "actions.invitations.ask_again",
        "actions.invitations.opened",
        "actions.passwords.change",
        "actions.sign_in.out",
        "actions.sign_in.redeem",
        "frames.invitations.about",
        "frames.links.about",
    }


OPEN_BEFORE_ENROLMENT = {
    "actions.two_factor.enable",
    "actions.two_factor.show_again",
    "actions.two_factor.verify_setup",
    "frames.two_factor.of_user",
}


@pytest.mark.parametrize("name", GUARDED)
def test_before_a_second_factor_that_is_due_nothing_works_but_setting_it_up(crowded, crowd, name):
    someone = crowd["support"]
    with crowded.engine.begin() as connection:
        connection.execute(update(User).where(User.id == someone.user_id).values(must_enrol=True))
    wanted = asked(crowded, visitor(), name, crowd[0])

    with pytest.raises(MustEnrol):
        (crowded.stream if name.startswith("exports.") else crowded.call)(someone, DEEDS[name], **wanted)


def test_what_sets_a_second_factor_up_works_before_it():
    assert {name for name, deed in DEEDS.items() if deed.needs.before_enrolment} == OPEN_BEFORE_ENROLMENT
