"""Ending many sessions: first how many and whose, then a bar, then what was left out and why."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, table
from usercore import say
from usercore.actions import sessions
from usercore.errors import AboveYou
from usercore.frames import sessions as lists
from usercore.frames.sessions import SessionQuery

AT_ONCE, NAMED = 100, 8
DONE, MINE, MOST = "sessions.ended", "sessions.mine", 10_000


def forget() -> None:
    """The next dialog begins anew."""
    for key in (DONE, MINE):
        st.session_state.pop(key, None)


@st.dialog("End sessions", icon=":material/logout:", on_dismiss=forget)
def end_many(query: SessionQuery, key: str) -> None:
    """End all that the query means, one's own only if asked to."""
    if done := st.session_state.get(DONE):
        _result(*done)
        return
    found = desk.ask(lists.chosen, query=query)
    above, mine = found["above_you"].astype(bool), found["this_one"].astype(bool)
    # One's own comes last: after it nothing more is done.
    going = pd.concat([found[~above & ~mine], found[mine] if st.session_state.get(MINE) else found[:0]])
    _preview(going)
    if above.any():
        many = int(above.sum())
        left = say("One is left out") if many == 1 else say("{count} are left out", count=f"{many:,}")
        why = say("{left}, of people with rights that you do not have.", left=left)
        st.warning(why, icon=":material/shield_person:")
    if mine.any():
        st.checkbox(say("End mine too, in this browser: I sign in again afterwards"), key=MINE)
    if len(found) == MOST:
        st.caption(say("These are the {count} used last. For the others, end all once more.", count=f"{MOST:,}"))
    label = say("End one session") if len(going) == 1 else say("End {count} sessions", count=f"{len(going):,}")
    if st.button(label, type="primary", disabled=going.empty, key="sessions.end.go"):
        st.session_state[DONE] = _end(going, found[above])
        table.clear(key)  # however the dialog is closed
        st.rerun(scope="fragment")


def _preview(going: pd.DataFrame) -> None:
    people = going["user_id"].nunique()
    if going.empty:
        st.markdown(say("There is nothing to end here."))
        return
    if len(going) == 1:
        st.markdown(say("**One session** of {who} ends.", who=desk.plain(_who(going))))
    else:
        of = desk.plain(_who(going)) if people == 1 else say("{count} people", count=f"{people:,}")
        st.markdown(say("**{count} sessions** of {of} end.", count=f"{len(going):,}", of=of))
    if people > 1:
        roles = going.groupby("title", sort=False).size().sort_values(ascending=False)
        st.caption(desk.plain(" · ".join(f"{title} {many:,}" for title, many in roles.items())))
    st.caption(say("Whoever it is has to sign in again at their next click. This cannot be undone."))


def _end(going: pd.DataFrame, above: pd.DataFrame) -> tuple[int, dict[str, str]]:
    """How many ended, and for each reason why others did not whose they are."""
    bar, ended = st.progress(0.0, say("Ending …")), 0
    skipped = {str(one): str(AboveYou()) for one in above["id"]}
    ids = list(going["id"])
    for start in range(0, len(ids), AT_ONCE):
        done = desk.call(sessions.revoke_many, session_ids=ids[start : start + AT_ONCE])
        if done is False:
            break
        ended += done.ended
        skipped |= done.skipped
        bar.progress(min((start + AT_ONCE) / len(ids), 1.0), say("{count} ended", count=f"{ended:,}"))
    return ended, _by_reason(skipped, pd.concat([going, above]))


def _by_reason(skipped: Mapping[str, str], found: pd.DataFrame) -> dict[str, str]:
    reasons = found["id"].astype(str).map(skipped)
    return {
        reason: say("{count}, of {who}", count=f"{len(some):,}", who=_who(some))
        for reason, some in found.groupby(reasons, sort=False)
    }


def _result(ended: int, skipped: dict[str, str]) -> None:
    told = say("One session ended.") if ended == 1 else say("{count} sessions ended.", count=f"{ended:,}")
    st.success(told, icon=":material/check_circle:")
    for reason, whose in skipped.items():
        st.warning(f"{desk.plain(reason)}  \n:small[{desk.plain(whose)}]", icon=":material/info:")
    if st.button(say("Done"), type="primary", key="sessions.done"):
        forget()
        st.rerun()


def _who(found: pd.DataFrame) -> str:
    """Whose they are, by name; the first few of many."""
    people: Any = found.drop_duplicates("user_id")
    names = [row["name"] or row["email"] for row in people.head(NAMED).to_dict("records")]
    more = len(people) - len(names)
    if more:
        return say("{names} and {count} more", names=", ".join(names), count=f"{more:,}")
    return ", ".join(names)
