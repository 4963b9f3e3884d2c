"""Every deed there is, and arguments to call it with, made for whoever calls and whom it is done to."""

from datetime import timedelta

from tests.builders import (
    ANOTHER,
    PASSPHRASE,
    an_address,
    house,
    letter_to,
    link_to,
    lock,
    someone,
    visitor,
)
from tests.invited import an_inviter, invite, token_of
from tests.rooms import deeds
from tests.second_factors import code_of, step, turned_on
from tests.witness import entries
from usercore.actions import cases, downloads, notes, outbox, passwords, recoveries, sign_in, two_factor, users
from usercore.frames import recoveries as lost_phones
from usercore.frames.invitations import InvitationQuery
from usercore.frames.sessions import SessionQuery
from usercore.frames.timeline import StreamQuery

DEEDS = deeds()


def a_ticket(core, actor, target):
    return core.call(visitor(), sign_in.with_password, email=target.email, password=PASSPHRASE).ticket


def a_download(core, actor, target):
    if not actor.may(downloads.prepare):
        return "download_made-up"
    return core.call(actor, downloads.prepare, export="users", wanted={})


def an_audit_download(core, actor, target):
    if not actor.may(downloads.prepare_audit):
        return "auditdownload_made-up"
    return core.call(actor, downloads.prepare_audit, wanted={})


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


def a_lost_phone_of_staff(core, actor, target):
    colleague = someone(core, "support")
    turned_on(core, colleague.user_id)
    core.call(someone(core, "admin"), recoveries.ask, user_id=colleague.user_id, proofs=["seen"])
    return core.call(house(), lost_phones.waiting, user_id=colleague.user_id).iloc[0].id


def an_entry(core, actor, target):
    return next(entry.id for entry in reversed(entries(core)) if entry.subject_id == target.user_id)


def a_note(core, actor, target):
    writer = actor if actor.may(notes.write) else house()
    return core.call(writer, notes.write, user_id=target.user_id, text="Calls on Mondays.")


def a_case(core, actor, target):
    return core.call(house(), cases.secure, user_id=target.user_id)


def a_case_done(core, actor, target):
    case_id = a_case(core, actor, target)
    core.call(house(), cases.tick, case_id=case_id, step="owner")
    return case_id


