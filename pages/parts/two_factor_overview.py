"""How many have a second factor, by role and over time, and whoever should have one and has none yet."""

from collections import Counter

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts import desk, on_its_way, table, wording
from pages.parts.outbox_letter import no_server
from pages.parts.pager import cursor, page_of, pager
from pages.parts.two_factor_rules import asked_for
from usercore import Actor, say
from usercore.actions import two_factor
from usercore.errors import PageGone
from usercore.frames import two_factor as lists
from usercore.frames.totals import Total
from usercore.frames.two_factor import MissingQuery

WEEKS, ROWS, HEIGHT = 12, 50, 130
ON, OFF = "#2E9E6B", "#D0D5DD"
REMINDED = "two-factor.reminded"


def overview(me: Actor) -> None:
    """The pictures, then the people to look after, admins first."""
    roles = desk.ask(lists.by_role)
    shown = roles[(roles["staff"].astype(bool) | roles["asked"].astype(bool)) & (roles["people"] > 0)]
    with st.container(border=True, gap="small"):
        left, right = st.columns(2, gap="large")
        words = _words(shown)
        left.markdown(say("**Who has one**"))
        left.altair_chart(_shares(shown), width="stretch", alt=words)
        growth = desk.ask(lists.over_time, weeks=WEEKS)
        right.markdown(say("**How many, week by week**"))
        right.altair_chart(_growth(growth), width="stretch", alt=_growth_words(growth))
        st.caption(wording.plain(words))
    asked_for(me, roles)
    _missing(me)


def _words(shown: pd.DataFrame) -> str:
    told = (f"{row.title} {row.enrolled} {say('of')} {row.people}" for row in shown.itertuples())
    return say("With a second factor: {roles}.", roles=", ".join(told))


def _growth_words(growth: pd.DataFrame) -> str:
    on = int(growth["enrolled"].iloc[-1])
    return say("One second factor is on today.") if on == 1 else say("{count} second factors are on today.", count=on)


def _shares(shown: pd.DataFrame) -> alt.Chart:
    rows = [
        {"role": row.title, "what": say(what), "people": int(many), "place": place}
        for row in shown.itertuples()
        for place, (what, many) in enumerate((("with", row.enrolled), ("without", row.people - row.enrolled)))
    ]
    return (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(height=16)
        .encode(
            x=alt.X("people:Q", stack="normalize", title=None, axis=alt.Axis(format="%", tickCount=4, domain=False, labelFlush=True)),
            y=alt.Y("role:N", title=None, sort=list(shown["title"]), axis=alt.Axis(ticks=False, domain=False)),
            order="place:Q",
            color=alt.Color(
                "what:N", title=None, scale=alt.Scale(domain=[say("with"), say("without")], range=[ON, OFF]),
                legend=alt.Legend(orient="top", symbolType="square", symbolSize=40),
            ),
            tooltip=[alt.Tooltip("role:N"), alt.Tooltip("what:N"), alt.Tooltip("people:Q")],
        )
        .properties(height=alt.Step(26), padding={"left": 0, "top": 0, "right": 10, "bottom": 0})
    )  # fmt: skip


def _growth(growth: pd.DataFrame) -> alt.Chart:
    found = growth.assign(day=[at.astimezone(wording.zone()).strftime("%-d %b") for at in growth["at"]])
    return (
        alt.Chart(found)
        .mark_area(line={"color": ON}, color=ON, opacity=0.25)
        .encode(
            x=alt.X("day:N", sort=list(found["day"]), title=None, axis=alt.Axis(labelAngle=0, ticks=False)),
            y=alt.Y("enrolled:Q", title=None, axis=alt.Axis(tickCount=3, tickMinStep=1, domain=False)),
            tooltip=[alt.Tooltip("day:N", title=say("Until")), alt.Tooltip("enrolled:Q", title=say("On"))],
        )
        .properties(height=HEIGHT, padding=0)
    )


def _missing(me: Actor) -> None:
    _tell()
    total = desk.ask(lists.counts)
    if not total:
        st.success(say("Everyone who should have a second factor has one."), icon=":material/verified_user:")
        return
    refusal, one = desk.why_not(me, two_factor.remind_many), total == 1 and not total.capped
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        with st.container(gap=None, width="content"):
            st.subheader(say("Still without a second factor"), anchor=False, width="content")
            st.caption(say("one person") if one else say("{total} people", total=total))
        pressed = st.button(
            say("Remind them by letter") if one else say("Remind all {total} by letter", total=total),
            icon=":material/outgoing_mail:", key="remind", disabled=refusal is not None, help=refusal,
        )  # fmt: skip
    if pressed:
        _remind(total)
    columns = [
        table.Column(name="name", title=say("Person"), kind="person", second="email"),
        table.Column(name="title", title=say("Role"), kind="badge"),
        table.Column(name="last_sign_in_at", title=say("Last sign-in"), kind="moment", narrow=False, dash=say("never")),
    ]
    found = page_of(lists.missing, MissingQuery(limit=ROWS, **cursor()))
    table.show(found, columns, key="two-factor.missing", label=say("Still without a second factor"),
               href="/two-factor?id={id}", selectable=False)  # fmt: skip
    pager(found)


def _remind(total: Total) -> None:
    """All of them, batch by batch with a bar; how far it came is kept, should it be cut short."""
    sent, skipped = 0, Counter[str]()
    bar, query = st.progress(0.0, say("Reminding …")), MissingQuery(limit=two_factor.MOST_AT_ONCE)
    while True:
        try:
            page = desk.ask(lists.missing, query=query)
        except PageGone:  # whom the last batch ended with was deleted for ever meanwhile
            st.rerun()
        done = desk.call(two_factor.remind_many, user_ids=list(page["id"]))
        if done is False:
            return
        sent += done.reminded
        skipped.update(done.skipped.values())
        st.session_state[REMINDED] = sent, dict(skipped)
        bar.progress(min((sent + skipped.total()) / total, 1.0), say("{count} reminded", count=f"{sent:,}"))
        if page.attrs["next"] is None:
            st.rerun()
        query = query.model_copy(update={"after": page.attrs["next"]})


def _tell() -> None:
    """How it went, once."""
    if REMINDED not in st.session_state:
        return
    sent, skipped = st.session_state.pop(REMINDED)
    if not sent:
        st.info(say("No letter went out."), icon=":material/mail_off:")
    elif no_server():
        on_its_way.where_they_wait(sent, linked=False)
    else:
        told = (
            say("One letter is on its way.")
            if sent == 1
            else say("{count} letters are on their way.", count=f"{sent:,}")
        )
        st.success(told, icon=":material/check_circle:")
    for reason, many in skipped.items():
        st.warning(f"{many:,} · {wording.plain(reason)}", icon=":material/info:")
