"""The findings of the checkup: the answer first, then each in a sentence, with what to do and where."""

from collections import Counter
from typing import Any, NamedTuple

import streamlit as st

from pages.parts import desk, opening, retention_words, wording
from pages.parts.outbox_letter import no_server
from usercore import Actor, say
from usercore.actions import mail_server
from usercore.frames import audit, health, holds, outbox, retention
from usercore.frames.health import Finding, State
from usercore.work import Deed

LOOKS = {
    State.BAD: (":material/error:", "red"),
    State.WARNING: (":material/warning:", "orange"),
    State.UNKNOWN: (":material/help:", "gray"),
    State.GOOD: (":material/check_circle:", "green"),
}
COUNTS = {
    State.BAD: ("One thing needs you now.", "{count} things need you now."),
    State.WARNING: ("One thing needs a look.", "{count} things need a look."),
    State.UNKNOWN: ("One thing is not known.", "{count} things are not known."),
}


class Place(NamedTuple):
    """Where more can be seen, or something done."""

    page: str
    label: str
    deed: Deed[..., Any]
    query: dict[str, list[str]]


FAILING = Place("outbox.py", "See them in the outbox", outbox.search, {"state": ["failing", "given-up"]})
WAITING = Place("outbox.py", "See them in the outbox", outbox.search, {"state": ["queued", "failing"]})
RUNS = Place("retention.py", "See the rules and runs", retention.rules, {"tab": [retention_words.RUNS]})
HOLDS = Place("retention.py", "See the legal holds", holds.all, {"tab": [retention_words.HOLDS]})
LOG = Place("audit.py", "Open the audit log", audit.search, {})
PLACES = {
    "mail-failing": FAILING,
    "mail-given-up": FAILING,
    "mail-stuck": WAITING,
    "mail-none": WAITING,
    "chain-unverified": LOG,
    "chain-long-ago": LOG,
    "chain-broken": LOG,
    "clock-back": LOG,
    "retention-failed": RUNS,
    "retention-capped": RUNS,
    "retention-reviews": HOLDS,
}


def read() -> list[Finding]:
    """What the checkup finds now, what is bad first."""
    rows = desk.ask(health.checkup)
    return [Finding(row.check, State(row.state), row.kind, row.facts) for row in rows.itertuples()]


def at_a_glance(found: list[Finding]) -> None:
    """One line that says it all."""
    counted, worst = Counter(one.state for one in found), health.worst(found)
    told = [
        say(one) if counted[state] == 1 else say(many, count=counted[state])
        for state, (one, many) in COUNTS.items()
        if counted[state]
    ] or [say("Everything is well.")]
    shown = {State.BAD: st.error, State.WARNING: st.warning, State.UNKNOWN: st.info, State.GOOD: st.success}
    shown[worst](" ".join(told), icon=LOOKS[worst][0])


def finding(me: Actor, one: Finding, *, asked: bool) -> None:
    """One that wants something: its state in words, what to do, and where."""
    icon, colour = LOOKS[one.state]
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{health.title(one)}**", width="content")
            st.badge(health.state(one.state), icon=icon, color=colour)
        st.markdown(_sentence(one))
        if what := health.advice(one):
            st.caption(wording.plain(what))
        _more(me, one, asked=asked)


def in_order(me: Actor, found: list[Finding], *, asked: Finding | None) -> None:
    """What is well, close together."""
    icon, colour = LOOKS[State.GOOD]
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":{colour}[{icon}] **{health.state(State.GOOD)}**")
        for one in found:
            title, sentence = st.columns([1, 7], gap="xxsmall")
            title.markdown(f":gray[{health.title(one)}]")
            sentence.markdown(_sentence(one))
            _more(me, one, asked=one is asked)


def _sentence(one: Finding) -> str:
    now = opening.core().now()
    return health.told(one, moment=lambda at: wording.soon(at, now), plain=wording.plain)


def _more(me: Actor, one: Finding, *, asked: bool) -> None:
    place = PLACES.get(one.kind)
    asks = asked and not no_server()
    pressed = False
    if not asks and not (place and me.may(place.deed)):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if asks:
            pressed = _server_button(me)
        if place and me.may(place.deed):
            st.page_link(
                place.page, label=say(place.label), icon=":material/arrow_forward:", width="content",
                query_params=place.query,
            )  # fmt: skip
    if pressed:
        _ask_the_server()


def _server_button(me: Actor) -> bool:
    refusal = desk.why_not(me, mail_server.try_now)
    return st.button(
        say("Try the mail server now"), icon=":material/outgoing_mail:", key="try",
        disabled=refusal is not None, help=refusal or say("No letter is sent."),
    )  # fmt: skip


def _ask_the_server() -> None:
    with st.spinner(say("Asking it…")):
        said = desk.call(mail_server.try_now)
    if said is None:
        st.success(say("It answers, and would take letters."), icon=":material/check_circle:")
    elif said:
        st.error(say("It said: “{words}”.", words=wording.plain(said)), icon=":material/error:")
