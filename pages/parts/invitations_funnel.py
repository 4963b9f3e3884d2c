"""What became of the invitations of the last weeks, as a picture and in a sentence."""

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts import desk, wording
from usercore import say
from usercore.frames import invitations as lists

WEEKS = 12
# The wider step stands behind the narrower one, so that each bar reads from the outside in.
STEPS = {
    "sent": ("Sent", "#D0D5DD"),
    "handed_over": ("Handed over", "#B2C4F0"),
    "opened": ("Opened", "#5B7BD5"),
    "accepted": ("Accepted", "#2E9E6B"),
    "expired": ("Ended", "#D9803F"),
}
HEIGHT = 170


def funnel() -> None:
    """A bar for each week; nothing where nobody was invited."""
    found = desk.ask(lists.funnel, weeks=WEEKS)
    if not found["sent"].sum():
        return
    with st.container(border=True, gap="small"):
        st.altair_chart(_bars(found), width="stretch", alt=_words(found))
        st.caption(_words(found))


def _words(found: pd.DataFrame) -> str:
    sums = {step: f"{int(found[step].sum()):,}" for step in STEPS}
    sentence = (
        "In the last {weeks} weeks: {sent} sent, {handed_over} taken by a mail server, {opened} opened, {accepted} "
        "accepted, {expired} ended unanswered."
        if found["handed_over"].any()
        else "In the last {weeks} weeks: {sent} sent, {opened} opened, {accepted} accepted, {expired} ended unanswered."
    )
    return say(sentence, weeks=WEEKS, **sums)


def _bars(found: pd.DataFrame) -> alt.LayerChart:
    shown = {step: look for step, look in STEPS.items() if step != "handed_over" or found["handed_over"].any()}
    named = {step: say(words) for step, (words, _) in shown.items()}
    weeks = found.assign(week=[f"{at.astimezone(wording.zone()):%-d %b}" for at in found["week"]]).rename(columns=named)
    x = alt.X("week:N", sort=list(weeks["week"]), title=None, axis=alt.Axis(labelAngle=0, ticks=False, domain=False))
    colour = alt.Color(
        "step:N", title=None, scale=alt.Scale(domain=list(named.values()), range=[shade for _, shade in shown.values()]),
        legend=alt.Legend(orient="top", offset=4, symbolType="square", symbolSize=40, columnPadding=6, labelLimit=0, labelFontSize=11),
    )  # fmt: skip
    steps = alt.Chart(weeks.melt("week", list(named.values()), "step", "invitations")).encode(
        x=x,
        y=alt.Y("invitations:Q", stack=None, title=None, axis=alt.Axis(tickCount=3, tickMinStep=1, domain=False)),
        color=colour,
        tooltip=[alt.Tooltip("week:N", title=say("Week from")), alt.Tooltip("step:N", title=say("Step")),
                 alt.Tooltip("invitations:Q", title=say("Invitations"))],
    )  # fmt: skip
    layers = [
        steps.transform_filter(alt.FieldEqualPredicate(field="step", equal=name)).mark_bar()
        if step != "expired"
        else steps.transform_filter(alt.FieldEqualPredicate(field="step", equal=name))
        .transform_filter("datum.invitations > 0")
        .mark_point(filled=True, size=40, opacity=1)
        for step, name in named.items()
    ]
    return alt.layer(*layers).properties(height=HEIGHT, padding=0)
