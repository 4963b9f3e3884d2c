"""Everything about one person as a ZIP: proof first where the sign-in is old, then it comes, and how far it is."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import streamlit as st

from pages.parts import desk, dialogs, download, fields, timers
from pages.parts.enter import enter_presses
from usercore import Actor, say
from usercore.actions import downloads, sign_in
from usercore.frames import archives

BEGUN, EVERY = "archive.begun", "2s"
BACK = "archive.back"


def begin(me: Actor, user_id: UUID, who: str | None = None, *, back: Mapping[str, str] | None = None) -> None:
    """What a click on the button does; `who` is None for oneself. Once it is closed the address says `back` again."""
    st.session_state.pop(BEGUN, None)
    st.session_state[BACK] = dict(back or {})
    (_theirs if who else _mine)(me, user_id, who or "")


def _closed() -> None:
    dialogs.closed()
    st.query_params.update(st.session_state.pop(BACK, {}))


@st.dialog("Everything about them (ZIP)", icon=":material/folder_zip:", on_dismiss=_closed)
def _theirs(me: Actor, user_id: UUID, who: str) -> None:
    st.markdown(
        say(
            "All that is kept about {name}: a page to read, tables, and JSON for programs, with what each field means. "
            "Other people, passwords and codes are not in it.",
            name=desk.plain(who),
        )
    )
    _steps(me, user_id)


@st.dialog("Download your data", icon=":material/folder_zip:", on_dismiss=dialogs.closed)
def _mine(me: Actor, user_id: UUID, _who: str) -> None:
    st.markdown(
        say(
            "All that is kept about you: a page to read, tables, and JSON for programs, with what each field means. "
            "Other people, passwords and codes are not in it."
        )
    )
    _steps(me, user_id)


def _steps(me: Actor, user_id: UUID) -> None:
    begun = st.session_state.get(BEGUN)
    if begun is None and not me.fresh:
        _prove(me, user_id)
        begun = st.session_state.get(BEGUN)
    elif begun is None:
        begun = _ticket(user_id)
    if begun:
        download.begin(begun["ticket"], under="person")
        _progress(user_id)


def _prove(me: Actor, user_id: UUID) -> None:
    with enter_presses("archive"):
        proof = fields.proof(me, key="archive.proof")
        pressed = st.button(say("Download"), type="primary", icon=":material/download:", key="archive.go")
    if pressed and desk.call(sign_in.confirm, proof=proof or "") is not False and _ticket(user_id):
        st.rerun(scope="fragment")  # without the field: it is needed no more


def _ticket(user_id: UUID) -> dict[str, object] | None:
    since = desk.opening.core().now() - timedelta(seconds=1)
    ticket = desk.call(downloads.prepare_person, user_id=user_id)
    if not ticket:
        return None
    st.session_state[BEGUN] = {"ticket": ticket, "since": since}
    return st.session_state[BEGUN]


@st.fragment(run_every=EVERY)
def _progress(user_id: UUID) -> None:
    """Until it is here or broke off; the browser itself shows how much came."""
    begun = st.session_state.get(BEGUN)
    if not begun:
        return
    if "done" not in begun:
        found = desk.look(archives.newest, user_id=user_id, since=begun["since"])
        if not found.empty and found.iloc[0].event != "export:started":
            begun["done"] = found.iloc[0]
    done = begun.get("done")
    if done is None:
        st.info(say("It is being made, and comes to this browser meanwhile…"), icon=":material/hourglass_top:")
        return
    timers.rest()
    if done.event == "export:finished":
        st.success(
            say(
                "It is here: {files} files, {rows} rows. It is in the audit log.",
                files=done.files,
                rows=f"{done.rows:,}",
            ),
            icon=":material/check_circle:",
        )
        st.caption(say("Its checksum, that of manifest.json:"))
        st.code(done.manifest, language=None, wrap_lines=True)
    else:
        st.error(say("It broke off. Close this and try again."), icon=":material/error:")
