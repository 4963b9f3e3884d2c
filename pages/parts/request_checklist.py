"""What has to be seen to before a request is closed, and how a closed one was answered."""

from typing import Any

import streamlit as st

from pages.parts import request_words, wording
from usercore import Actor, say
from usercore.frames import audit

DONE, TODO = ":green[:material/check_circle:]", ":orange[:material/radio_button_unchecked:]"
NOT_DONE = ":gray[:material/do_not_disturb_on:]"
PROVED = {
    "export:finished": "Their data were exported",
    "user:erased": "They were deleted for ever",
    "user:updated": "Their data were changed",
    "email:confirmed": "Their address was changed",
    "user:suspended": "Their account was suspended",
}
ENDS = {"done": "Closed as done", "refused": "Refused", "withdrawn": "They no longer wanted it"}


def draw(me: Actor, row: Any) -> None:
    if row.closed_at is None:
        st.markdown("  \n".join([_identity(row), _answer(row), f"{TODO} {say('Close it')}"]))
        return
    st.markdown("  \n".join(_answered(row)))
    if row.reason:
        st.markdown(f"> {wording.plain(' '.join(row.reason.split()))}")
    if row.proof and me.may(audit.search):
        st.page_link("audit.py", label=say("The proof in the audit log"), icon=":material/history:",
                     query_params={"entry": str(row.receipt_id)})  # fmt: skip


def _identity(row: Any) -> str:
    if row.identity:
        return f"{DONE} {say('It is known who asks')}: {request_words.known(row)}"
    return f"{TODO} {say('Check who asks')}"


def _answer(row: Any) -> str:
    if "answer" in row.missing:
        return f"{TODO} {say('Answer in words')}"
    if "receipt" in row.missing:
        return f"{TODO} {say('Do it: the audit log must hold the proof')}"
    return f"{DONE} {say('Done, and the audit log holds the proof')}"


def _answered(row: Any) -> list[str]:
    """Who asked, the proof, and who closed it."""
    lines = [_identity(row) if row.identity else f"{NOT_DONE} {say('It was not checked who asks')}"]
    if row.proof:
        what, moment = say(PROVED.get(row.proof, row.proof)), wording.minute(row.proof_at)
        lines.append(f"{DONE} {what}, {moment}")
    elif row.state == "done":
        lines.append(f"{DONE} {say('Answered in words')}")
    ended, when = say(ENDS[row.state]), wording.minute(row.closed_at)
    by = say("by {who}", who=wording.plain(row.closed_by)) if row.closed_by else ""
    lines.append(f"{DONE if row.state == 'done' else NOT_DONE} {' '.join(filter(None, (ended, by)))}, {when}")
    return lines
