"""What nobody can bring in from elsewhere: lines that are refused one by one, and lists that are refused as a whole."""

import pytest

from tests.actions.importing import a_list, bring, found, outcomes, whys
from tests.builders import ADA, PASSPHRASE, a_role, a_user, house, someone
from tests.witness import everything
from usercore.actions import users
from usercore.actions.imports import MOST_AT_ONCE
from usercore.crypto.passwords import hash_password
from usercore.errors import ListTooLong, NotAllowed, NotFresh, UnreadableList
from usercore.frames import imports as lists
from usercore.models import User
from usercore.permissions import Permission

OLD = hash_password(PASSPHRASE, memory_kib=32, rounds=1)  # weaker than the tests' own


def test_a_refused_line_says_why_and_leaves_the_others_alone(core, sam):
    core.call(house(), users.soft_delete, user_id=a_user(core, "trash@example.com"))
    core.call(house(), users.hard_delete, user_id=a_user(core, "erased@example.com"), reason="asked for it")
    lines = {
        "nonsense": "not an e-mail address",
        "bad@example.com": "invisible",
        "emperor@example.com": "no role called “emperor”",
        "boss@example.com": "not yours to give",
        "trash@example.com": "A deleted account still holds",
        "erased@example.com": "deleted for ever on 2 March 2026",
        "hash@example.com": "password hash",
        "dear@example.com": "password hash",
        "gone@example.com": "nobody comes as “deleted”",
        "when@example.com": "is no time",
        "before@example.com": "before 1970",
        "later@example.com": "still to come",
        "proof@example.com": "not yours to say",
        "both@example.com": "not invited any more",
        "latin@example.com": "UTF-8",
        "cells@example.com": "Too many cells.",
        "good@example.com": "",
    }
    more = {
        "bad@example.com": {"name": "a\u202eb"},
        "emperor@example.com": {"role": "emperor"},
        "boss@example.com": {"role": "admin"},
        "hash@example.com": {"password_hash": "5f4dcc3b5aa765d61d8327deb882cf99"},
        "dear@example.com": {"password_hash": OLD.replace("m=32,", "m=99999999,")},
        "gone@example.com": {"status": "deleted"},
        "when@example.com": {"created_at": "yesterday"},
        "before@example.com": {"created_at": "1969-12-31"},
        "later@example.com": {"created_at": "2099-01-01"},
        "proof@example.com": {"email_verified_at": "2020-01-01"},
        "both@example.com": {"status": "invited", "password_hash": OLD},
        "latin@example.com": {"name": "M\udcfcller"},
        "cells@example.com": {"why": "Too many cells."},
    }

    done = bring(core, sam, *({"email": email, **more.get(email, {})} for email in lines))

    assert outcomes(done) == ["refused"] * (len(lines) - 1) + ["made"]
    told = dict(zip(lines, whys(done), strict=True))
    assert {email: told[email] for email, why in lines.items() if why not in told[email]} == {}
    assert [result.line for result in done.results] == list(range(1, len(lines) + 1))
    assert found(core, "good") == ["good@example.com"]


def test_whoever_stands_twice_in_a_list_comes_once(core, sam):
    done = bring(core, sam, {"email": "twin@example.com", "line": 7}, {"email": "TWIN@example.com", "line": 9})

    assert outcomes(done) == ["made", "refused"]
    assert done.results[1].why == "Line 7 has the same address."


def test_a_staff_role_needs_a_recent_sign_in(core, ada, clock):
    for _ in range(2):
        clock.advance(minutes=31)
        core.call(ada, lists.fates, lines=[])

    with pytest.raises(NotFresh):
        bring(core, ada, *a_list(1), {"email": "boss@example.com", "role": "support"})
    assert outcomes(bring(core, ada, {"email": ADA, "role": "support"}, *a_list(1))) == ["there", "made"]


def test_whoever_may_not_suspend_brings_in_nobody_suspended(core):
    clerk = someone(core, a_role(core, "clerk", str(Permission.CREATE_USERS)))

    done = bring(core, clerk, {"email": "a@example.com", "status": "suspended"}, {"email": "b@example.com"})

    assert outcomes(done) == ["refused", "made"]


@pytest.mark.parametrize("name", [c.name for c in User.__table__.columns if c.name not in lists.FIELDS])
def test_no_other_column_can_be_written(core, name):
    before = everything(core)

    with pytest.raises(UnreadableList, match=f"“{name}” cannot be imported"):
        bring(core, house(), {"email": "new@example.com", name: "1"})

    assert everything(core) == before


def test_too_many_lines_or_no_right_and_nobody_comes(core, sam, maxim):
    with pytest.raises(ListTooLong):
        bring(core, sam, *a_list(MOST_AT_ONCE + 1))
    with pytest.raises(NotAllowed):
        bring(core, maxim, *a_list(1))
    assert found(core, "person") == []
