"""Requests about personal data: logged, raised by the person, answered with what proves it."""

from datetime import timedelta

import pytest

from tests.builders import a_user, house, letters_to, someone
from tests.requesting import exported, kinds_of_letters, known, log, one
from tests.witness import entries, first_break, person, values
from usercore.actions import request_answers, request_work, requests, users
from usercore.errors import (
    InvalidNote,
    NoIdentity,
    NoReceipt,
    NotFound,
    NotFresh,
    NotYourself,
    RequestClosed,
    RequestOpen,
    StillToCome,
)


def test_a_request_is_due_in_a_month_and_its_person_hears_of_it(core, sam, maxim):
    request = one(core, log(core, sam, user_id=maxim.user_id))

    assert (request.state, request.kind, request.who, request.days_left) == ("new", "access", "Max Author", 31)
    assert request.due_at.date().isoformat() == "2026-04-02"
    assert kinds_of_letters(core, maxim.user_id) == {"request-received"}


def test_it_is_counted_from_the_day_it_came(core, sam, maxim):
    came = core.now() - timedelta(days=10)

    request = one(core, log(core, sam, user_id=maxim.user_id, received_at=came))

    assert request.due_at.date().isoformat() == "2026-03-20"
    with pytest.raises(StillToCome):
        log(core, sam, "objection", user_id=maxim.user_id, received_at=core.now() + timedelta(minutes=1))


def test_an_address_with_an_account_is_about_that_account_and_any_other_is_kept(core, sam, maxim):
    assert one(core, log(core, sam, email="MAX@example.com")).user_id == maxim.user_id
    stranger = one(core, log(core, sam, email="stranger@example.com"))

    assert (stranger.user_id, stranger.person_id, stranger.email) == (None, None, "stranger@example.com")
    assert one(core, stranger.id, someone(core, "auditor")).email != "stranger@example.com"


def test_the_same_is_not_asked_twice_at_once(core, sam, maxim):
    log(core, sam, user_id=maxim.user_id)

    with pytest.raises(RequestOpen):
        log(core, sam, user_id=maxim.user_id)
    with pytest.raises(RequestOpen):
        core.call(maxim, requests.raise_own, user_id=maxim.user_id, kind="access")
    with pytest.raises(NotFound):
        log(core, sam, "nonsense", user_id=maxim.user_id)


def test_nobody_answers_their_own_request(core, sam, ada):
    request_id = core.call(sam, requests.raise_own, user_id=sam.user_id, kind="access")

    for deed, more in (
        (request_answers.close, {}),
        (request_answers.refuse, {"reason": "no"}),
        (request_work.pause, {}),
    ):
        with pytest.raises(NotYourself):
            core.call(sam, deed, request_id=request_id, **more)


def test_access_is_done_only_once_the_archive_was_made(core, clock, ada, sam, maxim):
    exported(core, ada, maxim.user_id)  # before it came: this proves nothing
    clock.advance(minutes=1)
    request_id = log(core, sam, user_id=maxim.user_id)

    with pytest.raises(NoIdentity):
        core.call(sam, request_answers.close, request_id=request_id)
    known(core, sam, request_id)
    with pytest.raises(NoReceipt, match="were not exported"):
        core.call(sam, request_answers.close, request_id=request_id)
    assert list(one(core, request_id).missing) == ["receipt"]
    exported(core, sam, maxim.user_id)
    core.call(sam, request_answers.close, request_id=request_id)

    closed = one(core, request_id)
    receipt = next(entry for entry in entries(core) if entry.id == closed.receipt_id)
    assert (closed.state, receipt.event, receipt.facts["export"]) == ("done", "export:finished", "person")
    assert kinds_of_letters(core, maxim.user_id) == {"request-received", "request-done"}
    with pytest.raises(RequestClosed):
        core.call(sam, request_answers.close, request_id=request_id)
    assert first_break(core) is None


def test_the_archive_of_somebody_else_proves_nothing(core, ada, sam, maxim):
    request_id = known(core, sam, log(core, sam, "portability", user_id=maxim.user_id))
    exported(core, ada, a_user(core))

    with pytest.raises(NoReceipt):
        core.call(sam, request_answers.close, request_id=request_id)


