"""The letter of an invitation: what its inviter and their message may and may not become."""

import pytest

from tests.builders import a_role, a_user, house, settings, signed_in, visitor
from tests.invited import invite, lying, token_of
from tests.mail.reading import HEADERS, LINK, NAUGHTY, Reader, body, letter
from tests.mail_servers import a_mail_server
from usercore import open_core
from usercore.actions import outbox, users
from usercore.frames import outbox as lists
from usercore.mail.letters import LetterKind
from usercore.worker import Worker

MESSAGES = ("[Free money](http://evil.example)", "[x]\u200b(http://evil.example)", "<a href='http://evil.example'>x</a>",
            "{{ link }}{% if x %}", "=?utf-8?q?=0D=0ABcc=3A_eve=40evil.example?=", "“Ada” <eve@evil.example>")  # fmt: skip
LINKS = ("http://evil.example", "evil.example", "www.evil.example/x", "ｅｖｉｌ．ｅｘａｍｐｌｅ")


@pytest.fixture
def server():
    with a_mail_server() as server:
        yield server


@pytest.mark.parametrize("message", [*MESSAGES, *NAUGHTY.values()])
def test_a_message_makes_no_button_and_no_markup(message):
    plain, made = letter(LetterKind.INVITATION), letter(LetterKind.INVITATION, message=message)

    assert Reader(made.html).tags == Reader(plain.html).tags
    assert Reader(made.html).links == [LINK]
    assert made.subject == plain.subject
    assert len(made.text) < len(plain.text) + 600


def test_a_message_is_told_whole():
    words = "a word " * 71
    assert words.strip() in " ".join(letter(LetterKind.INVITATION, message=words).text.split())


def test_without_message_and_inviter_nothing_is_told_of_them():
    made = letter(LetterKind.INVITATION, message="", inviter="")

    assert made.subject == "Your invitation to Acme"
    assert "They write" not in made.text
    assert "You are invited to Acme." in made.text


@pytest.mark.parametrize("name", LINKS)
def test_an_inviter_whose_name_reads_as_a_link_is_told_by_their_address(core, name):
    a_user(core, "sly@example.com", role="support", name=name)
    invited = invite(core, signed_in(core, "sly@example.com"))

    (claimed,) = core.call(house(), outbox.claim, most=20)

    assert claimed.facts["inviter"] == "sly@example.com"
    assert lying(core, invited.id).letter_id == claimed.id


def test_a_letter_that_waits_tells_the_inviter_s_name_of_today(core, ada):
    invite(core, ada)
    core.call(house(), users.update, user_id=ada.user_id, name="Ada King")

    (claimed,) = core.call(house(), outbox.claim, most=20)

    assert claimed.facts["inviter"] == "Ada King"


def test_through_a_real_server_one_letter_arrives_for_one_reader(url, clock, server):
    core = open_core(settings=settings(url, smtp_url=server.url()), clock=clock)
    a_user(core, "naughty@example.com", role="support", name='"Ada" <eve@evil> [x](http'[:40])
    inviter = signed_in(core, "naughty@example.com", by=visitor(address=""))
    invited = invite(core, inviter, email="guest@example.com", name="Guest <b>", message=MESSAGES[0])
    token = token_of(core, invited)

    Worker(core).turn()

    (arrived,) = server.box.arrived
    assert server.box.recipients == [["guest@example.com"]]
    assert sorted(header for header in arrived if not header.startswith("X-")) == HEADERS
    page = Reader(body(arrived, "html"))
    assert page.links == [f"{core.settings.home}/open/{token}"]
    assert not {"b", "img", "script"} & set(page.tags)
    assert "(http://evil.example)" in body(arrived, "plain")
    core.close()


def test_whoever_sees_data_masked_reads_no_inviter_and_no_message_in_the_preview(core, ada):
    a_role(core, "clerk", "outbox:read", "users:read")
    a_user(core, "clerk@example.com", role="clerk")
    invited = invite(core, ada, message="canary words")
    letter_id = lying(core, invited.id).letter_id

    seen = core.call(signed_in(core, "clerk@example.com"), lists.preview, letter_id=letter_id).iloc[0]

    assert "canary" not in str(seen.to_dict())
    assert "Ada Admin" not in str(seen.to_dict())
    assert "canary words" in core.call(ada, lists.preview, letter_id=letter_id).iloc[0].text
