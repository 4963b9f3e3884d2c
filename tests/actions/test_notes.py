"""Notes about a person: whose they are, who reads which, and that one alone is pinned."""

import pytest

from tests.builders import a_role, a_user, an_address, house, someone
from tests.witness import at_once, entries, events, rows
from usercore.actions import notes, users
from usercore.errors import EditedMeanwhile, InvalidNote, InvalidTicket, NotAllowed, NotFound, NotYourNote
from usercore.frames import notes as lists


@pytest.fixture
def max_id(core):
    return a_user(core, an_address("noted"))


def noted(core, actor, user_id):
    return core.call(actor, lists.of_user, user_id=user_id)


def test_a_note_keeps_its_paragraphs_its_ticket_and_who_wrote_it(core, sam, max_id):
    core.call(sam, notes.write, user_id=max_id, text="  Calls on  Mondays.\r\n\n\n\nSpeaks French. ", ticket=" HD-17 ")

    (row,) = noted(core, sam, max_id).itertuples()
    assert (row.text, row.ticket, row.author) == ("Calls on Mondays.\n\nSpeaks French.", "HD-17", sam.name)
    assert row.own
    assert not row.pinned
    assert not noted(core, someone(core, "support"), max_id).iloc[0].own


def test_what_a_note_says_is_not_in_the_log(core, sam, max_id):
    note_id = core.call(sam, notes.write, user_id=max_id, text="canary in a note")
    core.call(sam, notes.change, note_id=note_id, text="canary in another")
    core.call(sam, notes.remove, note_id=note_id)

    assert events(core)[-3:] == ["note:written", "note:changed", "note:removed"]
    assert {entry.subject_id for entry in entries(core)[-3:]} == {max_id}
    assert "canary" not in str([rows(core, table) for table in ("audit_entries", "audit_values", "notes")])


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4001, "hid\u202eden"])
def test_a_note_that_is_none_is_refused(core, sam, max_id, text):
    with pytest.raises(InvalidNote):
        core.call(sam, notes.write, user_id=max_id, text=text)

    assert rows(core, "notes") == []


@pytest.mark.parametrize("ticket", ["x" * 301, "HD\n17"])
def test_a_ticket_that_is_none_is_refused(core, sam, max_id, ticket):
    with pytest.raises(InvalidTicket):
        core.call(sam, notes.write, user_id=max_id, text="See there.", ticket=ticket)


def test_only_its_author_changes_a_note(core, sam, max_id):
    note_id = core.call(sam, notes.write, user_id=max_id, text="Mine.")

    for other in (someone(core, "support"), someone(core, "admin"), house()):
        with pytest.raises(NotYourNote):
            core.call(other, notes.change, note_id=note_id, text="Ours.")
    core.call(sam, notes.change, note_id=note_id, text="Mine still.")

    (row,) = noted(core, sam, max_id).itertuples()
    assert row.text == "Mine still."
    assert row.changed_at is not None


def test_a_change_of_nothing_leaves_no_trace(core, sam, max_id):
    note_id = core.call(sam, notes.write, user_id=max_id, text="Mine.", ticket="7")

    core.call(sam, notes.change, note_id=note_id, text="Mine. ", ticket="7")

    assert events(core)[-1] == "note:written"
    assert noted(core, sam, max_id).iloc[0].changed_at is None


def test_whoever_had_older_words_before_them_is_told(core, sam, max_id):
    note_id = core.call(sam, notes.write, user_id=max_id, text="First.")
    core.call(sam, notes.change, note_id=note_id, text="Second.", seen="First.")

    with pytest.raises(EditedMeanwhile):
        core.call(sam, notes.change, note_id=note_id, text="Third.", seen="First.")

    assert noted(core, sam, max_id).iloc[0].text == "Second."


def test_an_admin_removes_what_others_wrote_and_support_does_not(core, sam, max_id):
    note_id = core.call(sam, notes.write, user_id=max_id, text="Mine.")

    with pytest.raises(NotYourNote):
        core.call(someone(core, "support"), notes.remove, note_id=note_id)
    core.call(someone(core, "admin"), notes.remove, note_id=note_id)

    assert rows(core, "notes") == []
    assert entries(core)[-1].facts["written_by"] == str(sam.user_id)


def test_a_privileged_note_is_there_for_few(core, ada, sam, max_id):
    note_id = core.call(ada, notes.write, user_id=max_id, text="The police asked.", privileged=True)

    assert len(noted(core, ada, max_id)) == 1
    assert noted(core, sam, max_id).empty
    for deed in (notes.pin, notes.unpin, notes.remove):
        with pytest.raises(NotFound):
            core.call(sam, deed, note_id=note_id)
    with pytest.raises(NotAllowed):
        core.call(sam, notes.write, user_id=max_id, text="Me too.", privileged=True)


def test_whoever_lost_the_right_to_privileged_notes_cannot_open_their_own_to_all(core, max_id):
    writer = someone(core, a_role(core, "keeper", "users:read", "notes:read", "notes:write", "notes:privileged"))
    note_id = core.call(writer, notes.write, user_id=max_id, text="For few.", privileged=True)
    core.call(
        house(), users.change_role, user_id=writer.user_id, role=a_role(core, "clerk", "notes:read", "notes:write")
    )

    with pytest.raises(NotFound):
        core.call(someone(core, "support"), notes.change, note_id=note_id, text="For all.")


def test_one_note_is_pinned_and_stands_first(core, clock, sam, max_id):
    written = []
    for number in range(3):
        written.append(core.call(sam, notes.write, user_id=max_id, text=f"Note {number}"))
        clock.advance(minutes=1)
    first, second, _ = written
    core.call(sam, notes.pin, note_id=second)
    core.call(sam, notes.pin, note_id=first)

    found = noted(core, sam, max_id)
    assert list(found["text"]) == ["Note 0", "Note 2", "Note 1"]
    assert list(found["pinned"]) == [True, False, False]
    core.call(sam, notes.unpin, note_id=first)
    assert not noted(core, sam, max_id)["pinned"].any()


def test_two_who_pin_at_once_leave_one_pinned(core, sam, max_id):
    written = [core.call(sam, notes.write, user_id=max_id, text=f"Note {number}") for number in range(8)]

    at_once(*(lambda note_id=note_id: core.call(sam, notes.pin, note_id=note_id) for note_id in written))

    assert noted(core, sam, max_id)["pinned"].sum() == 1


def test_notes_go_with_the_person_and_stay_without_their_author(core, ada, sam, max_id):
    about_sam = core.call(ada, notes.write, user_id=sam.user_id, text="Works on Mondays.")
    core.call(sam, notes.write, user_id=max_id, text="Calls on Mondays.")

    certificate = core.call(ada, users.hard_delete, user_id=sam.user_id, reason="asked for it")

    assert certificate.rows["notes"] == 1
    assert about_sam not in {row[0] for row in rows(core, "notes")}
    (row,) = noted(core, ada, max_id).itertuples()
    assert (row.text, row.author) == ("Calls on Mondays.", None)
