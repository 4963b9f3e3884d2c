"""Nobody acts on someone above them, on themselves, or gives away what they do not hold."""

from itertools import permutations
from types import SimpleNamespace

import pytest

from tests.builders import ANOTHER, MAX, PASSPHRASE, a_role, a_user, an_address, house, someone, token_for, visitor
from tests.rooms import deeds
from tests.witness import entries, everything, person
from usercore import Permission
from usercore.actions import passwords, sessions, sign_in, users
from usercore.errors import AboveYou, EditedMeanwhile, NotAllowed, NotYourself, Refusal, TokenSpent
from usercore.models import User
from usercore.permissions import BUILT_IN, covers

HELD = {role.name: role.permissions for role in BUILT_IN} | {
    "keeper": (Permission.CHANGE_ROLES, Permission.READ_USERS),
    "people-keeper": (Permission.CHANGE_ROLES, "users:*"),
    "publisher": ("posts:publish",),
    "press": ("posts:*",),
    "chief": (Permission.CHANGE_ROLES, Permission.CREATE_USERS, Permission.SUSPEND_USERS, "posts:*"),
}
OWN_ROLES = [name for name in HELD if name not in {role.name for role in BUILT_IN}]


@pytest.fixture
def roles(core):
    for name in OWN_ROLES:
        a_role(core, name, *HELD[name])


def test_nobody_gives_a_role_with_a_right_that_they_do_not_hold(core, roles):
    granted, expected = {}, {}
    for giver in HELD:
        actor = someone(core, giver)
        subject = a_user(core, role="viewer")
        for given in HELD:
            expected[giver, given] = (
                Permission.CHANGE_ROLES in actor.permissions
                or "*" in actor.permissions
                or ("users:*" in actor.permissions)
            )
            expected[giver, given] &= covers(HELD[giver], HELD[given])
            try:
                core.call(actor, users.change_role, user_id=subject, role=given)
            except NotAllowed:
                granted[giver, given] = False
            else:
                granted[giver, given] = True
                core.call(house(), users.change_role, user_id=subject, role="viewer")

    assert granted == expected


def test_nobody_acts_on_someone_who_holds_what_they_do_not(core, roles):
    done, expected = {}, {}
    actors = {name: someone(core, name) for name in HELD}
    for one, other in permutations(HELD, 2):
        expected[one, other] = actors[one].may(users.suspend) and covers(HELD[one], HELD[other])
        try:
            core.call(actors[one], users.suspend, user_id=(subject := a_user(core, role=other)), reason="a reason")
        except NotAllowed:
            done[one, other] = False
        else:
            done[one, other] = True
            assert person(core, subject).status == "suspended"

    assert done == expected


@pytest.mark.parametrize("role", ["admin", "support", "auditor"])
def test_support_makes_nobody_staff(core, sam, role):
    before = everything(core)

    with pytest.raises(NotAllowed):
        core.call(sam, users.create, email="new@example.com", role=role, password=PASSPHRASE)

    assert everything(core) == before


