"""After a backup was put back nobody is in, no link counts, and what is needed again can be had again."""

import pytest

from tests import letters
from tests.builders import MAX, PASSPHRASE, house, signed_in, someone, visitor
from tests.invited import accept, invite, lying, shown, token_of
from tests.letter_box import FOUR, a_link, asked_for_a_reset, use
from tests.trusting import asked
from tests.witness import entries, everything, first_break, works
from usercore.actions import downloads, first_admin, invitations, outbox, restores, sessions, sign_in
from usercore.database import reading
from usercore.errors import InvitationExpired, TokenExpired
from usercore.mail.letters import two_factor_wanted
from usercore.models import LetterState, UserSession


def put_out(core):
    return core.call(house(), restores.put_everyone_out)


def endings(core):
    with reading(core.engine) as db:
        return {session.id: (session.ended_why, session.ended_by) for session in db.query(UserSession)}


def test_every_session_ends_and_those_that_had_ended_keep_why(core, clock, ada, maxim):
    over = someone(core)
    core.call(over, sessions.revoke, session_id=over.session_id)
    clock.advance(hours=13)  # Ada's and Sam's ran out
    here = signed_in(core, "ada@example.com")

    out = put_out(core)

    assert (works(core, here), works(core, maxim)) == (False, False)
    assert out.sessions == 2
    told = endings(core)
    assert {told[one.session_id] for one in (here, maxim)} == {("restored", None)}
    assert told[ada.session_id] == ("expired", None)
    assert told[over.session_id] == ("revoked", over.user_id)


@pytest.mark.parametrize("purpose", FOUR)
def test_no_link_in_a_letter_counts(core, maxim, purpose):
    token = a_link(core, purpose, maxim)
    put_out(core)
    before = everything(core)

    with pytest.raises(TokenExpired):
        use(core, purpose, token)

    assert everything(core) == before


def test_nobody_comes_in_who_was_on_the_way(core, ada):
    ticket = core.call(visitor(), sign_in.with_password, email=MAX, password=PASSPHRASE).ticket
    download = core.call(ada, downloads.prepare_person, user_id=ada.user_id)
    put_out(core)

    with pytest.raises(TokenExpired):
        core.call(visitor(), sign_in.redeem, ticket=ticket)
    with pytest.raises(TokenExpired):
        core.call(signed_in(core, "ada@example.com"), downloads.take_person, ticket=download)


def test_the_set_up_link_ends_and_another_is_offered(empty_core):
    token = empty_core.call(house(), first_admin.offer)
    put_out(empty_core)
    wanted = {"email": "first@example.com", "name": "First", "password": PASSPHRASE}

    with pytest.raises(TokenExpired):
        empty_core.call(visitor(), first_admin.create, token=token, **wanted)

    empty_core.call(visitor(), first_admin.create, token=empty_core.call(house(), first_admin.offer), **wanted)


def test_letters_with_a_dead_link_are_not_sent_and_others_are(core, maxim):
    with_link = letters.post(core, maxim.user_id)
    without = letters.post(core, maxim.user_id, two_factor_wanted(to=maxim.email, name="Max Author"))

    put_out(core)

    assert [letter.id for letter in core.call(house(), outbox.claim, most=10)] == [without]
    gone = letters.lying(core, with_link)
    assert (gone.state, gone.sealed_token) == (LetterState.ENDED, None)


def test_an_invitation_has_ended_and_can_be_sent_again(core, sam):
    invited = invite(core, sam)
    token = token_of(core, invited)
    put_out(core)
    sam = signed_in(core, "sam@example.com")

    with pytest.raises(InvitationExpired):
        accept(core, token)
    assert shown(core, sam, invited).status == "expired"

    core.call(sam, invitations.resend, invitation_id=invited.id)
    accept(core, token_of(core, invited))
    assert lying(core, invited.id).state == "accepted"


def test_every_browser_is_asked_for_a_code_again(core, trusted):
    assert not asked(core)

    put_out(core)

    assert asked(core)


def test_each_is_on_record_once_with_how_many(core, trusted, maxim):
    for _ in range(2):
        invite(core)
        asked_for_a_reset(core)
    before = len(entries(core))

    put_out(core)
    put_out(core)

    told = [(entry.event, entry.facts) for entry in entries(core)[before:]]
    assert [event for event, _ in told] == ["session:all-revoked", "two-factor:distrusted", "house:links-ended"]
    assert told[0][1] == {"sessions_ended": 2, "why": "restored"}
    assert told[1][1] == {"browsers": 1, "why": "restored"}
    assert (told[2][1]["invitations"], told[2][1]["links"] > 2) == (2, True)
    assert first_break(core) is None
