"""Inviting, and what becomes of it."""

import re
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import update

from tests.browser.conftest import EMAIL, enter_as
from tests.builders import ANOTHER, PASSPHRASE, an_address, house
from usercore.actions import invitations
from usercore.frames import invitations as lists
from usercore.frames.invitations import InvitationQuery
from usercore.models import Invitation, OneTimeToken


def by(dashboard, page, email=EMAIL, path="/invitations"):
    """Who is signed in there now."""
    return dashboard.core.actor_for(enter_as(page, dashboard, email, path))


def set_up(page, dashboard):
    """The first admin makes their account, and is in."""
    page.goto(dashboard.set_up_link)
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("Your e-mail").fill(EMAIL)
    page.get_by_role("textbox", name="Choose a password").fill(PASSPHRASE)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", name="Users")).to_be_visible()


def invited(dashboard, actor, name="Nina New", **more):
    email = an_address("invited")
    return email, dashboard.core.call(actor, invitations.send, email=email, name=name, **more)


def status_of(dashboard, invitation_id):
    return dashboard.core.call(house(), lists.all, query=InvitationQuery(ids=(invitation_id,))).iloc[0].status


def end(dashboard, invitation_id):
    """As if its time had come."""
    over = dashboard.core.now() - timedelta(minutes=1)
    with dashboard.core.engine.begin() as connection:
        connection.execute(update(Invitation).where(Invitation.id == invitation_id).values(ends_at=over))
        whose = Invitation.__table__.select().where(Invitation.id == invitation_id)
        user_id = connection.execute(whose).one().user_id
        connection.execute(update(OneTimeToken).where(OneTimeToken.user_id == user_id).values(expires_at=over))


def accept(page, password=ANOTHER, name=None):
    if name is not None:
        page.get_by_label("Your name").fill(name)
    page.get_by_role("textbox", name="Choose a password").fill(password)
    page.get_by_role("button", name="Accept and sign in").click()


def row(page, name):
    return page.get_by_role("row", name=re.compile(name))
