"""My profile: name, address and time zone, changed in place."""

from typing import Any
from zoneinfo import available_timezones

import pandas as pd
import streamlit as st

from pages.parts import desk, fields, wording
from usercore import Actor, say
from usercore.actions import emails, sign_in, users
from usercore.crypto.tokens import Purpose

BROWSER = ""


def profile(me: Actor, person: Any, waiting: pd.DataFrame) -> None:
    """A form that keeps what was typed through a refusal; a new address waits until it is confirmed."""
    st.header(say("Profile"), anchor=False)
    zones = [BROWSER, *sorted(available_timezones())]
    mine = person.time_zone or BROWSER
    with st.form("profile", border=False):
        name = st.text_input(say("Name"), person["name"], key="profile.name", autocomplete="name")
        email = st.text_input(say("E-mail"), person.email, key="profile.email", autocomplete="email")
        zone = st.selectbox(
            say("Time zone"), zones, index=zones.index(mine) if mine in zones else 0, key="profile.zone",
            format_func=lambda one: one.replace("_", " ") or say("As this browser says ({zone})", zone=st.context.timezone or "UTC"),
        )  # fmt: skip
        proof = fields.proof(me, key="profile.proof", credentials=True)
        if proof is not None:
            st.caption(say("Your password is only needed for a new address."))
        if st.form_submit_button(say("Save"), type="primary"):
            _save(person, name=name, email=email, zone=zone, proof=proof)
    _waiting(me, waiting)


def _save(person: Any, *, name: str, email: str, zone: str, proof: str | None) -> None:
    moved = email.strip() != person.email
    if moved and proof and desk.call(sign_in.confirm, password=proof) is False:
        return
    wanted = {"name": name, "time_zone": zone} | ({"email": email} if moved else {})
    saved = desk.call(users.update, user_id=person.id, version=int(person.version), **wanted)
    if saved is False:
        return
    asked = saved.asked
    desk.later(say("Saved. A letter to {email} asks to confirm it.", email=asked) if asked else say("Saved."))
    st.rerun()


def _waiting(me: Actor, waiting: pd.DataFrame) -> None:
    for link in waiting[waiting["purpose"] == Purpose.EMAIL].itertuples():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(
                say(
                    "Waiting until {email} is confirmed, by {moment}. Until then your address stays what it is.",
                    email=wording.plain(link.new_email or ""),
                    moment=wording.minute(link.ends_at),
                ),
                icon=":material/mark_email_unread:",
            )
            st.button(say("Cancel"), key="profile.cancel", on_click=_cancel, args=(me.user_id,))


def _cancel(user_id: object) -> None:
    if desk.call(emails.cancel, user_id=user_id) is not False:
        desk.later(say("The new address is no longer waited for."))
