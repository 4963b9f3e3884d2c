"""What stays of a deletion for ever: a certificate, and a tombstone that keeps an old list from bringing them back."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from tests.builders import KEY, a_role, a_user, house, settings, someone
from tests.letter_box import refusal
from tests.witness import entries, rows, values
from usercore import exports, open_core
from usercore.actions import invitation_lists, invitations, requests, users
from usercore.address_lists import Line
from usercore.errors import ErasedBefore
from usercore.frames import erasures
from usercore.frames import invitation_lists as lists
from usercore.frames.erasures import ErasureQuery
from usercore.frames.users import UserQuery

NEW = "a-newer-key-0123456789abcdefghijklmnopqrs"
EMAIL = "nora.nightingale@example.com"


def erase(core, actor=None, email=EMAIL, **made):
    user_id = a_user(core, email, name="Nora Nightingale", **made)
    return core.call(actor or house(), users.hard_delete, user_id=user_id, reason="asked for it")


def certificates(core, actor, **query):
    return core.call(actor, erasures.all, query=ErasureQuery(**query))


def test_the_certificate_says_what_went_and_names_nobody(core, ada):
    certificate = erase(core, ada)

    row = core.call(ada, erasures.one, erasure_id=certificate.id).iloc[0]
    assert (row.person_id, row.by, row.erased_at) == (certificate.user_id, "Ada Admin", core.now())
    assert row.text == certificate.text
    assert row.sha256 == sha256(row.text.encode()).hexdigest()
    assert row.unaltered
    assert json.loads(row.text)["person"] == str(certificate.user_id)
    assert {part["what"] for part in row.parts} == {"delete", "keep"}
    assert "nora" not in row.text.lower()
    assert "asked for it" not in row.text


def test_its_hash_stands_in_the_audit_log(core, ada):
    certificate = erase(core, ada)

    entry = entries(core)[-1]
    assert (entry.event, entry.subject_id) == ("user:erased", certificate.user_id)
    assert entry.facts == {
        "erasure": str(certificate.id), "certificate": certificate.sha256, "rows": certificate.rows,
    }  # fmt: skip


def test_one_that_was_altered_is_told(core, ada):
    certificate = erase(core)
    with core.engine.begin() as connection:
        facts = json.dumps({**certificate.facts, "by": "person nobody"})
        connection.execute(text("UPDATE erasures SET facts = :facts"), {"facts": facts})

    assert not core.call(ada, erasures.one, erasure_id=certificate.id).iloc[0].unaltered


def test_the_preview_foretells_it(core, ada):
    user_id = a_user(core, EMAIL)
    foretold = core.call(ada, erasures.preview, user_id=user_id)

    certificate = core.call(ada, users.hard_delete, user_id=user_id, reason="asked for it")

    assert certificate.rows == dict(zip(foretold["name"], foretold["rows"], strict=True))
    assert set(foretold.loc[foretold["what"] != "delete", "reason"]) != {""}


def test_the_certificates_are_a_list_page_by_page(core, ada, clock):
    done = []
    for number in range(5):
        clock.advance(minutes=number % 2)  # two at one moment
        done.insert(0, erase(core, email=f"gone{number}@example.com").id)

    first = certificates(core, ada, limit=2)
    second = certificates(core, ada, limit=2, after=first.attrs["next"])
    last = certificates(core, ada, limit=2, after=second.attrs["next"])
    back = certificates(core, ada, limit=2, before=last.attrs["previous"])

    order = sorted(done, key=lambda one: (core.call(ada, erasures.one, erasure_id=one).iloc[0].erased_at, one))[::-1]
    assert [*first["id"], *second["id"], *last["id"]] == order
    assert list(back["id"]) == list(second["id"])
    assert last.attrs["next"] is None
    assert set(first["program"]) == {"tests"}


# --- not again -------------------------------------------------------------------------------------------------------


def test_former_addresses_are_known_as_erased_too(core):
    user_id = a_user(core, "nora.before@example.com", name="Nora Before")
    core.call(house(), users.update, user_id=user_id, email=EMAIL, name="Nora Nightingale")
    core.call(house(), users.hard_delete, user_id=user_id, reason="asked for it")

    for email in (EMAIL, "nora.before@example.com"):
        with pytest.raises(ErasedBefore):
            core.call(house(), users.create, email=email)


def test_what_somebody_searched_for_under_a_former_name_goes(core, ada):
    user_id = a_user(core, "nora.before@example.com", name="Nora Beforehand")
    b"".join(core.stream(ada, exports.users, query=UserQuery(text="beforehand")))
    core.call(house(), users.update, user_id=user_id, email=EMAIL, name="Nora Nightingale")
    assert any("beforehand" in value.value for value in values(core) if value.name == "wanted")

    core.call(house(), users.hard_delete, user_id=user_id, reason="asked for it")

    assert [value for value in values(core) if "beforehand" in value.value.lower()] == []


def test_notes_of_a_request_from_before_the_account_go_with_it(core):
    core.call(house(), requests.log, kind="access", email=EMAIL, note="Nora Nightingale called")
    assert rows(core, "request_notes")

    erase(core)

    assert rows(core, "request_notes") == []
    assert EMAIL not in str(rows(core, "privacy_requests"))


BACK = {
    "made": lambda core, actor, **more: core.call(actor, users.create, email=f" {EMAIL.upper()}", **more),
    "invited": lambda core, actor, **more: core.call(actor, invitations.send, email=EMAIL, **more),
}


@pytest.mark.parametrize("way", BACK)
def test_who_was_erased_is_not_added_again_by_mistake(core, ada, sam, way):
    erase(core, ada)
    before = rows(core, "users")

    with pytest.raises(ErasedBefore, match="deleted for ever on 2 March 2026"):
        BACK[way](core, sam)

    assert rows(core, "users") == before


@pytest.mark.parametrize("way", BACK)
def test_who_asks_to_come_back_may(core, ada, sam, way):
    erase(core, ada)

    BACK[way](core, sam, came_back=True)

    assert EMAIL in str(rows(core, "users"))


def test_an_old_list_does_not_bring_anyone_back(core, ada, sam):
    erase(core, ada)
    lines = [Line(1, EMAIL), Line(2, "someone.new@example.com")]

    foretold = core.call(sam, lists.verdicts, lines=lines, role="author")
    done = core.call(sam, invitation_lists.send_many, lines=lines)

    assert list(foretold["verdict"]) == ["erased", "new"]
    assert [one.outcome for one in done.results] == ["erased", "sent"]
    assert "deleted for ever" in done.results[0].why


def test_whether_an_address_was_erased_can_be_asked(core, ada, sam):
    certificate = erase(core, ada)

    assert list(core.call(sam, erasures.of_address, email=f" {EMAIL.title()} ")["id"]) == [certificate.id]
    assert core.call(sam, erasures.of_address, email="nora@example.com").empty
    assert core.call(sam, erasures.of_address, email="not an address").empty


def test_the_address_itself_is_not_kept(core, ada):
    erase(core, ada)

    (stone,) = rows(core, "tombstones")
    assert EMAIL.encode() not in stone[0]
    assert sha256(EMAIL.encode()).digest() != stone[0]


def test_a_tombstone_is_recognised_as_long_as_its_key_is_kept(core, url, clock, ada):
    erase(core, ada)
    newer = open_core(settings=settings(url, secret_key=f"{NEW},{KEY}"), clock=clock)
    other = open_core(settings=settings(url, secret_key=NEW), clock=clock)

    assert refusal(lambda: newer.call(house(), users.create, email=EMAIL)) == "ErasedBefore"
    assert refusal(lambda: other.call(house(), users.create, email=EMAIL)) == ""
    newer.close()
    other.close()


# --- many ------------------------------------------------------------------------------------------------------------


def test_the_trash_the_longest_there_first_and_who_is_above(core, ada, clock):
    role = a_role(core, "eraser", "users:read", "users:reveal", "users:erase", "users:delete")
    eraser = someone(core, role)
    first, boss = a_user(core, "one@example.com", name="One"), a_user(core, "boss@example.com", role="admin")
    for user_id in (first, boss):
        core.call(ada, users.soft_delete, user_id=user_id)
        clock.advance(minutes=1)

    found = core.call(eraser, erasures.in_trash)

    assert list(found["id"]) == [first, boss]
    assert [bool(why) for why in found["why_not"]] == [False, True]
    before = clock.now - timedelta(minutes=1)
    assert list(core.call(eraser, erasures.in_trash, deleted_before=before)["id"]) == [first]
