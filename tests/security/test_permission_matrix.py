"""Who may do what: every deed, every role, one's own and another's. A deed without a row here fails the suite.

One letter for each of admin, support, auditor, editor, author, viewer and visitor:
y it is done; n not allowed; s sign in first; x not to yourself; c closed since set-up.
"""

from datetime import timedelta

import pytest

from tests.builders import (
    ANOTHER,
    PASSPHRASE,
    a_role,
    an_address,
    house,
    letter_to,
    link_to,
    lock,
    signed_in,
    visitor,
)
from tests.invited import an_inviter, invite, token_of
from tests.rooms import deeds
from tests.second_factors import code_of, step, turned_on
from tests.witness import entries, everything
from usercore import Permission
from usercore.actions import downloads, outbox, passwords, sign_in, two_factor, users
from usercore.errors import MustChangePassword, NotAllowed, NotSignedIn, NotYourself, SetUpClosed
from usercore.frames.invitations import InvitationQuery
from usercore.frames.sessions import SessionQuery
from usercore.permissions import BUILT_IN

DEEDS = deeds()
ROLES = ("admin", "support", "auditor", "editor", "author", "viewer", "visitor")
LETTERS = {NotAllowed: "n", NotSignedIn: "s", NotYourself: "x", SetUpClosed: "c"}

