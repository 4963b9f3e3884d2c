"""A new secret key: what the older one made still works, and what is sealed goes over to the new one."""

import pytest

from tests.builders import ADA, KEY, MAX, house, letter_to, link_to, settings, signed_in, token_for, visitor
from tests.second_factors import code_of, factors_of, step, turned_on, typed
from tests.witness import entries
from usercore import open_core
from usercore.actions import erasures, keys, outbox, passwords, sign_in, two_factor, users
from usercore.actions.sign_in import SignedIn
from usercore.errors import OneKeyOnly
from usercore.events import Event
from usercore.steps.tombstones import Line

NEW = "a-newer-key-0123456789abcdefghijklmnopqrs"
HERE = visitor(address="", browser="this browser")


@pytest.fixture
def opened(url, clock):
    """Usercore again, with these keys."""
    cores = []

    def open_with(*wanted):
        cores.append(open_core(settings=settings(url, secret_key=",".join(wanted)), clock=clock))
        return cores[-1]

    yield open_with
    for core in cores:
        core.close()


def reseal(core, **more):
    return core.call(house(), keys.reseal, **more)


def entered(core, challenge, code, *, by=HERE):
    return isinstance(typed(core, challenge, code, by=by), SignedIn)


def test_what_the_older_key_made_is_good_under_both(core, clock, opened, maxim):
    codes = turned_on(core, maxim.user_id)
    token = core.call(
        HERE, sign_in.redeem, ticket=typed(core, step(core, MAX, by=HERE).challenge, codes[0], by=HERE).ticket
    )
    challenge = step(core, MAX, by=HERE).challenge
    clock.advance(minutes=1)

    both = opened(NEW, KEY)

    assert both.actor_for(token).user_id == maxim.user_id
    assert entered(both, challenge, codes[1])
    clock.advance(minutes=1)
    assert entered(both, step(both, MAX, by=HERE).challenge, code_of(both, maxim.user_id))


def test_a_link_of_before_still_leads_to_a_new_password(core, opened, maxim):
    core.call(visitor(), passwords.request_reset, email=MAX)
    link = link_to(core, maxim.user_id, "reset")

    both = opened(NEW, KEY)

    both.call(visitor(), passwords.reset, token=link, new_password="a passphrase of another day entirely")
    assert signed_in(both, MAX, "a passphrase of another day entirely").user_id == maxim.user_id


def test_a_browser_that_was_trusted_still_is(core, clock, opened, maxim):
    turned_on(core, maxim.user_id)
    clock.advance(minutes=1)
    assert isinstance(
        typed(core, step(core, MAX, by=HERE).challenge, code_of(core, maxim.user_id), by=HERE, trust_browser=True),
        SignedIn,
    )

    outcome = opened(NEW, KEY).call(HERE, sign_in.with_password, email=MAX, password="seven lanterns over quiet water")

    assert isinstance(outcome, SignedIn)


def test_after_sealing_again_the_older_key_is_not_needed_for_codes_and_letters(core, clock, opened, maxim):
    turned_on(core, maxim.user_id)
    core.call(visitor(), passwords.request_reset, email=MAX)
    both = opened(NEW, KEY)

    found = reseal(both)

    assert (found.done, found.lost, found.after) == (3, 0, None)  # one letter more, that told of the factor
    only = opened(NEW)
    clock.advance(minutes=1)
    assert entered(only, step(only, MAX, by=HERE).challenge, code_of(only, maxim.user_id))
    letter = letter_to(only, maxim.user_id, "reset")
    assert [one.id for one in only.call(house(), outbox.claim, most=50) if one.link and one.id == letter.id] == [
        letter.id
    ]


def test_a_second_run_finds_nothing_to_do(core, opened, maxim):
    turned_on(core, maxim.user_id)
    both = opened(NEW, KEY)
    reseal(both)
    before = factors_of(both, maxim.user_id)[0].sealed_secret

    assert reseal(both).done == 0
    assert factors_of(both, maxim.user_id)[0].sealed_secret == before


def test_the_file_of_deletions_is_written_once_more_under_the_newest_key(core, opened, maxim, tmp_path):
    file = tmp_path / "erasures.jsonl"
    core.call(house(), users.hard_delete, user_id=maxim.user_id, reason="asked for it")
    both, only = opened(NEW, KEY), opened(NEW)
    for one in (core, both):
        one.settings = one.settings.model_copy(update={"erasures_file": file})
    core.call(house(), erasures.file)

    for worker in (core, both):  # the one was not yet started with the newer key
        reseal(both)
        worker.call(house(), erasures.file)

    lines = [Line.read(text) for text in file.read_text().splitlines()]
    assert [line.person_id for line in lines] == [maxim.user_id] * 3
    assert [only.call(house(), erasures.erase_again, line=line) for line in lines] == [None, None, False]


def test_it_goes_on_where_it_stopped(core, opened, monkeypatch, maxim, ada):
    monkeypatch.setattr(keys, "AT_ONCE", 1)
    for user_id in (maxim.user_id, ada.user_id):
        turned_on(core, user_id)
    both = opened(NEW, KEY)

    first = reseal(both)
    second = reseal(both, after=first.after)

    assert (first.done, second.done) == (3, 1)  # with the letters that told them
    assert reseal(both, after=second.after).after is None


def test_people_whose_recovery_codes_hang_on_the_older_key_are_counted(core, clock, opened, maxim, ada):
    for user_id in (maxim.user_id, ada.user_id):
        turned_on(core, user_id)
    both = opened(NEW, KEY)
    clock.advance(minutes=1)
    assert reseal(both).holders == 2
    clock.advance(minutes=1)

    again = signed_in_with_code(both, clock, ada.user_id)
    clock.advance(minutes=1)
    both.call(again, two_factor.renew_recovery_codes, user_id=ada.user_id, code=code_of(both, ada.user_id))

    assert reseal(both).holders == 1


def signed_in_with_code(core, clock, user_id):
    ticket = typed(core, step(core, ADA, by=HERE).challenge, code_of(core, user_id), by=HERE).ticket
    clock.advance(seconds=1)
    return core.actor_for(core.call(HERE, sign_in.redeem, ticket=ticket))


def test_a_secret_that_no_key_opens_is_counted_and_left_as_it_is(core, opened, maxim):
    turned_on(core, maxim.user_id)
    before = factors_of(core, maxim.user_id)[0].sealed_secret

    found = reseal(opened(NEW, "yet-another-key-0123456789abcdefghijklmno"))

    assert (found.done, found.lost) == (0, 2)  # with the letter that told of it
    assert factors_of(core, maxim.user_id)[0].sealed_secret == before


def test_the_log_says_how_many_and_no_key(core, opened, maxim):
    turned_on(core, maxim.user_id)
    both = opened(NEW, KEY)
    reseal(both)

    entry = entries(both)[-1]
    assert (entry.event, entry.facts["resealed"], entry.facts["lost"]) == (Event.KEY_ROTATED, 2, 0)
    assert NEW not in str(entry.facts)


def test_with_one_key_there_is_nothing_to_seal_again(core):
    with pytest.raises(OneKeyOnly):
        reseal(core)


def test_a_session_under_a_key_that_is_gone_is_over(core, clock, opened):
    token = token_for(core, MAX)
    clock.advance(minutes=1)

    assert opened(NEW, KEY).actor_for(token).signed_in
    assert not opened(NEW).actor_for(token).signed_in
