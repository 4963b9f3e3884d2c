"""Invitations as people live through them: sent, carried, opened, accepted; and every way in which a link dies."""

from typing import Any
from uuid import UUID

from tests.builders import PASSPHRASE, a_user, an_address, house, someone, visitor
from usercore import Actor, Core
from usercore.actions import invitations, outbox
from usercore.actions.invitations import Invited
from usercore.actions.sign_in import SignedIn
from usercore.address_lists import Line
from usercore.crypto.sealing import unseal
from usercore.crypto.tokens import derived_key
from usercore.database import reading
from usercore.frames import invitations as lists
from usercore.models import Invitation, OutboxLetter


def invite(core: Core, by: Actor | None = None, **wanted: Any) -> Invited:
    """Someone is asked in; by a program unless someone is named."""
    return core.call(by or house(), invitations.send, **{"email": an_address("asked"), **wanted})


def token_of(core: Core, invited: Invited) -> str:
    """The token in the invitation's last letter, as its reader would find it."""
    with reading(core.engine) as db:
        letter = db.get_one(OutboxLetter, db.get_one(Invitation, invited.id).letter_id)
        keys = tuple(derived_key(secret, "seal:letters") for secret in core._keys)
        return unseal(letter.sealed_token, keys, letter.id.bytes).decode()


def carried(core: Core, invited: Invited) -> None:
    """A mail server took the newest letter."""
    core.call(house(), outbox.sent, letter_id=lying(core, invited.id).letter_id)


def accept(core: Core, token: str, *, by: Actor | None = None, **wanted: Any) -> SignedIn:
    wanted = {"password": PASSPHRASE, **wanted}
    return core.call(by or visitor(address=""), invitations.accept, token=token, **wanted)


def look(core: Core, token: str) -> Any:
    """What the page that the link leads to is told."""
    return core.call(visitor(address=""), lists.about, token=token).iloc[0]


def shown(core: Core, actor: Actor, invited: Invited) -> Any:
    """Its line in the list."""
    found = core.call(actor, lists.all).set_index("id", drop=False)
    return found.loc[invited.id]


def lying(core: Core, invitation_id: UUID) -> Invitation:
    """The row, as it is now."""
    with reading(core.engine) as db:
        found = db.get_one(Invitation, invitation_id)
        db.expunge_all()
    return found


def invitations_of(core: Core, user_id: UUID) -> list[Invitation]:
    """All that someone got, the oldest first."""
    with reading(core.engine) as db:
        found = list(db.query(Invitation).filter_by(user_id=user_id).order_by(Invitation.id))
        db.expunge_all()
    return found


def an_inviter(core: Core, role: str = "support") -> Actor:
    """Someone whom other things can happen to than to Ada and Sam."""
    return someone(core, role)


def without_password(core: Core, email: str, **more: str) -> UUID:
    """An account that waits for its owner, without an invitation."""
    return a_user(core, email, password=None, **more)


def outcomes(done):
    return [result.outcome for result in done.results]


def a_list(count, first=1):
    return [Line(number, f"person{number}@example.com") for number in range(first, first + count)]
