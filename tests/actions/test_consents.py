"""Consent: given, declined, withdrawn, recorded by staff; each a line that stays."""

from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.builders import a_user, house, someone
from tests.consenting import a_purpose, decline, give, lines, publish, states, text_of, withdraw
from tests.witness import at_once, entries, events, rows, values
from usercore.actions import consent_texts, consents, users
from usercore.errors import (
    AboveYou,
    InvalidReason,
    NotAllowed,
    NotFound,
    NothingGiven,
    NotYourself,
    PurposeRetired,
    TextChanged,
)
from usercore.frames import consents as lists


@pytest.fixture
def newsletter(core):
    return a_purpose(core)


def recorded(core, actor, user_id, purpose, **more):
    wanted = {"answer": "given", "how": "staff-by-phone", "proof": "Call of Monday, HD-17", **more}
    return core.call(actor, consents.record, user_id=user_id, purpose=purpose, **wanted)


def test_the_history_shows_what_was_given_and_that_it_was_withdrawn(core, clock, maxim, newsletter):
    give(core, maxim, newsletter)
    clock.advance(days=3)
    withdraw(core, maxim, newsletter)

    found = core.call(maxim, lists.history, user_id=maxim.user_id)
    assert list(found["answer"]) == ["withdrawn", "given"]
    assert list(found["how"]) == ["my-account", "my-account"]
    assert list(found["version"]) == [1, 1]
    assert found["own"].all()


def test_a_line_keeps_version_language_hash_moment_and_who(core, maxim, newsletter):
    give(core, maxim, newsletter)

    line, read = lines(core, maxim.user_id)[0], text_of(core, newsletter)
    assert (line.text_id, line.version, line.language, line.at) == (read.id, 1, "en", core.now())
    assert line.recorded_by == maxim.user_id
    assert line.sha256 == sha256(f"en\n{read.title}\n{read.body}".encode()).hexdigest()


def test_each_is_on_record_with_where_from_beside_it(core, maxim, newsletter):
    give(core, maxim, newsletter)
    withdraw(core, maxim, newsletter)

    assert events(core)[-2:] == ["consent:given", "consent:withdrawn"]
    entry = entries(core)[-2]
    assert entry.subject_id == maxim.user_id
    assert (entry.facts["purpose"], entry.facts["version"]) == (newsletter, 1)
    assert "192.0.2.3" in [value.value for value in values(core) if value.entry_id == entry.id]


def test_saying_the_same_again_is_recorded_once(core, maxim, newsletter):
    first = give(core, maxim, newsletter)

    assert give(core, maxim, newsletter) == first
    withdraw(core, maxim, newsletter)
    withdraw(core, maxim, newsletter)
    decline(core, maxim, newsletter)
    assert [line.answer for line in lines(core, maxim.user_id)] == ["given", "withdrawn"]


def test_eight_at_once_record_once(core, maxim, newsletter):
    read = text_of(core, newsletter)

    found = at_once(*[lambda: core.call(maxim, consents.give, user_id=maxim.user_id, text_id=read.id)] * 8)

    line = lines(core, maxim.user_id)
    assert len(line) == 1
    assert set(found) == {line[0].id}
    assert events(core).count("consent:given") == 1


def test_a_no_to_what_one_agreed_to_is_a_withdrawal_and_to_a_newer_text_a_refusal(core, maxim, newsletter):
    give(core, maxim, newsletter)
    decline(core, maxim, newsletter)
    assert states(core)[0].answer == "withdrawn"

    give(core, maxim, newsletter)
    publish(core, newsletter)
    decline(core, maxim, newsletter)
    assert (states(core)[0].answer, states(core)[0].version) == ("declined", 2)


def test_a_text_that_changed_meanwhile_must_be_read_first(core, maxim, newsletter):
    read = text_of(core, newsletter)
    publish(core, newsletter)

    with pytest.raises(TextChanged):
        core.call(maxim, consents.give, user_id=maxim.user_id, text_id=read.id)


def test_what_nobody_is_asked_for_any_more_can_only_be_withdrawn(core, maxim, newsletter):
    give(core, maxim, newsletter)
    core.call(house(), consent_texts.retire, purpose=newsletter)

    with pytest.raises(PurposeRetired):
        give(core, maxim, newsletter)
    withdraw(core, maxim, newsletter)
    assert states(core)[0].answer == "withdrawn"


