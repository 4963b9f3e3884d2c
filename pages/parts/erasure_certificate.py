"""The certificate of a deletion for ever: what became of what was held, to read, to print, to keep."""

from datetime import datetime
from typing import Any

import streamlit as st

from pages.parts import desk, dialogs, erasure_parts, wording
from pages.parts.save_file import save_button
from usercore import say
from usercore.crypto.ids import as_uuid
from usercore.errors import NotFound
from usercore.frames import erasures

ONE = dialogs.addressed("certificate")


def by(row: Any) -> str:
    """Who deleted them."""
    return row.by or row.program or "–"


def scrubbed(at: datetime | None) -> str:
    """Since when the files of the database hold nothing of them."""
    return wording.minute(at) if at else say("not yet: within an hour or so")


def _closed() -> None:
    st.query_params.pop(ONE, None)


@st.dialog("Certificate", icon=":material/verified_user:", width="medium", on_dismiss=_closed)
def certificate(erasure_id: str) -> None:
    """The dialog of the certificate that the address names."""
    try:
        found = desk.ask(erasures.one, erasure_id=as_uuid(erasure_id))
    except NotFound as refusal:
        st.info(wording.plain(str(refusal)), icon=":material/unknown_document:")
        return
    row: Any = next(found.itertuples())
    if row.unaltered:
        st.markdown(say("**{who}** was deleted for ever.", who=wording.plain(row.who)))
    else:
        st.error(say("This certificate is not as it was written. Verify the audit log."), icon=":material/gpp_bad:")
    lines = [
        (say("When"), wording.minute(row.erased_at)),
        (say("By"), by(row)),
        (say("Overwritten in the database's files"), scrubbed(row.scrubbed_at)),
        (
            say("Kept outside the database"),
            wording.minute(row.filed_at) if row.filed_at else say("not yet: within an hour or so"),
        ),
        (say("Hash, as the audit log has it"), f"{row.sha256[:16]} …"),
    ]
    st.markdown("  \n".join(f":gray[{wording.plain(name)}] {wording.plain(text)}" for name, text in lines))
    with st.container(border=True):
        erasure_parts.draw({"erasing": part["how"], "reason": part["why"], **part} for part in row.parts)
    with st.container(horizontal=True, vertical_alignment="center"):
        save_button(say("Save"), text=row.text, name=f"certificate-{row.id}.json", key="certificate.save")
        st.page_link(
            "audit.py", label=say("In the audit log"), icon=":material/history:",
            query_params={"subject": str(row.person_id)},
        )  # fmt: skip
