"""Invitations as staff see them: what became of each, found, counted and masked."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.builders import house, someone
from tests.invited import accept, an_inviter, carried, invite, lying, shown, token_of
from tests.letters import change
from tests.witness import statements
from usercore.actions import invitations, users
from usercore.errors import PageGone
from usercore.frames import invitations as lists
from usercore.frames.invitations import CHOSEN, LIST, InvitationQuery, InvitationStatus
from usercore.models import Invitation

DAY = timedelta(days=1)


def search(core, actor, **wanted):
    return core.call(actor, lists.all, query=InvitationQuery(**wanted))


def count(core, actor, **wanted):
    return core.call(actor, lists.counts, query=InvitationQuery(**wanted))


@pytest.fixture
def one_of_each(core, ada, clock):
    """One invitation in every status, by it."""
    leaver = an_inviter(core)
    made = {"expired": invite(core, ada, lifetime=timedelta(hours=1))}
    clock.advance(hours=2)
    ada = someone(core, "admin", email="eve@example.com", name="Eve Admin")
    made |= {status: invite(core, ada) for status in ("waiting", "opened", "accepted", "revoked")}
    made["review"] = invite(core, house(), email="review@example.com")
    change_inviter(core, made["review"].id, leaver.user_id)
    made["replaced"] = invite(core, ada, email="twice@example.com")
    invite(core, ada, email="twice@example.com")
    core.call(house(), invitations.opened, token=token_of(core, made["opened"]))
    accept(core, token_of(core, made["accepted"]))
    core.call(house(), invitations.revoke, invitation_id=made["revoked"].id)
    core.call(house(), users.suspend, user_id=leaver.user_id, reason="a reason")
    return made, ada


def change_inviter(core, invitation_id, user_id):
    with core.engine.begin() as connection:
        wanted = update(Invitation).where(Invitation.id == invitation_id)
        connection.execute(wanted.values(inviter_id=user_id, program=None))


def test_each_status_is_shown_found_and_counted_as_what_it_is(core, one_of_each):
    made, eve = one_of_each
    assert set(made) == {str(status) for status in InvitationStatus}

    for status, invited in made.items():
        found = search(core, eve, statuses=(status,))
        assert invited.id in set(found["id"])
        assert set(found["status"]) == {status}
        assert count(core, eve, statuses=(status,)) == len(found) == (2 if status == "waiting" else 1)
    everyone = search(core, eve)
    assert len(everyone) == 8
    assert dict(everyone.set_index("id").status.loc[[one.id for one in made.values()]]) == {
        invited.id: status for status, invited in made.items()
    }
    assert dict(core.call(eve, lists.by_status).itertuples(index=False)) == {**dict.fromkeys(made, 1), "waiting": 2}


def test_pending_are_those_that_wait_for_an_answer(core, one_of_each):
    made, eve = one_of_each

    found = core.call(eve, lists.pending)

    assert set(found["status"]) == {"waiting", "opened", "review"}
    assert list(found.columns) == LIST
    assert not {made[status].id for status in ("expired", "accepted", "revoked", "replaced")} & set(found["id"])


def test_a_line_tells_who_invited_whom_to_what_and_when(core, ada, clock):
    invited = invite(core, ada, email="new@example.com", name="New One", role="editor", message="Welcome")
    carried(core, invited)

    line = shown(core, ada, invited)

    assert (line["name"], line.email, line.role, line.invited_by) == (
        "New One",
        "new@example.com",
        "editor",
        "Ada Admin",
    )
    assert (line.message, line.sent_at, line.handed_over_at) == ("Welcome", clock.now, clock.now)
    assert (line.expires_at, line.times_sent, line.letter_state) == (clock.now + 7 * DAY, 1, "sent")
    assert (line.opened_at, line.closed_at, line.asked_again_at) == (None, None, None)
    assert (line.has_link, line.above_you) == (False, False)


def test_a_program_and_someone_gone_are_told_as_such(core, ada):
    inviter = an_inviter(core)
    theirs, program_s = invite(core, inviter), invite(core)
    core.call(house(), users.hard_delete, user_id=inviter.user_id, reason="asked for it")

    assert (shown(core, ada, theirs).invited_by, shown(core, ada, theirs).inviter_id) == ("someone since deleted", None)
    assert shown(core, ada, program_s).invited_by == "a program"


def test_its_link_can_be_copied_until_it_was_sent_or_ended(core, ada, clock):
    waiting, sent, ended = invite(core, ada), invite(core, ada), invite(core, ada, lifetime=timedelta(minutes=60))
    carried(core, sent)
    change(core, lying(core, waiting.id).letter_id, state="failing", problem="450 later")
    clock.advance(minutes=59)
    assert shown(core, ada, ended).has_link
    core.call(ada, lists.pending)
    clock.advance(minutes=1)
    eve = someone(core, "admin")

    assert [shown(core, eve, one).has_link for one in (waiting, sent, ended)] == [True, False, False]
    assert (shown(core, eve, waiting).letter_state, shown(core, eve, waiting).problem) == ("failing", "450 later")


def test_filters_combine_and_find_parts_of_names_and_addresses(core, ada, sam):
    wanted = invite(core, ada, email="wanted@example.com", name="Zoë Müller", role="editor")
    invite(core, sam, email="other@example.com", name="Zoë Other", role="editor")
    invite(core, ada, email="third@example.com", name="Zoë Third")

    found = search(core, ada, text="zoe MULL", roles=("editor",), inviter_id=ada.user_id, statuses=("waiting",))

    assert list(found["id"]) == [wanted.id]
    assert list(search(core, ada, text="wanted@")["id"]) == [wanted.id]
    assert list(search(core, ada, user_id=wanted.user_id)["id"]) == [wanted.id]
    assert list(search(core, ada, ids=(wanted.id,))["id"]) == [wanted.id]
    for nothing in (
        {"text": "%"},
        {"text": "_"},
        {"statuses": ("open",)},
        {"statuses": ("\0",)},
        {"roles": ("\ud800",)},
    ):
        assert search(core, ada, **nothing).empty
        assert count(core, ada, **nothing) == 0
    assert list(search(core, ada, text="%").columns) == LIST


def test_those_that_end_soon_and_those_asked_for_again_are_found(core, clock):
    soon, later = invite(core, lifetime=DAY), invite(core)
    assert list(search(core, house(), ends_before=clock.now + 2 * DAY)["id"]) == [soon.id]
    token = token_of(core, soon)
    clock.now += DAY

    core.call(house(), invitations.ask_again, token=token)

    assert list(search(core, house(), asked_again=True)["id"]) == [soon.id]
    assert search(core, house(), ends_before=clock.now + 2 * DAY).empty
    assert lying(core, later.id).asked_again_at is None


def test_pages_follow_one_another_forwards_and_back(core, clock):
    wanted = []
    for _ in range(7):
        wanted.insert(0, invite(core).id)
        clock.advance(seconds=1)

    first = search(core, house(), limit=3)
    second = search(core, house(), limit=3, after=first.attrs["next"])
    third = search(core, house(), limit=3, after=second.attrs["next"])
    back = search(core, house(), limit=3, before=third.attrs["previous"])

    assert [*first["id"], *second["id"], *third["id"]] == wanted
    assert list(back["id"]) == list(second["id"])
    assert (first.attrs["previous"], third.attrs["next"]) == (None, None)


def test_invitations_of_one_moment_are_all_there(core):
    wanted = sorted((invite(core).id for _ in range(5)), reverse=True)

    first = search(core, house(), limit=2)
    second = search(core, house(), limit=2, after=first.attrs["next"])
    third = search(core, house(), limit=2, after=second.attrs["next"])

    assert [*first["id"], *second["id"], *third["id"]] == wanted


@pytest.mark.parametrize("cursor", ["nonsense", "019cadc6-0000-7000-8000-000000000000", "\0"])
def test_a_page_that_is_gone_says_so(core, ada, cursor):
    with pytest.raises(PageGone):
        search(core, ada, after=cursor)


def test_counting_ends_at_the_cap(core, ada):
    for _ in range(3):
        invite(core, ada)
    core.settings = core.settings.model_copy(update={"count_cap": 2})

    total = count(core, ada)

    assert (total, total.capped) == (2, True)
    assert dict(core.call(ada, lists.by_status).itertuples(index=False))["waiting"] == 2


def test_a_page_takes_the_same_few_statements_however_many_there_are(core, ada):
    counted = []
    for _ in range(2):
        invite(core, ada)
        with statements(core) as sent:
            core.call(ada, lists.all)
        counted.append(len(sent))

    assert counted[0] == counted[1] <= 6


def test_whom_sending_again_would_reach_with_who_stands_above(core, ada, sam):
    below, above = invite(core, ada, email="below@example.com"), invite(core, ada, role="admin")

    found = core.call(sam, lists.chosen, query=InvitationQuery()).set_index("id", drop=False)

    assert list(found.columns) == CHOSEN
    assert dict(found.above_you) == {below.id: False, above.id: True}
    assert shown(core, sam, above).above_you


# --- masked ------------------------------------------------------------------------------------------------------


def test_an_auditor_reads_no_address_and_no_message_and_cannot_search_for_one(core, ada):
    iris = someone(core, "auditor")
    nameless = someone(core, "support", email="nameless@example.com", name="")
    for inviter in (ada, nameless):
        invited = invite(core, inviter, email=f"secret{inviter.name}x@example.com".replace(" ", ""), message="canary")
        change(core, lying(core, invited.id).letter_id, problem="no such mailbox <secret@example.com>", state="failing")
    query = InvitationQuery()

    told = [core.call(iris, deed, query=query) for deed in (lists.all, lists.pending, lists.chosen)]

    shown_to_iris = str([found.to_dict() for found in told])
    assert not [word for word in ("secret", "nameless@", "canary", "mailbox") if word in shown_to_iris]
    assert "s•••@example.com" in shown_to_iris
    assert search(core, iris, text="secret").empty
    assert count(core, iris, text="secret") == 0
    assert len(search(core, ada, text="secret")) == 2
