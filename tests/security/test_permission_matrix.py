"""Who may do what: every deed, every role, one's own and another's. A deed without a row here fails the suite.

One letter for each of admin, support, auditor, editor, author, viewer and visitor:
y it is done; n not allowed; s sign in first; x not to yourself; o only to yourself; c closed since set-up.
"""

import pytest

from tests.builders import (
    a_role,
    house,
    visitor,
)
from tests.security.every_deed import DEEDS, WANTED, asked, attempt
from tests.witness import entries, everything
from usercore import Permission
from usercore.actions import users
from usercore.errors import NotAllowed, NotSignedIn, NotYourself, OnlyTheirs, SetUpClosed
from usercore.permissions import BUILT_IN

ROLES = ("admin", "support", "auditor", "editor", "author", "viewer", "visitor")


LETTERS = {NotAllowed: "n", NotSignedIn: "s", NotYourself: "x", OnlyTheirs: "o", SetUpClosed: "c"}


# What has no person it is done to stands under "other".
EXPECTED = {
    ("actions.alarms.by_letter", "other"): "yyyyyyy",
    ("actions.alarms.in_history", "other"): "yynnnns",
    ("actions.alarms.in_history", "own"): "yyyyyys",
    ("actions.cases.close", "other"): "yynnnns",
    ("actions.cases.secure", "other"): "yynnnns",
    ("actions.cases.secure", "own"): "xxnnnns",
    ("actions.cases.tick", "other"): "yynnnns",
    ("actions.notes.change", "other"): "yynnnns",
    ("actions.notes.pin", "other"): "yynnnns",
    ("actions.notes.remove", "other"): "yynnnns",
    ("actions.notes.unpin", "other"): "yynnnns",
    ("actions.notes.write", "other"): "yynnnns",
    ("frames.cases.of_user", "other"): "yynnnns",
    ("frames.cases.signs", "other"): "yynnnns",
    ("frames.notes.of_user", "other"): "yynnnns",
    ("frames.timeline.of_user", "other"): "yyynnns",
    ("actions.emails.cancel", "other"): "yynnnns",
    ("actions.emails.cancel", "own"): "yyyyyys",
    ("actions.emails.confirm", "other"): "yyyyyyy",
    ("actions.emails.undo", "other"): "yyyyyyy",
    ("actions.letter_texts.change", "other"): "ynnnnns",
    ("actions.letter_texts.restore", "other"): "ynnnnns",
    ("actions.recoveries.approve", "other"): "yynnnns",
    ("actions.recoveries.ask", "other"): "yynnnns",
    ("actions.recoveries.ask", "own"): "xxnnnns",
    ("actions.recoveries.decline", "other"): "yynnnns",
    ("frames.recoveries.waiting", "other"): "yynnnns",
    ("actions.rules.ask_for_second_factor", "other"): "ynnnnns",
    ("actions.rules.change_limit", "other"): "ynnnnns",
    ("actions.rules.change_sessions", "other"): "ynnnnns",
    ("actions.rules.restore_limit", "other"): "ynnnnns",
    ("actions.segments.remove_oldest", "other"): "nnnnnns",
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
    ("actions.jobs.note", "other"): "nnnnnns",
    ("actions.keys.note", "other"): "nnnnnns",
    ("actions.keys.reseal", "other"): "nnnnnns",
    ("actions.leases.give_back", "other"): "nnnnnns",
    ("actions.leases.take", "other"): "nnnnnns",
    ("actions.locks.unlock", "other"): "yynnnns",
    ("actions.mail_server.try_now", "other"): "yynnnns",
    ("actions.outbox.claim", "other"): "nnnnnns",
    ("actions.outbox.copy_link", "other"): "yynnnns",
    ("actions.outbox.failed", "other"): "nnnnnns",
    ("actions.outbox.retry", "other"): "yynnnns",
    ("actions.outbox.sent", "other"): "nnnnnns",
    ("actions.outbox.set_aside", "other"): "nnnnnns",
    ("actions.sessions.write_down_expired", "other"): "nnnnnns",
    ("frames.diagnoses.why", "other"): "yyynnns",
    ("frames.locks.why", "other"): "yyynnns",
    ("frames.sessions.chosen", "other"): "yyynnns",
    ("actions.passwords.force_reset", "other"): "yynnnns",
    ("actions.passwords.request_reset", "other"): "yyyyyyy",
    ("actions.passwords.reset", "other"): "yyyyyyy",
    ("frames.health.checkup", "other"): "ynynnns",
    ("frames.health.figures", "other"): "ynynnns",
    ("frames.health.ready", "other"): "yyyyyyy",
    ("frames.house.due", "other"): "nnnnnns",
    ("frames.lookup.anything", "other"): "yyynnns",
    ("frames.links.about", "other"): "yyyyyyy",
    ("frames.links.waiting", "other"): "yyynnns",
    ("frames.links.waiting", "own"): "yyyyyys",
    ("frames.sessions.counts", "other"): "yyynnns",
    ("frames.sessions.search", "other"): "yyynnns",
    ("actions.downloads.prepare", "other"): "yynnnns",
    ("actions.downloads.prepare_audit", "other"): "ynynnns",
    ("actions.downloads.take", "other"): "yynnnns",
    ("actions.downloads.take_audit", "other"): "ynynnns",
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
    ("actions.two_factor.disable", "other"): "onnnnns",
    ("actions.two_factor.disable", "own"): "yyyyyys",
    ("actions.two_factor.distrust", "other"): "ynnnnns",
    ("actions.two_factor.distrust", "own"): "yyyyyys",
    ("actions.two_factor.enable", "other"): "ynnnnns",
    ("actions.two_factor.enable", "own"): "yyyyyys",
    ("actions.two_factor.remind", "other"): "ynnnnns",
    ("actions.two_factor.renew_recovery_codes", "other"): "onnnnns",
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
    ("exports.audit.audit", "other"): "ynynnns",
    ("exports.audit.chained", "other"): "ynynnns",
    ("exports.users.users", "other"): "yynnnns",
    ("frames.audit.counts", "other"): "ynynnns",
    ("frames.audit.of_user", "other"): "yyynnns",
    ("frames.audit.of_user", "own"): "yyyyyys",
    ("frames.audit.search", "other"): "ynynnns",
    ("frames.chain.broken", "other"): "ynynnns",
    ("frames.instances.about", "other"): "yyyyyyy",
    ("frames.roles.every", "other"): "yyynnns",
    ("frames.sessions.of_user", "other"): "yyynnns",
    ("frames.sessions.of_user", "own"): "yyyyyys",
    ("frames.daily.accounts", "other"): "yyynnns",
    ("frames.daily.failures", "other"): "ynynnns",
    ("frames.daily.sign_ins", "other"): "ynynnns",
    ("frames.today.asked_again", "other"): "yyynnns",
    ("frames.today.ending", "other"): "yyynnns",
    ("frames.today.failures", "other"): "ynynnns",
    ("frames.today.letters", "other"): "yynnnns",
    ("frames.today.cases", "other"): "yynnnns",
    ("frames.today.locked", "other"): "yyynnns",
    ("frames.today.lost_phones", "other"): "yynnnns",
    ("frames.today.without_factor", "other"): "ynnnnns",
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


def letter(core, actor, name, target):
    try:
        attempt(core, actor, name, target)
    except tuple(LETTERS) as refusal:
        return LETTERS[next(kind for kind in LETTERS if isinstance(refusal, kind))]
    return "y"


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


@pytest.mark.parametrize("name", [name for name in DEEDS if name.startswith("actions.")])
def test_the_right_to_read_is_no_right_to_act(crowded, crowd, name):
    reads = [word for word in Permission if word.value.endswith((":read", ":reveal"))]
    a_role(crowded, "reader", *reads)
    crowded.call(house(), users.change_role, user_id=crowd["viewer"].user_id, role="reader")

    found = letter(crowded, crowd["viewer"], name, crowd[0])

    assert found == EXPECTED[name, "other"][ROLES.index("viewer")]
