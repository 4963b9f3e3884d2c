"""Every finding from the facts it follows from, in order, each fix once and only where it can be done."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.builders import MORNING as NOW
from usercore.models import Status
from usercore.steps.diagnosis import AskedIn, Known, Try, WayIn, diagnose
from usercore.steps.diagnosis_words import FIXES, REFUSED, SENTENCES, fix, told
from usercore.work import Counted

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ONE, TWO = UUID(int=1), UUID(int=2)


def asked_in(status, **more):
    return AskedIn(**{"id": ONE, "status": status, "sent_at": NOW - DAY, "ends_at": NOW + DAY, "by": "Ada", **more})


def a_letter(state="failing", **more):
    return WayIn(**{"id": TWO, "kind": "forced-reset", "state": state, "created_at": NOW - HOUR, **more})


def counted(count, times=10, ends_at=NOW + HOUR):
    return Counted(limit="sign-in:account", count=count, times=times, ends_at=ends_at, quiet=False)


def tries(why, *networks, ago=HOUR):
    return tuple(Try(NOW - ago, why, network) for network in networks)


INVITED = {"status": Status.INVITED, "has_password": False}
FACTOR = {"factor_since": NOW - DAY}
LOCKED = {"locked_until": NOW + HOUR, "lock_tries": 10, "lock_networks": 2}

# What is known; the findings as kind, whether it stops them, and what puts it right.
CASES = {
    "fine": ({}, [("nothing", False, None)]),
    "in the trash": ({"deleted_at": NOW - DAY, "deleted_by": "Ada"}, [("deleted", True, "restore")]),
    "suspended": ({"status": Status.SUSPENDED}, [("suspended", True, "reinstate")]),
    "in the trash and suspended beneath": (
        {"deleted_at": NOW - DAY, "status": Status.SUSPENDED},
        [("deleted", True, "restore"), ("suspended", True, None)],
    ),
    "locked": (LOCKED, [("locked", True, "unlock")]),
    "locked until a reset": ({**LOCKED, "until_reset": True}, [("locked-until-reset", True, "unlock")]),
    "a lock that is over": ({"locked_until": NOW}, [("nothing", False, None)]),
    "used up without a mark": ({"counted": (counted(10),)}, [("limit-used-up", True, None)]),
    "nearly used up": (
        {"counted": (counted(8),)},
        [("limit-nearly", False, None), ("nothing", False, None)],
    ),
    "a few tries of many": ({"counted": (counted(2),)}, [("nothing", False, None)]),
    "never invited": (INVITED, [("not-invited", True, "invite")]),
    "invited": ({**INVITED, "invitation": asked_in("waiting")}, [("invitation-waits", True, "resend")]),
    "opened": ({**INVITED, "invitation": asked_in("opened")}, [("invitation-opened", True, "resend")]),
    "nobody stands behind it": (
        {**INVITED, "invitation": asked_in("review")},
        [("invitation-unbacked", True, "resend")],
    ),
    "ended": ({**INVITED, "invitation": asked_in("expired")}, [("invitation-ended", True, "resend")]),
    "taken back": (
        {**INVITED, "invitation": asked_in("revoked", closed_at=NOW)},
        [("invitation-revoked", True, "invite")],
    ),
    "replaced": ({**INVITED, "invitation": asked_in("replaced")}, [("not-invited", True, "invite")]),
    "locked while invited": ({**INVITED, **LOCKED}, [("not-invited", True, "invite")]),
    "no password": ({"has_password": False}, [("no-password", True, "force-reset")]),
    "known to others": ({"compromised": True}, [("compromised", True, "force-reset")]),
    "temporary": (
        {"must_change": True},
        [("must-change", False, "force-reset"), ("nothing", False, None)],
    ),
    "too old": ({"aged": True}, [("aged", False, "force-reset"), ("nothing", False, None)]),
    "to be changed, and the letter fails": (
        {"must_change": True, "letters": (a_letter(),)},
        [("must-change", False, None), ("letter-failing", False, "retry"), ("nothing", False, None)],
    ),
    "known to others, and the letter was given up": (
        {"compromised": True, "letters": (a_letter("given-up"),)},
        [("compromised", True, "force-reset"), ("letter-given-up", True, "retry")],
    ),
    "locked until a reset, whose letter waits": (
        {**LOCKED, "until_reset": True, "letters": (a_letter("queued"),)},
        [("locked-until-reset", True, "unlock"), ("letter-queued", True, None)],
    ),
    "no mail server": (
        {"must_change": True, "letters": (a_letter("queued"),), "by_hand": True},
        [("must-change", False, None), ("letter-by-hand", False, "copy-link"), ("nothing", False, None)],
    ),
    "no mail server any more": (
        {"letters": (a_letter("failing"),), "by_hand": True},
        [("letter-failing", False, "copy-link"), ("nothing", False, None)],
    ),
    "a letter that was sent": (
        {"must_change": True, "letters": (a_letter("sent"),)},
        [("must-change", False, "force-reset"), ("nothing", False, None)],
    ),
    "a second factor": (
        {**FACTOR, "codes_left": 3},
        [("second-factor", False, None), ("nothing", False, None)],
    ),
    "no codes left": (FACTOR, [("no-codes-left", False, "recovery"), ("nothing", False, None)]),
    "a lost phone that waits": (
        {**FACTOR, "recovery_ends_at": NOW + HOUR},
        [("no-codes-left", False, None), ("recovery-waits", False, None), ("nothing", False, None)],
    ),
    "a clock that is wrong": (
        {**FACTOR, "codes_left": 3, "refused": tries("clock", None)},
        [("clock", False, None), ("second-factor", False, None), ("nothing", False, None)],
    ),
    "a factor that cannot be read": (
        {**FACTOR, "refused": tries("unsealable", None)},
        [("unsealable", False, "recovery"), ("no-codes-left", False, None), ("nothing", False, None)],
    ),
    "a factor comes first": ({"must_enrol": True}, [("must-enrol", False, None), ("nothing", False, None)]),
    "the role's time is over": ({"enrol_by": NOW}, [("must-enrol", False, None), ("nothing", False, None)]),
    "the role asks for one": ({"enrol_by": NOW + DAY}, [("enrol-by", False, None), ("nothing", False, None)]),
    "the role's rule is met": (
        {**FACTOR, "codes_left": 3, "must_enrol": True, "enrol_by": NOW},
        [("second-factor", False, None), ("nothing", False, None)],
    ),
    "wrong passwords": (
        {"refused": tries("wrong-password", None)},
        [("refused", False, "force-reset"), ("nothing", False, None)],
    ),
    "wrong codes": (
        {**FACTOR, "codes_left": 3, "refused": tries("wrong-code", None)},
        [("second-factor", False, None), ("refused", False, None), ("nothing", False, None)],
    ),
    "long ago": ({"refused": tries("wrong-password", None, ago=31 * DAY)}, [("nothing", False, None)]),
    "what stops comes first": (
        {"must_change": True, **LOCKED, "refused": tries("wrong-password", None)},
        [("locked", True, "unlock"), ("must-change", False, "force-reset"), ("refused", False, None)],
    ),
}


@pytest.mark.parametrize(("known", "wanted"), CASES.values(), ids=CASES)
def test_what_is_known_leads_to_these_findings_in_this_order(known, wanted):
    found = diagnose(Known(now=NOW, **known))

    assert [(one.kind, one.stops, one.fix) for one in found] == wanted
    for one in found:
        sentence = told(one, moment=str)
        assert "{" not in sentence
        assert "None" not in sentence
        assert one.fix is None or fix(one.fix)


def test_every_sentence_and_every_fix_is_reached():
    found = [one for known, _ in CASES.values() for one in diagnose(Known(now=NOW, **known))]

    assert {one.kind for one in found} | {"nothing-else"} == set(SENTENCES)
    assert {one.fix for one in found} - {None} == set(FIXES)


def said(**known):
    """The first sentence."""
    return told(diagnose(Known(now=NOW, **known))[0], moment=lambda at: f"{at:%-d %B %H:%M}")


def test_the_sentences_hold_the_facts():
    assert said(**LOCKED) == "Locked until 2 March 10:00 after 10 failed tries from 2 networks."
    assert said(**{**LOCKED, "lock_tries": 0, "lock_networks": 1}) == (
        "Locked until 2 March 10:00 after failed tries from one network."
    )
    assert said(deleted_at=NOW - DAY, deleted_by="Ada").startswith(
        "In the trash since 1 March 09:00, put there by Ada."
    )
    assert said(deleted_at=NOW - DAY).startswith("In the trash since 1 March 09:00. ")
    assert said(status=Status.SUSPENDED) == "Suspended until reinstated."
    assert said(status=Status.SUSPENDED, suspended_until=NOW + DAY, suspended_reason="left") == (
        "Suspended until 3 March 09:00. “left”"
    )
    assert said() == (
        "Nothing stands in the way. They have never signed in. A typo in the address, or another one than this, may be "
        "what was typed."
    )
    assert "Last sign-in: 1 March 09:00." in said(last_sign_in_at=NOW - DAY)


def test_a_letter_has_the_mail_servers_words():
    first = said(letters=(a_letter(tries=1, problem="450 later", next_try_at=NOW + HOUR),))
    last = said(letters=(a_letter("given-up", tries=8, problem="550 nobody here"),))

    assert first == (
        "The letter with a link to choose a new password was not taken yet, tried once. The mail server said: “450 "
        "later”. The next try is 2 March 10:00."
    )
    assert last == (
        "The letter with a link to choose a new password was not taken, tried 8 times, and is not tried again by itself. "
        "The mail server said: “550 nobody here”."
    )


def test_tries_are_told_by_reason_with_their_networks():
    early, late = tries("wrong-password", "a", "b", ago=2 * HOUR), tries("wrong-password", "c", "d", "a")

    assert said(refused=late + early) == (
        "Refused 5 times since 2 March 07:00, the last time 2 March 08:00: the password was wrong, from c, d, a and 1 more."
    )
    assert said(refused=tries("suspended", None)) == (
        "Refused once, 2 March 08:00: the password was right, and the account suspended."
    )


def test_the_reason_of_the_last_try_comes_first():
    found = diagnose(Known(now=NOW, refused=tries("wrong-code", "a") + tries("wrong-password", "a", ago=DAY)))

    assert [one.facts.get("why") for one in found] == ["wrong-code", "wrong-password", None]


def test_words_of_others_are_made_safe_and_dates_written_by_the_reader():
    (found, *_) = diagnose(Known(now=NOW, status=Status.SUSPENDED, suspended_reason="*bold*"))

    assert told(found, moment=str, plain=lambda text: text.replace("*", "")) == "Suspended until reinstated. “bold”"


def test_every_reason_a_try_is_refused_for_has_words():
    assert set(REFUSED) >= {"wrong-password", "no-password", *map(str, Status), "compromised"} - {"active"}
