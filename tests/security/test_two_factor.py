"""No way in past the second factor, nothing readable at rest, and odd codes are ordinary ones."""

import base64
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.builders import ANOTHER, MAX, PASSPHRASE, a_user, house, link_to, settings, token_for, visitor
from tests.invited import accept, invite, token_of
from tests.letter_box import refusal
from tests.second_factors import (
    code_of,
    factors_of,
    keys,
    secret_of,
    step,
    turned_on,
    typed,
)
from tests.witness import entries, everything, rows
from usercore import open_core
from usercore.actions import passwords, sign_in, two_factor, users
from usercore.actions.sign_in import Refused, SecondStep, SignedIn
from usercore.crypto.sealing import Unsealable, unseal
from usercore.errors import TokenSpent, WrongCode
from usercore.frames import users as people
from usercore.models import Factor, UserSession


def sessions_of(core, user_id):
    wanted = select(UserSession.id).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    with core.engine.connect() as connection:
        return len(connection.execute(wanted).all())


# --- no other door -----------------------------------------------------------------------------------------------


def test_before_the_code_there_is_no_session_and_nobody(core, codes, maxim):
    before = sessions_of(core, maxim.user_id)

    challenge = step(core, MAX).challenge

    assert sessions_of(core, maxim.user_id) == before == 0
    assert not core.actor_for(challenge).signed_in
    assert refusal(lambda: core.call(core.bearer(challenge), people.by_id, user_id=maxim.user_id)) == "NotSignedIn"
    with pytest.raises(TokenSpent):
        core.call(visitor(address=""), sign_in.redeem, ticket=challenge)


def test_a_reset_lets_nobody_in_without_the_code(core, codes, maxim):
    core.call(visitor(address=""), passwords.request_reset, email=MAX)
    token = link_to(core, maxim.user_id, "reset")

    receipt = core.call(visitor(address=""), passwords.reset, token=token, new_password=ANOTHER)

    assert "ticket_" not in repr(receipt)
    assert sessions_of(core, maxim.user_id) == 0
    assert step(core, MAX, ANOTHER).challenge
    assert len(factors_of(core, maxim.user_id)) == 1


def test_an_invitation_lets_in_whoever_has_a_factor_only_with_the_code(core, clock):
    invited = invite(core)
    turned_on(core, invited.user_id)
    clock.advance(minutes=1)

    outcome = accept(core, token_of(core, invited))

    assert isinstance(outcome, SecondStep)
    assert sessions_of(core, invited.user_id) == 0
    assert isinstance(typed(core, outcome.challenge, code_of(core, invited.user_id)), SignedIn)


def test_a_temporary_password_lets_in_only_with_the_code(core, ada, maxim, codes):
    core.call(ada, passwords.change, user_id=maxim.user_id, new_password=ANOTHER)

    assert step(core, MAX, ANOTHER).challenge
    assert sessions_of(core, maxim.user_id) == 0


def test_an_own_new_password_goes_on_as_the_session_was(core, maxim, codes):
    outcome = typed(core, step(core, MAX).challenge, codes[0])
    mine = core.actor_for(core.call(visitor(address=""), sign_in.redeem, ticket=outcome.ticket))

    changed = core.call(mine, passwords.change, user_id=mine.user_id, new_password=ANOTHER, current_password=PASSPHRASE)
    core.call(visitor(address=""), sign_in.redeem, ticket=changed.ticket)

    assert entries(core)[-1].facts["method"] == "password+backup"
    assert step(core, MAX, ANOTHER).challenge


def test_a_ticket_or_session_of_before_is_good_for_nothing(core, maxim):
    ticket = core.call(visitor(address=""), sign_in.with_password, email=MAX, password=PASSPHRASE).ticket
    token = token_for(core, MAX)
    new_password = core.call(
        maxim, passwords.change, user_id=maxim.user_id, new_password=ANOTHER, current_password=PASSPHRASE
    ).ticket

    turned_on(core, maxim.user_id)

    for one in (ticket, new_password):
        with pytest.raises(TokenSpent):
            core.call(visitor(address=""), sign_in.redeem, ticket=one)
    assert not core.actor_for(token).signed_in


def test_with_the_password_alone_the_factor_is_not_touched(core, maxim):
    turned_on(core, maxim.user_id, by=maxim)
    before = everything(core)

    for deed in (two_factor.enable, two_factor.disable, two_factor.renew_recovery_codes):
        assert refusal(lambda deed=deed: core.call(maxim, deed, user_id=maxim.user_id)) in {"TwoFactorOn", "WrongCode"}
        with pytest.raises(WrongCode):
            core.call(maxim, deed, user_id=maxim.user_id, code="a wrong one")

    assert everything(core) == before


# --- at rest -----------------------------------------------------------------------------------------------------


