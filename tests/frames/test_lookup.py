"""Looking up: each kind of thing leads to its person and says why, as far as the actor may read it."""

from datetime import timedelta

import pytest

from tests.builders import MAX, a_user, house, letter_to, signed_in, token_for, visitor
from tests.witness import entries
from usercore.actions import invitations, passwords, users
from usercore.frames import lookup
from usercore.frames.lookup import Match
from usercore.steps.matches import MOST_PEOPLE

AWAY = "203.0.113.77"


def found(core, actor, text):
    return core.call(actor, lookup.anything, text=text)


def why(core, actor, text):
    """Whom the text means and by what, in the order shown."""
    return [(row.kind, row.id, [one.match for one in row.whys]) for row in found(core, actor, str(text)).itertuples()]


def person(user_id, *matches):
    return ("person", user_id, list(matches))


@pytest.fixture
def nora(core):
    return a_user(core, "nora@example.com", name="Nora Ekström")


@pytest.fixture
def gone(core, nora):
    """Someone who was deleted for ever."""
    core.call(house(), users.soft_delete, user_id=nora)
    core.call(house(), users.hard_delete, user_id=nora, reason="asked for it")
    return nora


def test_a_whole_address_in_any_spelling(core, ada, nora):
    row = found(core, ada, "Nora <NORA@Example.COM>").iloc[0]

    assert (row.kind, row.id, row["name"], row.email, row.status) == (
        "person", nora, "Nora Ekström", "nora@example.com", "active",
    )  # fmt: skip
    assert row.exact
    assert [(one.match, one.value) for one in row.whys] == [(Match.EMAIL, "NORA@example.com")]


def test_an_address_they_had_before_says_until_when(core, ada, nora, clock):
    clock.advance(minutes=20)
    core.call(house(), users.update, user_id=nora, email="nora.ek@example.com")
    clock.advance(minutes=20)

    row = found(core, ada, "Nora@Example.COM").iloc[0]

    assert row.id == nora
    assert [(one.match, one.value, one.at) for one in row.whys] == [
        (Match.OLDER_EMAIL, "nora@example.com", clock.now - timedelta(minutes=20))
    ]


def test_an_address_that_was_only_asked_to_change_is_still_the_present_one(core, maxim, ada):
    core.call(maxim, users.update, user_id=maxim.user_id, email="maxim@example.com")

    assert why(core, ada, MAX) == [person(maxim.user_id, Match.EMAIL)]


def test_the_id_of_a_person_and_a_link_to_their_page(core, ada, nora):
    for text in (nora, nora.hex.upper(), f"https://house.example/user?id={nora}"):
        assert why(core, ada, text) == [person(nora, Match.ID)]


def test_a_session(core, ada, maxim):
    row = found(core, ada, str(maxim.session_id)).iloc[0]

    assert row.id == maxim.user_id
    assert [(one.match, one.thing) for one in row.whys] == [(Match.SESSION, maxim.session_id)]


def test_an_invitation_and_the_message_id_of_its_letter(core, ada):
    made = core.call(ada, invitations.send, email="asked@example.com", role="author")
    letter = letter_to(core, made.user_id)

    assert why(core, ada, made.id) == [person(made.user_id, Match.INVITATION)]
    assert why(core, ada, f"Message-ID: <{letter.id.hex}@house.example>") == [person(made.user_id, Match.LETTER)]
    assert found(core, ada, str(letter.id)).iloc[0].whys[0].value == "invitation"


def test_a_letter_to_nobody_is_no_letter(core, ada):
    core.call(visitor(), passwords.request_reset, email="unknown@example.com")
    with core.engine.connect() as connection:
        from sqlalchemy import text

        (void,) = connection.execute(text("SELECT id FROM letters WHERE state = 'void'")).scalars()

    assert why(core, ada, void) == []


def test_an_entry_of_the_audit_log_and_its_call_name_both_people(core, ada, nora):
    core.call(ada, users.suspend, user_id=nora, reason="left")
    entry = entries(core)[-1]

    assert why(core, ada, entry.id) == [person(nora, Match.ABOUT), person(ada.user_id, Match.BY)]
    assert why(core, ada, entry.call_id) == [person(nora, Match.CALL_ABOUT), person(ada.user_id, Match.CALL_BY)]
    assert found(core, ada, str(entry.id)).iloc[0].whys[0].thing == entry.id


def test_an_entry_about_nobody_stands_by_itself(core, ada):
    core.call(visitor(), passwords.request_reset, email="unknown@example.com")
    entry = entries(core)[-1]
    assert entry.subject_id is entry.actor_id is None

    assert why(core, ada, entry.id) == [("entry", entry.id, [Match.ABOUT])]


