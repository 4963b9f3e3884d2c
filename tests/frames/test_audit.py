"""A person's history: who did what to their account, and who may read which part of it."""

from tests.builders import a_user, signed_in
from usercore.actions import users
from usercore.frames import audit


def test_a_person_s_history_is_newest_first_and_names_the_editor(core, ada, sam, maxim):
    core._clock.advance(minutes=1)
    core.call(ada, users.update, user_id=maxim.user_id, name="New")

    history = core.call(sam, audit.of_user, user_id=maxim.user_id)

    assert history.iloc[0][["event", "actor", "actor_id"]].tolist() == ["user:updated", "Ada Admin", ada.user_id]
    assert history.iloc[0]["values"]["name.after"] == "New"
    assert history["event"].tolist()[-1] == "user:created"


def test_nobody_learns_from_their_own_history_where_staff_sit(core, ada, maxim):
    core.call(ada, users.update, user_id=maxim.user_id, name="New")

    told = core.call(maxim, audit.of_user, user_id=maxim.user_id).iloc[0]["values"]

    assert told == {"name.before": "Max Author", "name.after": "New"}


def test_one_sees_from_where_one_s_own_deeds_were_done(core, maxim):
    core.call(maxim, users.update, user_id=maxim.user_id, name="New")

    assert core.call(maxim, audit.of_user, user_id=maxim.user_id).iloc[0]["values"]["address"] == "192.0.2.3"


def test_a_nameless_editor_s_address_is_masked_for_those_who_see_data_masked(core, maxim):
    a_user(core, "auditor@example.com", role="auditor")
    a_user(core, "nameless@example.com", role="support")
    core.call(signed_in(core, "nameless@example.com"), users.update, user_id=maxim.user_id, name="New")

    seen_by_auditor = core.call(signed_in(core, "auditor@example.com"), audit.of_user, user_id=maxim.user_id)
    seen_by_max = core.call(maxim, audit.of_user, user_id=maxim.user_id)

    assert "nameless@" not in str(seen_by_auditor.to_dict()) + str(seen_by_max.to_dict())


def test_an_erased_editor_is_told_by_four_letters(core, ada, maxim):
    editor = a_user(core, "gone@example.com", role="support")
    core.call(signed_in(core, "gone@example.com"), users.update, user_id=maxim.user_id, name="New")
    core.call(ada, users.hard_delete, user_id=editor, reason="left")

    history = core.call(ada, audit.of_user, user_id=maxim.user_id)
    assert history.iloc[0]["actor"] == f"Erased person {str(editor)[-4:].upper()}"


def test_a_history_is_at_most_two_hundred_entries(core, ada, maxim):
    for number in range(200):
        core.call(ada, users.update, user_id=maxim.user_id, name=f"Name {number}")

    lengths = [len(core.call(ada, audit.of_user, user_id=maxim.user_id, limit=limit)) for limit in (-1, 0, 5, 10**9)]

    assert lengths == [1, 1, 5, 200]
