"""Dashboards with letters in their outbox, and a hand that opens one."""

from contextlib import contextmanager

from playwright.sync_api import expect
from sqlalchemy import text

from tests.builders import a_user, allow_many, settings
from tests.dashboards import CREW, start
from tests.letters import post
from usercore import open_core


@contextmanager
def a_house(sqlite_files, **environment):
    with sqlite_files.fresh() as url:
        core = open_core(settings=settings(url))
        allow_many(core)
        ids = {email: a_user(core, email, name=name, role=role) for email, name, role in CREW}
        running = start(url, **environment)
        running.core, running.ids = core, ids
        yield running
        running.end()


def letter(running, email="max@example.com", **more):
    return post(running.core, running.ids[email], **more)


def row(page, words):
    return page.get_by_role("row").filter(has_text=words)


def open_letter(page, words):
    row(page, words).get_by_role("link").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page.get_by_role("dialog")


def emptied(running):
    """As at the beginning: no letter, and no text that was changed."""
    with running.core.engine.begin() as connection:
        for table in ("letters", "letter_texts"):
            connection.execute(text(f"DELETE FROM {table}"))
