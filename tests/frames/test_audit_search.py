"""The whole log: filtered by who, whom, what, how it ended, when and from where; paged by key; read on record."""

from datetime import timedelta

import pytest

from tests.builders import MAX, SAM, a_user, house, signed_in, someone, visitor
from tests.witness import entries, events, values
from usercore.actions import sign_in, users
from usercore.errors import NotAllowed, PageGone
from usercore.frames import audit
from usercore.frames.audit import AuditQuery


@pytest.fixture
def busy(core, ada, sam, maxim, clock):
    """Some of everything, a minute apart."""
    for deed, wanted in (
        (users.update, {"name": "Changed"}),
        (users.suspend, {"reason": "went away"}),
        (users.reinstate, {}),
    ):
        clock.advance(minutes=1)
        core.call(sam, deed, user_id=maxim.user_id, **wanted)
    clock.advance(minutes=1)
    core.call(visitor(address="203.0.113.7"), sign_in.with_password, email=MAX, password="wrong")
    clock.advance(minutes=1)
    core.call(house("retention"), users.update, user_id=sam.user_id, name="Sam Helper")
    return core


def found(core, reader, **wanted):
    return core.call(reader, audit.search, query=AuditQuery(**wanted))


def words(core, reader, **wanted):
    return found(core, reader, **wanted)["event"].tolist()


def test_everything_the_newest_first_with_names(busy, ada, maxim):
    listed = found(busy, ada)

    first = listed.iloc[0]
    assert (first.event, first.actor, first.subject, first.actor_kind) == (
        "user:updated",
        "retention",
        "Sam Helper",
        "system",
    )
    assert listed.iloc[2][["event", "actor", "subject"]].tolist() == ["user:reinstated", "Sam Helper", "Changed"]
    assert listed["at"].is_monotonic_decreasing
    assert len(listed) == len(entries(busy)) - 1  # all but the entry that it was read


def test_nothing_found_has_the_same_columns(busy, ada):
    assert list(found(busy, ada, actor="nobody at all").columns) == list(found(busy, ada).columns)


@pytest.mark.parametrize("whose", [SAM, "sam helper", "SAM@example.com", "helper"])
def test_an_actor_is_found_by_address_or_name(busy, ada, whose):
    assert words(busy, ada, actor=whose, events=("user:*",)) == ["user:reinstated", "user:suspended", "user:updated"]


def test_an_actor_and_a_subject_are_found_by_id(busy, ada, sam, maxim):
    asked = {"actor": str(sam.user_id), "subject": maxim.user_id}

    assert words(busy, ada, **asked) == ["user:reinstated", "user:suspended", "user:updated"]


def test_a_job_of_the_house_is_found_by_its_whole_name(busy, ada):
    busy.call(house("night watch"), users.update, user_id=ada.user_id, name="Ada Watched")

    found = busy.call(ada, audit.search, query=AuditQuery(actor="night watch"))

    assert list(found["event"]) == ["user:updated"]
    assert busy.call(ada, audit.counts, query=AuditQuery(actor="night watch")) == 1
    assert busy.call(ada, audit.search, query=AuditQuery(actor="night")).empty


def test_that_a_text_means_more_people_than_are_looked_for_is_said(busy, ada, monkeypatch):
    assert not busy.call(ada, audit.search, query=AuditQuery(subject="example.com")).attrs["more_people"]
    monkeypatch.setattr("usercore.steps.log.MOST_PEOPLE", 2)

    assert busy.call(ada, audit.search, query=AuditQuery(subject="example.com")).attrs["more_people"]
    assert not busy.call(ada, audit.search, query=AuditQuery(subject="max@example.com")).attrs["more_people"]


def test_a_word_that_means_several_people_means_the_entries_of_each(busy, ada, sam, maxim):
    assert set(found(busy, ada, subject="example.com")["subject_id"]) >= {sam.user_id, maxim.user_id}


@pytest.mark.parametrize(
    ("patterns", "meant"),
    [
        (("user:suspended",), {"user:suspended"}),
        (("user:*spended", "user:reinstated"), {"user:suspended", "user:reinstated"}),
        (("sign-in:*",), {"sign-in:done", "sign-in:accepted", "sign-in:refused"}),
        (("no-such:*",), set()),
    ],
)
def test_events_by_word_and_wildcard(busy, ada, patterns, meant):
    assert set(words(busy, ada, events=patterns)) == meant


def test_by_outcome(busy, ada):
    assert words(busy, ada, outcomes=("refused",)) == ["sign-in:refused"]
    assert "sign-in:refused" not in words(busy, ada, outcomes=("done",))


def test_a_range_includes_its_start_and_not_its_end(busy, ada, clock):
    start, end = clock.now - timedelta(minutes=3), clock.now - timedelta(minutes=1)

    assert words(busy, ada, since=start, until=end) == ["user:reinstated", "user:suspended"]