def test_erasure_is_done_only_once_they_are_gone_and_nothing_of_them_stays(core, ada, sam, maxim):
    request_id = known(core, sam, log(core, sam, "erasure", user_id=maxim.user_id, note="Max called."))
    log(core, sam, "objection", email="other@example.com")

    with pytest.raises(NoReceipt, match="not deleted for ever"):
        core.call(sam, request_answers.close, request_id=request_id)
    core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")
    gone = one(core, request_id)
    assert (gone.user_id, gone.person_id, gone.notes, gone.missing) == (None, maxim.user_id, [], [])
    assert gone.who.startswith("Erased person")
    with pytest.raises(NotFound):
        core.call(sam, request_work.note, request_id=request_id, text="Max was nice.")
    core.call(sam, request_answers.close, request_id=request_id)

    assert one(core, request_id).state == "done"
    assert {value.value for value in values(core) if value.person_id == maxim.user_id} == {"asked for it"}


def test_an_address_without_an_account_goes_with_the_account_it_gets_later(core, ada, sam):
    request_id = log(core, sam, email="late@example.com")
    late = a_user(core, "late@example.com")

    core.call(ada, users.hard_delete, user_id=late, reason="asked for it")

    assert one(core, request_id).email == ""


def test_a_correction_needs_a_change(core, ada, sam, maxim):
    request_id = known(core, sam, log(core, sam, "rectification", user_id=maxim.user_id))

    with pytest.raises(NoReceipt, match="nothing about them was changed"):
        core.call(sam, request_answers.close, request_id=request_id)
    core.call(ada, users.update, user_id=maxim.user_id, name="Maximilian Author")
    core.call(sam, request_answers.close, request_id=request_id)


def test_a_restriction_needs_a_suspension_that_is_in_force(core, ada, sam, maxim):
    request_id = known(core, sam, log(core, sam, "restriction", user_id=maxim.user_id))

    core.call(ada, users.suspend, user_id=maxim.user_id, reason="asked for it")
    core.call(ada, users.reinstate, user_id=maxim.user_id)
    with pytest.raises(NoReceipt, match="not suspended"):
        core.call(sam, request_answers.close, request_id=request_id)
    core.call(ada, users.suspend, user_id=maxim.user_id, reason="asked for it")
    core.call(sam, request_answers.close, request_id=request_id)


@pytest.mark.parametrize("about", ["maxim", "stranger"])
def test_words_answer_an_objection_and_a_stranger(core, sam, maxim, about):
    who = {"user_id": maxim.user_id} if about == "maxim" else {"email": "stranger@example.com"}
    request_id = known(core, sam, log(core, sam, "objection" if about == "maxim" else "access", **who))

    with pytest.raises(InvalidNote):
        core.call(sam, request_answers.close, request_id=request_id)
    core.call(sam, request_answers.close, request_id=request_id, answer="We hold nothing.")

    assert [note["text"] for note in one(core, request_id).notes] == ["We hold nothing."]


def test_a_refusal_is_told_with_its_reason(core, sam, maxim):
    request_id = log(core, sam, user_id=maxim.user_id)

    core.call(sam, request_answers.refuse, request_id=request_id, reason="Asked each day for a month.")

    (letter,) = (letter for letter in letters_to(core, maxim.user_id) if letter.kind == "request-refused")
    assert letter.facts["reason"] == "Asked each day for a month."
    assert one(core, request_id).state == "refused"


def test_of_whoever_is_gone_nothing_more_is_written(core, sam, maxim):
    request_id = log(core, sam, user_id=maxim.user_id)
    core.call(house(), users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    for deed in (request_answers.refuse, request_work.extend):
        with pytest.raises(NotFound):
            core.call(sam, deed, request_id=request_id, reason="Max Author is gone")
    core.call(sam, requests.withdraw, request_id=request_id)
    assert "Max Author is gone" not in {value.value for value in values(core)}


def test_words_of_staff_do_not_stand_in_the_log(core, sam, maxim):
    request_id = log(core, sam, user_id=maxim.user_id)

    core.call(sam, request_work.note, request_id=request_id, text="Sounded angry.")

    assert "angry" not in str([entry.facts for entry in entries(core)]) + str([value.value for value in values(core)])


def test_withdrawn_is_closed(core, sam, maxim):
    request_id = log(core, sam, user_id=maxim.user_id)

    core.call(sam, requests.withdraw, request_id=request_id)

    assert one(core, request_id).state == "withdrawn"
    assert person(core, maxim.user_id) is not None


def test_a_deletion_wants_a_fresh_sign_in(core, clock, maxim):
    clock.advance(hours=2)

    with pytest.raises(NotFresh):
        core.call(maxim, requests.raise_own, user_id=maxim.user_id, kind="erasure")
    request_id = core.call(maxim, requests.raise_own, user_id=maxim.user_id, kind="access")
    assert one(core, request_id).identity == ""
