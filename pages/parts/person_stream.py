"""What happened to a person: one stream, its kinds as filters, its pages by key, all of it in the address."""

from typing import Any

import streamlit as st

from pages.parts import timeline, wording
from pages.parts.filters import Filters, first_page
from pages.parts.pager import cursor, page_of, pager
from usercore import Actor, Permission, say
from usercore.frames import audit
from usercore.frames import timeline as lists

KIND, ROWS = "kind", 30
FILTERS = Filters({KIND: []})
KINDS = {  # and the icon before each
    "sign-ins": ("Sign-ins", "login"),
    "changes": ("Changes", "edit"),
    "sessions": ("Sessions", "devices"),
    "letters": ("Letters", "mail"),
    "invitations": ("Invitations", "person_add"),
    "notes": ("Notes", "sticky_note_2"),
    "requests": ("Requests", "contact_mail"),
    "consents": ("Consents", "fact_check"),
    "exports": ("Exports", "download"),
}
ICONS = {  # of some events, where that of their kind says less
    "two-factor": "phonelink_lock",
    "password": "key",
    "case": "gpp_bad",
    "user:locked": "lock",
    "user:unlocked": "lock_open",
    "user:role-changed": "shield_person",
    "user:suspended": "block",
    "user:deleted": "delete",
    "user:created": "person",
    "user:revealed": "visibility",
    "user:reveal-ended": "visibility_off",
    "sign-in:ended": "logout",
    "account": "gpp_maybe",
}


def stream(me: Actor, person: Any, titles: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.pills(
            say("Show only"), list(KINDS), selection_mode="multi", key=KIND, bind="query-params",
            format_func=lambda kind: say(KINDS[kind][0]), on_change=first_page, label_visibility="collapsed", wrap=True,
        )  # fmt: skip
        if me.may(audit.search):
            st.page_link("audit.py", label=say("What they did"), icon=":material/history:",
                         query_params={"actor": person.email if me.may(Permission.REVEAL_USERS) else str(person.id)})  # fmt: skip
    query = lists.StreamQuery(user_id=person.id, kinds=tuple(chosen), limit=ROWS, **cursor())
    found = page_of(lists.of_user, query)
    empty = say("Nothing of this kind has happened yet.") if chosen else say("Nothing has happened yet.")
    timeline.show([_entry(row, titles) for row in found.itertuples()], key="history", empty=empty)
    pager(found)


def _entry(row: Any, titles: dict[str, str]) -> dict[str, str]:
    icon = ICONS.get(row.event) or ICONS.get(row.event.partition(":")[0]) or KINDS[row.kind][1]
    return wording.entry(row, titles) | {"icon": icon}