# What has no person it is done to stands under "other".
EXPECTED = {
    ("actions.alarms.by_letter", "other"): "yyyyyyy",
    ("actions.alarms.in_history", "other"): "yynnnns",
    ("actions.alarms.in_history", "own"): "yyyyyys",
    ("actions.emails.cancel", "other"): "yynnnns",
    ("actions.emails.cancel", "own"): "yyyyyys",
    ("actions.emails.confirm", "other"): "yyyyyyy",
    ("actions.emails.undo", "other"): "yyyyyyy",
    ("actions.letter_texts.change", "other"): "ynnnnns",
    ("actions.letter_texts.restore", "other"): "ynnnnns",
    ("actions.rules.change_limit", "other"): "ynnnnns",
    ("actions.rules.change_sessions", "other"): "ynnnnns",
    ("actions.rules.restore_limit", "other"): "ynnnnns",
    ("actions.sessions.revoke_many", "other"): "yynnnns",
    ("frames.outbox.by_state", "other"): "yynnnns",
    ("frames.outbox.preview", "other"): "yynnnns",
    ("frames.outbox.search", "other"): "yynnnns",
    ("frames.outbox.texts", "other"): "yyynnns",
    ("frames.rules.limits", "other"): "yyynnns",
    ("frames.rules.replay", "other"): "yyynnns",
    ("frames.rules.sessions", "other"): "yyynnns",
    ("actions.invitation_lists.resend_many", "other"): "yynnnns",
    ("actions.invitation_lists.send_many", "other"): "yynnnns",
    ("frames.invitation_lists.verdicts", "other"): "yynnnns",
    ("actions.invitations.accept", "other"): "yyyyyyy",
    ("actions.invitations.ask_again", "other"): "yyyyyyy",
    ("actions.invitations.extend", "other"): "yynnnns",
    ("actions.invitations.opened", "other"): "yyyyyyy",
    ("actions.invitations.resend", "other"): "yynnnns",
    ("actions.invitations.revoke", "other"): "yynnnns",
    ("actions.invitations.send", "other"): "yynnnns",
    ("frames.invitations.about", "other"): "yyyyyyy",
    ("frames.invitations.all", "other"): "yyynnns",
    ("frames.invitations.by_status", "other"): "yyynnns",
    ("frames.invitations.chosen", "other"): "yyynnns",
    ("frames.invitations.counts", "other"): "yyynnns",
    ("frames.invitations.funnel", "other"): "yyynnns",
    ("frames.invitations.pending", "other"): "yyynnns",
    ("actions.keys.reseal", "other"): "nnnnnns",
    ("actions.leases.give_back", "other"): "nnnnnns",
    ("actions.leases.take", "other"): "nnnnnns",
    ("actions.locks.unlock", "other"): "yynnnns",
    ("actions.outbox.claim", "other"): "nnnnnns",
    ("actions.outbox.copy_link", "other"): "yynnnns",
    ("actions.outbox.failed", "other"): "nnnnnns",
    ("actions.outbox.retry", "other"): "yynnnns",
    ("actions.outbox.sent", "other"): "nnnnnns",
    ("actions.outbox.set_aside", "other"): "nnnnnns",
    ("actions.sessions.write_down_expired", "other"): "nnnnnns",
    ("frames.locks.why", "other"): "yyynnns",
    ("frames.sessions.chosen", "other"): "yyynnns",
    ("actions.passwords.force_reset", "other"): "yynnnns",
    ("actions.passwords.request_reset", "other"): "yyyyyyy",
    ("actions.passwords.reset", "other"): "yyyyyyy",
    ("frames.house.due", "other"): "nnnnnns",
    ("frames.links.about", "other"): "yyyyyyy",
    ("frames.links.waiting", "other"): "yyynnns",
    ("frames.links.waiting", "own"): "yyyyyys",
    ("frames.sessions.counts", "other"): "yyynnns",
    ("frames.sessions.search", "other"): "yyynnns",
    ("actions.downloads.prepare", "other"): "yynnnns",
    ("actions.downloads.take", "other"): "yynnnns",
    ("actions.first_admin.create", "other"): "ccccccc",
    ("actions.first_admin.offer", "other"): "nnnnnns",
    ("actions.passwords.change", "other"): "yynnnns",
    ("actions.passwords.change", "own"): "yyyyyys",
    ("actions.practice.build", "other"): "nnnnnns",
    ("actions.sessions.revoke", "other"): "yynnnns",
    ("actions.sessions.revoke", "own"): "yyyyyys",
    ("actions.sessions.revoke_all", "other"): "yynnnns",
    ("actions.sessions.revoke_all", "own"): "yyyyyys",
    ("actions.sign_in.confirm", "other"): "yyyyyys",
    ("actions.sign_in.out", "other"): "yyyyyyy",
    ("actions.sign_in.redeem", "other"): "yyyyyyy",
    ("actions.sign_in.renew", "other"): "yyyyyys",
    ("actions.sign_in.with_code", "other"): "yyyyyyy",
    ("actions.sign_in.with_password", "other"): "yyyyyyy",
    ("actions.two_factor.disable", "other"): "ynnnnns",
    ("actions.two_factor.disable", "own"): "yyyyyys",
    ("actions.two_factor.distrust", "other"): "ynnnnns",
    ("actions.two_factor.distrust", "own"): "yyyyyys",
    ("actions.two_factor.enable", "other"): "ynnnnns",
    ("actions.two_factor.enable", "own"): "yyyyyys",
    ("actions.two_factor.remind", "other"): "ynnnnns",
    ("actions.two_factor.renew_recovery_codes", "other"): "ynnnnns",
    ("actions.two_factor.renew_recovery_codes", "own"): "yyyyyys",
    ("actions.two_factor.show_again", "other"): "ynnnnns",
    ("actions.two_factor.show_again", "own"): "yyyyyys",
    ("actions.two_factor.verify_setup", "other"): "ynnnnns",
    ("actions.two_factor.verify_setup", "own"): "yyyyyys",
    ("actions.tidying.drop_what_ended", "other"): "nnnnnns",
    ("actions.users.change_role", "other"): "ynnnnns",
    ("actions.users.change_role", "own"): "xnnnnns",
    ("actions.users.create", "other"): "yynnnns",
    ("actions.users.hard_delete", "other"): "ynnnnns",
    ("actions.users.hard_delete", "own"): "xnnnnns",
    ("actions.tidying.lift_ended_suspensions", "other"): "nnnnnns",
    ("actions.users.reinstate", "other"): "yynnnns",
    ("actions.users.restore", "other"): "yynnnns",
    ("actions.users.soft_delete", "other"): "yynnnns",
    ("actions.users.soft_delete", "own"): "xxnnnns",
    ("actions.users.suspend", "other"): "yynnnns",
    ("actions.users.suspend", "own"): "xxnnnns",
    ("actions.users.update", "other"): "yynnnns",
    ("actions.users.update", "own"): "yyyyyys",
    ("exports.users.users", "other"): "yynnnns",
    ("frames.audit.of_user", "other"): "yyynnns",
    ("frames.audit.of_user", "own"): "yyyyyys",
    ("frames.chain.broken", "other"): "ynynnns",
    ("frames.instances.about", "other"): "yyyyyyy",
    ("frames.roles.every", "other"): "yyynnns",
    ("frames.sessions.of_user", "other"): "yyynnns",
    ("frames.sessions.of_user", "own"): "yyyyyys",
    ("frames.two_factor.by_role", "other"): "ynnnnns",
    ("frames.two_factor.missing", "other"): "ynnnnns",
    ("frames.two_factor.over_time", "other"): "ynnnnns",
    ("frames.two_factor.of_user", "other"): "yyynnns",
    ("frames.two_factor.of_user", "own"): "yyyyyys",
    ("frames.two_factor.trusted", "other"): "yyynnns",
    ("frames.two_factor.trusted", "own"): "yyyyyys",
    ("frames.users.by_email", "other"): "yyynnns",
    ("frames.users.by_id", "other"): "yyynnns",
    ("frames.users.by_id", "own"): "yyyyyys",
    ("frames.users.counts", "other"): "yyynnns",
    ("frames.users.search", "other"): "yyynnns",
    ("frames.users.what_goes", "other"): "ynnnnns",
    ("frames.users.what_goes", "own"): "ynnnnns",
}


