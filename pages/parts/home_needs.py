"""The cards of the home page: each reads for itself, beside the others, and one that fails or is slow holds up no other."""

from collections.abc import Sequence
from queue import Empty, SimpleQueue
from typing import Any

import streamlit as st

from pages.parts import desk, failure, wording
from pages.parts.home_cards import Card
from usercore import Actor, UsercoreError, say

WIDTH, HEIGHT = 200, 186  # a card's least width, and what it takes whatever it says: nothing moves when it is read
BODY, MOST_BESIDE = 122, 4
LONGEST_WAIT = 10  # seconds until the sentence above goes without them
Told = SimpleQueue[int | None]


def needs(me: Actor, cards: Sequence[Card]) -> Told:
    """Draw all of them; each tells in the end how many it found, None if it could not be read."""
    told: Told = SimpleQueue()
    rows = -(-len(cards) // MOST_BESIDE) or 1
    beside = -(-len(cards) // rows) or 1  # no row ends with one alone if it can be helped
    grid = st.grid(beside, min_column_width=WIDTH, gap="small", border=True, row_height=HEIGHT, key="home.needs")
    for card in cards:
        with grid.cell():
            _card(me, card, told)
    return told


def summary(told: Told, cards: Sequence[Card]) -> str:
    """What they come to, once all of them were read."""
    try:
        found = [told.get(timeout=LONGEST_WAIT) for _ in cards]
    except Empty:
        return say("Some of it takes longer than usual to read.")
    kinds = sum(1 for many in found if many)
    if None in found:
        return say("Not everything could be read.")
    if not kinds:
        return f":green[:material/check_circle:] {say('Nothing needs you today.')}"
    return (
        say("One thing needs someone today.") if kinds == 1 else say("{kinds} things need someone today.", kinds=kinds)
    )


@st.fragment(parallel=True)
def _card(me: Actor, card: Card, told: Told) -> None:
    many: int | None = None
    try:
        with st.container(gap="xxsmall"):
            st.markdown(f":gray[{card.icon}] **{say(card.title)}**")
            with st.skeleton(height=BODY):
                many = _body(me, card)
    finally:
        told.put(many)


def _body(me: Actor, card: Card) -> int | None:
    """What the card says; how many there are, or None where that cannot be told."""
    try:
        found: Any = desk.ask(card.deed, **card.asks())
        if found is None:
            return None  # the session is over, and the page runs again: beside it that breaks nothing off
        row = next(found.itertuples())
        words = card.words(row) if row.many else say(card.quiet)
    except Exception as broken:  # noqa: BLE001 - whatever it is: the other cards stand
        return again(card.name, broken)
    number = f"{row.many:,}+" if row.capped else f"{row.many:,}"
    if row.many:
        st.metric(say(card.title), number, label_visibility="collapsed")
        st.caption(words)
        page, query = card.leads(me, row)
        st.page_link(page, label=say(card.link), icon=":material/arrow_forward:", query_params=query)
    else:
        st.metric(say(card.title), f":gray[{number}]", label_visibility="collapsed")
        st.caption(f":green[:material/check_circle:] {words}")
    return int(row.many)


def again(name: str, broken: Exception) -> None:
    """That it could not be read, and a button to try once more; nothing of the error itself reaches the browser."""
    if isinstance(broken, UsercoreError):
        words = str(broken)
    else:
        words = say("This could not be read. Your admin finds it as {reference}.", reference=failure.noted(broken))
    st.caption(f":red[:material/error:] {wording.plain(words)}")
    if st.button(say("Try again"), icon=":material/refresh:", type="tertiary", key=f"home.again.{name}"):
        st.rerun(scope="app")
