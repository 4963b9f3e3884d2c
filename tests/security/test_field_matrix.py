"""Whoever may not see personal data reads none in any frame or export, whatever else they may read."""

import pytest

from tests.builders import a_role, a_user, an_address, house, letter_to, lock, signed_in, someone, token_for, visitor
from tests.invited import invite
from tests.second_factors import turned_on
from tests.security.every_deed import DEEDS, attempt
from usercore import Permission
from usercore.actions import cases, holds, notes, outbox, recoveries, requests, sign_in, two_factor, users
from usercore.exports.audit import AUDIT_COLUMNS
from usercore.exports.users import COLUMNS
from usercore.frames import users as people
from usercore.frames.sessions import SessionQuery
from usercore.frames.users import UserQuery
from usercore.work import Kind

NETWORK = "203.0.113.77"
MAIL = "quetzal@hidden-nest.example"
SECRETS = ("quetzal", NETWORK, "kolibri")  # addresses of anyone, where they came from, free words
# What is never masked is a right of its own; what the house does by itself nobody may.
NOT_HELD = (
    Permission.PUBLIC, Permission.REVEAL_USERS, Permission.ASK_TO_REVEAL_USERS, Permission.EXPORT_PRIVACY,
    Permission.RUN_HOUSE,
)  # fmt: skip
READERS = {
    name: deed
    for name, deed in DEEDS.items()
    if not name.startswith("actions.") and deed.permission not in (Permission.PUBLIC, *NOT_HELD)
}
BUSY = {  # asked for more than the matrix of rights does
    "frames.lookup.anything": {"text": "nora"},
    "frames.sessions.search": {"query": SessionQuery(ended=True)},
    "exports.users.users": {"columns": COLUMNS, "query": UserQuery(statuses=("active", "suspended", "invited"))},
    "exports.audit.audit": {"columns": AUDIT_COLUMNS},
}
# Where somebody with the right to it does read one of them: else the matrix would hold of an empty house too.
TELLING = {
    "frames.audit.of_user", "frames.audit.search", "frames.cases.of_user", "frames.cases.signs", "frames.invitations.all",
    "frames.diagnoses.why", "frames.holds.all", "frames.holds.of_user", "frames.invitations.chosen", "frames.links.waiting", "frames.lookup.anything",
    "frames.notes.of_user", "frames.outbox.search", "frames.recoveries.waiting", "frames.requests.one",
    "frames.requests.search", "frames.sessions.chosen",
    "frames.sessions.of_user", "frames.sessions.search", "frames.timeline.of_user",
    "frames.two_factor.missing", "frames.users.by_id", "frames.users.search", "exports.audit.audit",
    "exports.users.users",
}  # fmt: skip


@pytest.fixture
def reader(core):
    """May do everything but see personal data."""
    every = [str(word) for word in Permission if word not in NOT_HELD]
    return someone(core, a_role(core, "reader", *every), email="reader@example.com")


@pytest.fixture
def nora(core):
    """Someone with a life in every table, looked after by a colleague without a name."""
    staff = someone(core, "admin", email=f"nameless.{MAIL}", name="")
    nora = a_user(core, f"older.{MAIL}", name="Nora")
    core.call(house(), users.update, user_id=nora, email=MAIL)
    token_for(core, MAIL, by=visitor(address=NETWORK))
    for _ in range(3):
        core.call(visitor(address=NETWORK), sign_in.with_password, email=MAIL, password="wrong")
    core.call(staff, notes.write, user_id=nora, text=f"Writes from {MAIL}, at [{NETWORK}].", ticket=f"to:{MAIL}")
    core.call(staff, users.suspend, user_id=nora, reason="kolibri")
    core.call(staff, users.reinstate, user_id=nora)
    core.call(staff, users.update, user_id=nora, email=f"asked.{MAIL}")
    failing(core, nora)
    core.call(staff, users.suspend, user_id=a_user(core, f"suspended.{MAIL}"), reason="kolibri")
    failing(core, invite(core, staff, email=f"invited.{MAIL}", message="kolibri").user_id)
    a_lost_phone(core)
    b"".join(core.stream(staff, DEEDS["exports.users.users"], query=UserQuery(text="quetzal")))
    core.call(staff, cases.secure, user_id=nora, note=f"Not {MAIL} any more", ticket=f"{MAIL}/7")
    core.call(house(), users.reinstate, user_id=nora)
    core.call(staff, users.update, user_id=nora, email=f"new.{MAIL}")
    lock(core, nora)
    core.call(staff, holds.place, user_id=nora, reason=f"A dispute with {MAIL}", ticket=f"{NETWORK}/8")
    core.call(staff, requests.log, kind="access", user_id=nora, note=f"Called from {MAIL}")
    core.call(staff, requests.log, kind="access", email=f"stranger.{MAIL}")
    return core.call(house(), people.by_id, user_id=nora).iloc[0]


