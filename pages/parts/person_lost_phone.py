"""A lost phone: what showed that it is really them, and for staff the second person who confirms it."""

from typing import Any

import streamlit as st

from pages.parts import desk, dialogs, fields, wording
from usercore import Actor, say
from usercore.actions import recoveries
from usercore.errors import AboveYou, SecondPerson
from usercore.frames import recoveries as lists
from usercore.frames import roles


@st.dialog("They lost their phone", icon=":material/phonelink_erase:", on_dismiss=dialogs.closed)
def lost_phone(me: Actor, person: Any) -> None:
    staff = bool(desk.ask(roles.every).set_index("name").loc[person.role, "staff"])
    who = wording.plain(person["name"] or person.email)
    st.markdown(
        say(
            "Only if their recovery codes are gone too: one of those gets them in. {name} is signed out everywhere, told "
            "by letter, and sets up two-factor sign-in anew at the next sign-in.",
            name=who,
        )
    )
    if staff:
        st.info(say("They may work in this dashboard, so a second person confirms it."), icon=":material/group:")
    with st.form("lost-phone", border=False):
        st.markdown(say("**What showed you that it is really them?**"))
        ticked = [name for name, (words, _) in wording.PROOFS.items() if st.checkbox(say(words), key=f"lost.{name}")]
        note = st.text_area(
            say("Note"), key="lost.note", max_chars=500, height=80, placeholder=say("Kept in the history")
        )  # fmt: skip
        proof = fields.proof(me, key="lost.proof")
        label, thanks = (
            (say("Ask a second person"), say("Asked. A second person has a day to confirm it."))
            if staff
            else (say("Take it away"), say("Taken away. They set up a new one at the next sign-in."))
        )
        if st.form_submit_button(label, type="primary"):
            desk.do(recoveries.ask, user_id=person.id, proofs=ticked, note=note or "", proof=proof, thanks=thanks)


def waits(me: Actor, person: Any) -> bool:
    """What waits for a second person, and the two answers; False if nothing does."""
    if not me.may(lists.waiting):
        return False
    found = desk.ask(lists.waiting, user_id=person.id)
    for row in found.itertuples():
        with st.container(border=True):
            st.markdown(
                say(
                    ":material/phonelink_erase: **{asker} says they lost their phone**, {moment}. Seen: {proofs}.",
                    asker=wording.plain(row.asked_by),
                    moment=wording.minute(row.created_at),
                    proofs=wording.seen(row.proofs),
                )
            )
            if row.note:
                st.markdown(f"> {wording.plain(row.note)}")
            _answers(me, row)
    return len(found) > 0


def _answers(me: Actor, row: Any) -> None:
    refusal = str(AboveYou()) if row.above_you else str(SecondPerson()) if row.own else None
    proof = None if refusal else fields.proof(me, key="lost.confirm.proof")
    with st.container(horizontal=True, vertical_alignment="center"):
        confirmed = st.button(
            say("Confirm: take it away"), type="primary", key="lost.confirm", disabled=refusal is not None, help=refusal,
            icon=":material/how_to_reg:",
        )  # fmt: skip
        declined = st.button(
            say("Take it back") if row.own else say("Do not"), key="lost.decline", disabled=row.above_you
        )
        st.caption(say("Until {moment}", moment=wording.minute(row.ends_at)), width="content")
    if confirmed:
        desk.do(recoveries.approve, recovery_id=row.id, proof=proof,
                thanks=say("Taken away. They set up a new one at the next sign-in."))  # fmt: skip
    elif declined:
        desk.do(recoveries.decline, recovery_id=row.id, thanks=say("It stays as it is."))


def everyone() -> None:
    """On the page Two-factor: whose lost phone waits for a second person."""
    found = desk.ask(lists.waiting)
    if found.empty:
        return
    st.subheader(say("Lost phones that wait for a second person"), anchor=False)
    for row in found.itertuples():
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.page_link("user.py", label=wording.plain(row.name or row.email), query_params={"id": str(row.user_id)},
                         icon=":material/phonelink_erase:", width="content")  # fmt: skip
            st.caption(
                say("{asker}, until {moment}", asker=wording.plain(row.asked_by), moment=wording.minute(row.ends_at)),
                width="content",
            )
