"""My second factor: set it up, see how many recovery codes are left, make new ones, take it away."""

import pandas as pd
import streamlit as st

from pages.parts import desk, fields, two_factor_setup, wording
from usercore import Actor, say
from usercore.actions import two_factor
from usercore.frames import two_factor as lists

FEW = 3


def second_factor(me: Actor) -> None:
    """The card on one's own page."""
    st.header(say("Two-factor sign-in"), anchor=False)
    kept = say("I have kept them where I find them without my phone")
    if two_factor_setup.under_way(me.user_id, name=me.email, handed=kept, done=two_factor_setup.renew, mine=True):
        return
    found = desk.ask(lists.of_user, user_id=me.user_id)
    active = found[found["state"] == "active"]
    if active.empty:
        _offer(me, waiting=not found.empty)
    else:
        _on(me, active.iloc[0])


def _offer(me: Actor, *, waiting: bool) -> None:
    st.markdown(
        say("Signing in then asks for a code of your phone too, so that a stolen password alone lets nobody in.")
    )
    if waiting:
        st.caption(say("You began already; the picture can be shown again until you typed the first code."))
    two_factor_setup.begin(me, me.user_id, say("Set up"), waiting=waiting)


def _on(me: Actor, row: pd.Series) -> None:
    st.badge(say("On since {day}", day=wording.day(row.since)), icon=":material/verified_user:", color="green")
    left = int(row.codes_left)
    told = say("One recovery code is left.") if left == 1 else say("{count} recovery codes are left.", count=left)
    if left <= FEW:
        st.warning(told, icon=":material/key:")
    else:
        st.caption(told)
    _trusted(me)
    with st.form("my-factor", border=False):
        proof = fields.proof(me, key="factor.proof", credentials=True)
        code = st.text_input(say("A code of your app, to change this"), key="factor.code", autocomplete="one-time-code")
        with st.container(horizontal=True):
            renewed = st.form_submit_button(say("New recovery codes"))
            off = st.form_submit_button(say("Turn off"))
    if not (renewed or off) or not desk.proved(proof):
        return
    if off:
        desk.do(two_factor.disable, user_id=me.user_id, code=code, thanks=say("Signing in asks for no code any more."))
    elif codes := desk.call(two_factor.renew_recovery_codes, user_id=me.user_id, code=code):
        two_factor_setup.keep(me.user_id, codes)
        st.rerun()


def _trusted(me: Actor) -> None:
    found = desk.ask(lists.trusted, user_id=me.user_id)
    if found.empty:
        return
    for row in found.itertuples():
        st.markdown(
            say(
                "{device} is asked for no code until {day}.",
                device=wording.plain(wording.called(row.browser, row.system)),
                day=wording.day(row.ends_at),
            )
        )
    st.button(say("Ask everywhere again"), key="factor.distrust", on_click=_distrust, args=(me.user_id,))


def _distrust(user_id: object) -> None:
    if desk.call(two_factor.distrust, user_id=user_id) is not False:
        desk.later(say("Every browser is asked for a code again."))