def test_nobody_answers_for_another_as_if_they_were_them(core, ada, maxim, newsletter):
    read = text_of(core, newsletter)

    for deed, wanted in (
        (consents.give, {"text_id": read.id}),
        (consents.decline, {"text_id": read.id}),
        (consents.withdraw, {"purpose": newsletter}),
    ):
        with pytest.raises(NotAllowed):
            core.call(ada, deed, user_id=maxim.user_id, **wanted)


def test_a_program_says_that_it_was_one(core, maxim, newsletter):
    core.call(house(), consents.give, user_id=maxim.user_id, text_id=text_of(core, newsletter).id)
    recorded(core, house(), maxim.user_id, newsletter, answer="withdrawn", how="import", proof="Row 7")

    assert [(line.how, line.recorded_by) for line in lines(core, maxim.user_id)] == [
        ("program", None),
        ("import", None),
    ]


def test_staff_record_what_they_were_told_with_the_proof(core, sam, maxim, newsletter):
    recorded(core, sam, maxim.user_id, newsletter)
    recorded(core, sam, maxim.user_id, newsletter, answer="withdrawn", how="staff-by-letter", proof="Letter of 2 March")

    found = core.call(sam, lists.history, user_id=maxim.user_id)
    assert list(found["how"]) == ["staff-by-letter", "staff-by-phone"]
    assert list(found["by"]) == ["Sam Support"] * 2
    assert list(found["proof"]) == ["Letter of 2 March", "Call of Monday, HD-17"]
    assert "HD-17" not in str(entries(core)[-2].facts)


def test_an_auditor_does_not_read_the_proof(core, sam, maxim, newsletter):
    recorded(core, sam, maxim.user_id, newsletter)

    found = core.call(someone(core, "auditor"), lists.history, user_id=maxim.user_id)
    assert list(found["proof"]) == [""]


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"proof": " "}, InvalidReason),
        ({"how": "my-account"}, NotFound),
        ({"how": "import"}, NotFound),
        ({"answer": "maybe"}, NotFound),
        ({"purpose": "nothing"}, NotFound),
        ({"answer": "withdrawn"}, NothingGiven),
    ],
)
def test_what_cannot_be_recorded_is_refused(core, sam, newsletter, wanted, refusal):
    user_id = a_user(core)
    with pytest.raises(refusal):
        recorded(core, sam, user_id, **{"purpose": newsletter, **wanted})
    assert lines(core, user_id) == []


def test_not_for_oneself_and_not_for_those_above(core, ada, sam, newsletter):
    with pytest.raises(NotYourself):
        recorded(core, sam, sam.user_id, newsletter)
    with pytest.raises(AboveYou):
        recorded(core, sam, ada.user_id, newsletter)


def test_staff_may_say_that_it_was_an_older_text(core, sam, maxim, newsletter):
    old = text_of(core, newsletter)
    publish(core, newsletter)
    recorded(core, sam, maxim.user_id, newsletter, text_id=old.id)

    assert lines(core, maxim.user_id)[0].version == 1
    with pytest.raises(NotFound):
        recorded(core, sam, maxim.user_id, a_purpose(core, "Research"), text_id=old.id)


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE consents SET answer = 'declined'",
        "UPDATE consents SET proof = 'a letter'",
        "DELETE FROM consents",
        "UPDATE consent_texts SET body = 'x'",
        "DELETE FROM consent_texts",
    ],
)
def test_the_database_itself_keeps_them_append_only(core, maxim, newsletter, deed):
    give(core, maxim, newsletter)
    table = "consents" if "consents" in deed else "consent_texts"
    before = rows(core, table)

    with pytest.raises(DBAPIError, match="append-only"), core.engine.begin() as connection:
        connection.execute(text(deed))

    assert rows(core, table) == before


def test_they_go_with_their_person(core, ada, sam, newsletter):
    user_id = a_user(core)
    recorded(core, sam, user_id, newsletter, proof="Kanarienvogel rang")
    core.call(ada, users.soft_delete, user_id=user_id)
    core.call(ada, users.hard_delete, user_id=user_id, reason="asked for it")

    assert rows(core, "consents") == rows(core, "consent_states") == []
    assert "Kanarienvogel" not in str([value.value for value in values(core)])


def test_where_someone_stands_is_the_last_line_of_their_ledger(core, maxim, sam, newsletter):
    other = a_purpose(core, "Research")
    for deed in (give, withdraw, give):
        deed(core, maxim, newsletter)
    decline(core, maxim, other)

    last = {line.purpose: line for line in lines(core, maxim.user_id)}
    assert {state.purpose: (state.consent_id, state.answer, state.number, state.version) for state in states(core)} == {
        purpose: (line.id, line.answer, line.number, line.version) for purpose, line in last.items()
    }
