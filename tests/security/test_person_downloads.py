"""The archive of one person: only after a recent sign-in, once, for minutes, and on record."""

import pytest

from tests.builders import PASSPHRASE, house, someone, visitor
from tests.security.test_fresh_sign_ins import grow_stale
from tests.witness import entries
from usercore import exports
from usercore.actions import downloads, sign_in
from usercore.errors import NotAllowed, NotFound, NotFresh, NotSignedIn, TokenExpired, TokenSpent
from usercore.frames import archives


def fetched(core, actor, ticket):
    wish = core.call(actor, downloads.take_person, ticket=ticket)
    return b"".join(core.stream(actor, exports.person, **dict(wish)))


def test_a_ticket_is_good_once(core, sam, maxim):
    ticket = core.call(sam, downloads.prepare_person, user_id=maxim.user_id)

    assert fetched(core, sam, ticket).startswith(b"PK")
    with pytest.raises(TokenSpent):
        fetched(core, sam, ticket)


def test_a_ticket_ends_after_two_minutes(core, sam, maxim, clock):
    ticket = core.call(sam, downloads.prepare_person, user_id=maxim.user_id)
    clock.advance(minutes=2)

    with pytest.raises(TokenExpired):
        fetched(core, sam, ticket)


def test_a_ticket_of_someone_else_is_no_good(core, ada, sam, maxim):
    ticket = core.call(sam, downloads.prepare_person, user_id=maxim.user_id)

    for other in (ada, maxim):
        with pytest.raises(TokenSpent):
            fetched(core, other, ticket)
    with pytest.raises(NotSignedIn):
        fetched(core, visitor(), ticket)
    assert fetched(core, sam, ticket)


def test_a_ticket_for_a_list_is_no_ticket_for_a_person(core, sam):
    ticket = core.call(sam, downloads.prepare, export="users", wanted={})

    with pytest.raises(TokenSpent):
        fetched(core, sam, ticket)


def test_an_old_sign_in_is_not_enough(core, sam, maxim):
    grow_stale(core, sam)

    with pytest.raises(NotFresh):
        core.call(sam, downloads.prepare_person, user_id=maxim.user_id)
    with pytest.raises(NotFresh):
        b"".join(core.stream(sam, exports.person, user_id=maxim.user_id))

    core.call(sam, sign_in.confirm, proof=PASSPHRASE)
    assert core.call(sam, downloads.prepare_person, user_id=maxim.user_id)


def test_a_sign_in_that_grew_old_meanwhile_is_not_enough_either(core, sam, maxim, clock):
    clock.advance(minutes=59)
    ticket = core.call(sam, downloads.prepare_person, user_id=maxim.user_id)
    clock.advance(minutes=1)

    with pytest.raises(NotFresh):
        fetched(core, sam, ticket)


def test_someone_who_lost_the_right_meanwhile_gets_nothing(core, ada, maxim):
    from usercore.actions import users

    sam = someone(core, "support")
    ticket = core.call(sam, downloads.prepare_person, user_id=maxim.user_id)
    core.call(house(), users.change_role, user_id=sam.user_id, role="author")

    with pytest.raises((NotAllowed, NotSignedIn)):
        fetched(core, sam, ticket)


def test_a_person_who_is_not_there_has_no_ticket(core, ada):
    with pytest.raises(NotFound):
        core.call(ada, downloads.prepare_person, user_id="nonsense")


def test_all_of_it_is_in_the_log_about_the_person(core, sam, maxim):
    before = len(entries(core))
    fetched(core, sam, core.call(sam, downloads.prepare_person, user_id=maxim.user_id))

    told = [(entry.event, entry.actor_id, entry.subject_id, entry.facts["export"]) for entry in entries(core)[before:]]
    assert told == [
        (event, sam.user_id, maxim.user_id, "person")
        for event in ("export:prepared", "export:started", "export:finished")
    ]


def test_whoever_downloads_it_sees_how_far_it_is(core, ada, sam, maxim):
    since = core.now()

    def seen(actor):
        return core.call(actor, archives.newest, user_id=maxim.user_id, since=since)

    assert seen(sam).empty
    stream = core.stream(sam, exports.person, user_id=maxim.user_id)
    assert list(seen(sam)["event"]) == ["export:started"]
    b"".join(stream)
    done = seen(sam).iloc[0]
    assert (done.event, len(done.manifest)) == ("export:finished", 64)
    assert done.files > 20
    assert seen(ada).empty


def test_a_download_that_is_broken_off_is_on_record(core, sam, maxim):
    stream = core.stream(sam, exports.person, user_id=maxim.user_id)
    next(stream)
    stream.close()

    assert (entries(core)[-1].event, entries(core)[-1].outcome) == ("export:broken", "failed")
