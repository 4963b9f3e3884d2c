"""Look up: one box for whatever lies at hand, an address, an id, a network, a name, a whole log line."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pages.parts import desk, dialogs, look_up_words, matches, people_create, wording
from usercore import Actor, Permission, say
from usercore.actions import users
from usercore.frames import audit, lookup
from usercore.frames.lookup import Clues

TEXT, BOX = "look-up.text", "look-up"
PAUSE = "200ms"
ADDRESSES_SHOWN = 3
EXAMPLES = (
    (":material/alternate_email:", "an e-mail address, one they had before too"),
    (":material/badge:", "a name, or a part of one"),
    (":material/tag:", "the id of a person, session, invitation, letter or audit entry"),
    (":material/lan:", "a network address, such as 192.0.2.7"),
    (":material/notes:", "a whole log line, mail header or link: what is in it is found"),
)
MASKED = {  # for whoever sees data masked
    ":material/alternate_email:": "a whole e-mail address",
    ":material/lan:": None,
}


def button(me: Actor) -> None:
    """In the sidebar, for whoever may look at people; costs nothing until it is pressed."""
    if not me.may(lookup.anything):
        return
    pressed = st.sidebar.button(
        say("Look up"), icon=":material/search:", key="look-up.open", shortcut="Mod+K", width="stretch",
        on_click=_begin,
    )  # fmt: skip
    if pressed:
        look_up(me)


def _begin() -> None:
    """With an empty box, in the place of any other dialog."""
    st.session_state[TEXT] = ""
    dialogs.give_way()


@st.dialog("Look up", icon=":material/search:", width="medium")
def look_up(me: Actor) -> None:
    """What is typed stands in no address and no log, and is gone when the box opens again."""
    with st.container(key=BOX):
        typed = st.text_input(
            say("Whom or what to look up"), key=TEXT, type="search", live=PAUSE, label_visibility="collapsed",
            placeholder=say("Paste or type what you have"), icon=":material/search:", autocomplete="off",
        )  # fmt: skip
    message = st.container()
    text = typed.strip()
    found = desk.ask(lookup.anything, text=text)
    if text and found.empty:
        with message:
            _nobody(me, found.attrs["clues"])
    matches.show(
        map(look_up_words.result, found.itertuples()), key="look-up.found", within=BOX, text=typed, sure=_sure(found),
        said=_said(found, text), ways=_ways(me, found),
    )  # fmt: skip
    if not text:
        _examples(me)
    elif not found.empty:
        _besides(found, text)


def _sure(found: pd.DataFrame) -> bool:
    """Whether it is clear whom is meant."""
    return len(found) == 1 or int(found["exact"].sum()) == 1


def _said(found: pd.DataFrame, text: str) -> str:
    if not text:
        return ""
    return say("one found") if len(found) == 1 else say("{count} found", count=len(found))


def _ways(me: Actor, found: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Where to look further."""
    clues: Clues = found.attrs["clues"]
    if found.attrs["more"] and clues.words:
        yield say("All of them in the list"), f"/users?{urlencode({'q': clues.words})}"
    if not found.empty:
        return
    if clues.words:
        trash = {"q": clues.words, "status": wording.status("deleted")}
        yield say("Look in the trash"), f"/users?{urlencode(trash)}"
    if me.may(audit.search) and me.may(Permission.REVEAL_USERS):
        for address in clues.addresses[:ADDRESSES_SHOWN]:
            yield (
                say("What came from {address}, in the audit log", address=address),
                f"/audit?{urlencode({'network': address})}",
            )


def _examples(me: Actor) -> None:
    masked = {} if me.may(Permission.REVEAL_USERS) else MASKED
    told = [(icon, masked.get(icon, words)) for icon, words in EXAMPLES]
    st.markdown("  \n".join(f":gray[{icon}&nbsp; {say(words)}]" for icon, words in told if words))


def _besides(found: pd.DataFrame, text: str) -> None:
    """What was understood of a longer text, and what is not shown."""
    clues: Clues = found.attrs["clues"]
    told = []
    if not clues.words and len(text.split()) > 1:
        told.append(say("Looked for {clues}.", clues=look_up_words.understood(clues)))
    if found.attrs["more"]:
        told.append(say("The first {count} are shown.", count=len(found)))
    if clues.cut:
        told.append(say("The text was too long: only its beginning was read."))
    if told:
        st.caption(wording.plain(" ".join(told)))


def _nobody(me: Actor, clues: Clues) -> None:
    if not clues:
        st.markdown(say("**Nothing to look for.** There is no address, id or name in this text."))
        return
    st.markdown(say("**Nobody found** by {clues}.", clues=wording.plain(look_up_words.understood(clues))))
    if clues.addresses and not me.may(Permission.REVEAL_USERS):
        st.caption(say("Your role does not see network addresses, so nobody is found by one."))
    offers = len(clues.emails) == 1 and me.may(users.create)
    if offers and st.button(say("New user with this address"), icon=":material/person_add:", key="look-up.create"):
        people_create.begin(clues.emails[0].address)
        st.switch_page("users.py")
