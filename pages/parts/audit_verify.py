"""Whether the audit log is as it was written: every hash worked out again, and the first break named."""

import streamlit as st

from pages.parts import desk, wording
from usercore import say
from usercore.frames import chain

KINDS = {
    "altered": "was altered",
    "removed": "shows that entries are missing",
    "re-ordered": "was moved",
    "added": "does not follow from the one before it",
}


@st.dialog("Verify the audit log", icon=":material/verified:", width="medium")
def verify() -> None:
    """Runs when it opens; the hash it shows is of use outside of this database only."""
    waiting = st.progress(0, say("Working out every hash again…"))
    found = desk.ask(
        chain.broken,
        progress=lambda done, of: waiting.progress(
            done / max(of, 1), say("Working out every hash again… {share} %", share=done * 100 // max(of, 1))
        ),
    )
    waiting.empty()
    told = found.attrs
    if found.empty:
        st.success(say("All {count} entries are as they were written.", count=f"{told['entries']:,}"),
                   icon=":material/verified:")  # fmt: skip
    else:
        first = next(found.itertuples())
        place = say("Entry {segment} no. {number}", segment=first.segment, number=first.sequence)
        when = f", {wording.minute(first.at)}," if first.at is not None else ""
        st.error(wording.plain(f"{place}{when} {say(KINDS[first.kind])}: {first.problem}."), icon=":material/gpp_bad:")
        many = len(found) if len(found) < chain.MOST else say("100 or more")
        st.caption(
            say("This is the only place.") if many == 1 else say("This is the first of {count} places.", count=many)
        )
    st.markdown(say("Hash of the newest entry, {segment} no. {number}:", segment=told["segment"],
                    number=told["sequence"]))  # fmt: skip
    st.code(told["hash"], language=None, wrap_lines=True)
    st.caption(
        say(
            "Keep it outside of this database: whoever can write to the database could cut off the newest entries and "
            "the end of the chain with them. That entry's hash must still be this one later."
        )
    )
