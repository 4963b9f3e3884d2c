"""Two people whose passwords somebody guesses at: locked as the limits lock, with what the log says of it."""

from tests.builders import house
from usercore.events import Event
from usercore.frames import diagnoses, locks, today
from usercore.limits import BY_NAME
from usercore.models import User


def locked(practiced):
    return sorted((user for user in practiced.every(User) if user.locked_until), key=lambda user: user.locked_until)


def of(practiced, user, event):
    return [entry for entry in practiced.history() if entry.subject_id == user.id and entry.event == event]


def test_one_is_locked_for_an_hour_and_one_until_tomorrow(practiced):
    hour, day = locked(practiced)

    assert (hour.locked_reason, day.locked_reason) == ("sign-in:account-hour", "sign-in:account-day")
    for user in (hour, day):
        limit = BY_NAME[user.locked_reason]
        last = of(practiced, user, Event.USER_LOCKED)[-1]
        tries = [
            entry for entry in of(practiced, user, Event.SIGN_IN_REFUSED) if entry.at > user.locked_until - limit.within
        ]
        assert user.locked_until > practiced.core.now()
        assert last.facts["limit"] == user.locked_reason
        assert last.facts["tries"] == len(tries) == limit.times
        assert last.at >= tries[-1].at
        assert last.outcome == "refused"


def test_nobody_signed_in_while_they_were_locked(practiced):
    for user in locked(practiced):
        first = of(practiced, user, Event.USER_LOCKED)[0]

        assert user.last_sign_in_at < first.at


def test_the_pages_say_so(practiced):
    core = practiced.core
    _, day = locked(practiced)

    found = core.call(house(), today.locked).iloc[0]
    assert (found.many, found.user_id) == (2, day.id)
    assert core.call(house(), locks.why, user_id=day.id).iloc[0].tries == BY_NAME["sign-in:account-day"].times
    assert len(core.call(house(), diagnoses.why, user_id=day.id))
    unusual = core.call(house(), today.failures).iloc[0]
    assert unusual.many >= 75
    assert unusual.most < 20