@pytest.mark.parametrize(
    ("deed", "wanted"),
    [
        (users.update, {"name": "X"}),
        (users.suspend, {"reason": "a reason"}),
        (users.soft_delete, {}),
        (passwords.change, {"new_password": ANOTHER}),
        (sessions.revoke_all, {}),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_support_touches_no_admin(core, sam, ada, deed, wanted):
    before = everything(core)

    with pytest.raises(AboveYou, match="only someone with those rights may change it"):
        core.call(sam, deed, user_id=ada.user_id, **wanted)

    assert everything(core) == before


def test_support_ends_no_admin_s_session(core, sam, ada):
    with pytest.raises(AboveYou):
        core.call(sam, sessions.revoke, session_id=ada.session_id)


@pytest.mark.parametrize("role", ["admin", "editor"])
def test_nobody_changes_their_own_role(core, ada, role):
    a_user(core, role="admin")

    with pytest.raises(NotYourself):
        core.call(ada, users.change_role, user_id=ada.user_id, role=role)


def test_an_author_s_own_new_address_waits_for_its_confirmation(core, maxim):
    core.call(maxim, users.update, user_id=maxim.user_id, email="new@example.com")

    assert person(core, maxim.user_id).email == MAX


COLUMNS = sorted(column.name for column in User.__table__.columns)
WRITES = {
    "actions.users.create": {"email": "made@example.com"},
    "actions.users.update": {"user_id": "own", "name": "New"},
    "actions.passwords.change": {"user_id": "own", "new_password": ANOTHER, "current_password": PASSPHRASE},
    "actions.first_admin.create": {"token": "x", "email": "x@example.com", "name": "", "password": ANOTHER},
    "actions.sign_in.with_password": {"email": MAX, "password": PASSPHRASE},
    "actions.sign_in.redeem": {"ticket": "x"},
    "actions.sign_in.confirm": {"proof": PASSPHRASE},
    "actions.users.suspend": {"user_id": "own", "reason": "a reason"},
    "actions.sessions.revoke_all": {"user_id": "own"},
}


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("actor", ["maxim", "house"])
def test_no_write_takes_a_column_it_does_not_name(core, maxim, name, actor):
    deed = deeds()[name]
    wanted = {key: maxim.user_id if value == "own" else value for key, value in WRITES[name].items()}
    before = everything(core)

    for column in (*(column for column in COLUMNS if column not in deed.function.__annotations__), "prepared"):
        with pytest.raises((TypeError, Refusal)):
            core.call(maxim if actor == "maxim" else house(), deed, **wanted, **{column: "admin"})

    assert everything(core) == before


def test_an_id_is_never_given_twice(core, ada):
    first = a_user(core, "gone@example.com")
    token = token_for(core, "gone@example.com")
    ticket = core.call(visitor(), sign_in.with_password, email="gone@example.com", password=PASSPHRASE).ticket
    core.call(ada, users.hard_delete, user_id=first, reason="asked for it")

    made = core.call(house(), users.create, email="gone@example.com", password=PASSPHRASE, came_back=True)
    second = made.id

    assert first != second
    assert not core.actor_for(token).signed_in
    with pytest.raises(TokenSpent):
        core.call(visitor(), sign_in.redeem, ticket=ticket)


def test_a_stale_edit_is_refused_and_says_who_changed_what(core, ada, sam, maxim):
    version = person(core, maxim.user_id).version
    core.call(sam, users.update, user_id=maxim.user_id, name="Changed by Sam")
    seen = len(entries(core))

    with pytest.raises(EditedMeanwhile, match=r"^Sam Support changed the profile while you were editing\.") as raised:
        core.call(ada, users.update, user_id=maxim.user_id, name="Changed by Ada", version=version)

    facts = SimpleNamespace(**raised.value.facts)
    assert (facts.who, facts.what, facts.when) == ("Sam Support", "the profile", core._clock())
    assert person(core, maxim.user_id).name == "Changed by Sam"
    assert entries(core)[seen:] == []


def test_a_stale_change_of_role_is_refused(core, ada, sam, maxim):
    version = person(core, maxim.user_id).version
    core.call(sam, users.suspend, user_id=maxim.user_id, reason="a reason")

    with pytest.raises(EditedMeanwhile, match="Sam Support changed the status"):
        core.call(ada, users.change_role, user_id=maxim.user_id, role="editor", version=version)


def test_an_edit_of_what_one_saw_last_goes_through(core, ada, maxim):
    core.call(ada, users.update, user_id=maxim.user_id, name="One")
    core.call(ada, users.update, user_id=maxim.user_id, name="Two", version=person(core, maxim.user_id).version)

    assert person(core, maxim.user_id).name == "Two"


def test_signing_in_makes_no_edit_stale(core, ada, maxim):
    version = person(core, maxim.user_id).version
    token_for(core, MAX)

    core.call(ada, users.update, user_id=maxim.user_id, name="Fine", version=version)

    assert person(core, maxim.user_id).name == "Fine"


def test_a_name_of_an_erased_editor_is_not_told(core, ada, maxim):
    editor = someone(core, "support", email=an_address())
    version = person(core, maxim.user_id).version
    core.call(editor, users.update, user_id=maxim.user_id, name="X")
    core.call(ada, users.hard_delete, user_id=editor.user_id, reason="left")

    with pytest.raises(EditedMeanwhile, match=r"^Someone changed the profile"):
        core.call(ada, users.update, user_id=maxim.user_id, name="Y", version=version)
