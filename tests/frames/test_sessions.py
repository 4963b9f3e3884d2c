"""Sessions across everyone: filtered, paged by key, counted, and chosen to end."""

from datetime import timedelta

import pytest

from tests.builders import ADA, MAX, SAM, a_user, an_address, forget_attempts, house, someone, token_for, visitor
from tests.security.endings import a_victim, as_if_since
from usercore.actions import sessions
from usercore.errors import NotAllowed, PageGone
from usercore.frames import sessions as lists
from usercore.frames.sessions import SessionQuery

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"


def from_(core, address, agent="", role="author"):
    """Someone signed in from there."""
    email = an_address("from")
    a_user(core, email, role=role)
    token = token_for(core, email, by=visitor(address=address, agent=agent))
    forget_attempts(core)
    return core.actor_for(token)


def found(core, actor, **wanted):
    return core.call(actor, lists.search, query=SessionQuery(**wanted))


def whose(core, actor, **wanted):
    return set(found(core, actor, **wanted)["user_id"])


def test_everyone_s_live_sessions_the_latest_used_first(core, ada, sam, maxim, clock):
    clock.advance(minutes=2)
    core.call(sam, lists.of_user, user_id=sam.user_id)

    listed = found(core, ada)

    assert listed["email"].tolist()[0] == SAM
    assert set(listed["email"]) == {ADA, SAM, MAX}
    assert listed[listed["this_one"].astype(bool)]["email"].tolist() == [ADA]


def test_nothing_found_has_the_same_columns(core, ada):
    assert list(found(core, ada, text="nobody").columns) == list(found(core, ada).columns)


@pytest.mark.parametrize(
    ("typed", "matches"),
    [
        ("192.0.2.77", {"v4"}),
        ("192.0.2.", {"v4"}),
        ("192.0.2.*", {"v4"}),
        ("2001:db8:1:2::99", {"v6"}),  # another address of the same /64
        ("2001:DB8:1:2:0:0:0:1", {"v6"}),
        ("2001:db8:1:2::/64", {"v6"}),
        ("2001:db8:", {"v6"}),
        ("192.0.2.7%", set()),
        ("10.", set()),
    ],
)
def test_by_an_address_its_network_or_its_beginning(core, ada, typed, matches):
    people = {"v4": from_(core, "192.0.2.77").user_id, "v6": from_(core, "2001:db8:1:2::1").user_id}

    assert whose(core, ada, network=typed) == {people[name] for name in matches}


def test_by_browser_system_role_and_person(core, ada):
    desk = from_(core, "192.0.2.77", FIREFOX, role="viewer")
    phone = from_(core, "192.0.2.78", PHONE, role="editor")

    assert whose(core, ada, browsers=("Firefox",)) == {desk.user_id}
    assert whose(core, ada, systems=("iOS",)) == {phone.user_id}
    assert whose(core, ada, roles=("viewer", "editor")) == {desk.user_id, phone.user_id}
    assert whose(core, ada, text=phone.email) == {phone.user_id}
    assert whose(core, ada, browsers=("Firefox",), systems=("iOS",)) == set()


def test_by_age_and_by_how_long_unused(core, ada, maxim, clock):
    clock.advance(minutes=50)
    young = someone(core)
    clock.advance(minutes=5)
    core.call(maxim, lists.of_user, user_id=maxim.user_id)

    assert young.user_id not in whose(core, ada, older_than=timedelta(minutes=30))
    assert maxim.user_id in whose(core, ada, older_than=timedelta(minutes=30))
    assert maxim.user_id not in whose(core, ada, unused_for=timedelta(minutes=5))
    assert young.user_id in whose(core, ada, unused_for=timedelta(minutes=5))


def test_what_ended_and_what_ran_out_is_history(core, ada, sam, maxim, clock):
    who = a_victim(core)
    as_if_since(core, who, "last_seen_at", hours=3)
    core.call(sam, sessions.revoke, session_id=maxim.session_id)

    listed = found(core, ada, ended=True).set_index("user_id")

    assert set(listed.index) == {who.user_id, maxim.user_id}
    ran_out, revoked = listed.loc[who.user_id], listed.loc[maxim.user_id]
    assert (ran_out.ended_why, ran_out.ended_by, ran_out.ended_at) == ("expired", None, clock.now - timedelta(hours=3))
    assert (revoked.ended_why, revoked.ended_by, revoked.ended_at) == ("revoked", "Sam Support", clock.now)
    assert who.user_id not in whose(core, ada)


