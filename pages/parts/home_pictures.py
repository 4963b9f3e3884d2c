"""New accounts, sign-ins and failures day by day: a picture, its words, and the same as a table whose days lead on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts import desk, table, wording
from pages.parts.home_needs import again
from usercore import Actor, say
from usercore.frames import daily
from usercore.work import Deed

SPANS = (7, 30, 90)
SPAN, TABLES = "days", "tables"
WIDTH, PICTURE, HEIGHT, TALL = 264, 150, 270, 430
LABELS = 4  # days that are named below a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One thing that is counted by day: the frame, its words, its colour, and where a day of it leads."""

    name: str
    title: str
    none: str
    one: str
    many: str
    deed: Deed[..., pd.DataFrame]
    colour: str
    href: str


PICTURED = (
    Picture(
        name="accounts",
        title="New accounts",
        none="no new accounts",
        one="one new account",
        many="{count} new accounts",
        deed=daily.accounts,
        colour="#2E9E6B",
        href="/users?created_from={iso}&created_to={iso}",
    ),
    Picture(
        name="sign-ins",
        title="Sign-ins",
        none="no sign-ins",
        one="one sign-in",
        many="{count} sign-ins",
        deed=daily.sign_ins,
        colour="#5B7BD5",
        href="/audit?event=sign-in:done&from={iso}&until={iso}",
    ),
    Picture(
        name="failures",
        title="Failed sign-ins",
        none="no failed sign-ins",
        one="one failed sign-in",
        many="{count} failed sign-ins",
        deed=daily.failures,
        colour="#D9803F",
        href="/audit?event=sign-in:refused&from={iso}&until={iso}",
    ),
)


def of(me: Actor) -> list[Picture]:
    """Those of whoever may see the lists behind them."""
    return [one for one in PICTURED if me.may(one.deed)]


def pictures(shown: Sequence[Picture]) -> None:
    """The choices, then each picture, which reads for itself beside the others."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.header(say("Day by day"), anchor=False, width="content")
        with st.container(horizontal=True, vertical_alignment="center", width="content", gap="medium"):
            as_table = st.toggle(say("As tables"), key=TABLES, bind="query-params")
            # No segmented control: in the dark the one that is chosen is too faint to read.
            days = st.radio(
                say("How many days"), SPANS, index=1, horizontal=True, key=SPAN, bind="query-params",
                label_visibility="collapsed", format_func=lambda days: say("{days} days", days=days),
            )  # fmt: skip
    height = TALL if as_table else HEIGHT
    grid = st.grid(len(shown), min_column_width=WIDTH, gap="small", border=True, row_height=height, key="home.pictures")
    for one in shown:
        with grid.cell():
            _picture(one, days or 30, as_table=as_table)


@st.fragment(parallel=True)
def _picture(one: Picture, days: int, *, as_table: bool) -> None:
    with st.container(gap="xxsmall"):
        st.markdown(f"**{say(one.title)}**")
        _read_and_drawn(one, days, as_table=as_table)


def _read_and_drawn(one: Picture, days: int, *, as_table: bool) -> None:
    with st.skeleton(height=HEIGHT - 62):
        found = _read(one, days)
        if found is None:
            return
        st.caption(wording.plain(_compared(one, found)))
        if as_table:
            _table(one, found)
        else:
            st.altair_chart(_bars(one, found), width="stretch", alt=_words(one, found))


def _read(one: Picture, days: int) -> pd.DataFrame | None:
    try:
        return desk.ask(one.deed, days=days, zone=wording.zone().key)
    except Exception as broken:  # noqa: BLE001 - whatever it is: the other pictures stand
        return again(one.name, broken)


def counted(one: Picture, many: int) -> str:
    return say(one.none) if not many else say(one.one) if many == 1 else say(one.many, count=f"{many:,}")


def _compared(one: Picture, found: pd.DataFrame) -> str:
    """How many in all, beside as many days before."""
    days, total, before = len(found), int(found["many"].sum()), found.attrs["before"]
    told = say("{many} in {days} days", many=_capital(counted(one, total)), days=days)
    if before is None:
        return say("{told}.", told=told)
    if total == before:
        return say("{told}, as many as in the {days} days before.", told=told, days=days)
    if not before:
        return say("{told}, none in the {days} days before.", told=told, days=days)
    share, more = round(abs(total - before) / before * 100), total > before
    if share < 1:
        return say("{told}, about as many as in the {days} days before.", told=told, days=days)
    sentence = (
        "{told}, {share} % more than in the {days} days before."
        if more
        else ("{told}, {share} % fewer than in the {days} days before.")
    )
    return say(sentence, told=told, share=f"{share:,}", days=days)


def _words(one: Picture, found: pd.DataFrame) -> str:
    """The picture in words, for whoever does not see it."""
    told = _compared(one, found)
    if not found["many"].sum():
        return told
    busiest = found.loc[found["many"].astype(int).idxmax()]
    return say(
        "{told} Most on {day}: {many}. Each day stands in the table.", told=told, day=_short(busiest.day),
        many=f"{busiest.many:,}",
    )  # fmt: skip


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _short(day: date) -> str:
    return f"{day:%-d %b}"


def _bars(one: Picture, found: pd.DataFrame) -> alt.Chart:
    """A bar a day; the last, of today, is paler, since it still grows."""
    names = [_short(day) for day in found["day"]]
    last = len(names) - 1
    rows = pd.DataFrame(
        {
            "day": names,
            "what": [f"{day:%A %-d %b}" + (f" · {say('so far')}" if place == last else "")
                     for place, day in enumerate(found["day"])],
            "many": found["many"].astype(int),
            "over": [place < last for place in range(len(names))],
        }
    )  # fmt: skip
    step = max(1, -(-len(names) // LABELS))
    return (
        alt.Chart(rows)
        .mark_bar(color=one.colour, cornerRadiusTopLeft=2, cornerRadiusTopRight=2)
        .encode(
            x=alt.X("day:N", sort=names, title=None, scale=alt.Scale(paddingInner=0.2),
                    axis=alt.Axis(values=names[step // 2 :: step], labelAngle=0, ticks=False, domain=False)),
            y=alt.Y("many:Q", title=None, axis=alt.Axis(tickCount=3, tickMinStep=1, domain=False, format=",d")),
            opacity=alt.Opacity("over:N", legend=None, scale=alt.Scale(domain=[True, False], range=[1, 0.5])),
            tooltip=[alt.Tooltip("what:N", title=say("Day")), alt.Tooltip("many:Q", title=say(one.title), format=",d")],
        )
        .properties(height=PICTURE, padding=0)
    )  # fmt: skip


def _table(one: Picture, found: pd.DataFrame) -> None:
    """The newest day first, each leading to what happened on it."""
    rows = found.iloc[::-1].assign(
        id=[str(day) for day in found["day"][::-1]],
        iso=[str(day) for day in found["day"][::-1]],
        what=[f"{day:%a %-d %b}" for day in found["day"][::-1]],
    )
    columns = [
        table.Column(name="what", title=say("Day"), kind="link", href=one.href),
        table.Column(name="many", title=say("How many"), kind="number"),
    ]
    with st.container(height=TALL - 112, border=False):
        table.show(rows, columns, key=f"home.table.{one.name}", label=say(one.title), selectable=False)