def test_whoever_was_erased_is_found_by_id_and_by_what_the_log_calls_them(core, ada, gone):
    called = f"Erased person {str(gone)[-4:].upper()}"

    assert why(core, ada, gone) == [("erased", gone, [Match.ERASED])]
    assert why(core, ada, f"by {called}") == [("erased", gone, [Match.ERASED])]
    assert found(core, ada, called).iloc[0]["name"] == called
    assert why(core, ada, "Erased person 0000") == []


def test_a_network_names_whoever_was_signed_in_from_there_the_latest_first(core, ada, clock):
    names = ("first@example.com", "second@example.com")
    ids = [a_user(core, email) for email in names]
    for email in (*names, names[0]):
        clock.advance(minutes=1)
        token_for(core, email, by=visitor(address=AWAY))

    shown = found(core, ada, f"{AWAY}:51234 refused")

    assert list(shown["id"]) == ids
    assert [[(one.match, one.value, one.at) for one in whys] for whys in shown["whys"]] == [
        [(Match.NETWORK, AWAY, clock.now)],
        [(Match.NETWORK, AWAY, clock.now - timedelta(minutes=1))],
    ]
    assert not shown["exact"].any()


def test_an_ipv6_address_is_its_network(core, ada, nora):
    token_for(core, "nora@example.com", by=visitor(address="2001:db8:5::1"))

    row = found(core, ada, "[2001:db8:5::2]:443").iloc[0]

    assert (row.id, row.whys[0].value) == (nora, "2001:db8:5::1")


def test_a_log_line_puts_whoever_it_names_in_more_ways_before_the_others(core, ada, nora):
    by = visitor(address=AWAY)
    session = signed_in(core, "nora@example.com", by=by).session_id
    other = a_user(core, "other@example.com")
    token_for(core, "other@example.com", by=by)

    line = f'{AWAY} [02/Mar/2026:09:00:00] session={session} user="nora@example.com" status=403'

    assert why(core, ada, line) == [
        person(nora, Match.EMAIL, Match.SESSION, Match.NETWORK), person(other, Match.NETWORK),
    ]  # fmt: skip
    assert list(found(core, ada, line)["exact"]) == [True, False]


def test_a_whole_name_comes_before_parts_of_others(core, ada, nora):
    later = a_user(core, "n2@example.com", name="Nora Ekström-Lund")
    third = a_user(core, "nora.ekstrom@example.com", name="")

    assert why(core, ada, "nora ekstrom") == [
        person(nora, Match.NAME), person(later, Match.PART_OF_NAME), person(third, Match.PART_OF_EMAIL),
    ]  # fmt: skip


def test_a_part_of_an_address_and_a_name_beside_an_unknown_one(core, ada, nora):
    assert why(core, ada, "nora@exam") == [person(nora, Match.PART_OF_EMAIL)]
    assert why(core, ada, "ora@example.com") == [person(nora, Match.PART_OF_EMAIL)]
    assert why(core, ada, "Nora Ekström <else@example.org>") == [person(nora, Match.NAME)]


def test_of_many_ten_are_shown_and_it_is_said_that_there_are_more(core, ada):
    for number in range(MOST_PEOPLE):
        a_user(core, name=f"Twin {number}")
    assert not found(core, ada, "twin").attrs["more"]
    a_user(core, name="Twin again")

    shown = found(core, ada, "twin")

    assert len(shown) == MOST_PEOPLE
    assert shown.attrs["more"]


def test_people_in_the_trash_are_found_by_what_is_theirs(core, ada, nora):
    core.call(house(), users.soft_delete, user_id=nora)

    assert found(core, ada, "nora@example.com").iloc[0].status == "deleted"
    assert why(core, ada, "nora") == []  # as in the list of people, unless asked for


@pytest.mark.parametrize("text", ["", "   ", "???", "nobody at all", "x\0y", "\ud800", "%", "_", "'; DROP TABLE users"])
def test_what_means_nobody_finds_nobody_and_says_what_was_understood(core, ada, text):
    shown = found(core, ada, text)

    assert shown.empty
    assert list(shown.columns) == lookup.COLUMNS
    assert not shown.attrs["more"]


def test_looking_up_leaves_nothing_in_the_audit_log(core, ada, nora):
    before = len(entries(core))

    found(core, ada, f"nora@example.com {nora} {AWAY} {entries(core)[-1].id}")

    assert len(entries(core)) == before
