"""What people say of themselves: name and time zone."""

from zoneinfo import available_timezones

from usercore.errors import InvalidTimeZone
from usercore.models import User
from usercore.spelling import clean_name
from usercore.work import Work


def edit(work: Work, user: User, *, name: str | None, time_zone: str | None) -> dict[str, str | None]:
    """Change what is given; returns before and after of what became different. Raises `InvalidName`,
    `InvalidTimeZone`.
    """
    before = {"name": user.name, "time_zone": user.time_zone}
    if name is not None:
        user.set_name(clean_name(name))
    if time_zone is not None:
        if time_zone and time_zone not in available_timezones():
            raise InvalidTimeZone(zone=time_zone[:40])
        user.time_zone = time_zone or None
    changed = {word: value for word, value in before.items() if getattr(user, word) != value}
    work.db.flush()
    return {f"{word}.before": value for word, value in changed.items()} | {
        f"{word}.after": getattr(user, word) for word in changed
    }