def a_ticket(core, actor, target):
    return core.call(visitor(), sign_in.with_password, email=target.email, password=PASSPHRASE).ticket


def a_download(core, actor, target):
    if not actor.may(downloads.prepare):
        return "download_made-up"
    return core.call(actor, downloads.prepare, export="users", wanted={})


def suspended(core, actor, target):
    core.call(house(), users.suspend, user_id=target.user_id, reason="a reason")
    return target.user_id


def deleted(core, actor, target):
    core.call(house(), users.soft_delete, user_id=target.user_id)
    return target.user_id


def the_person(core, actor, target):
    return target.user_id


def current(core, actor, target):
    return PASSPHRASE if actor.user_id == target.user_id else None


def a_way_to_say_no(core, actor, target):
    core.call(house(), passwords.change, user_id=target.user_id, new_password=f"{ANOTHER} still")
    return link_to(core, target.user_id, "password-changed")


def a_reset(core, actor, target):
    core.call(house(), passwords.request_reset, email=target.email)
    return link_to(core, target.user_id, "reset")


def an_address_asked(core, actor, target):
    core.call(target, users.update, user_id=target.user_id, email=an_address("moved"))
    return target.user_id


def a_new_address(core, actor, target):
    core.call(target, users.update, user_id=target.user_id, email=an_address("moved"))
    return link_to(core, target.user_id, "email-confirm")


def an_old_address(core, actor, target):
    core.call(target, users.update, user_id=target.user_id, email=an_address("moved"))
    return link_to(core, target.user_id, "email-asked")


def a_letter(core, actor, target):
    core.call(house(), passwords.request_reset, email=target.email)
    return letter_to(core, target.user_id).id


def a_failing_letter(core, actor, target):
    letter = a_letter(core, actor, target)
    core.call(house(), outbox.failed, letter_id=letter, said="450 not now")
    return letter


def locked(core, actor, target):
    lock(core, target.user_id)
    return target.user_id


def an_invitation(core, actor, target):
    return invite(core).id


def a_way_in(core, actor, target):
    return token_of(core, invite(core))


def a_way_in_that_nobody_backs(core, actor, target):
    inviter = an_inviter(core)
    token = token_of(core, invite(core, inviter))
    core.call(house(), users.suspend, user_id=inviter.user_id, reason="a reason")
    return token


def with_a_factor(core, actor, target):
    turned_on(core, target.user_id, by=target)  # whose session stays
    return target.user_id


def setting_up(core, actor, target):
    core.call(house(), two_factor.enable, user_id=target.user_id)
    return target.user_id


def a_code(core, actor, target):
    return code_of(core, target.user_id, later=1)


def the_first_code(core, actor, target):
    return code_of(core, target.user_id)


def a_challenge(core, actor, target):
    with_a_factor(core, actor, target)
    return step(core, target.email).challenge


def an_entry(core, actor, target):
    return next(entry.id for entry in reversed(entries(core)) if entry.subject_id == target.user_id)


