"""A browser is trusted for a while: it is asked for no code. A new password or factor ends all of that."""

from sqlalchemy import delete, select

from usercore.devices import families
from usercore.models import Role, TrustedBrowser, User
from usercore.models.roles import is_staff
from usercore.steps.tokens import browser, browsers
from usercore.work import Work

METHOD = "password+trust"


def allowed(work: Work, user: User) -> bool:
    """Whether the settings let this person's browsers be trusted; off for dashboard roles unless they say so."""
    if not work.settings.trust_lifetime:
        return False
    return work.settings.trust_staff or not is_staff(work.db.get_one(Role, user.role).permissions)


def is_trusted(work: Work, user: User) -> bool:
    """Whether it is asked from a browser that is trusted now."""
    cookies = browsers(work)
    if not cookies or not allowed(work, user):
        return False
    mine = (TrustedBrowser.user_id == user.id, TrustedBrowser.browser_digest.in_(cookies))
    return (
        work.db.scalar(select(TrustedBrowser.id).where(*mine, TrustedBrowser.ends_at > work.now).limit(1)) is not None
    )


def trust(work: Work, user: User) -> bool:
    """Trust the browser that asks, if that may be; False without a cookie that knows it again."""
    cookie = browser(work)
    if cookie is None or not allowed(work, user):
        return False
    mine = (TrustedBrowser.user_id == user.id, TrustedBrowser.browser_digest.in_(browsers(work)))
    work.db.execute(delete(TrustedBrowser).where(*mine))
    family, system = families(work.actor.agent)
    until = work.now + work.settings.trust_lifetime
    work.add(
        TrustedBrowser(
            id=work.new_id(),
            user_id=user.id,
            browser_digest=cookie,
            browser=family,
            system=system,
            created_at=work.now,
            ends_at=until,
        )
    )
    return True


def forget(work: Work, user: User) -> bool:
    """No browser of theirs is trusted any more; False if none was."""
    theirs = work.db.execute(delete(TrustedBrowser).where(TrustedBrowser.user_id == user.id))
    return bool(theirs.rowcount)  # type: ignore[attr-defined]


def forget_all(work: Work) -> int:
    """No browser of anybody is trusted any more; returns how many were."""
    every = work.db.execute(delete(TrustedBrowser))
    return every.rowcount  # type: ignore[attr-defined,no-any-return]
