"""Notes about a person: the pinned one above everything, all of them under their tab, each with what may be done."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, wording
from usercore import Actor, Permission, say
from usercore.actions import notes
from usercore.errors import NotYourNote
from usercore.frames import notes as lists


def read(me: Actor, person: Any) -> pd.DataFrame | None:
    """Their notes; None for those who may not read any."""
    return desk.ask(lists.of_user, user_id=person.id) if me.may(lists.of_user) else None


def pinned(found: pd.DataFrame) -> None:
    """The one that everyone should see first."""
    for note in found[found["pinned"].astype(bool)].itertuples():
        st.info(f"{_words(note)}  \n{_under(note)}", icon=":material/keep:")


def board(me: Actor, person: Any, found: pd.DataFrame) -> None:
    """Write one, and all there are."""
    refusal = desk.why_not(me, notes.write)
    if st.button(say("Write a note"), icon=":material/edit_note:", key="note.new", disabled=refusal is not None,
                 help=refusal):  # fmt: skip
        write(me, person)
    if found.empty:
        st.caption(say("No notes yet. Whatever the next person on the phone should know belongs here."))
    for note in found.itertuples():
        with st.container(border=True):
            st.markdown(_words(note))
            st.caption(_under(note))
            with st.container(horizontal=True, gap="medium"):
                _buttons(me, note, refusal)


def _words(note: Any) -> str:
    """As it was written, line by line."""
    return "  \n".join(wording.plain(line) for line in note.text.split("\n"))


def _under(note: Any) -> str:
    told = [wording.plain(note.author or say("Someone who is gone")), wording.minute(note.created_at)]
    if note.changed_at is not None and not pd.isna(note.changed_at):
        told.append(say("changed {moment}", moment=wording.minute(note.changed_at)))
    if note.ticket:
        told.append(ticket(note.ticket))
    if note.privileged:
        told.append(say(":orange-badge[:material/visibility_lock: Privileged]"))
    return " · ".join(told)


def ticket(written: str) -> str:
    """A link where it is an address, else as it is written."""
    if written.startswith(("https://", "http://")) and not any(letter in written for letter in " <>()[]\\"):
        return say("[ticket]({address})", address=written)
    return say("ticket {number}", number=wording.plain(written))


def _buttons(me: Actor, note: Any, refusal: str | None) -> None:
    not_theirs = refusal or (None if note.own else str(NotYourNote()))
    may_remove = refusal or (None if note.own or me.may(Permission.PRIVILEGED_NOTES) else str(NotYourNote()))
    pin = say("Unpin") if note.pinned else say("Pin")
    if st.button(pin, type="tertiary", key=f"note.pin-{note.id}", disabled=refusal is not None, help=refusal):
        deed, thanks = (notes.unpin, say("Unpinned.")) if note.pinned else (notes.pin, say("Pinned."))
        desk.do(deed, note_id=note.id, thanks=thanks)
    if st.button(say("Change"), type="tertiary", key=f"note.edit-{note.id}", disabled=not_theirs is not None,
                 help=not_theirs):  # fmt: skip
        change(me, note)
    if st.button(say("Remove"), type="tertiary", key=f"note.remove-{note.id}", disabled=may_remove is not None,
                 help=may_remove):  # fmt: skip
        remove(note)


@st.dialog("Write a note", icon=":material/edit_note:")
def write(me: Actor, person: Any) -> None:
    with st.form("note", border=False):
        text, number, privileged = _fields(me, key="note.write")
        pin = st.checkbox(say("Pin it to the top of the page"), key="note.write.pin")
        if st.form_submit_button(say("Save"), type="primary"):
            desk.do(notes.write, user_id=person.id, text=text, ticket=number, privileged=privileged, pinned=pin,
                    thanks=say("Noted."))  # fmt: skip


@st.dialog("Change a note", icon=":material/edit_note:")
def change(me: Actor, note: Any) -> None:
    with st.form("note", border=False):
        text, number, privileged = _fields(me, key=f"note.change.{note.id}", note=note)
        if st.form_submit_button(say("Save"), type="primary"):
            desk.do(notes.change, note_id=note.id, text=text, ticket=number, privileged=privileged, seen=note.text,
                    thanks=say("Note changed."))  # fmt: skip


def _fields(me: Actor, *, key: str, note: Any = None) -> tuple[str, str, bool]:
    text = st.text_area(say("Note"), note.text if note else "", key=f"{key}.text", max_chars=4000, height=140,
                        placeholder=say("What should the next person know?"))  # fmt: skip
    number = st.text_input(say("Ticket (optional)"), note.ticket if note else "", key=f"{key}.ticket",
                           placeholder=say("Its address or number"), autocomplete="off")  # fmt: skip
    privileged = me.may(Permission.PRIVILEGED_NOTES) and st.checkbox(
        say("Privileged"), bool(note.privileged) if note else False, key=f"{key}.privileged",
        help=say("Only those who may see privileged notes read it, and it is left out of the person's own export."),
    )  # fmt: skip
    return text or "", number or "", bool(privileged)


@st.dialog("Remove this note?", icon=":material/delete:")
def remove(note: Any) -> None:
    st.markdown("> " + "\n> ".join(wording.plain(line) or "&nbsp;" for line in note.text[:400].split("\n")))
    st.caption(say("It is gone for good. That there was one, and who removed it, stays in the history."))
    if st.button(say("Remove"), type="primary", key="note.remove.go", icon=":material/delete:"):
        desk.do(notes.remove, note_id=note.id, thanks=say("Note removed."))
