"""Letters that tell the owner what happened to their account, each with a way to say “this wasn't me”."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from usercore import limits
from usercore.crypto.tokens import Purpose
from usercore.devices import families
from usercore.events import Event
from usercore.language import say
from usercore.mail import letters
from usercore.mail.letters import Letter, Whence
from usercore.models import User
from usercore.permissions import ADMIN
from usercore.steps import links
from usercore.work import Work

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WRONG_CODES = 3


def password_changed(work: Work, user: User, *, by_owner: bool) -> None:
    _tell(work, user, letters.password_changed, shown=by_owner, by_owner=by_owner)


def new_device(work: Work, user: User) -> None:
    _tell(work, user, letters.new_device)


def many_failures(work: Work, user: User, failures: int) -> None:
    """Signed in after many failed tries (ASVS 6.3.5)."""
    _tell(work, user, letters.many_failures, failures=failures)


def locked(work: Work, user: User | None, until: datetime, *, whose: str) -> None:
    """Once a day at most: whoever guesses all day long must not fill the owner's mailbox."""
    if limits.first_within(work, "letter:locked", whose, DAY):
        to, name = (user.email, user.name) if user else ("nobody@example.com", "")
        work.post(letters.locked(to=to, name=name, until=until), about=user)


def choose_another(work: Work, user: User) -> None:
    """A link to choose a new password that staff, or the owner's alarm, asked for."""
    token, ends_at = links.offer(work, Purpose.RESET, work.settings.reset_lifetime, user)
    work.post(letters.forced_reset(to=user.email, name=user.name, token=token, ends_at=ends_at), about=user)


def recovery_code_used(work: Work, user: User, left: int) -> None:
    """Whoever has one in their hand got in without the phone."""
    _tell(work, user, letters.recovery_code_used, left=left)


def recovery_codes_renewed(work: Work, user: User) -> None:
    """Whoever holds the new ones needs no phone (ASVS 6.3.7)."""
    _tell(work, user, letters.recovery_codes_renewed, shown=work.actor.user_id == user.id)


def wrong_code(work: Work, user: User) -> None:
    """Count one; at the third within an hour tell the owner that someone has their password (ASVS 6.3.5)."""
    if limits.tally(work, "letter:wrong-codes", str(user.id), HOUR) == WRONG_CODES:
        _tell(work, user, letters.wrong_codes, tries=WRONG_CODES)


def two_factor(work: Work, user: User, *, on: bool) -> None:
    """A second factor was added or taken away (ASVS 6.3.7)."""
    _tell(work, user, letters.two_factor, shown=work.actor.user_id == user.id, on=on)


def two_factor_lost(work: Work, user: User) -> None:
    """At every address: where a newer one could still be taken back, at the older one too."""
    for address in _addresses(work, user):
        _tell(work, user, letters.two_factor_lost, to=address, shown=False)


def secured(work: Work, user: User, *, shut: bool) -> int:
    """The account came into other hands and was taken out of them; at every address. Returns how many letters."""
    told = _addresses(work, user)
    for address in told:
        work.post(letters.secured(to=address, name=user.name, at=work.now, shut=shut), about=user)
    return len(told)


def failed_sign_in(work: Work) -> None:
    """Count it, and when so many failed within the window, tell the admins once."""
    settings = work.settings
    if limits.tally(work, "alert:sign-ins", "", settings.alert_window) != settings.alert_failures:
        return
    minutes = max(1, round(settings.alert_window.total_seconds() / 60))
    admins = select(User).where(User.role == ADMIN, User.who_may_sign_in(work.now)).limit(100)
    for admin in work.db.scalars(admins):
        letter = letters.alert(to=admin.email, name=admin.name, failures=settings.alert_failures, minutes=minutes)
        work.post(letter, about=admin)
    work.record(Event.ADMINS_ALERTED, failures=settings.alert_failures, minutes=minutes)


def device(agent: str) -> str:
    """`Firefox on Windows`."""
    browser, system = families(agent)
    if browser and system:
        return say("{browser} on {system}", browser=browser, system=system)
    return browser or system or say("an unknown device")


def _addresses(work: Work, user: User) -> list[str]:
    """The account's, and the older one while it can take the account back."""
    before = {str((row.wanted or {})["email"]) for row in links.open_ones(work, user, Purpose.UNDO)}
    return [user.email, *sorted(before - {user.email})]


def _tell(
    work: Work, user: User, letter: Callable[..., Letter], *, to: str | None = None, shown: bool = True, **facts: Any
) -> None:
    """What happened, when and from where, with a way to say “this wasn't me”."""
    token, ends_at = links.offer(work, Purpose.NOT_ME, work.settings.undo_lifetime, user)
    whence = _whence(work, shown=shown)
    work.post(
        letter(to=to or user.email, name=user.name, whence=whence, token=token, ends_at=ends_at, **facts), about=user
    )


def _whence(work: Work, *, shown: bool) -> Whence:
    """When and from where; not where staff worked."""
    actor = work.actor
    if not shown:
        return Whence(work.now)
    return Whence(work.now, actor.address, device(actor.agent) if actor.agent else "")
