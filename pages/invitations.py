"""Invitations: who has been asked in, what became of it, and asking someone new."""

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pages.parts import (
    desk,
    invitations_again,
    invitations_filters,
    invitations_send,
    invitations_words,
    table,
)
from pages.parts.filters import finds
from pages.parts.invitations_funnel import funnel
from pages.parts.invitations_one import ONE, one
from pages.parts.pager import cursor, page_of, pager
from usercore import say
from usercore.actions import invitations
from usercore.frames import invitations as lists
from usercore.frames import roles as role_lists
from usercore.frames import users as people
from usercore.frames.totals import Total

KEY, ROWS = "invitations", 50

me = desk.enter(lists.all)
roles = desk.ask(role_lists.every)
titles = dict(zip(roles["name"], roles["title"], strict=True))


def shown(found: pd.DataFrame) -> pd.DataFrame:
    """The rows in words."""
    seen = found.copy()
    seen["role"] = [titles.get(role, role) for role in found["role"]]
    named = found["name"] != ""
    seen["who"], seen["under"] = found["name"].where(named, found["email"]), found["email"].where(named, "")
    unanswered = found["closed_at"].isna()
    seen["until"] = found["expires_at"].where(unanswered, found["closed_at"])
    return seen


COLUMNS = [
    table.Column(name="who", title=say("Person"), kind="person", second="under", whose="user_id"),
    table.Column(
        name="status", title=say("Status"), kind="status",
        tones={status: (say(word), tone) for status, (word, tone) in invitations_words.STATUSES.items()},
    ),
    table.Column(name="role", title=say("Role"), kind="badge", narrow=False),
    table.Column(
        name="invited_by", title=say("Invited by"), kind="link", href="/invitations?by={inviter_id}", narrow=False,
    ),
    table.Column(name="sent_at", title=say("Sent"), kind="moment", narrow=False),
    table.Column(name="until", title=say("Ends, or ended"), kind="moment", narrow=False),
]  # fmt: skip


def nothing(refusal: str | None) -> None:
    """Why there is no row, and what to do about it."""
    with st.container(border=True):
        if invitations_filters.narrowed():
            st.markdown(say("**No invitation matches** these filters."))
            st.button(say("Drop all filters"), icon=":material/filter_alt_off:", on_click=invitations_filters.drop)
            return
        st.markdown(say("**Nobody was invited yet.**"))
        st.caption(
            say("Whoever you invite gets a letter with a link, chooses a password themselves and is in. You see here how "
                "far each one came.")
        )  # fmt: skip
        if st.button(say("Invite someone"), icon=":material/person_add:", type="primary", key="first",
                     disabled=refusal is not None, help=refusal):  # fmt: skip
            invitations_send.begin()
            invitations_send.invite(me, roles)


def invited_by() -> str | None:
    """The name of whoever the list is narrowed to."""
    if (inviter := invitations_filters.inviter()) is None:
        return None
    found = desk.ask(people.by_id, user_id=inviter)
    return say("someone since deleted") if found.empty else found.iloc[0]["name"] or found.iloc[0].email


def how_many(total: Total) -> str:
    return say("one invitation") if total == 1 and not total.capped else say("{total} invitations", total=total)


refusal = desk.why_not(me, invitations.send)
heading, buttons = st.columns([2, 3], vertical_alignment="bottom")
picture = st.container()
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    counted = invitations_filters.draw(titles, invited_by(), finds=finds(me))
query = invitations_filters.query(limit=ROWS, **cursor())
found = page_of(lists.all, query)

with heading, st.container(gap=None):
    st.title(say("Invitations"), anchor=False)
    st.caption(how_many(desk.ask(lists.counts, query=query)))
with buttons, st.container(horizontal=True, horizontal_alignment="right"):
    if counted["expired"] and st.button(
        say("Send all ended ones again"), icon=":material/forward_to_inbox:", disabled=refusal is not None, help=refusal
    ):
        invitations_again.forget()
        invitations_again.send_again(me, query)
    if st.button(say("Invite many"), icon=":material/group_add:", disabled=refusal is not None, help=refusal):
        st.switch_page("invite_many.py")
    if st.button(
        say("Invite"), icon=":material/person_add:", type="primary", key="invite.one", disabled=refusal is not None,
        help=refusal,
    ):  # fmt: skip
        invitations_send.begin()
        invitations_send.invite(me, roles)
with picture:
    funnel()

if found.empty:
    nothing(refusal)
else:
    # The invitation is added to the address as it is, so that the list behind it stays.
    address = urlencode({name: st.query_params.get_all(name) for name in st.query_params if name != ONE}, doseq=True)
    href = f"/invitations?{address}&{ONE}={{id}}" if address else f"/invitations?{ONE}={{id}}"
    table.show(shown(found), COLUMNS, key=KEY, label=say("Invitations"), href=href, selectable=False)
    pager(found)
if open_one := st.query_params.get(ONE):
    one(me, open_one, titles)
