"""One person shown whole for five minutes: with a reason, in one session, on record, and then masked again."""

import pytest

from tests.actions.revealing import IRIS, MASKED, email_of, look
from tests.builders import MAX, a_role, house, signed_in, someone, token_for, visitor
from tests.witness import entries, first_break, statements, values
from usercore import exports
from usercore.actions import notes, users
from usercore.frames import audit, diagnoses, links, lookup, timeline
from usercore.frames import notes as note_lists
from usercore.frames import sessions as session_lists
from usercore.frames import users as lists
from usercore.frames.audit import AuditQuery
from usercore.frames.timeline import StreamQuery
from usercore.frames.users import UserQuery

AWAY = "203.0.113.77"


@pytest.fixture
def max_id(core, maxim):
    """Max, seen from elsewhere, renamed, and about to have another address."""
    token_for(core, MAX, by=visitor(address=AWAY))
    core.call(house(), users.update, user_id=maxim.user_id, name="Max the Author")
    core.call(signed_in(core, MAX), users.update, user_id=maxim.user_id, email="max.new@example.com")
    return maxim.user_id


def whole(core, actor, user_id):
    """Which parts of the person's page tell what is masked otherwise."""
    told = {
        "person": core.call(actor, lists.by_id, user_id=user_id),
        "sessions": core.call(actor, session_lists.of_user, user_id=user_id),
        "timeline": core.call(actor, timeline.of_user, query=StreamQuery(user_id=user_id)),
        "waiting": core.call(actor, links.waiting, user_id=user_id),
    }
    return {
        name for name, found in told.items() if any(word in str(found.to_dict()) for word in (MAX, AWAY, "max.new"))
    }


def test_a_person_is_shown_whole_for_five_minutes_and_no_longer(core, clock, iris, max_id):
    assert whole(core, iris, max_id) == set()

    until = look(core, iris, max_id)

    assert (until - clock.now).total_seconds() == 300
    clock.advance(minutes=4, seconds=59)
    assert whole(core, iris, max_id) == {"person", "sessions", "timeline", "waiting"}
    assert core.call(iris, lists.by_id, user_id=max_id).iloc[0].revealed_until == until
    clock.advance(seconds=1)
    assert whole(core, iris, max_id) == set()
    assert core.call(iris, lists.by_id, user_id=max_id).iloc[0].revealed_until is None


def test_only_that_person_in_that_session_is_shown(core, iris, max_id, sam):
    look(core, iris, max_id)

    assert email_of(core, iris, max_id) == MAX
    assert email_of(core, iris, sam.user_id) == "s•••@example.com"
    assert email_of(core, signed_in(core, IRIS), max_id) == MASKED
    assert email_of(core, someone(core, "auditor"), max_id) == MASKED


def test_lists_the_log_and_exports_stay_masked_meanwhile(core, iris, max_id):
    clerk = someone(core, a_role(core, "clerk", "users:read", "users:export", "users:ask-to-reveal", "audit:export",
                                 "audit:read", "sessions:read"))  # fmt: skip
    look(core, clerk, max_id)

    assert email_of(core, clerk, max_id) == MAX
    told = [
        core.call(clerk, lists.search).to_dict(),
        core.call(clerk, session_lists.search).to_dict(),
        core.call(clerk, lookup.anything, text="max").to_dict(),
        core.call(clerk, audit.search).to_dict(),
        core.call(clerk, audit.search, query=AuditQuery(subject=max_id)).to_dict(),
        b"".join(core.stream(clerk, exports.users, query=UserQuery(ids=(max_id,)))),
        b"".join(core.stream(clerk, exports.audit)),
    ]
    assert [word for word in (MAX, AWAY, "max.new") for one in told if word in str(one)] == []


def test_the_reason_is_a_personal_value_and_the_entry_names_nobody(core, iris, max_id):
    look(core, iris, max_id, reason="  Complaint   of Nora ")

    entry = entries(core)[-1]
    kept = {value.name: value.value for value in values(core) if value.entry_id == entry.id}
    assert (entry.event, entry.actor_id, entry.subject_id) == ("user:revealed", iris.user_id, max_id)
    assert entry.facts == {"role": "auditor"}
    assert kept["reason"] == "Complaint of Nora"
    assert first_break(core) is None


def test_the_person_reads_who_looked_when_and_why(core, clock, iris, max_id):
    look(core, iris, max_id)
    clock.advance(hours=1)

    row = core.call(signed_in(core, MAX), audit.of_user, user_id=max_id).set_index("event").loc["user:revealed"]

    assert (row.actor, row.facts["role"], row["values"]["reason"]) == ("Iris Auditor", "auditor", "Complaint 4711")
    assert "address" not in row["values"]  # from where staff worked is not theirs to read


def test_staff_read_it_in_the_person_s_timeline(core, ada, iris, max_id):
    look(core, iris, max_id)

    found = core.call(ada, timeline.of_user, query=StreamQuery(user_id=max_id)).set_index("event").loc["user:revealed"]

    assert (found.actor, found["values"]["reason"]) == ("Iris Auditor", "Complaint 4711")


def test_whoever_looks_sees_what_is_about_the_person_and_not_where_colleagues_work(core, ada, iris, max_id):
    core.call(ada, users.suspend, user_id=max_id, reason="left")
    look(core, iris, max_id)

    found = core.call(iris, timeline.of_user, query=StreamQuery(user_id=max_id)).set_index("event")

    assert found.loc["user:suspended"]["values"] == {"reason": "left"}
    assert core.call(iris, lists.by_id, user_id=max_id).iloc[0].suspended_reason == "left"
    assert ada.address not in str(found.to_dict())


def test_why_someone_cannot_sign_in_is_told_whole_too(core, iris, max_id):
    core.call(house(), users.suspend, user_id=max_id, reason="left")
    why = lambda: core.call(iris, diagnoses.why, user_id=max_id).set_index("kind").loc["suspended"].facts  # noqa: E731

    assert why()["reason"] is None
    look(core, iris, max_id)
    assert why()["reason"] == "left"


def test_notes_are_read_with_the_addresses_in_them(core, sam, max_id):
    core.call(sam, notes.write, user_id=max_id, text=f"Writes from max@home.example and {AWAY}.")
    clerk = someone(core, a_role(core, "clerk", "users:read", "notes:read", "users:ask-to-reveal"))
    read = lambda: core.call(clerk, note_lists.of_user, user_id=max_id).iloc[0].text  # noqa: E731

    assert read() == "Writes from … and …."
    look(core, clerk, max_id)
    assert read() == f"Writes from max@home.example and {AWAY}."


def test_whoever_sees_everything_pays_no_statement_for_it(core, ada, iris, max_id):
    def cost(actor, deed, **wanted):
        with statements(core) as asked:
            core.call(actor, deed, **wanted)
        return [one for one in asked if "reveals" in one]

    for deed, wanted in (
        (lists.by_id, {"user_id": max_id}),
        (session_lists.of_user, {"user_id": max_id}),
        (timeline.of_user, {"query": StreamQuery(user_id=max_id)}),
        (diagnoses.why, {"user_id": max_id}),
        (links.waiting, {"user_id": max_id}),
    ):
        assert (len(cost(ada, deed, **wanted)), len(cost(iris, deed, **wanted))) == (0, 1), deed.name
    assert cost(iris, lists.search) == []
