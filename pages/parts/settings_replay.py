"""The last days' sign-in tries again under a number that was typed, before it is saved: in words and as a picture."""

from datetime import timedelta
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts import desk, wording
from usercore import say
from usercore.frames import rules as lists

DAYS = 30
GUESSES, RIGHT = "guesses", "right passwords"
COLOURS = ["#98A2B3", "#C62A2F"]


def replay(name: str, times: int, within: timedelta) -> None:
    """What this rule would have done, beside the one in force."""
    with st.container(border=True, gap="small"):
        with st.spinner(say("Trying it on the last {days} days …", days=DAYS)):
            found = desk.ask(lists.replay, name=name, times=times, within=within, days=DAYS)
        now, new = found.iloc[0], found.iloc[1]
        if not new.tries:
            st.markdown(say("Nobody tried to sign in during the last {days} days, so there is nothing to try it on.",
                            days=DAYS))  # fmt: skip
            return
        st.markdown(f"**{say('With this rule, in the last {days} days', days=DAYS)}**  \n{_words(new)}")
        same = (now.kept_out, now.wrongly) == (new.kept_out, new.wrongly)
        st.markdown(
            f":gray[{say('As it is now: the same.') if same else say('As it is now: {words}', words=_words(now))}]"
        )
        if now.kept_out or new.kept_out:
            st.altair_chart(_bars(now, new), width="stretch")
        st.caption(_limits_of_it(new))


def _words(toll: Any) -> str:
    """`12 tries of 3 people, from 2 networks, would have been refused; …`."""
    if not toll.kept_out:
        return say("nobody would have been kept out.")
    words = say(
        "{tries} of {people} from {networks} would have been kept out; ",
        tries=_many(toll.kept_out, "one try", "{count} tries"),
        people=_many(toll.people, "one person", "{count} people"),
        networks=_many(toll.networks, "one network", "{count} networks"),
    )
    if not toll.wrongly:
        return words + say("none of them knew the password.")
    return words + say("{people} had the right password.", people=_many(toll.wronged, "one", "{count}"))


def _many(count: int, one: str, many: str) -> str:
    return say(one) if count == 1 else say(many, count=f"{count:,}")


def _limits_of_it(new: Any) -> str:
    looked_at = (
        say(
            "The newest {tries} tries were looked at, back to {day}.",
            tries=f"{new.tries:,}",
            day=wording.day(new.since),
        )
        if new.capped
        else _many(new.tries, "One try was looked at.", "{count} tries were looked at.")
    )
    return say(
        "{looked_at} What a limit refused at the time was never checked, so it is not among them. Addresses without an "
        "account count as people.",
        looked_at=looked_at,
    )


def _bars(now: Any, new: Any) -> alt.Chart:
    rows = [
        {"rule": rule, "what": say(what), "tries": int(count)}
        for rule, one in ((say("now"), now), (say("this rule"), new))
        for what, count in ((GUESSES, one.kept_out - one.wrongly), (RIGHT, one.wrongly))
    ]
    return (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(height=14)
        .encode(
            x=alt.X("tries:Q", title=say("tries kept out"), axis=alt.Axis(tickMinStep=1, tickCount=5, grid=False)),
            y=alt.Y("rule:N", title=None, sort=[say("now"), say("this rule")]),
            color=alt.Color(
                "what:N", title=None, scale=alt.Scale(domain=[say(GUESSES), say(RIGHT)], range=COLOURS),
                legend=alt.Legend(orient="top", offset=4),
            ),
            tooltip=[alt.Tooltip("what:N", title=say("What")), alt.Tooltip("tries:Q", title=say("Tries"))],
        )
        .properties(height=alt.Step(24), padding=0)
    )  # fmt: skip
