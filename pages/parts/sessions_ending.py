"""Ending many sessions: first how many and whose, then a bar, then what was left out and why."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from pages.parts import desk, table
from usercore import say
from usercore.actions import sessions
from usercore.frames import sessions as lists
from usercore.frames.sessions import SessionQuery

AT_ONCE = 100
MOST = 10_000
DONE = "sessions.ended"


def forget() -> None:
    st.session_state.pop(DONE, None)


@st.dialog("End sessions", icon=":material/logout:", on_dismiss=forget)
def end_many(query: SessionQuery | None, ids: Sequence[str], key: str) -> None:
    """End those of `ids`, or all of `query`; one's own is spared."""
    if done := st.session_state.get(DONE):
        _result(*done, key=key)
        return
    found = list(ids) if query is None else _collect(query)
    mine = str(desk.someone().session_id)
    chosen = [one for one in found if one != mine]
    st.markdown(
        say(
            "**{count} sessions** end at once: their people are signed out at their next click. This cannot be undone; "
            "they simply sign in again.",
            count=f"{len(chosen):,}",
        )
    )
    if len(chosen) < len(found):
        st.caption(say("Yours, in this browser, is left out."))
    st.caption(say("Sessions of people with more rights than yours are passed over, and listed afterwards."))
    if st.button(say("End them"), type="primary", disabled=not chosen, key="sessions.end.go"):
        st.session_state[DONE] = _end(chosen)
        st.rerun(scope="fragment")


def _collect(query: SessionQuery) -> list[str]:
    """The ids of all sessions the filter means, page by page, 10,000 at the most."""
    ids: list[str] = []
    query = query.model_copy(update={"limit": 500, "before": None, "after": None})
    while len(ids) < MOST:
        page = desk.ask(lists.search, query=query)
        ids += [str(one) for one in page["id"]]
        if page.attrs["next"] is None:
            break
        query = query.model_copy(update={"after": page.attrs["next"]})
    return ids[:MOST]


def _end(ids: list[str]) -> tuple[int, dict[str, str]]:
    bar, ended, skipped = st.progress(0.0, say("Ending …")), 0, {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        done = desk.call(sessions.revoke_many, session_ids=some)
        if done is False:
            break
        ended, skipped = ended + done.ended, skipped | dict(done.skipped)
        bar.progress(min((start + AT_ONCE) / len(ids), 1.0), say("{count} ended", count=f"{ended:,}"))
    return ended, skipped


def _result(ended: int, skipped: dict[str, str], *, key: str) -> None:
    st.success(say("{count} sessions ended.", count=f"{ended:,}"), icon=":material/check_circle:")
    for reason, many in Counter(skipped.values()).items():
        st.warning(f"{many:,} · {desk.plain(reason)}", icon=":material/info:")
    if st.button(say("Done"), type="primary", key="sessions.done"):
        forget()
        table.clear(key)
        st.rerun()
