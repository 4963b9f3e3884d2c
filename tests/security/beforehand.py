"""What must be there before a deed can be tried: made by whoever tries it, or by the house, for whom it is done to."""

from datetime import timedelta

from sqlalchemy import update

from tests.builders import (
    ANOTHER,
    PASSPHRASE,
    a_user,
    an_address,
    house,
    letter_to,
    link_to,
    lock,
    someone,
    visitor,
)
from tests.consenting import a_purpose, text_of
from tests.invited import an_inviter, invite, token_of
from tests.second_factors import code_of, step, turned_on
from tests.witness import entries
from usercore.actions import (
    cases,
    consent_texts,
    consents,
    downloads,
    holds,
    notes,
    outbox,
    passwords,
    recoveries,
    request_work,
    requests,
    retention,
    sign_in,
    two_factor,
    users,
)
from usercore.frames import recoveries as lost_phones
from usercore.frames import requests as their_requests
from usercore.models import UserSession
from usercore.steps.tombstones import Line


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


# Person data.
def a_person_download(core, actor, target):
    if not actor.signed_in:
        return "persondownload_made-up"
    whose = target if actor.may(downloads.prepare_person) else actor
    return core.call(actor, downloads.prepare_person, user_id=whose.user_id)


def long_ago(core, actor, target):
    return core.now() - timedelta(days=1)


def a_certificate(core, actor, target):
    return core.call(house(), users.hard_delete, user_id=a_user(core), reason="asked for it").id


def a_line_of_theirs(core, actor, target):
    """As if someone had written it who is not us."""
    return Line(target.user_id, "2026-03-02T09:00:00+00:00", "", "00")


# Consent.
def a_purpose_there(core, actor, target):
    return a_purpose(core, an_address("purpose"))


def a_retired_purpose(core, actor, target):
    key = a_purpose_there(core, actor, target)
    core.call(house(), consent_texts.retire, purpose=key)
    return key


def a_text(core, actor, target):
    return text_of(core, a_purpose_there(core, actor, target)).id


def agreed_to(core, actor, target):
    key = a_purpose_there(core, actor, target)
    core.call(house(), consents.give, user_id=target.user_id, text_id=text_of(core, key).id)
    return key


def with_a_question(core, actor, target):
    with core.engine.begin() as connection:
        wanted = update(UserSession).where(UserSession.user_id == target.user_id)
        connection.execute(wanted.values(asks_consent=True))
    return target.user_id


def a_hold(core, actor, target):
    return core.call(house(), holds.place, user_id=target.user_id, reason="a lawsuit")


def a_run(core, actor, target):
    while core.call(house(), retention.step):
        pass
    return core.call(house(), retention.start)


# Requests of the privacy desk.
def a_request_of_theirs(core, actor, target):
    """The one they have, or a new one: nobody may have two of a kind."""
    mine = core.call(house(), their_requests.of_user, user_id=target.user_id)
    mine = mine[mine["closed_at"].isna()]
    return (
        mine.iloc[0].id if len(mine) else core.call(house(), requests.log, kind="portability", user_id=target.user_id)
    )


def a_paused_request(core, actor, target):
    request_id = a_request_of_theirs(core, actor, target)
    core.call(house(), request_work.pause, request_id=request_id)
    return request_id


def an_objection_looked_at(core, actor, target):
    request_id = core.call(house(), requests.log, kind="objection", user_id=target.user_id)
    core.call(house(), request_work.check_identity, request_id=request_id, how="seen")
    return request_id
