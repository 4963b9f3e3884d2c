"""Asking someone in: the account, the letter and its link, and what is written down."""

from datetime import timedelta

import pytest

from tests.builders import PASSPHRASE, an_address, house, letter_to, letters_to, may_enter, settings
from tests.invited import accept, carried, invitations_of, invite, look, lying, token_of, without_password
from tests.letter_box import refusal
from tests.witness import entries, everything, person, rows, statements, values
from usercore import open_core
from usercore.actions import invitations, outbox
from usercore.errors import InvalidLifetime, InvalidMessage, TooManyAttempts

SMTP = "smtp://mail.example:2525"


def test_someone_asked_in_has_an_account_without_a_password_and_a_letter_with_a_link(core, ada, clock):
    invited = invite(core, ada, email="New@Example.COM", role="editor", name="New One", message="See you  soon")

    who, what = person(core, invited.user_id), lying(core, invited.id)
    assert (who.email, who.name, who.role, who.status) == ("New@example.com", "New One", "editor", "invited")
    assert (who.password_hash, who.email_verified_at) == (None, None)
    assert (what.inviter_id, what.role, what.state, what.times_sent) == (ada.user_id, "editor", "open", 1)
    assert (what.message, what.sent_at, what.opened_at) == ("See you soon", clock.now, None)
    assert what.ends_at == clock.now + timedelta(days=7)
    letter = letter_to(core, invited.user_id, "invitation")
    assert (letter.to_address, letter.state, letter.ends_at) == ("New@example.com", "queued", what.ends_at)
    assert (letter.id, letter.facts["inviter"]) == (what.letter_id, str(ada.user_id))
    assert not may_enter(core, "new@example.com")


def test_what_happened_is_written_down_without_the_message_and_the_token(core, ada):
    seen = len(entries(core))
    invited = invite(core, ada, role="editor", message="canary words")
    token = token_of(core, invited)
    core.call(house(), invitations.opened, token=token)
    accept(core, token, name="Chosen")

    found = entries(core)[seen:]
    assert [(entry.event, entry.actor_kind) for entry in found] == [
        ("user:created", "person"),
        ("invitation:sent", "person"),
        ("invitation:opened", "system"),
        ("invitation:accepted", "visitor"),
    ]
    assert {entry.subject_id for entry in found} == {invited.user_id}
    assert {entry.facts.get("invitation") for entry in found[1:]} == {str(invited.id)}
    written = str([entry.facts for entry in found]) + str([value.value for value in values(core)])
    assert "canary" not in written
    assert token not in written
    assert PASSPHRASE not in written


def test_no_token_lies_in_any_table_or_file(core, databases, ada):
    invited = invite(core, ada)
    given = [token_of(core, invited)]
    carried(core, invited)
    given.append(core.call(ada, invitations.resend, invitation_id=invited.id).link.rpartition("/")[2])
    accept(core, given[1])

    kept = repr(everything(core, traces=True)).encode()
    if databases.name == "sqlite":
        databases.settle(core.settings.database_url)
        file = core.settings.database_file
        kept += b"".join(one.read_bytes() for one in file.parent.glob(f"{file.stem}.db*"))
    assert [one for one in given if one.partition("_")[2].encode() in kept] == []


def test_the_link_leads_to_the_configured_address_whoever_asks(url, clock):
    core = open_core(settings=settings(url, base_url="https://accounts.example"), clock=clock)
    invited = invite(core)

    (letter,) = core.call(house(), outbox.claim, most=20)

    assert invited.link == letter.link == f"https://accounts.example/open/{token_of(core, invited)}"
    core.close()


@pytest.mark.parametrize(("smtp_url", "given"), [(None, True), (SMTP, False)])
def test_the_link_is_given_back_only_where_no_mail_server_carries_it(url, clock, smtp_url, given):
    core = open_core(settings=settings(url, smtp_url=smtp_url), clock=clock)

    sent = invite(core)
    again = core.call(house(), invitations.resend, invitation_id=sent.id)

    for one in (sent, again):
        assert (one.link is not None) is given
        assert "invitation_" not in repr(one)
    core.close()


@pytest.mark.parametrize("wanted", [{"lifetime": timedelta(minutes=59)}, {"lifetime": timedelta(days=7, seconds=1)},
                                    {"lifetime": timedelta(0)}, {"lifetime": -timedelta(days=1)}])  # fmt: skip
