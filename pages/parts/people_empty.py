"""What stands in place of an empty list: which filter removed everyone, and how to drop it."""

import streamlit as st

from pages.parts import desk, people_filters
from pages.parts.people_filters import Filter
from usercore import say
from usercore.frames import users as lists
from usercore.frames.users import UserQuery


def nobody(query: UserQuery, chosen: list[Filter]) -> None:
    """An empty list says why; each filter that could be dropped says how many people that would show."""
    with st.container(border=True):
        if not chosen:
            st.markdown(say("**Nobody is here yet.** Make the first person with “New user”."))
            return
        words = " · ".join(desk.plain(one.words) for one in chosen)
        st.markdown(say("**Nobody matches:** {words}.", words=words))
        with st.container(horizontal=True):
            for one in chosen:
                without = desk.ask(lists.counts, query=query.without(*one.fields))
                if without:
                    st.button(
                        say("Drop {words} ({count})", words=desk.plain(one.words), count=without),
                        key=f"drop-{one.keys[0]}", icon=":material/filter_alt_off:",
                        on_click=people_filters.drop, args=one.keys,
                    )  # fmt: skip
            if len(chosen) > 1:
                every = [key for one in chosen for key in one.keys]
                st.button(
                    say("Drop all filters"),
                    type="tertiary",
                    key="drop-all",
                    on_click=people_filters.drop,
                    args=every,
                )
