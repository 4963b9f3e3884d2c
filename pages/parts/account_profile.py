"""My profile: name, address and time zone, changed in place."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

import pandas as pd
import streamlit as st

from pages.parts import desk, fields, on_its_way, wording
from usercore import Actor, say
from usercore.actions import emails, users
from usercore.crypto.tokens import Purpose

BROWSER = ""
OLD_NAMES = ("Etc/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/")
ROUND, BEGAN = "profile.round", "profile.began"


@cache
def places() -> tuple[str, ...]:
    """Time zones by their place, as one looks for one's own; without offsets and names kept for old programs."""
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(OLD_NAMES)))


def profile(me: Actor, person: Any, waiting: pd.DataFrame) -> None:
    """A form that keeps what was typed through a refusal; a new address waits until it is confirmed."""
    st.header(say("Profile"), anchor=False)
    turn = st.session_state.setdefault(ROUND, 0)
    now = {"name": person["name"], "email": person.email, "time_zone": person.time_zone or BROWSER}
    if f"profile.name.{turn}" not in st.session_state:
        st.session_state[BEGAN] = now  # what the fields show before anyone types
    zones = list(dict.fromkeys((BROWSER, now["time_zone"], "UTC", *places())))
    with st.form(f"profile.{turn}", border=False):
        name = st.text_input(say("Name"), now["name"], key=f"profile.name.{turn}", autocomplete="name")
        email = st.text_input(say("E-mail"), now["email"], key=f"profile.email.{turn}", autocomplete="email")
        zone = st.selectbox(
            say("Time zone"), zones, index=zones.index(now["time_zone"]), key=f"profile.zone.{turn}",
            format_func=lambda one: one.replace("_", " ") or say("As this browser says ({zone})", zone=st.context.timezone or "UTC"),
        )  # fmt: skip
        proof = fields.proof(me, key=f"profile.proof.{turn}", credentials=True)
        if proof is not None:
            st.caption(say("Only needed for a new address."))
        if st.form_submit_button(say("Save"), type="primary"):
            _save(person, now, {"name": name.strip(), "email": email.strip(), "time_zone": zone}, proof)
    _waiting(me, waiting)


def _save(person: Any, now: dict[str, str], typed: dict[str, str], proof: str | None) -> None:
    """Only what was typed anew is sent, so that it takes nothing back that someone else changed meanwhile."""
    began = st.session_state[BEGAN]
    mine = {field: value for field, value in typed.items() if value != began[field]}
    theirs = [field for field in mine if now[field] not in (began[field], mine[field])]
    if theirs:
        st.session_state[BEGAN] = began | {field: now[field] for field in theirs}
        for field in theirs:
            told = wording.plain(now[field] or "–")
            st.warning(
                say("Meanwhile this was changed to “{value}”. Save again to put yours in its place.", value=told)
            )
        return
    if "email" in mine and not desk.proved(proof):
        return
    saved = desk.call(users.update, user_id=person.id, version=int(person.version), **mine)
    if saved is False:
        return
    st.session_state[ROUND] += 1
    asked = on_its_way.told(
        say("Saved. Open the link in the letter to {email} to confirm it.", email=saved.asked),
        waits=say("Saved. No letter can be sent from here by itself: ask your admin for the link that confirms {email}.",
                  email=saved.asked),
    )  # fmt: skip
    desk.later(asked if saved.asked else say("Saved."))
    st.rerun()


def _waiting(me: Actor, waiting: pd.DataFrame) -> None:
    for link in waiting[waiting["purpose"] == Purpose.EMAIL].itertuples():
        st.info(
            say(
                "Waiting for **{email}** to be confirmed, until {moment}. Meanwhile your address stays what it is.",
                email=wording.plain(link.new_email or ""),
                moment=wording.minute(link.ends_at),
            ),
            icon=":material/mark_email_unread:",
        )
        st.button(say("Cancel the new address"), key="profile.cancel", on_click=_cancel, args=(me.user_id,))


def _cancel(user_id: object) -> None:
    if desk.call(emails.cancel, user_id=user_id) is not False:
        desk.later(say("The new address is no longer waited for."))
