"""Sending all invitations again that ended unanswered: how many, a bar, and what was left out and why."""

from collections import Counter

import streamlit as st

from pages.parts import desk, dialogs, fields, on_its_way, wording
from pages.parts.outbox_letter import no_server
from usercore import Actor, say
from usercore.actions import invitation_lists
from usercore.actions.invitation_lists import MOST_AT_ONCE
from usercore.frames import invitations as lists
from usercore.frames.invitations import InvitationQuery

DONE = "invitations.again"


def forget() -> None:
    dialogs.closed()
    st.session_state.pop(DONE, None)


@st.dialog("Send all ended ones again", icon=":material/forward_to_inbox:", on_dismiss=forget)
def send_again(me: Actor, query: InvitationQuery) -> None:
    """All ended ones that the filters mean."""
    if DONE in st.session_state:
        _result(*st.session_state[DONE])
        return
    found = desk.ask(lists.chosen, query=query.model_copy(update={"statuses": ("expired",)}))
    going, above = found[~found["above_you"].astype(bool)], int(found["above_you"].sum())
    st.markdown(
        say("**One letter** goes out with a new link.")
        if len(going) == 1
        else say("**{count} letters** go out, each with a new link.", count=f"{len(going):,}")
    )
    if above:
        st.warning(
            say("One is left out: this person has rights that you do not have.")
            if above == 1
            else say("{count} are left out: these people have rights that you do not have.", count=f"{above:,}"),
            icon=":material/shield_person:",
        )
    proof = fields.proof(me, key="again.proof")
    if not st.button(say("Send"), type="primary", disabled=going.empty, key="again.go"):
        return
    if not desk.proved(proof):
        return
    st.session_state[DONE] = _send(list(going["id"]))
    st.rerun(scope="fragment")


def _send(ids: list[object]) -> tuple[int, dict[str, int]]:
    bar, sent, skipped = st.progress(0.0, say("Sending …")), 0, Counter[str]()
    for start in range(0, len(ids), MOST_AT_ONCE):
        done = desk.call(invitation_lists.resend_many, invitation_ids=ids[start : start + MOST_AT_ONCE])
        if done is False:
            break
        sent += done.sent
        skipped.update(done.skipped.values())
        bar.progress(min((start + MOST_AT_ONCE) / len(ids), 1.0), say("{count} sent", count=f"{sent:,}"))
    return sent, dict(skipped)


def _result(sent: int, skipped: dict[str, int]) -> None:
    told = say("One was sent again.") if sent == 1 else say("{count} were sent again.", count=f"{sent:,}")
    if sent and no_server():
        on_its_way.where_they_wait(sent)
    else:
        st.success(told, icon=":material/check_circle:")
    for reason, many in skipped.items():
        st.warning(f"{many:,} · {wording.plain(reason)}", icon=":material/info:")
    if st.button(say("Done"), type="primary", key="again.done"):
        forget()
        st.rerun()