@pytest.mark.parametrize("network", ["203.0.113.7", "203.0.113.", "203.0.*"])
def test_by_network(busy, ada, network):
    assert words(busy, ada, network=network) == ["sign-in:refused"]


def test_an_address_is_not_the_beginning_of_another(busy, ada):
    busy.call(visitor(address="203.0.113.77"), sign_in.with_password, email=MAX, password="wrong")

    assert len(words(busy, ada, network="203.0.113.7")) == 1


@pytest.mark.parametrize("wanted", [{}, {"events": ("user:*", "sign-in:*")}, {"subject": "example.com"}])
def test_pages_by_key_there_and_back_leave_nothing_out(busy, ada, wanted):
    found(busy, ada, **wanted)  # that it was read is on record now
    whole = found(busy, ada, limit=500, **wanted)["id"].tolist()
    pages, page = [], found(busy, ada, limit=4, **wanted)
    while True:
        pages.append(page["id"].tolist())
        if page.attrs["next"] is None:
            break
        page = found(busy, ada, limit=4, after=page.attrs["next"], **wanted)

    assert [row_id for page in pages for row_id in page] == whole
    back = found(busy, ada, limit=4, before=page.attrs["previous"], **wanted)
    assert back["id"].tolist() == pages[-2]


def test_a_page_behind_an_entry_that_is_none_is_gone(core, ada):
    for cursor in ("nonsense", ada.user_id):
        with pytest.raises(PageGone):
            found(core, ada, after=cursor)


def test_the_total_is_capped(busy, ada):
    whole = len(found(busy, ada, limit=500, events=("user:*",)))
    assert busy.call(ada, audit.counts, query=AuditQuery(events=("user:*",))) == whole

    busy.settings = busy.settings.model_copy(update={"count_cap": 2})
    assert busy.call(ada, audit.counts, query=AuditQuery(events=("user:*",))).capped


def test_entries_read_well_after_erasure(busy, ada, maxim):
    busy.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    listed = found(busy, ada, subject=maxim.user_id)

    name = f"Erased person {str(maxim.user_id)[-4:].upper()}"
    assert set(listed["subject"]) == {name}
    assert not listed["subject_there"].any()
    assert not [word for word in ("Max", "Changed") if word in str(listed.to_dict())]


def test_auditors_see_names_but_no_addresses_and_find_none_by_a_part_of_them(busy, maxim):
    a_user(busy, "nameless@example.com", role="support")
    busy.call(signed_in(busy, "nameless@example.com"), users.update, user_id=maxim.user_id, name="New")
    iris = someone(busy, "auditor")

    told = str(found(busy, iris, limit=500).to_dict())

    assert not [word for word in ("max@", "nameless@", "203.0.113.7", "went away") if word in told]
    assert "Sam Helper" in told
    assert found(busy, iris, network="203.0.113.7").empty
    assert found(busy, iris, subject=MAX[:-1]).empty
    assert set(found(busy, iris, subject=MAX.upper())["subject_id"]) == {maxim.user_id}  # a whole one they have already


def test_support_does_not_read_the_whole_log(core, sam):
    with pytest.raises(NotAllowed):
        found(core, sam)


def test_reading_is_on_record_once_a_filter_and_not_once_a_page(busy, ada, clock):
    seen = len(entries(busy))
    for _ in range(3):
        page = found(busy, ada, events=("user:*",), limit=2)
        found(busy, ada, events=("user:*",), limit=2, after=page.attrs["next"])
        busy.call(ada, audit.counts, query=AuditQuery(events=("user:*",)))

    assert events(busy, seen) == ["audit:read"]
    read = entries(busy)[-1]
    assert read.actor_id == ada.user_id
    told = {value.name: value.value for value in values(busy) if value.entry_id == read.id}
    assert told["wanted"] == '{"query": {"events": ["user:*"]}}'

    found(busy, ada)
    clock.advance(minutes=11)
    found(busy, ada)
    assert events(busy, seen) == ["audit:read"] * 3


def test_two_readers_are_two_readings(busy, ada):
    seen = len(entries(busy))
    for reader in (ada, someone(busy, "admin")):
        found(busy, reader)

    assert events(busy, seen).count("audit:read") == 2


def test_what_was_read_about_someone_goes_with_them(busy, ada, maxim):
    for wanted in ({"subject": "changed"}, {"actor": MAX}, {"subject": "sam helper"}):
        found(busy, ada, **wanted)
    busy.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    kept = [value.value for value in values(busy) if value.name == "wanted"]
    assert kept == ['{"query": {"subject": "sam helper"}}']


def test_a_network_that_was_searched_for_goes_with_whom_it_was_of(core, ada, maxim):
    core.call(maxim, users.update, user_id=maxim.user_id, name="Changed again")
    found(core, ada, network="192.0.2.3")
    found(core, ada, network="198.51.100.4")

    core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    kept = [value.value for value in values(core) if value.name == "wanted"]
    assert kept == ['{"query": {"network": "198.51.100.4"}}']
