"""Who may not see personal data does not see the free words about a person either, and finds by whole addresses only."""

import pytest

from tests.builders import a_role, a_user, house, signed_in, someone
from tests.invited import accept, token_of
from tests.witness import statements
from usercore import exports
from usercore.actions import invitations, passwords, users
from usercore.errors import BadQuery
from usercore.frames import audit, lookup, outbox, sessions
from usercore.frames import invitations as invited
from usercore.frames import users as lists
from usercore.frames.audit import AuditQuery
from usercore.frames.invitations import InvitationQuery
from usercore.frames.outbox import LetterQuery
from usercore.frames.sessions import SessionQuery
from usercore.frames.users import UserQuery


def test_an_auditor_does_not_see_why_someone_was_suspended(core, ada):
    user_id = a_user(core, "held@example.com")
    core.call(house(), users.suspend, user_id=user_id, reason="complained about Max")
    iris = someone(core, "auditor")

    assert core.call(iris, lists.by_id, user_id=user_id).iloc[0].suspended_reason is None
    assert core.call(ada, lists.by_id, user_id=user_id).iloc[0].suspended_reason == "complained about Max"


# --- finding ---------------------------------------------------------------------------------------------------------


HIDDEN = "Quetzal.Bird@hidden-nest.example"
PARTS = (
    "q", "quetzal", "quetzal.bird", "quetzal.bird@", "@hidden-nest.example", "hidden-nest", "hidden-nest.example", "@h", "@",
    "bird@hidden-nest.example", "quetzal.bird@hidden-nest.exampl", "%", "quetzal%",
)  # fmt: skip


@pytest.fixture
def hidden(core, ada):
    """Someone invited, who has a letter, and then a session."""
    made = core.call(ada, invitations.send, email=HIDDEN, role="author")
    accept(core, token_of(core, made))
    core.call(signed_in(core, HIDDEN), users.update, user_id=made.user_id, name="Una")
    core.call(house(), passwords.force_reset, user_id=made.user_id)
    return made.user_id


@pytest.fixture
def clerk(core):
    """Reads every list, and sees personal data masked."""
    reads = ("users:read", "sessions:read", "invitations:read", "outbox:read", "audit:read", "users:export")
    return someone(core, a_role(core, "clerk", *reads))


def finding(core, actor, text):
    """Whom each list finds by this text."""
    ended = core.call(actor, sessions.search, query=SessionQuery(text=text, ended=True))
    found = {
        "users": core.call(actor, lists.search, query=UserQuery(text=text)).id,
        "counted": ["somebody"] * int(core.call(actor, lists.counts, query=UserQuery(text=text))),
        "sessions": [*core.call(actor, sessions.search, query=SessionQuery(text=text)).user_id, *ended.user_id],
        "invitations": core.call(actor, invited.all, query=InvitationQuery(text=text)).user_id,
        "outbox": core.call(actor, outbox.search, query=LetterQuery(text=text)).user_id,
        "subjects": core.call(actor, audit.search, query=AuditQuery(subject=text)).subject_id,
        "actors": core.call(actor, audit.search, query=AuditQuery(actor=text)).actor_id,
        "look-up": core.call(actor, lookup.anything, text=text).id,
        "exported": b"".join(core.stream(actor, exports.users, query=UserQuery(text=text))).splitlines()[1:],
    }
    return {name: set(ids) for name, ids in found.items() if len(ids)}


@pytest.mark.parametrize("text", PARTS)
def test_whoever_sees_addresses_masked_finds_nobody_by_a_part_of_one(core, clerk, hidden, text):
    assert finding(core, clerk, text) == {}


@pytest.mark.parametrize("text", [HIDDEN, HIDDEN.upper(), f"  {HIDDEN.lower()} "])
def test_a_whole_address_finds_its_person_in_every_list_however_it_is_spelled(core, clerk, hidden, text):
    found = finding(core, clerk, text)

    assert set(found) == {
        "users", "counted", "sessions", "invitations", "outbox", "subjects", "actors", "look-up", "exported",
    }  # fmt: skip
    assert all(found[name] == {hidden} for name in set(found) - {"counted", "exported"})


def test_no_order_tells_how_an_address_begins(core, clerk, hidden):
    for order in ("email", "-email"):
        with pytest.raises(BadQuery):
            core.call(clerk, lists.search, query=UserQuery(order_by=order))
        with pytest.raises(BadQuery):
            b"".join(core.stream(clerk, exports.users, query=UserQuery(order_by=order)))


def test_a_whole_address_is_answered_by_the_one_index_on_it(core, clerk, hidden):
    with statements(core) as asked:
        core.call(clerk, lists.search, query=UserQuery(text=HIDDEN))
    searched = next(one for one in asked if "email_key = " in one)

    assert "LIKE" not in searched
    assert "name_key" not in searched.partition("WHERE")[2].partition("ORDER")[0]


def test_a_list_costs_whoever_sees_all_no_more_than_before(core, ada, clerk):
    for actor in (ada, clerk):
        with statements(core) as asked:
            core.call(actor, lists.search)
        assert len(asked) == 2, asked  # who asks, and the page


# --- exports ---------------------------------------------------------------------------------------------------------


def test_an_export_tells_no_reason_of_a_suspension(core, clerk, ada):
    user_id = a_user(core, "held@example.com")
    core.call(house(), users.suspend, user_id=user_id, reason="complained about Max")
    wanted = {"query": UserQuery(ids=(user_id,)), "columns": ["name", "suspended_reason", "email"]}

    assert b"".join(core.stream(clerk, exports.users, **wanted)).decode().splitlines()[1] == ",,h•••@example.com"
    assert b"complained" in b"".join(core.stream(ada, exports.users, **wanted))
