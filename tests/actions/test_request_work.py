"""Requests are worked on: whose they are, and what showed who asks."""

import pytest

from tests.builders import house
from tests.requesting import known, log, one
from tests.witness import entries
from usercore.actions import request_work
from usercore.errors import EditedMeanwhile, NoProof, NotFound


def test_what_showed_who_they_are_is_one_of_a_few_and_the_rest_is_in_words(core, sam, maxim):
    request_id = log(core, sam, user_id=maxim.user_id)

    for wrong in ({"how": "a hunch"}, {"how": "other"}, {"how": "signed-in"}):
        with pytest.raises(NoProof):
            core.call(sam, request_work.check_identity, request_id=request_id, **wrong)
    core.call(sam, request_work.check_identity, request_id=request_id, how="other", note="A letter, signed.")


def test_who_came_second_is_told(core, sam, ada, maxim):
    request_id = log(core, sam, user_id=maxim.user_id)
    core.call(ada, request_work.assign, request_id=request_id, assignee_id=ada.user_id, version=1)

    with pytest.raises(EditedMeanwhile):
        core.call(sam, request_work.assign, request_id=request_id, assignee_id=sam.user_id, version=1)
    with pytest.raises(NotFound):
        core.call(sam, request_work.assign, request_id=request_id, assignee_id=maxim.user_id)
    assert one(core, request_id).assignee == "Ada Admin"


@pytest.mark.parametrize("step", [
    (request_work.check_identity, {"how": "called-back"}), (request_work.extend, {"reason": "There is a lot of it"}),
])  # fmt: skip
def test_whoever_takes_the_first_step_works_on_it(core, sam, ada, maxim, step):
    deed, wanted = step
    request_id = log(core, ada, user_id=maxim.user_id)
    core.call(sam, deed, request_id=request_id, **wanted)

    assert one(core, request_id).assignee == "Sam Support"
    assert [entry.actor_id for entry in entries(core) if entry.event == "request:assigned"] == [sam.user_id]


def test_a_step_takes_it_from_nobody_and_a_program_works_on_none(core, sam, ada, maxim):
    theirs, nobodys = (log(core, ada, kind, user_id=maxim.user_id) for kind in ("access", "objection"))
    core.call(ada, request_work.assign, request_id=theirs, assignee_id=ada.user_id)
    known(core, sam, theirs)
    known(core, house(), nobodys)

    assert one(core, theirs).assignee == "Ada Admin"
    assert one(core, nobodys).assignee is None
