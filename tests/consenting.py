"""Purposes and texts for tests, made by the house."""

from sqlalchemy import select

from tests.builders import house
from usercore.actions import consent_texts, consents
from usercore.database import reading
from usercore.models import Consent, ConsentState, ConsentText

WORDS = "We write to you once a month.\nYou can stop it at any time."
OTHER_WORDS = "We write to you once a week.\nYou can stop it at any time."


def a_purpose(core, title="Newsletter", *, at_sign_in=False, body=WORDS):
    """One with a first text; its key."""
    key = core.call(house(), consent_texts.add_purpose, title=title, at_sign_in=at_sign_in)
    publish(core, key, body)
    return key


def publish(core, key, body=OTHER_WORDS, **more):
    return core.call(house(), consent_texts.publish, purpose=key, title="News by e-mail", body=body, **more)


def text_of(core, key):
    """The newest text."""
    with reading(core.engine) as db:
        wanted = select(ConsentText).where(ConsentText.purpose == key).order_by(ConsentText.version.desc())
        found = db.scalars(wanted.limit(1)).one()
        db.expunge_all()
    return found


def give(core, actor, key):
    return core.call(actor, consents.give, user_id=actor.user_id, text_id=text_of(core, key).id)


def decline(core, actor, key):
    return core.call(actor, consents.decline, user_id=actor.user_id, text_id=text_of(core, key).id)


def withdraw(core, actor, key):
    core.call(actor, consents.withdraw, user_id=actor.user_id, purpose=key)


def lines(core, user_id):
    """Their ledger, in its order."""
    with reading(core.engine) as db:
        wanted = select(Consent).where(Consent.user_id == user_id).order_by(Consent.purpose, Consent.number)
        found = list(db.scalars(wanted))
        db.expunge_all()
    return found


def states(core):
    with reading(core.engine) as db:
        found = list(db.scalars(select(ConsentState)))
        db.expunge_all()
    return found
