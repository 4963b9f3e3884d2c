"""What must not be kept is not kept: the data of the erased, and secrets of anyone."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders import ANOTHER, house, signed_in, token_for, visitor
from tests.witness import first_break, rows, statements, values
from usercore import Core
from usercore.actions import downloads, first_admin, passwords, sign_in, users
from usercore.database import Table
from usercore.errors import Refusal
from usercore.exports import users as users_export
from usercore.frames import chain
from usercore.frames.users import UserQuery

CANARY = "Kanarienvogel"
EMAIL = f"{CANARY}@example.com"


def everything_kept(core: Core) -> bytes:
    """The raw file, or all rows of all tables; and on the way the write-ahead log is emptied into it."""
    if core.engine.dialect.name != "sqlite":
        return str([rows(core, table) for table in Table.metadata.tables]).encode()
    with core.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    path = Path(core.engine.url.database)
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.stem}.*"))


@pytest.fixture
def a_life(core, ada, sam):
    """Someone with a history."""
    made = core.call(sam, users.create, email=EMAIL, name=CANARY, generate_password=True)
    actor = signed_in(core, EMAIL, made.password, by=visitor(address="203.0.113.77", agent=f"{CANARY}/1.0"))
    core.call(actor, passwords.change, user_id=made.id, new_password=ANOTHER)
    core.call(actor, users.update, user_id=made.id, name=f"{CANARY} the Second")
    core.call(sam, users.update, user_id=made.id, email=f"x{EMAIL}")
    core.call(sam, users.update, user_id=made.id, email=EMAIL)
    core.call(visitor(agent=f"{CANARY}/2.0"), sign_in.with_password, email=EMAIL, password="wrong")
    core.call(sam, users.suspend, user_id=made.id, reason=f"{CANARY} was loud")
    core.call(sam, users.reinstate, user_id=made.id)
    token_for(core, EMAIL, ANOTHER)
    list(core.stream(sam, users_export, query=UserQuery(ids=(made.id,))))
    core.call(sam, users.soft_delete, user_id=made.id, reason=f"{CANARY} asked")
    return made.id


def test_the_canary_is_found_before(core, a_life):
    assert CANARY.lower() in everything_kept(core).decode("latin-1").lower()


def test_deletion_for_ever_leaves_no_name_no_address_and_no_reason(core, ada, a_life):
    core.call(ada, users.hard_delete, user_id=a_life, reason="asked for it", typed_email=EMAIL)

    kept = everything_kept(core).decode("latin-1").lower()
    assert CANARY.lower() not in kept
    assert "203.0.113.77" not in kept


def test_the_chain_holds_afterwards(core, ada, a_life):
    core.call(ada, users.hard_delete, user_id=a_life, reason="asked for it")

    assert first_break(core) is None
    assert core.call(house(), chain.broken).empty


def test_searching_the_export_for_someone_leaves_them_in_no_log_after_their_erasure(core, ada, sam, a_life):
    core.call(sam, users.restore, user_id=a_life)
    list(core.stream(sam, users_export, query=UserQuery(text=EMAIL)))
    core.call(sam, downloads.prepare, export="users", wanted={"query": {"text": f"{CANARY.upper()} example"}})
    core._clock.advance(minutes=2)

    core.call(ada, users.hard_delete, user_id=a_life, reason="asked for it")

    assert CANARY.lower() not in everything_kept(core).decode("latin-1").lower()


SECRETS = {
    "typed": "canary typed password one",
    "chosen": "canary chosen password two",
    "wrong": "canary wrong password three",
    "new": "canary new password four",
}


@pytest.fixture
def secrets(core, ada, sam):
    """Every flow that sees a secret, done and refused; all the secrets that went through."""
    found = dict(SECRETS)
    made = core.call(sam, users.create, email="one@example.com", password=SECRETS["typed"])
    found["generated"] = core.call(sam, users.create, email="two@example.com", generate_password=True).password
    browser = visitor(browser="canary-browser-cookie")
    found["browser"] = browser.browser
    found["ticket"] = core.call(
        browser, sign_in.with_password, email="one@example.com", password=SECRETS["typed"]
    ).ticket
    found["token"] = core.call(browser, sign_in.redeem, ticket=found["ticket"])
    actor = core.actor_for(found["token"])
    core.call(browser, sign_in.with_password, email="one@example.com", password=SECRETS["wrong"])
    for wrong in (
        lambda: core.call(actor, sign_in.confirm, proof=SECRETS["wrong"]),
        lambda: core.call(
            actor, passwords.change, user_id=made.id, new_password=SECRETS["new"], current_password=SECRETS["wrong"]
        ),
        lambda: core.call(visitor(), sign_in.redeem, ticket=found["ticket"]),
        lambda: core.call(
            visitor(), first_admin.create, token="setup_canary", email="x@example.com", name="", password=SECRETS["new"]
        ),
    ):
        with pytest.raises(Refusal):
            wrong()
    found["second ticket"] = core.call(actor, passwords.change, user_id=made.id, new_password=SECRETS["chosen"]).ticket
    found["download"] = core.call(sam, downloads.prepare, export="users", wanted={})
    core.call(actor, sign_in.confirm, proof=SECRETS["chosen"])
    core.call(actor, sign_in.out)
    return found


def test_no_secret_is_kept_anywhere(core, secrets):
    kept = everything_kept(core)

    assert [name for name, secret in secrets.items() if secret.encode() in kept] == []


def test_no_secret_stands_in_an_actor_s_words(core, tokens):
    for token in tokens.values():
        actor = core.actor_for(token, browser="canary-browser-cookie")
        assert token not in repr(actor)
        assert "canary-browser-cookie" not in repr(actor)
        assert repr(actor.token_digests[0]) not in repr(actor)


def test_no_token_is_part_of_a_statement(core):
    with statements(core) as sent:
        token = token_for(core, "max@example.com")
        core.actor_for(token)

    assert token not in str(sent)


def test_what_an_export_of_others_searched_for_stays_in_the_log(core, ada, sam, a_life):
    list(core.stream(sam, users_export, query=UserQuery(text="example.com")))

    core.call(ada, users.hard_delete, user_id=a_life, reason="asked for it")

    assert '"text": "example.com"' in str([value.value for value in values(core)])
