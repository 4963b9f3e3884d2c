"""Unlocking the selected people from the list: a tick, a click."""

from typing import NamedTuple
from uuid import UUID

import streamlit as st

from pages.parts import desk
from usercore import Actor, UsercoreError, say
from usercore.actions import locks
from usercore.errors import NotLocked, NotSignedIn
from usercore.frames import users as lists
from usercore.frames.users import UserQuery

DONE = "people.unlocked"
AT_ONCE = 500  # one page of the list; the button says how many are left
NAMED = 3
SOON = 20  # are done in the blink of an eye


class Result(NamedTuple):
    """What came of one person: no refusal if they may sign in again."""

    name: str
    refusal: str | None


def button(me: Actor, selected: tuple[str, ...]) -> None:
    """Beside the other deeds on the selection, while someone selected is locked."""
    if not selected:
        return
    wanted = _locked(selected)
    many = desk.ask(lists.counts, query=wanted)
    if not many:
        return
    label = say("Unlock") if many == 1 else say("Unlock {count}", count=many)
    may, why_not = me.may(locks.unlock), desk.why_not(me, locks.unlock)
    if st.button(label, icon=":material/lock_open:", key="unlock", disabled=not may, help=why_not):
        unlock(wanted)
        st.rerun(scope="app")


def unlock(wanted: UserQuery) -> None:
    """Unlock each, with a bar where that takes a moment, and remember what came of it. Whoever lost their session
    meanwhile finds the sign-in form.
    """
    core, me = desk.opening.core(), desk.bearer()
    people = desk.ask(lists.search, query=wanted)
    bar = st.progress(0.0, say("Unlocking …")) if len(people) > SOON else None
    results: list[Result] = []
    for person in people.itertuples():
        name = person.name or person.email
        if bar:
            bar.progress(len(results) / len(people), say("{count} unlocked", count=len(results)))
        try:
            core.call(me, locks.unlock, user_id=person.id)
        except NotSignedIn:
            break
        except NotLocked:  # the window passed, or a colleague was faster: that is what was wanted
            results.append(Result(name, None))
        except UsercoreError as refusal:
            results.append(Result(name, str(refusal)))
        else:
            results.append(Result(name, None))
    st.session_state[DONE] = results


def tell() -> None:
    """What the last unlocking did, for each."""
    results: list[Result] = st.session_state.pop(DONE, [])
    if opened := [one.name for one in results if one.refusal is None]:
        st.toast(desk.plain(_opened(opened)), icon=":material/lock_open:")
    for one in results:
        if one.refusal is not None:
            told = say("{name} is still locked. {why}", name=one.name, why=one.refusal)
            st.warning(desk.plain(told), icon=":material/lock:")


def _locked(user_ids: tuple[str, ...]) -> UserQuery:
    ids = tuple(UUID(one) for one in user_ids)
    return UserQuery(ids=ids, statuses=("locked",), order_by="name", limit=AT_ONCE)


def _opened(names: list[str]) -> str:
    if len(names) == 1:
        return say("{name} may sign in again.", name=names[0])
    if len(names) <= NAMED:
        return say("{names} and {last} may sign in again.", names=", ".join(names[:-1]), last=names[-1])
    return say("{count} people may sign in again.", count=len(names))
