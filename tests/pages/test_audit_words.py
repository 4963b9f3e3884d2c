"""Every event has words, and an entry reads whatever its facts look like."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from pages.parts import wording
from pages.parts.audit_entry import changes, others
from pages.parts.log_words import EVENTS
from tests.builders import ADA, SAM
from tests.pages.app import the_app, words
from usercore.events import Event


def row(event, **facts):
    told = {"tries": 3, "rows": 2, "entries": 5, "month": "2026-01", "fields": ["name"]}
    told |= {"purpose": "newsletter", "version": 2, "language": "en", **facts}
    return SimpleNamespace(event=event, facts=told, values={}, at=datetime(2026, 3, 2, tzinfo=UTC), actor="Ada",
                           actor_id=None, subject_id=None)  # fmt: skip


def test_every_event_has_words():
    assert [str(event) for event in Event if event not in EVENTS] == []


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("fact", ["admin", ["admin", None], {"subject": "a"}, None, 3])
def test_an_entry_reads_whatever_its_facts_look_like(event, fact):
    said = wording.entry(row(event, before=fact, after=fact, role="admin"), {"admin": "Admin"})

    assert said["title"]


def test_roles_are_told_by_their_titles():
    told = row(Event.SECOND_FACTOR_ASKED, before=["admin"], after=["admin", "support"])

    assert changes(told, {"admin": "Admin", "support": "Support"}) == [("Changed", "“Admin” to “Admin, Support”")]


def test_what_else_is_known_is_told_in_words():
    facts = {"limit": "sign-in:account-hour", "proofs": ["seen", "called-back"], "dry_run": False, "new_fact": [None]}
    told = dict(others(row(Event.USER_LOCKED, until="2026-03-04T05:06:07+00:00", **facts), {}))

    assert told["Limit"] == "Sign-in: one address, second step"
    assert told["Tries"] == "3"
    assert told["What showed it"] == "known and seen, called back on a known number"
    assert told["Dry run"] == "no"
    assert told["Until"] == "4 Mar 2026, 05:06"
    assert told["New fact"] == "–"


def test_what_consent_was_asked_for_is_told_by_its_name_and_not_by_its_key():
    said = wording.entry(row("consent:given", purpose="product-research", version=1), {})

    assert said["title"] == "Agreed: Product research, version 1"


def test_the_page_opens_for_an_admin_and_verifies(core, tokens):
    with the_app(core, tokens[ADA], "audit.py") as app:
        assert not app.exception
        assert "Audit log" in words(app)
        app.button(key="verify").click().run()
        assert not app.exception
        assert any("entries are as they were written" in said.value for said in app.success)


def test_the_page_shows_one_entry_in_full(core, tokens, ada):
    from usercore.frames import audit

    entry = core.call(ada, audit.search).iloc[0]
    with the_app(core, tokens[ADA], "audit.py", entry=str(entry.id)) as app:
        assert not app.exception
        assert entry.event.replace(":", r"\:") in words(app).replace("\\-", "-")


def test_support_is_told_that_it_is_not_for_them(core, tokens):
    with the_app(core, tokens[SAM], "no_access.py") as app:
        assert "Not for your role" in words(app)
