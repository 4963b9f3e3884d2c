"""The one authorise step: who an actor is right now, and whether they may."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from usercore.checkouts import PLANNED
from usercore.crypto.ids import as_uuid
from usercore.database import Moment
from usercore.errors import MustChangePassword, MustEnrol, NotAllowed, NotSignedIn
from usercore.models import Role, User, UserSession
from usercore.models.factors import has_factor
from usercore.models.roles import enrol_by, session_spans
from usercore.permissions import Permission
from usercore.settings import Settings
from usercore.work import Actor, Deed, Kind, Needs

SEEN_EVERY = timedelta(minutes=1)

LOOK_UP = (
    select(
        UserSession.id.label("session_id"),
        UserSession.created_at,
        UserSession.last_seen_at,
        UserSession.fresh_from,
        UserSession.asks_consent,
        User.id.label("user_id"),
        User.name,
        User.email,
        User.role,
        User.must_change_password,
        User.must_enrol,
        User.second_factor_asked_at,
        User.time_zone,
        has_factor().label("second_factor"),
        Role.title,
        Role.permissions,
        Role.idle_seconds,
        Role.absolute_seconds,
        Role.second_factor_since,
    )
    .join(User, User.id == UserSession.user_id)
    .join(Role, Role.name == User.role)
)
# Built once: each call asks one of them, and to spell it anew would take longer than the answer.
NOW: Any = bindparam("now", type_=Moment)
OPEN = LOOK_UP.where(UserSession.live_at(NOW), User.who_may_sign_in(NOW)).execution_options(**PLANNED)
BY_SESSION = OPEN.where(UserSession.id == bindparam("session"))
BY_TOKEN = OPEN.where(UserSession.token_digest == bindparam("digest"))
# While two secrets are in use.
BY_TOKENS = OPEN.where(UserSession.token_digest.in_(bindparam("digests", expanding=True)))


def identify(connection: Connection, actor: Actor, now: datetime, settings: Settings) -> tuple[Actor, bool]:
    """The actor as the database has them this moment, in one statement, and whether to note that they were seen.

    A session that ended, sat idle too long, or whose person may not sign in gives a visitor (ASVS 7.4.1, 8.3.2).
    """
    if actor.kind is Kind.SYSTEM:
        return actor, False
    nobody = Actor.visitor(address=actor.address, agent=actor.agent, browser=actor.browser)
    if actor.session_id is None and not actor.token_digests:
        return nobody, False
    row = _looked_up(connection, actor, now)
    if row is None:
        return nobody, False
    idle, absolute = session_spans(row, settings)
    if row.last_seen_at + idle <= now or row.created_at + absolute <= now:  # the role of today, not of the sign-in
        return nobody, False
    by = None if row.second_factor else now if row.must_enrol else enrol_by(row, settings)
    person = replace(
        actor,
        kind=Kind.PERSON,
        user_id=row.user_id,
        session_id=row.session_id,
        name=row.name,
        email=row.email,
        role=row.role,
        role_title=row.title,
        time_zone=row.time_zone,
        permissions=tuple(row.permissions),
        fresh=row.fresh_from + settings.fresh_for > now,
        fresh_for_credentials=row.fresh_from + settings.fresh_for_credentials > now,
        must_change_password=row.must_change_password,
        second_factor=row.second_factor,
        enrol_by=by,
        must_enrol=by is not None and by <= now,
        asked_consent=row.asks_consent,
    )
    return person, not actor.by_itself and row.last_seen_at + SEEN_EVERY <= now


def _looked_up(connection: Connection, actor: Actor, now: datetime) -> Any:
    if actor.session_id:
        return connection.execute(BY_SESSION, {"now": now, "session": actor.session_id}).one_or_none()
    if len(actor.token_digests) == 1:
        return connection.execute(BY_TOKEN, {"now": now, "digest": actor.token_digests[0]}).one_or_none()
    return connection.execute(BY_TOKENS, {"now": now, "digests": actor.token_digests}).one_or_none()


def authorise(connection: Connection, actor: Actor, deed: Deed[..., Any], wanted: Mapping[str, Any]) -> None:
    """Let the call through, or raise `NotSignedIn`, `MustChangePassword`, `MustEnrol` or `NotAllowed`."""
    needs = deed.needs
    if is_open_to(actor, deed):
        return
    if not actor.signed_in:
        raise NotSignedIn
    puts_right = (needs.with_temporary_password or needs.before_enrolment) and _is_own(connection, actor, needs, wanted)
    if actor.must_change_password and not (puts_right and needs.with_temporary_password):
        raise MustChangePassword
    if actor.must_enrol and not puts_right:
        raise MustEnrol
    if not actor.holds(needs.permission) and not _is_own(connection, actor, needs, wanted):
        raise NotAllowed(permission=str(needs.permission))


def is_open_to(actor: Actor, deed: Deed[..., Any]) -> bool:
    """Whether nothing has to be looked up to let this call through: everyone may, or the house itself asks."""
    return deed.permission is Permission.PUBLIC or actor.kind is Kind.SYSTEM


def _is_own(connection: Connection, actor: Actor, needs: Needs, wanted: Mapping[str, Any]) -> bool:
    named = as_uuid(wanted.get(needs.own)) if needs.own else None
    if named and needs.owner:
        named = needs.owner(connection, named)
    return named is not None and named == actor.user_id
