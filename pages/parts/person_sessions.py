"""Where a person is signed in, and was."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, wording
from usercore import Actor, say
from usercore.actions import sessions
from usercore.errors import AboveYou

FEW = 20


def session_list(me: Actor, found: pd.DataFrame, user_id: object, *, above_me: bool = False) -> None:
    """The live sessions with a button each, then the ended ones as history."""
    refusal = str(AboveYou()) if above_me else desk.why_not(me, sessions.revoke_all, about=user_id)
    live = found[found["live"].astype(bool)] if len(found) else found
    if live.empty:
        st.caption(say("Not signed in anywhere."))
    for session in live.itertuples():
        _live(session, refusal)
    if len(live) > 1:
        st.button(
            say("End all sessions"), icon=":material/logout:", key="end-all", on_click=_end_all, args=(user_id,),
            disabled=refusal is not None, help=refusal,
        )  # fmt: skip
    over = found[~found["live"].astype(bool)] if len(found) else found
    if len(over):
        with st.expander(
            say("{count} earlier sessions", count=len(over)) if len(over) > 1 else say("One earlier session")
        ):
            for session in over.head(FEW).itertuples():
                why = say(wording.ENDINGS.get(session.ended_why or "", "expired"))
                st.markdown(
                    f"{desk.plain(wording.device(session.agent))}  \n"
                    f":gray[{desk.plain(_when(session))} · {desk.plain(why)}]"
                )
            if len(over) > FEW:
                st.caption(say("The latest {count} are shown.", count=FEW))


def _live(session: Any, refusal: str | None) -> None:
    with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        device = desk.plain(wording.device(session.agent))
        this = f" :green-badge[{say('this one')}]" if session.this_one else ""
        where = f"{desk.plain(session.address)} · " if session.address else ""
        seen = say("last seen {moment}", moment=wording.minute(session.last_seen_at))
        st.markdown(f"**{device}**{this}  \n:gray[{where}{desk.plain(seen)}]", width="content")
        st.button(
            say("End"), key=f"end-{session.id}", on_click=_end, args=(session.id,),
            disabled=refusal is not None, help=refusal,
        )  # fmt: skip


def _when(session: Any) -> str:
    return f"{wording.minute(session.created_at)} – {wording.minute(session.ended_at or session.last_seen_at)}"


def _end(session_id: object) -> None:
    if desk.call(sessions.revoke, session_id=session_id) is not False:
        desk.later(say("Session ended."))


def _end_all(user_id: object) -> None:
    if desk.call(sessions.revoke_all, user_id=user_id) is not False:
        desk.later(say("All sessions ended."))