def test_the_tables_hold_neither_secret_nor_codes(core, maxim, codes):
    secret = secret_of(core, maxim.user_id)
    kept = b"|".join(
        bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
        for table in everything(core, traces=True).values()
        for row in table
        for value in row
    )

    told = [secret.encode(), base64.b32decode(secret), code_of(core, maxim.user_id).encode() + b"|"]
    told += [spelt.encode() for one in codes for spelt in (one, one.replace("-", ""), one.lower())]
    assert [one for one in told if one in kept] == []


def test_the_raw_file_holds_neither_secret_nor_codes(tmp_path, clock):
    path = tmp_path / "raw.db"
    core = open_core(settings=settings(f"sqlite:///{path}"), clock=clock)
    user_id = a_user(core, "raw@example.com")
    codes = turned_on(core, user_id)
    secret = secret_of(core, user_id)
    typed(core, step(core, "raw@example.com").challenge, codes[0])
    core.call(house(), two_factor.renew_recovery_codes, user_id=user_id)
    core.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()

    raw = b"".join(file.read_bytes() for file in Path(tmp_path).glob("raw.db*"))
    told = [secret.encode(), secret.lower().encode(), base64.b32decode(secret)]
    told += [spelt.encode() for one in codes for spelt in (one, one.replace("-", ""))]
    assert b"raw@example.com" in raw
    assert [one for one in told if one in raw] == []


def swap(core, one, other):
    """As if someone who can write to the database gave each the other's row."""
    with core.engine.begin() as connection:
        for mine, theirs in ((one, other), (other, one)):
            wanted = Factor.__table__.update().where(Factor.id == mine.id)
            connection.execute(wanted.values(sealed_secret=theirs.sealed_secret))


def test_two_sealed_secrets_swapped_between_people_do_not_open(core, clock, maxim, sam):
    for who in (maxim, sam):
        turned_on(core, who.user_id)
    clock.advance(minutes=1)
    one, other = factors_of(core, maxim.user_id)[0], factors_of(core, sam.user_id)[0]
    sam_s = code_of(core, sam.user_id)

    swap(core, one, other)

    with pytest.raises(Unsealable):
        unseal(factors_of(core, maxim.user_id)[0].sealed_secret, keys(core), maxim.user_id.bytes)
    refused = typed(core, step(core, MAX).challenge, sam_s)
    assert refused.sentence.startswith("Codes of an app cannot be checked")
    assert entries(core)[-1].facts["why"] == "unsealable"


def test_whoever_s_secret_does_not_open_any_more_has_their_recovery_codes(core, maxim, codes):
    with core.engine.begin() as connection:
        connection.execute(Factor.__table__.update().values(sealed_secret=b"\x01 made with a key that is gone"))

    assert isinstance(typed(core, step(core, MAX).challenge, "123456"), Refused)
    assert isinstance(typed(core, step(core, MAX).challenge, codes[0]), SignedIn)


def test_a_set_up_that_does_not_open_any_more_is_begun_again(core, maxim):
    core.call(maxim, two_factor.enable, user_id=maxim.user_id)
    with core.engine.begin() as connection:
        connection.execute(Factor.__table__.update().values(sealed_secret=b"\x01 made with a key that is gone"))

    assert refusal(lambda: core.call(maxim, two_factor.show_again, user_id=maxim.user_id)) == "NoTwoFactor"
    assert core.call(maxim, two_factor.enable, user_id=maxim.user_id).secret


def test_after_erasure_nothing_of_it_is_left(core, ada, maxim, codes):
    core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    assert rows(core, "factors") == rows(core, "recovery_codes") == rows(core, "trusted_browsers") == []


# --- odd codes ---------------------------------------------------------------------------------------------------


ODD = [
    "",
    " ",
    "\0",
    "123456\0",
    "\ud800",
    "\udc00\ud800" * 3,
    "1" * 10_000,
    "A" * 10_000,
    "0" * 1_000_000,
    "\u202e123456",
    "-" * 30,
    "’ OR 1=1 --",
    "ﷺ" * 40,
    "١٢٣٤٥٦",
    "None",
    "{code}",
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: f"{odd[:8]!a}-{len(odd)}")
def test_an_odd_code_is_refused_with_an_ordinary_sentence(core, maxim, codes, odd):
    ordinary = "This is not a code: six digits from your app, or a recovery code."

    assert typed(core, step(core, MAX).challenge, odd) == Refused(ordinary)
    mine = core.actor_for(token_with_code(core, maxim, codes[0]))
    for deed in (two_factor.disable, two_factor.renew_recovery_codes):
        with pytest.raises(WrongCode, match="This is not a code"):
            core.call(mine, deed, user_id=maxim.user_id, code=odd)


def token_with_code(core, who, shown):
    outcome = typed(core, step(core, who.email).challenge, shown)
    return core.call(visitor(address=""), sign_in.redeem, ticket=outcome.ticket)
