"""Unlocking the selected people from the list: a tick, a click."""

from collections.abc import Iterable
from uuid import UUID

import streamlit as st

from pages.parts import desk
from usercore import UsercoreError, say
from usercore.actions import locks
from usercore.errors import NotLocked, NotSignedIn

DONE = "people.unlocked"


def unlock(user_ids: Iterable[UUID | str]) -> None:
    """Unlock each; whoever was not locked is passed over, and every other refusal is told."""
    opened, refusals = 0, []
    for user_id in user_ids:
        try:
            desk.opening.core().call(desk.bearer(), locks.unlock, user_id=user_id)
            opened += 1
        except NotLocked:
            continue
        except NotSignedIn:
            return  # the run that follows shows the sign-in form
        except UsercoreError as refusal:
            refusals.append(str(refusal))
    st.session_state[DONE] = (opened, refusals)


def tell() -> None:
    """What the last unlocking did."""
    opened, refusals = st.session_state.pop(DONE, (None, []))
    if opened is not None:
        words = say("One account unlocked.") if opened == 1 else say("{count} accounts unlocked.", count=opened)
        st.toast(words if opened else say("None of them was locked."), icon=":material/lock_open:")
    for refusal in dict.fromkeys(refusals):
        st.warning(desk.plain(refusal), icon=":material/error:")
