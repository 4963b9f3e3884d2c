"""Record of processing: what personal data is used for here, made from what the program declares about its tables."""

import streamlit as st

from pages.parts import desk, wording
from usercore import exports, say
from usercore.frames import processing as lists

me = desk.enter(lists.activities)
found = desk.ask(lists.activities)
about = desk.ask(lists.about).iloc[0]


def told(label: str, value: str) -> None:
    st.markdown(f":gray[{wording.plain(say(label))}]  \n{wording.plain(value)}")


def heading() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.title(say("Record of processing"), anchor=False)
        if me.may(exports.processing):
            st.link_button(
                say("Download as CSV"), "/downloads/processing", icon=":material/download:", key="processing.download"
            )
    st.markdown(
        say(
            "What personal data this program uses, why, for how long and who sees it (GDPR Art. 30). It is made from what "
            "the program itself declares about every table, so that it is as new as the program is. What your "
            "organisation does with the data beyond this program, add yourselves."
        )
    )


def controller() -> None:
    left, right = st.columns(2)
    with left:
        told("Who answers for it", about.controller or say("Not set yet"))
    with right:
        told("Whom to write to", about.contact or say("Not set yet"))
    if not (about.controller and about.contact):
        st.info(
            say(
                "Set `USERCORE_CONTROLLER` and `USERCORE_PRIVACY_CONTACT` and start again: then they stand here, and in what "
                "people download about themselves."
            ),
            icon=":material/info:",
        )


heading()
with st.container(border=True):
    controller()
for title, of in found.groupby("activity", sort=False):
    first = of.iloc[0]
    with st.container(border=True):
        st.header(wording.plain(str(title)), anchor=False)
        st.markdown(wording.plain(first.purpose))
        left, right = st.columns(2)
        with left:
            told("Legal basis", first.legal_basis)
        with right:
            told("Whose data", first.persons)
        told("Who sees it", first.recipients)
        with st.expander(say("Kinds of data: {count}", count=len(of))):
            for row in of.itertuples():
                st.markdown(f"**{wording.plain(row.data)}**")
                for place, (label, value) in zip(
                    st.columns(3),
                    (
                        ("Kept", row.kept),
                        ("Where it comes from", row.source),
                        ("When the account is erased", row.at_erasure),
                    ),
                    strict=True,
                ):
                    with place:
                        told(label, value)
with st.container(border=True):
    st.header(say("How it is kept safe"), anchor=False)
    st.markdown("\n".join(f"- {wording.plain(measure)}" for measure in about.measures))