WANTED = {
    "actions.alarms.by_letter": {"token": a_way_to_say_no},
    "actions.alarms.in_history": {"user_id": the_person, "entry_id": an_entry},
    "actions.emails.cancel": {"user_id": an_address_asked},
    "actions.emails.confirm": {"token": a_new_address},
    "actions.emails.undo": {"token": an_old_address},
    "actions.letter_texts.change": {"kind": "locked", "subject": "Locked", "body": "{{ hello }}"},
    "actions.letter_texts.restore": {"kind": "locked"},
    "actions.rules.change_limit": {"name": "sign-in:account", "times": 9, "within": timedelta(minutes=5)},
    "actions.rules.change_sessions": {"role": "viewer", "idle": None, "absolute": None, "most": 3},
    "actions.rules.restore_limit": {"name": "sign-in:account"},
    "actions.sessions.revoke_many": {"session_ids": lambda core, actor, target: [target.session_id]},
    "frames.outbox.by_state": {},
    "frames.outbox.preview": {"letter_id": a_letter},
    "frames.outbox.search": {},
    "frames.outbox.texts": {},
    "frames.rules.limits": {},
    "frames.rules.replay": {"name": "sign-in:account", "times": 5, "within": timedelta(minutes=5)},
    "frames.rules.sessions": {},
    "actions.invitation_lists.resend_many": {"invitation_ids": lambda *about: [an_invitation(*about)]},
    "actions.invitation_lists.send_many": {"lines": lambda *_: [{"email": an_address("asked")}]},
    "frames.invitation_lists.verdicts": {"lines": [{"email": "someone@example.com"}]},
    "actions.invitations.accept": {"token": a_way_in, "password": ANOTHER},
    "actions.invitations.ask_again": {"token": a_way_in_that_nobody_backs},
    "actions.invitations.extend": {"invitation_id": an_invitation},
    "actions.invitations.opened": {"token": a_way_in},
    "actions.invitations.resend": {"invitation_id": an_invitation},
    "actions.invitations.revoke": {"invitation_id": an_invitation},
    "actions.invitations.send": {"email": lambda *_: an_address("asked")},
    "frames.invitations.about": {"token": a_way_in},
    "frames.invitations.all": {},
    "frames.invitations.by_status": {},
    "frames.invitations.chosen": {"query": InvitationQuery()},
    "frames.invitations.counts": {},
    "frames.invitations.funnel": {},
    "frames.invitations.pending": {},
    "actions.keys.reseal": {},
    "actions.leases.give_back": {"name": "x", "holder": "y"},
    "actions.leases.take": {"name": "x", "holder": "y", "span": timedelta(minutes=1)},
    "actions.locks.unlock": {"user_id": locked},
    "actions.outbox.claim": {},
    "actions.outbox.copy_link": {"letter_id": a_letter},
    "actions.outbox.failed": {"letter_id": a_letter, "said": "450 not now"},
    "actions.outbox.retry": {"letter_id": a_failing_letter},
    "actions.outbox.sent": {"letter_id": a_letter},
    "actions.outbox.set_aside": {},
    "actions.sessions.write_down_expired": {},
    "frames.locks.why": {"user_id": the_person},
    "frames.sessions.chosen": {"query": SessionQuery()},
    "actions.passwords.force_reset": {"user_id": the_person},
    "actions.passwords.request_reset": {"email": lambda core, actor, target: target.email},
    "actions.passwords.reset": {"token": a_reset, "new_password": ANOTHER},
    "frames.house.due": {"lease": "worker"},
    "frames.links.about": {"token": a_reset, "purpose": "reset"},
    "frames.links.waiting": {"user_id": the_person},
    "frames.sessions.counts": {},
    "frames.sessions.search": {},
    "actions.downloads.prepare": {"export": "users", "wanted": {}},
    "actions.downloads.take": {"ticket": a_download},
    "actions.first_admin.create": {"token": "setup_x", "email": "x@example.com", "name": "", "password": ANOTHER},
    "actions.first_admin.offer": {},
    "actions.passwords.change": {"user_id": the_person, "new_password": ANOTHER, "current_password": current},
    "actions.practice.build": {"people": 1},
    "actions.sessions.revoke": {"session_id": lambda core, actor, target: target.session_id},
    "actions.sessions.revoke_all": {"user_id": the_person},
    "actions.sign_in.confirm": {"password": PASSPHRASE},
    "actions.sign_in.out": {},
    "actions.sign_in.redeem": {"ticket": a_ticket},
    "actions.sign_in.renew": {},
    "actions.sign_in.with_code": {"challenge": a_challenge, "code": "000000"},
    "actions.sign_in.with_password": {"email": "nobody@example.com", "password": "x"},
    "actions.tidying.drop_what_ended": {},
    "actions.two_factor.disable": {"user_id": with_a_factor, "code": a_code},
    "actions.two_factor.distrust": {"user_id": the_person},
    "actions.two_factor.enable": {"user_id": the_person},
    "actions.two_factor.remind": {"user_id": the_person},
    "actions.two_factor.renew_recovery_codes": {"user_id": with_a_factor, "code": a_code},
    "actions.two_factor.show_again": {"user_id": setting_up},
    "actions.two_factor.verify_setup": {"user_id": setting_up, "code": the_first_code},
    "actions.users.change_role": {"user_id": the_person, "role": "editor"},
    "actions.users.create": {"email": lambda *_: an_address("made")},
    "actions.users.hard_delete": {"user_id": the_person, "reason": "asked for it"},
    "actions.tidying.lift_ended_suspensions": {},
    "actions.users.reinstate": {"user_id": suspended},
    "actions.users.restore": {"user_id": deleted},
    "actions.users.soft_delete": {"user_id": the_person},
    "actions.users.suspend": {"user_id": the_person, "reason": "a reason"},
    "actions.users.update": {"user_id": the_person, "name": "New Name"},
    "exports.users.users": {},
    "frames.audit.of_user": {"user_id": the_person},
    "frames.chain.broken": {},
    "frames.instances.about": {},
    "frames.roles.every": {},
    "frames.sessions.of_user": {"user_id": the_person},
    "frames.two_factor.by_role": {},
    "frames.two_factor.missing": {},
    "frames.two_factor.over_time": {},
    "frames.two_factor.of_user": {"user_id": the_person},
    "frames.two_factor.trusted": {"user_id": the_person},
    "frames.users.by_email": {"email": "max@example.com"},
    "frames.users.by_id": {"user_id": the_person},
    "frames.users.counts": {},
    "frames.users.search": {},
    "frames.users.what_goes": {"user_id": the_person},
}


