"""Who has not come in yet: how many, how it goes with each, and when they were first asked."""

from usercore.practice.chance import Weighted
from usercore.practice.moments import DAY, HOUR, MICROSECOND, MINUTE
from usercore.practice.newcomers import Asking, Course
from usercore.practice.troubles import OF_INVITATIONS, Trouble
from usercore.practice.world import Former, World

INVITED = 0.03  # the share of all people
COURSES = Weighted(
    (
        (Course.WAITING, 20),
        (Course.OPENED, 16),
        (Course.AGAIN, 18),
        (Course.EXPIRED, 26),
        (Course.LATE, 11),
        (Course.REVOKED, 9),
    )
)
SURE = (Course.REVOKED, Course.LATE, Course.AGAIN)  # one of each in the smallest house
IN_REVIEW, MEAN_LIFETIMES_AGO = 2, 5


def invitees(world: World, count: int) -> list[tuple[int, Asking]]:
    """When so many people were first asked in, and by whom. A few are of the rare kinds, however many there are; the
    others are spread over the courses as exactly as their number allows.
    """
    found = [_in_trouble(world, trouble) for trouble in OF_INVITATIONS[: count // 3]]
    if world.former:
        found += [_in_review(world, world.former) for _ in range(min(IN_REVIEW, count - len(found)))]
    left = count - len(found)
    spread = left - len(SURE)
    courses = [*SURE[:left], *(COURSES.at((number + world.rng.random()) / spread) for number in range(spread))]
    return found + [
        (_first_asked(world, course), Asking(course, world.colleague("admin", "support"))) for course in courses
    ]


def _in_trouble(world: World, trouble: Trouble) -> tuple[int, Asking]:
    by = world.colleague("admin", "support")
    return world.calendar.now - trouble.ago, Asking(Course.UNSENT, by, trouble)


def _in_review(world: World, past: Former) -> tuple[int, Asking]:
    now, span = world.calendar.now, world.settings.invitation_lifetime // MICROSECOND
    return world.calendar.between(now - span // 2, past.until - span // 50), Asking(Course.REVIEW, past.colleague)


def _first_asked(world: World, course: Course) -> int:
    """Never before all of the staff are there."""
    calendar, span = world.calendar, world.settings.invitation_lifetime // MICROSECOND
    now, mean_days = calendar.now, MEAN_LIFETIMES_AGO * span / DAY
    match course:
        case Course.AGAIN:
            at = calendar.between(now - 6 * span, now - span - span // 3)
        case Course.EXPIRED | Course.LATE:
            at = calendar.recently(now - 22 * span, now - span - 2 * HOUR, mean_days)
        case Course.REVOKED:
            at = calendar.recently(now - 12 * span, now - 2 * HOUR, mean_days)
        case _:
            at = calendar.between(now - span + span // 14, now - 15 * MINUTE)
    return max(at, calendar.start + 7 * DAY)
