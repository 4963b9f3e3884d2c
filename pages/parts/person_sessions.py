"""Where a person is signed in, and was."""

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pages.parts import desk, sessions_words, wording
from pages.parts.matches import links
from usercore import Actor, Permission, say
from usercore.actions import sessions
from usercore.errors import AboveYou
from usercore.frames import sessions as lists

FEW, FEW_NETWORKS = 20, 4


def session_list(me: Actor, found: pd.DataFrame, user_id: object, *, above_me: bool = False) -> None:
    """The live sessions with a button each, then the ended ones as history."""
    refusal = str(AboveYou()) if above_me else desk.why_not(me, sessions.revoke_all, about=user_id)
    live = found[found["live"].astype(bool)] if len(found) else found
    if live.empty:
        st.caption(say("Not signed in anywhere."))
    for session in live.itertuples():
        _live(session, refusal)
    if len(live) > 1:
        _many(live, user_id, refusal)
    _who_else(me, live)
    over = found[~found["live"].astype(bool)] if len(found) else found
    if len(over):
        _ended(over)


def _who_else(me: Actor, live: pd.DataFrame) -> None:
    """The sessions of everyone, narrowed to the networks of these."""
    networks = list(dict.fromkeys(filter(None, live["address"])))[:FEW_NETWORKS]
    if networks and me.may(lists.search) and me.may(Permission.REVEAL_USERS):
        ways = [(say("Everyone signed in from {address}", address=one), f"/sessions?{urlencode({'network': one})}")
                for one in networks]  # fmt: skip
        links(ways, key="who-else")


def _many(live: pd.DataFrame, user_id: object, refusal: str | None) -> None:
    """All of them, or all but the one that is being used to say so."""
    own = bool(live["this_one"].any())
    with st.container(horizontal=True):
        if own:
            st.button(
                say("End all but this one"), icon=":material/logout:", key="end-others", on_click=_end_all,
                args=(user_id, True), disabled=refusal is not None, help=refusal,
            )  # fmt: skip
        st.button(
            say("End all, this one too") if own else say("End all sessions"), icon=None if own else ":material/logout:",
            type="tertiary" if own else "secondary", key="end-all", on_click=_end_all, args=(user_id, False),
            disabled=refusal is not None, help=refusal,
        )  # fmt: skip


def _live(session: Any, refusal: str | None) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False):
        device = desk.plain(wording.device(session.agent))
        this = f" :green-badge[{say('this one')}]" if session.this_one else ""
        told = [
            session.address,
            say("last seen {moment}", moment=wording.minute(session.last_seen_at)),
        ]
        began = say(
            "since {moment}, with the {how}",
            moment=wording.minute(session.created_at),
            how=sessions_words.method(session.method),
        )
        lines = [
            f"**{device}**{this}",
            *(f":gray[{desk.plain(line)}]" for line in (" · ".join(filter(None, told)), began)),
        ]
        st.markdown("  \n".join(lines), width="stretch")
        st.button(
            say("End"), key=f"end-{session.id}", on_click=_end, args=(session.id,),
            disabled=refusal is not None, help=refusal or (say("Signs you out here.") if session.this_one else None),
        )  # fmt: skip


def _ended(over: pd.DataFrame) -> None:
    many = say("{count} earlier sessions", count=len(over)) if len(over) > 1 else say("One earlier session")
    with st.expander(many):
        for session in over.head(FEW).itertuples():
            where = f" · {session.address}" if session.address else ""
            st.markdown(
                f"{desk.plain(wording.device(session.agent))}  \n"
                f":gray[{desk.plain(_when(session) + where)} · {desk.plain(sessions_words.ending(session))}]"
            )
        if len(over) > FEW:
            st.caption(say("The latest {count} are shown.", count=FEW))


def _when(session: Any) -> str:
    return f"{wording.minute(session.created_at)} – {wording.minute(session.ended_at or session.last_seen_at)}"


def _end(session_id: object) -> None:
    if desk.call(sessions.revoke, session_id=session_id) is not False:
        desk.later(say("Session ended."))


def _end_all(user_id: object, but_this: bool) -> None:
    if desk.call(sessions.revoke_all, user_id=user_id, keep_this_one=but_this) is not False:
        desk.later(say("All other sessions ended.") if but_this else say("All sessions ended."))
