"""Whoever has no second factor is asked by letter to set one up: one by one, and many in one call."""

import pytest

from tests.builders import a_user, an_address, house, letters_to, someone
from tests.second_factors import turned_on
from tests.witness import at_once, entries, events, everything, first_break
from usercore.actions import two_factor
from usercore.actions.two_factor import MOST_AT_ONCE
from usercore.crypto.ids import uuid7
from usercore.errors import BadQuery


def staff(core, many):
    return [a_user(core, an_address("staff"), role="support") for _ in range(many)]


def remind(core, actor, *ids):
    return core.call(actor, two_factor.remind_many, user_ids=list(ids))


def letters(core, user_id):
    return [letter.kind for letter in letters_to(core, user_id)].count("two-factor-wanted")


def test_each_gets_a_letter_and_an_entry_of_their_own(core, ada):
    ids = staff(core, 3)
    seen = len(entries(core))

    done = remind(core, ada, *ids)

    assert (done.reminded, dict(done.skipped)) == (3, {})
    assert [letters(core, one) for one in ids] == [1, 1, 1]
    assert events(core, seen) == ["two-factor:wanted"] * 3
    assert {entry.subject_id for entry in entries(core)[seen:]} == set(ids)


def test_once_a_day_at_most_however_they_are_asked(core, ada, clock):
    one, other = staff(core, 2)
    core.call(ada, two_factor.remind, user_id=one)

    done = remind(core, ada, one, other)

    assert (done.reminded, dict(done.skipped)) == (1, {str(one): "They were reminded within the last day."})
    clock.advance(days=1, seconds=1)
    assert remind(core, house(), one, other).reminded == 2
    assert [letters(core, who) for who in (one, other)] == [2, 2]


def test_why_the_others_were_not_is_told_by_their_ids_and_in_words(core, ada):
    fine, has_one = staff(core, 2)
    turned_on(core, has_one)
    invited, unknown = a_user(core, password=None), uuid7(core.now())

    done = remind(core, ada, has_one, invited, unknown, "nonsense", fine, fine)

    assert done.reminded == 1
    assert set(done.skipped) == {str(has_one), str(invited), str(unknown), "nonsense"}
    assert "already" in done.skipped[str(has_one)]
    assert "invited" in done.skipped[str(invited)]
    assert "no such person" in done.skipped[str(unknown)]
    assert "no such person" in done.skipped["nonsense"]
    assert letters(core, has_one) == letters(core, invited) == 0


def test_nobody_to_remind_changes_nothing(core, ada):
    before = everything(core)

    assert remind(core, ada).reminded == 0
    assert everything(core) == before


def test_no_more_than_a_hundred_are_reminded_in_one_call(core, ada):
    with pytest.raises(BadQuery, match="100 people at once are the most"):
        remind(core, ada, *[uuid7(core.now()) for _ in range(MOST_AT_ONCE + 1)])


def test_two_who_remind_the_same_at_once_send_each_one_letter(core, ada):
    ids, boss = staff(core, 4), someone(core, "admin")

    done = at_once(lambda: remind(core, ada, *ids), lambda: remind(core, boss, *ids[::-1]))

    assert sorted(one.reminded for one in done) == [0, 4]
    assert [letters(core, one) for one in ids] == [1] * 4
    assert first_break(core) is None