def attempt(core, actor, name, target):
    wanted = {key: value(core, actor, target) if callable(value) else value for key, value in WANTED[name].items()}
    if name.startswith("exports."):
        return b"".join(core.stream(actor, DEEDS[name], **wanted))
    return core.call(actor, DEEDS[name], **wanted)


def letter(core, actor, name, target):
    try:
        attempt(core, actor, name, target)
    except tuple(LETTERS) as refusal:
        return LETTERS[next(kind for kind in LETTERS if isinstance(refusal, kind))]
    return "y"


def asked(core, actor, name, target):
    """The arguments of a call about `target`."""
    return {key: value(core, actor, target) if callable(value) else value for key, value in WANTED[name].items()}


def test_every_deed_has_its_row():
    assert {name for name, _ in EXPECTED} == set(DEEDS) == set(WANTED)


def test_every_deed_with_something_of_one_s_own_has_a_row_for_it():
    own = {name for name, deed in DEEDS.items() if deed.needs.own}

    assert {(name, "own") for name in own} <= set(EXPECTED)


def test_the_roles_are_the_built_in_ones_and_nobody():
    assert (*[role.name for role in BUILT_IN], "visitor") == ROLES


@pytest.mark.parametrize(("name", "whose"), EXPECTED)
def test_who_may(crowded, crowd, name, whose):
    found = ""
    for place, role in enumerate(ROLES):
        actor = crowd.get(role) or visitor()
        found += letter(crowded, actor, name, actor if whose == "own" and actor.signed_in else crowd[place])

    assert found == EXPECTED[name, whose]


@pytest.mark.parametrize("name", [name for name in DEEDS if DEEDS[name].permission is not Permission.PUBLIC])
def test_a_refused_call_changes_nothing_and_leaves_one_entry(crowded, crowd, name):
    actor = crowd["author"]
    wanted = asked(crowded, actor, name, crowd[0])
    before, seen = everything(crowded), len(entries(crowded))

    with pytest.raises(NotAllowed):
        (crowded.stream if name.startswith("exports.") else crowded.call)(actor, DEEDS[name], **wanted)

    denied = entries(crowded)[seen:]
    assert everything(crowded) == before
    assert [(entry.event, entry.outcome, entry.actor_id) for entry in denied] == [
        ("access:denied", "refused", actor.user_id)
    ]
    assert denied[0].facts == {"permission": str(DEEDS[name].permission), "deed": DEEDS[name].name}


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


@pytest.mark.parametrize("name", [name for name in DEEDS if name.startswith("actions.")])
def test_the_right_to_read_is_no_right_to_act(crowded, crowd, name):
    reads = [word for word in Permission if word.value.endswith((":read", ":reveal"))]
    a_role(crowded, "reader", *reads)
    crowded.call(house(), users.change_role, user_id=crowd["viewer"].user_id, role="reader")

    found = letter(crowded, crowd["viewer"], name, crowd[0])

    assert found == EXPECTED[name, "other"][ROLES.index("viewer")]
