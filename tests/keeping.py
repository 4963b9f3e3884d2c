"""What tests of retention build with: old things of every kind, rules switched on, runs gone through to their end."""

from datetime import timedelta

from sqlalchemy import update

from tests.builders import PASSPHRASE, a_user, an_address, house, letter_to, letters_to, someone, visitor
from tests.witness import people_in
from usercore.actions import invitations, outbox, retention, rules, sessions, sign_in, users
from usercore.database import reading
from usercore.frames import retention as lists
from usercore.frames import users as people
from usercore.models import Invitation, RetentionRun, User, UserSession
from usercore.steps import keeping

YEAR = timedelta(days=366)


def rule(core, category):
    found = core.call(house(), lists.rules).set_index("category").loc[category]
    return {name: found[name] for name in ("on", "days", "warn_days", "cap_percent", "action", "kinds")}


def set_rule(core, category, **wanted):
    """As an admin does who has seen what it does; by default on, with a cap that lets everything go."""
    told = {**rule(core, category), "on": True, "cap_percent": 100, **wanted}
    if category == "values":
        told["kinds"] = told["kinds"] or ["sign-in"]
    today = core.call(
        house(), lists.effect, category=category, days=told["days"], kinds=told["kinds"], warn_days=told["warn_days"]
    )
    core.call(house(), retention.change, category=category, seen=int(today.iloc[0]["many"]), **told)


def only(core, category, **wanted):
    """With all others off."""
    for other in keeping.USUAL:
        if other != category and rule(core, other)["on"]:
            core.call(house(), retention.change, category=other, **{**rule(core, other), "on": False})
    set_rule(core, category, **wanted)


def hand_over(core, user_id):
    """As if the mail server had taken their newest letter."""
    core.call(house(), outbox.sent, letter_id=letter_to(core, user_id).id)


def to_the_end(core):
    while core.call(house(), retention.step):
        pass


def run(core, **wanted):
    """One run from beginning to end; its report by category, and its outcome."""
    run_id = core.call(house(), retention.start, **wanted)
    to_the_end(core)
    return report(core, run_id)


def report(core, run_id):
    with reading(core.engine) as db:
        found = db.get_one(RetentionRun, run_id)
        db.expunge_all()
    return {part["category"]: part for part in found.plan}, found.outcome


def an_ended_session(core, user_id=None):
    """The session of someone, ended just now."""
    email = an_address()
    user_id = user_id or a_user(core, email)
    address = email_of(core, user_id)
    ticket = core.call(visitor(), sign_in.with_password, email=address, password=PASSPHRASE).ticket
    actor = core.actor_for(core.call(visitor(), sign_in.redeem, ticket=ticket))
    core.call(actor, sessions.revoke, session_id=actor.session_id)
    return actor


def email_of(core, user_id):
    with reading(core.engine) as db:
        return db.get_one(User, user_id).email


def a_failed_try(core, user_id):
    core.call(visitor("203.0.113.9"), sign_in.with_password, email=email_of(core, user_id), password="wrong")


def in_the_trash(core, **more):
    user_id = a_user(core, **more)
    core.call(house(), users.soft_delete, user_id=user_id)
    return user_id


def never_accepted(core):
    """Someone who was asked in just now."""
    asked = core.call(house(), invitations.send, email=an_address("asked"), role="author")
    with reading(core.engine) as db:
        return db.get_one(Invitation, asked.id).user_id


def last_seen(core, user_id, moment):
    with core.engine.begin() as connection:
        connection.execute(update(User).where(User.id == user_id).values(last_sign_in_at=moment))


def sessions_of(core, user_id):
    with reading(core.engine) as db:
        return db.query(UserSession).filter(UserSession.user_id == user_id).count()


DAY = timedelta(days=1)


def with_a_year_s_session(core):
    """Someone whose session may last a year, signed in for it."""
    core.call(house(), rules.change_sessions, role="author", idle=YEAR, absolute=YEAR, most=None)
    return someone(core)


def look(core, who):
    core.call(who, people.by_id, user_id=who.user_id)


def goes_after_a_second_letter(core, clock, user_id):
    """Warned again, as though nobody had been before, and then gone in its time."""
    assert user_id in people_in(core)
    assert len(letters_to(core, user_id)) == 2
    hand_over(core, user_id)
    clock.advance(days=30)
    run(core)
    assert user_id not in people_in(core)