def test_pages_walk_there_and_back_over_equal_moments(core, ada):
    for _ in range(7):
        someone(core)
    pages, after = [], None
    while not pages or after:
        pages.append(found(core, ada, limit=3, after=after))
        after = pages[-1].attrs["next"]
    back = found(core, ada, limit=3, before=pages[2].attrs["previous"])

    assert [one for page in pages for one in page["id"]] == found(core, ada)["id"].tolist()
    assert [len(page) for page in pages] == [3, 3, 3, 1]
    assert back["id"].tolist() == pages[1]["id"].tolist()
    assert back.attrs == pages[1].attrs


def test_a_page_stays_where_it_was_while_those_before_it_go_on_working(core, clock):
    crowd = {one.session_id: one for one in (someone(core, "viewer") for _ in range(5))}
    wanted = {"roles": ("viewer",), "limit": 2}
    first = found(core, house(), **wanted)
    second = found(core, house(), after=first.attrs["next"], **wanted)
    clock.advance(minutes=2)
    busy = crowd[first["id"].iloc[-1]]
    core.call(busy, lists.of_user, user_id=busy.user_id)

    again = found(core, house(), after=first.attrs["next"], **wanted)
    back = found(core, house(), before=second.attrs["previous"], **wanted)

    assert again["id"].tolist() == second["id"].tolist()
    assert back["id"].tolist() == [busy.session_id, first["id"].iloc[0]]


def test_an_address_of_before_with_an_id_alone_still_leads_to_a_page(core, ada, sam, maxim):
    listed = found(core, ada)["id"].tolist()

    assert found(core, ada, after=str(listed[0]))["id"].tolist() == listed[1:]
    assert found(core, ada, before=listed[2])["id"].tolist() == listed[:2]


UNKNOWN = "019cadc6-9a80-7dfe-91cb-56657ba5b813"


@pytest.mark.parametrize("cursor", ["nonsense", UNKNOWN, "nonsense~0", f"{UNKNOWN}~soon", f"{UNKNOWN}~{10**18}", "~"])
def test_a_page_that_is_gone_says_so(core, ada, cursor):
    with pytest.raises(PageGone):
        found(core, ada, after=cursor)


def test_the_count_follows_the_filter(core, ada):
    someone(core, "viewer")

    assert core.call(ada, lists.counts) == 4
    assert core.call(ada, lists.counts, query=SessionQuery(roles=("viewer",))) == 1


def test_auditors_see_no_addresses_and_cannot_guess_at_them(core):
    where = from_(core, "192.0.2.77")
    iris = someone(core, "auditor")

    listed = found(core, iris).set_index("user_id")

    assert listed.loc[where.user_id].address == ""
    assert where.email not in listed["email"].tolist()
    assert whose(core, iris, network="192.0.2.") == set()
    assert whose(core, iris, text=where.email[1:]) == set()
    assert whose(core, iris, text=where.email) == {where.user_id}  # a whole one they had already
    assert core.call(iris, lists.of_user, user_id=where.user_id)["address"].tolist() == [""]


def test_an_author_sees_only_their_own(core, maxim, ada):
    with pytest.raises(NotAllowed):
        found(core, maxim)
    with pytest.raises(NotAllowed):
        core.call(maxim, lists.of_user, user_id=ada.user_id)

    assert core.call(maxim, lists.of_user, user_id=maxim.user_id)["this_one"].tolist() == [True]


def test_what_ending_them_would_reach_says_whose_they_are(core, sam, ada, maxim):
    reached = core.call(sam, lists.chosen, query=SessionQuery()).set_index("user_id")

    assert reached.loc[sam.user_id].this_one
    assert not reached.loc[sam.user_id].above_you
    assert reached.loc[ada.user_id].above_you
    assert reached.loc[maxim.user_id].title == "Author"
    assert core.call(sam, lists.chosen, query=SessionQuery(ids=(maxim.session_id,)))["id"].tolist() == [
        maxim.session_id
    ]


def test_a_program_sees_them_all(core, ada):
    assert len(core.call(house(), lists.search)) == 3
