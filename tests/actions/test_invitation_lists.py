"""Many are invited at once: whoever is new, exactly as one by one, and nobody twice."""

from datetime import timedelta

import pytest

from tests.builders import MAX, PASSPHRASE, a_user, house, letters_to, link_to, visitor
from tests.invited import a_list, outcomes
from tests.witness import entries, everything, first_break, person, rows, statements
from usercore.actions import invitation_lists, invitations, rules, users
from usercore.actions.invitation_lists import MOST_AT_ONCE
from usercore.address_lists import read
from usercore.errors import BadQuery, InvalidLifetime, InvalidMessage, NotAllowed, NotFresh, NotSignedIn
from usercore.frames import invitations as lists
from usercore.models import User
from usercore.steps.entry import SignedIn


def send(core, actor, *lines, **more):
    return core.call(actor, invitation_lists.send_many, lines=[{"email": line} for line in lines], **more)


def id_of(core, email):
    """The id of whoever has this address."""
    with core.engine.connect() as connection:
        return connection.execute(User.__table__.select().where(User.email == email)).one().id


def test_whoever_is_new_is_invited_and_the_others_are_told_why_not(core, sam):
    a_user(core, "waiting@example.com", password=None)
    core.call(house(), users.soft_delete, user_id=a_user(core, "gone@example.com"))
    text = f"email,role\nnew@example.com,Editor\n{MAX},\nwaiting@example.com,\ngone@example.com,\nnonsense,\n"
    text += "boss@example.com,admin\nnew@example.com,\nlast@example.com,\n"
    before = len(rows(core, "users"))

    done = core.call(sam, invitation_lists.send_many, lines=read(text), role="viewer")

    assert outcomes(done) == ["sent", "user", "invited", "trash", "invalid", "role", "repeated", "sent"]
    assert [result.line for result in done.results] == list(range(2, 10))
    assert [bool(result.why) for result in done.results] == [False, *[True] * 6, False]
    assert (done.sent, len(rows(core, "users"))) == (2, before + 2)
    assert person(core, id_of(core, "new@example.com")).role == "editor"
    assert person(core, id_of(core, "last@example.com")).role == "viewer"
    assert first_break(core) is None


def test_each_gets_what_one_invited_alone_gets(core, sam):
    def traces(email, invite):
        seen = len(entries(core))
        invite()
        user = person(core, id_of(core, email))
        told = [(entry.event, sorted(entry.facts), sorted(entry.sealed)) for entry in entries(core)[seen:]]
        letter = letters_to(core, user.id)[-1]
        invitation = core.call(house(), lists.all, query=lists.InvitationQuery(user_id=user.id)).iloc[0]
        kept = invitation[["role", "status", "invited_by", "message", "expires_at", "times_sent", "has_link"]].tolist()
        return told, (letter.kind, sorted(letter.facts), letter.ends_at), kept, (user.role, user.status, user.version)

    wanted = {"message": "Come in", "lifetime": timedelta(days=2), "role": "editor"}
    alone = traces("one@example.com", lambda: core.call(sam, invitations.send, email="one@example.com", **wanted))
    among = traces("two@example.com", lambda: send(core, sam, "two@example.com", **wanted))

    assert among == alone


def test_the_link_in_the_letter_lets_them_in_and_the_receipt_has_none(core, sam):
    done = send(core, sam, "new@example.com")

    token = link_to(core, id_of(core, "new@example.com"), "invitation")
    outcome = core.call(visitor(), invitations.accept, token=token, password=PASSPHRASE)

    assert isinstance(outcome, SignedIn)
    assert token not in repr(done)


def test_the_same_list_again_changes_nothing(core, sam):
    lines = a_list(5)
    core.call(sam, invitation_lists.send_many, lines=lines)
    before, seen = everything(core), len(entries(core))

    done = core.call(sam, invitation_lists.send_many, lines=lines)

    assert outcomes(done) == ["invited"] * 5
    assert everything(core) == before
    assert len(entries(core)) == seen


@pytest.mark.parametrize("role", ["admin", "support", "auditor", "emperor"])
def test_support_sends_no_staff_role_and_the_rest_goes_out(core, sam, role):
    lines = [{"email": "new@example.com", "role": role}, {"email": "other@example.com", "role": "editor"}]

    done = core.call(sam, invitation_lists.send_many, lines=lines)

    assert outcomes(done) == ["role", "sent"]


def test_a_staff_role_needs_a_recent_sign_in(core, ada, clock):
    for _ in range(2):
        clock.advance(minutes=31)
        core.call(ada, lists.pending)
    before = everything(core)

    with pytest.raises(NotFresh):
        send(core, ada, "plain@example.com", "boss@example.com", role="support")

    assert everything(core) == before
    assert outcomes(send(core, ada, MAX, role="support")) == ["user"]
    assert outcomes(send(core, ada, "plain@example.com")) == ["sent"]


def test_only_what_is_typed_is_sent_even_if_it_looks_like_a_slip(core, sam):
    assert outcomes(send(core, sam, "ada@gmial.com")) == ["sent"]
    assert id_of(core, "ada@gmial.com")


def test_a_hundred_are_sent_in_one_call_and_no_more(core, sam):
    with statements(core) as seen:
        done = core.call(sam, invitation_lists.send_many, lines=a_list(MOST_AT_ONCE))
    assert done.sent == MOST_AT_ONCE
    assert len(seen) <= 17 * MOST_AT_ONCE + 20

    with pytest.raises(BadQuery, match="100 invitations at once are the most"):
        core.call(sam, invitation_lists.send_many, lines=a_list(MOST_AT_ONCE + 1))


def test_a_hundred_that_are_known_take_a_handful_of_statements(core, sam):
    core.call(sam, invitation_lists.send_many, lines=a_list(MOST_AT_ONCE))

    with statements(core) as seen:
        core.call(sam, invitation_lists.send_many, lines=a_list(MOST_AT_ONCE))

    assert len(seen) <= 5


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"message": "x" * 501}, InvalidMessage),
        ({"message": "a\u202eb"}, InvalidMessage),
        ({"lifetime": timedelta(days=400)}, InvalidLifetime),
        ({"lifetime": timedelta(0)}, InvalidLifetime),
    ],
)
def test_what_is_the_same_for_all_is_looked_at_first(core, sam, more, refusal):
    before = everything(core)

    with pytest.raises(refusal):
        send(core, sam, "new@example.com", **more)

    assert everything(core) == before


def test_an_unknown_role_for_all_sends_nothing(core, sam):
    assert outcomes(send(core, sam, "new@example.com", role="emperor")) == ["role"]


def test_an_address_that_got_too_many_letters_today_is_left_out(core, ada):
    core.call(ada, rules.change_limit, name="invite:address", times=1, within=timedelta(days=1))
    send(core, ada, "new@example.com")
    core.call(house(), users.update, user_id=id_of(core, "new@example.com"), email="moved@example.com")

    done = send(core, ada, "new@example.com", "other@example.com")

    assert outcomes(done) == ["limited", "sent"]
    assert done.results[0].why.startswith("Too many tries.")
    assert "new@example.com" not in {row.email for row in everyone(core)}


def everyone(core):
    with core.engine.connect() as connection:
        return connection.execute(User.__table__.select()).all()


def test_nobody_without_the_right_invites_many(core, maxim):
    with pytest.raises(NotAllowed):
        send(core, maxim, "new@example.com")
    with pytest.raises(NotSignedIn):
        send(core, visitor(), "new@example.com")