def failing(core, user_id):
    said = f"450 <{MAIL}> is greylisted [{NETWORK}]"
    core.call(house(), outbox.failed, letter_id=letter_to(core, user_id).id, said=said)


def a_lost_phone(core):
    colleague = someone(core, "support", email=f"colleague.{MAIL}", name="")
    turned_on(core, colleague.user_id, by=colleague)
    asker = someone(core, "admin", email=f"asker.{MAIL}", name="")
    core.call(asker, recoveries.ask, user_id=colleague.user_id, proofs=["seen"], note=f"Saw {MAIL} on {NETWORK}")


def read(core, actor, name, target):
    """All that the reader is told, as text."""
    if name in BUSY:
        deed, wanted = DEEDS[name], BUSY[name]
        told = (
            b"".join(core.stream(actor, deed, **wanted)) if name.startswith("exp") else core.call(actor, deed, **wanted)
        )
    else:
        told = attempt(core, actor, name, target)
    if isinstance(told, bytes):
        return told.decode().lower()
    return f"{told.to_dict()} {told.attrs}".lower() if hasattr(told, "to_dict") else str(told)


class Target:
    """Nora, as the matrix of rights names people."""

    def __init__(self, person):
        self.user_id, self.email, self.session_id, self.kind = person.id, person.email, None, Kind.PERSON


def test_no_frame_and_no_export_tells_personal_data_to_whoever_may_not_see_it(core, reader, nora):
    told = {name: read(core, reader, name, Target(nora)) for name in READERS}

    assert {name: word for name, text in told.items() for word in SECRETS if word in text} == {}


def test_whoever_may_see_it_reads_it_there(core, ada, nora):
    telling = {name for name in READERS if any(word in read(core, ada, name, Target(nora)) for word in SECRETS)}

    assert TELLING - telling == set()


def test_the_preview_of_a_letter_tells_none_either(core, reader, nora):
    letters = core.call(reader, DEEDS["frames.outbox.search"])

    for letter_id in letters["id"]:
        told = str(core.call(reader, DEEDS["frames.outbox.preview"], letter_id=letter_id).to_dict()).lower()
        assert [word for word in SECRETS if word in told] == []


def test_the_key_for_someone_s_phone_does_not_name_their_address(core, reader):
    user_id = a_user(core, MAIL)

    assert "quetzal" not in core.call(reader, two_factor.enable, user_id=user_id).uri
    own = core.call(reader, two_factor.enable, user_id=reader.user_id)
    assert "reader%40example.com" in own.uri


def test_one_s_own_data_is_whole(core):
    email = an_address("clerk")
    a_user(core, email, role=a_role(core, "clerk", "users:read", "sessions:read"))
    me = signed_in(core, email, by=visitor(address=NETWORK))

    assert core.call(me, people.by_id, user_id=me.user_id).iloc[0].email == email
    assert core.call(me, DEEDS["frames.sessions.of_user"], user_id=me.user_id).iloc[0].address == NETWORK
