"""The filter row of the sessions of everyone; every choice stands in the page's address."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import streamlit as st

from pages.parts.filters import Filters, first_page, typed
from usercore import say
from usercore.frames.sessions import SessionQuery

TEXT, NETWORK, BROWSER, SYSTEM, ROLE = "q", "network", "browser", "system", "role"
OLDER, UNUSED, ENDED = "started", "unused", "ended"
FILTERS = Filters(
    {TEXT: "", NETWORK: "", BROWSER: [], SYSTEM: [], ROLE: [], OLDER: None, UNUSED: None, ENDED: False},
)
# What people call one browser or system has several names in what browsers say of themselves.
BROWSERS = {
    "Chrome": ("Chrome", "Chrome Mobile", "Chrome Mobile iOS", "Chromium"),
    "Edge": ("Edge", "Edge Mobile"),
    "Firefox": ("Firefox", "Firefox Mobile", "Firefox iOS"),
    "Safari": ("Safari", "Mobile Safari", "Mobile Safari UI/WKWebView"),
    "Samsung": ("Samsung Internet",),
    "Opera": ("Opera", "Opera Mobile"),
}
SYSTEMS = {
    "Windows": ("Windows",),
    "macOS": ("macOS",),
    "Linux": ("Linux", "Ubuntu", "Fedora", "Debian", "Chrome OS"),
    "iOS": ("iOS",),
    "Android": ("Android",),
}
SPANS = {
    "1h": ("an hour", 1),
    "8h": ("8 hours", 8),
    "1d": ("a day", 24),
    "7d": ("7 days", 168),
    "30d": ("30 days", 720),
}


def draw(roles: Mapping[str, str], *, finds: str, networks: bool) -> bool:
    """The search boxes and the popovers; `networks` unless addresses are hidden from whoever looks. False if the
    address asked for a filter that is none, so that more sessions show.
    """
    asked = FILTERS.asked()
    _widgets(roles, finds=finds, networks=networks)
    return FILTERS.understood(asked)


def _widgets(roles: Mapping[str, str], *, finds: str, networks: bool) -> None:
    st.text_input(
        say("Search"), key=TEXT, type="search", placeholder=finds, label_visibility="collapsed",
        icon=":material/search:", live="100ms", bind="query-params", on_change=typed, args=(TEXT,), width=230,
    )  # fmt: skip
    if networks:
        st.text_input(
            say("Network"), key=NETWORK, type="search", placeholder=say("Address, or its beginning"),
            label_visibility="collapsed", icon=":material/lan:", live="300ms", bind="query-params",
            on_change=typed, args=(NETWORK,), width=230,
        )  # fmt: skip
    with st.popover(FILTERS.counted(say("Device"), BROWSER, SYSTEM), icon=":material/devices:"):
        _pills(say("Browser"), tuple(BROWSERS), BROWSER)
        _pills(say("System"), tuple(SYSTEMS), SYSTEM)
    with st.popover(FILTERS.counted(say("Role"), ROLE), icon=":material/shield_person:"):
        _pills(say("Role"), tuple(roles), ROLE, roles)
    with st.popover(FILTERS.counted(say("Age"), OLDER, UNUSED), icon=":material/schedule:"):
        _span(say("Started more than … ago"), OLDER)
        _span(say("Unused for more than …"), UNUSED)
    st.toggle(say("Ended ones"), key=ENDED, bind="query-params", on_change=first_page)


def query(**page: Any) -> SessionQuery:
    """What the filters say."""
    return SessionQuery(
        text=FILTERS.value(TEXT),
        network=FILTERS.value(NETWORK),
        browsers=_families(BROWSERS, BROWSER),
        systems=_families(SYSTEMS, SYSTEM),
        roles=tuple(FILTERS.value(ROLE)),
        older_than=_hours(OLDER),
        unused_for=_hours(UNUSED),
        ended=FILTERS.value(ENDED),
        **page,
    )


def narrowed() -> bool:
    """Whether any filter is in force, besides live or ended."""
    return FILTERS.narrowed(but=ENDED)


def drop() -> None:
    """No filter any more; live or ended stays."""
    FILTERS.drop_all(but=ENDED)


def look_at(*, ended: bool) -> None:
    """The same filters, among the others."""
    st.session_state[ENDED] = ended
    first_page()


def _families(named: Mapping[str, tuple[str, ...]], key: str) -> tuple[str, ...]:
    return tuple(family for name in FILTERS.value(key) for family in named.get(name, ()))


def _hours(key: str) -> timedelta | None:
    return timedelta(hours=SPANS[FILTERS.value(key)][1]) if FILTERS.value(key) in SPANS else None


def _pills(label: str, options: tuple[str, ...], key: str, titles: Mapping[str, str] | None = None) -> None:
    st.pills(
        label, options, selection_mode="multi", key=key, bind="query-params", on_change=first_page,
        format_func=lambda one: (titles or {}).get(one, one),
    )  # fmt: skip


def _span(label: str, key: str) -> None:
    st.pills(
        label, list(SPANS), key=key, bind="query-params", on_change=first_page,
        format_func=lambda one: say(SPANS[one][0]),
    )  # fmt: skip
