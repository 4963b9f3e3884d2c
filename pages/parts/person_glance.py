"""The card beside a person's history: who they are at a glance, edited in place."""

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pages.parts import desk, fields, on_its_way, wording
from pages.parts.matches import links
from usercore import Actor, Permission, say
from usercore.actions import emails, users
from usercore.frames import links as link_lists
from usercore.frames import two_factor as factors
from usercore.spelling import mixes_scripts
from usercore.typos import likely

EDITING = "person.editing"


def editing(user_id: object) -> int | None:
    """The version that the open form began from; None if no form is open for this person."""
    who, version = st.session_state.get(EDITING) or (None, None)
    return version if who == str(user_id) else None


def edit(user_id: object | None, version: int | None = None) -> None:
    """Open the form for this person as they are at `version`, or close it."""
    st.session_state[EDITING] = (str(user_id), version) if user_id else None


def card(me: Actor, person: Any, sessions: pd.DataFrame, titles: dict[str, str]) -> None:
    with st.container(border=True):
        if (version := editing(person.id)) is not None:
            _form(me, person, version)
            return
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.header(say("At a glance"), anchor=False, width="content")
            st.button(
                say("Edit"), icon=":material/edit:", type="tertiary", key="edit", on_click=edit, args=(person.id, int(person.version)),
                disabled=not me.may(users.update, about=person.id) or person.above_you or person.status == "deleted",
                help=desk.why_not(me, users.update, about=person.id),
            )  # fmt: skip
        live = int(sessions["live"].sum()) if len(sessions) else 0
        for label, value in (
            (say("Name"), person["name"] or "—"),
            (say("E-mail"), person.email),
            (say("Role"), titles.get(person.role, person.role)),
            (say("Status"), wording.status(person.status)),
            (say("Last sign-in"), wording.minute(person.last_sign_in_at) if person.last_sign_in_at else say("never")),
            (say("Created"), wording.day(person.created_at)),
            (say("Sessions"), say("{count} open", count=live)),
            (say("Password"), _password(person)),
            (say("Two-factor"), _second_factor(person)),
            (say("Time zone"), (person.time_zone or say("as their browser says")).replace("_", " ")),
        ):
            with st.container(horizontal=True, gap="small", wrap=False):
                st.markdown(f":gray[{label}]", width=84)
                st.markdown(desk.plain(str(value)))
        _like_them(me, person, titles)
        waiting_for(me, person)
        if mixes_scripts(person.email) or mixes_scripts(person["name"]):
            st.warning(
                say(
                    "Name or address mixes alphabets, as a look-alike of someone else's would. Read it letter by letter."
                ),
                icon=":material/spellcheck:",
            )


def _like_them(me: Actor, person: Any, titles: dict[str, str]) -> None:
    """The list of people, narrowed to whoever has the same role, or an address in the same place."""
    role, domain = titles.get(person.role, person.role), person.email.rpartition("@")[2]
    ways = [(say("Everyone with the role {role}", role=role), f"/users?{urlencode({'role': role})}")]
    if me.may(Permission.REVEAL_USERS):
        ways.append((say("Everyone at {domain}", domain=domain), f"/users?{urlencode({'q': f'@{domain}'})}"))
    links(ways, key="like-them")


def waiting_for(me: Actor, person: Any) -> None:
    """A new address that was not confirmed yet."""
    found = desk.ask(link_lists.waiting, user_id=person.id)
    for link in found[found["purpose"] == "email"].itertuples():
        where = desk.plain(link.new_email) if link.new_email else say("a new address")
        st.info(
            say("Waiting for {email} to confirm, until {moment}.", email=where, moment=wording.minute(link.ends_at)),
            icon=":material/mark_email_unread:",
        )
        st.button(
            say("Cancel the new address"), key="email.cancel", on_click=_cancel, args=(person.id,),
            disabled=not me.may(emails.cancel, about=person.id) or person.above_you,
        )  # fmt: skip


def _cancel(user_id: object) -> None:
    if desk.call(emails.cancel, user_id=user_id) is not False:
        desk.later(say("The new address is no longer waited for."))


def _password(person: Any) -> str:
    if not person.has_password:
        return say("none yet")
    if person.password_compromised:
        return say("known to others")
    return say("to be replaced") if person.must_change_password else say("set")


def _second_factor(person: Any) -> str:
    found = desk.ask(factors.of_user, user_id=person.id)
    active = found[found["state"] == "active"]
    if active.empty:
        return say("off")
    left = int(active.iloc[0].codes_left)
    return say("on, one recovery code left") if left == 1 else say("on, {count} recovery codes left", count=left)


def _asked(email: str) -> str:
    """What becomes of a new address."""
    return on_its_way.told(
        say("Saved. It counts once {email} confirms it through the letter there.", email=email),
        waits=say("Saved. It counts once {email} confirms it. {waits}", email=email, waits=say(on_its_way.WAITS)),
    )


def _form(me: Actor, person: Any, version: int) -> None:
    """What was typed stays through a refusal; a conflict shows what stands there now, and a second Save means it."""
    st.header(say("Edit"), anchor=False)
    with st.form("edit-person", border=False):
        name = fields.name(person["name"], key=f"edit.name.{person.id}")
        email = fields.email(person.email, key=f"edit.email.{person.id}")
        if person.status != "invited":
            st.caption(say("A new address counts once it is confirmed there; the old one is told."))
        proof = fields.proof(me, key=f"edit.proof.{person.id}", credentials=me.user_id == person.id)
        if proof is not None:
            st.caption(say("Only needed for a new address."))
        with st.container(horizontal=True):
            saved = st.form_submit_button(say("Save"), type="primary")
            st.form_submit_button(say("Cancel"), on_click=edit, args=(None,))
    if not saved:
        return
    moved = {"email": email} if email.strip() != person.email else {}
    if moved and not desk.proved(proof):
        return
    done = desk.call(users.update, user_id=person.id, name=name, version=version, **moved)
    if done is not False:
        edit(None)
        desk.later(_asked(done.asked) if done.asked else say("Saved."))
        if moved and (better := likely(email)):
            desk.later(say("Did you mean {email}? Then edit it once more.", email=better))
        st.rerun()
    if version != person.version:
        edit(person.id, int(person.version))
        st.caption(
            say(
                "It now reads “{name}”, {email}. Save again to put yours in its place, or cancel.",
                name=desk.plain(person["name"]),
                email=desk.plain(person.email),
            )
        )