WANTED = {
    "actions.alarms.by_letter": {"token": a_way_to_say_no},
    "actions.alarms.in_history": {"user_id": the_person, "entry_id": an_entry},
    "actions.cases.close": {"case_id": a_case_done},
    "actions.cases.secure": {"user_id": the_person},
    "actions.cases.tick": {"case_id": a_case, "step": "owner"},
    "actions.notes.change": {"note_id": a_note, "text": "Calls on Fridays."},
    "actions.notes.pin": {"note_id": a_note},
    "actions.notes.remove": {"note_id": a_note},
    "actions.notes.unpin": {"note_id": a_note},
    "actions.notes.write": {"user_id": the_person, "text": "Calls on Mondays."},
    "frames.cases.of_user": {"user_id": the_person},
    "frames.cases.signs": {"user_id": the_person},
    "frames.notes.of_user": {"user_id": the_person},
    "frames.timeline.of_user": {"query": lambda core, actor, target: StreamQuery(user_id=target.user_id)},
    "actions.emails.cancel": {"user_id": an_address_asked},
    "actions.emails.confirm": {"token": a_new_address},
    "actions.emails.undo": {"token": an_old_address},
    "actions.letter_texts.change": {"kind": "locked", "subject": "Locked", "body": "{{ hello }}"},
    "actions.letter_texts.restore": {"kind": "locked"},
    "actions.recoveries.approve": {"recovery_id": a_lost_phone_of_staff},
    "actions.recoveries.ask": {"user_id": with_a_factor, "proofs": ["seen"]},
    "actions.recoveries.decline": {"recovery_id": a_lost_phone_of_staff},
    "actions.rules.ask_for_second_factor": {"roles": ["admin", "support"]},
    "actions.rules.change_limit": {"name": "sign-in:account", "times": 9, "within": timedelta(minutes=5)},
    "actions.rules.change_sessions": {"role": "viewer", "idle": None, "absolute": None, "most": 3},
    "actions.rules.restore_limit": {"name": "sign-in:account"},
    "actions.segments.remove_oldest": {},
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
    "actions.jobs.note": {"runs": {}},
    "actions.keys.note": {},
    "actions.keys.reseal": {},
    "actions.leases.give_back": {"name": "x", "holder": "y"},
    "actions.leases.take": {"name": "x", "holder": "y", "span": timedelta(minutes=1)},
    "actions.locks.unlock": {"user_id": locked},
    "actions.mail_server.try_now": {},
    "actions.outbox.claim": {},
    "actions.outbox.copy_link": {"letter_id": a_letter},
    "actions.outbox.failed": {"letter_id": a_letter, "said": "450 not now"},
    "actions.outbox.retry": {"letter_id": a_failing_letter},
    "actions.outbox.sent": {"letter_id": a_letter},
    "actions.outbox.set_aside": {},
    "actions.sessions.write_down_expired": {},
    "frames.diagnoses.why": {"user_id": the_person},
    "frames.locks.why": {"user_id": the_person},
    "frames.sessions.chosen": {"query": SessionQuery()},
    "actions.passwords.force_reset": {"user_id": the_person},
    "actions.passwords.request_reset": {"email": lambda core, actor, target: target.email},
    "actions.passwords.reset": {"token": a_reset, "new_password": ANOTHER},
    "frames.health.checkup": {},
    "frames.health.figures": {},
    "frames.health.ready": {},
    "frames.house.due": {"lease": "worker"},
    "frames.lookup.anything": {"text": "someone@example.com"},
    "frames.links.about": {"token": a_reset, "purpose": "reset"},
    "frames.links.waiting": {"user_id": the_person},
    "frames.sessions.counts": {},
    "frames.sessions.search": {},
    "actions.downloads.prepare": {"export": "users", "wanted": {}},
    "actions.downloads.prepare_audit": {"wanted": {}},
    "actions.downloads.take": {"ticket": a_download},
    "actions.downloads.take_audit": {"ticket": an_audit_download},
    "actions.first_admin.create": {"token": "setup_x", "email": "x@example.com", "name": "", "password": ANOTHER},
    "actions.first_admin.offer": {},
    "actions.passwords.change": {"user_id": the_person, "new_password": ANOTHER, "current_password": current},
    "actions.practice.build": {"people": 1},
    "actions.sessions.revoke": {"session_id": lambda core, actor, target: target.session_id},
    "actions.sessions.revoke_all": {"user_id": the_person},
    "actions.sign_in.confirm": {"proof": PASSPHRASE},
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
    "exports.audit.audit": {},
    "exports.audit.chained": {},
    "exports.users.users": {},
    "frames.audit.counts": {},
    "frames.audit.of_user": {"user_id": the_person},
    "frames.audit.search": {},
    "frames.chain.broken": {},
    "frames.instances.about": {},
    "frames.roles.every": {},
    "frames.sessions.of_user": {"user_id": the_person},
    "frames.daily.accounts": {},
    "frames.daily.failures": {},
    "frames.daily.sign_ins": {},
    "frames.today.asked_again": {},
    "frames.today.ending": {},
    "frames.today.failures": {},
    "frames.today.letters": {},
    "frames.today.cases": {},
    "frames.today.locked": {},
    "frames.today.lost_phones": {},
    "frames.today.without_factor": {},
    "frames.recoveries.waiting": {},
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


def asked(core, actor, name, target):
    """The arguments of a call about `target`."""
    return {key: value(core, actor, target) if callable(value) else value for key, value in WANTED[name].items()}


def attempt(core, actor, name, target):
    wanted = asked(core, actor, name, target)
    if name.startswith("exports."):
        return b"".join(core.stream(actor, DEEDS[name], **wanted))
    return core.call(actor, DEEDS[name], **wanted)