def test_an_invitation_waits_between_an_hour_and_the_setting(core, ada, wanted):
    before = everything(core)

    with pytest.raises(InvalidLifetime, match="between one hour and 168 hours"):
        invite(core, ada, **wanted)

    assert everything(core) == before


def test_a_setting_shorter_than_an_hour_is_obeyed(url, clock):
    core = open_core(settings=settings(url, invitation_lifetime=timedelta(minutes=30)), clock=clock)

    invited = invite(core)

    assert lying(core, invited.id).ends_at == clock.now + timedelta(minutes=30)
    core.close()


@pytest.mark.parametrize("message", ["Dolly\r\nBcc: eve@evil.example\0", "turned \u202egnp.exe", "x" * 501])
def test_a_message_that_hides_something_or_never_ends_is_refused(core, ada, message):
    before = everything(core)

    with pytest.raises(InvalidMessage):
        invite(core, ada, message=message)

    assert everything(core) == before


@pytest.mark.parametrize("role", ["", "Admin", "author,admin", "admin ", "*", "no such", "\0", "x" * 10_000])
def test_a_role_is_one_that_there_is_as_it_is_spelled(core, ada, role):
    before = everything(core)

    assert refusal(lambda: invite(core, ada, role=role)) in ("UnknownRole", "InvalidText")
    assert everything(core) == before


def test_someone_invited_already_gets_another_letter_and_the_older_link_dies(core, ada, sam):
    first = invite(core, sam, email="twice@example.com", name="First", role="author")
    token = token_of(core, first)

    second = invite(core, ada, email="TWICE@example.com", role="editor", message="anew")

    assert second.user_id == first.user_id
    assert person(core, first.user_id).name == "First"
    assert person(core, first.user_id).role == "editor"
    found = {one.id: one for one in invitations_of(core, first.user_id)}
    assert (found[first.id].state, found[first.id].closed_by) == ("replaced", ada.user_id)
    assert (found[second.id].state, found[second.id].inviter_id) == ("open", ada.user_id)
    assert refusal(lambda: accept(core, token)) == "InvitationReplaced"
    assert sorted(letter.state for letter in letters_to(core, first.user_id)) == ["ended", "queued"]
    assert refusal(lambda: accept(core, token_of(core, second))) == ""


def test_an_account_that_was_made_without_a_letter_is_invited_as_it_is(core, ada):
    user_id = without_password(core, "made@example.com", name="Made")

    invited = invite(core, ada, email="made@example.com")

    assert invited.user_id == user_id
    assert look(core, token_of(core, invited)).state == "good"


def test_a_program_invites_in_its_own_name(core):
    invited = core.call(house("nightly import"), invitations.send, email=an_address())

    told = look(core, token_of(core, invited))
    assert (lying(core, invited.id).program, told.invited_by) == ("nightly import", None)
    assert refusal(lambda: accept(core, token_of(core, invited))) == ""


def test_the_sixth_letter_to_an_address_within_a_day_is_refused_whoever_sends_it(core, ada, sam, clock):
    for who in (ada, sam, ada, sam):
        invited = invite(core, who, email="often@example.com")
    clock.advance(minutes=40)
    core.call(ada, invitations.resend, invitation_id=invited.id)
    before = (rows(core, "letters"), rows(core, "invitations"), rows(core, "one_time_tokens"))

    for deed in (
        lambda: invite(core, sam, email="OFTEN@example.com"),
        lambda: core.call(ada, invitations.resend, invitation_id=invited.id),
    ):
        with pytest.raises(TooManyAttempts) as refused:
            deed()
        assert refused.value.again_in == timedelta(hours=24) - timedelta(minutes=40)

    assert (rows(core, "letters"), rows(core, "invitations"), rows(core, "one_time_tokens")) == before
    assert refusal(lambda: invite(core, ada, email="else@example.com")) == ""


def test_a_program_invites_as_often_as_it_must(core):
    for _ in range(7):
        invited = invite(core, email="often@example.com")
        core.call(house(), invitations.resend, invitation_id=invited.id)

    assert look(core, token_of(core, invited)).state == "good"


def test_inviting_takes_the_same_few_statements_whoever_is_invited(core, ada):
    counted = []
    for _ in range(2):
        with statements(core) as sent:
            invite(core, ada)
        counted.append(len(sent))

    assert counted[0] == counted[1] <= 25


def test_nothing_is_left_for_the_worker_once_a_letter_was_carried(core):
    invited = invite(core)
    carried(core, invited)

    assert core.call(house(), outbox.claim, most=20) == ()
    assert lying(core, invited.id).handed_over_at == core.now()
