"""Second factors as people have them: turned on, read off the app, typed at the door."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pyotp
from sqlalchemy import select

from tests.builders import PASSPHRASE, house, visitor
from usercore import Actor, Core
from usercore.actions import sign_in, two_factor
from usercore.actions.sign_in import SecondStep
from usercore.crypto.sealing import seal, unseal
from usercore.crypto.tokens import derived_key
from usercore.crypto.totp import STEP_SECONDS
from usercore.database import reading
from usercore.models import Factor, RecoveryCode, TrustedBrowser


def keys(core: Core) -> tuple[bytes, ...]:
    return tuple(derived_key(secret, "seal:two-factor") for secret in core._keys)


def factors_of(core: Core, user_id: UUID) -> list[Factor]:
    """The rows, as they are now, the newest last."""
    with reading(core.engine) as db:
        found = list(db.scalars(select(Factor).where(Factor.user_id == user_id).order_by(Factor.created_at, Factor.id)))
        db.expunge_all()
    return found


def states(core: Core, user_id: UUID) -> list[str]:
    return [factor.state for factor in factors_of(core, user_id)]


def codes_of(core: Core, user_id: UUID) -> list[RecoveryCode]:
    with reading(core.engine) as db:
        found = list(db.scalars(select(RecoveryCode).where(RecoveryCode.user_id == user_id)))
        db.expunge_all()
    return found


def trusted_by(core: Core, user_id: UUID) -> list[TrustedBrowser]:
    with reading(core.engine) as db:
        found = list(db.scalars(select(TrustedBrowser).where(TrustedBrowser.user_id == user_id)))
        db.expunge_all()
    return found


def secret_of(core: Core, user_id: UUID) -> str:
    """What their newest factor, active or waiting, was made with."""
    return unseal(factors_of(core, user_id)[-1].sealed_secret, keys(core), user_id.bytes).decode()


def code(core: Core, secret: str, *, later: int = 0) -> str:
    """What an app shows now, or so many steps later."""
    return pyotp.TOTP(secret).at(core.now() + timedelta(seconds=later * STEP_SECONDS))


def code_of(core: Core, user_id: UUID, *, later: int = 0) -> str:
    return code(core, secret_of(core, user_id), later=later)


def turned_on(core: Core, user_id: UUID, *, by: Actor | None = None) -> tuple[str, ...]:
    """Their second factor, set up by a program unless someone is named; the recovery codes. The code of this moment is
    used up by it.
    """
    by = by or house()
    secret = core.call(by, two_factor.enable, user_id=user_id).secret
    return core.call(by, two_factor.verify_setup, user_id=user_id, code=code(core, secret))


def with_secret(core: Core, user_id: UUID, secret: str) -> None:
    """As if their app had been set up with this secret, long ago."""
    turned_on(core, user_id)
    with core.engine.begin() as connection:
        sealed = seal(secret.encode(), keys(core), user_id.bytes)
        wanted = Factor.__table__.update().where(Factor.user_id == user_id)
        connection.execute(wanted.values(sealed_secret=sealed, last_step=None))


def step(core: Core, email: str, password: str = PASSPHRASE, *, by: Actor | None = None) -> SecondStep:
    """The right password, for someone with a factor."""
    outcome = core.call(by or visitor(address=""), sign_in.with_password, email=email, password=password)
    assert isinstance(outcome, SecondStep), outcome
    return outcome


def typed(core: Core, challenge: str, what: str, *, by: Actor | None = None, **more: Any) -> Any:
    """What follows a code at the door."""
    return core.call(by or visitor(address=""), sign_in.with_code, challenge=challenge, code=what, **more)
