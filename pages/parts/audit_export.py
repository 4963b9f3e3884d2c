"""The export dialog of the audit log: which columns, which form, and off it goes."""

import streamlit as st

from pages.parts import desk, download
from pages.parts.people_export import SEPARATORS
from usercore import say
from usercore.actions import downloads
from usercore.exports.audit import AUDIT_COLUMNS
from usercore.frames.audit import AuditQuery


@st.dialog("Export as CSV", icon=":material/download:")
def export(query: AuditQuery, many: str) -> None:
    """A dialog that downloads the entries of `query`; `many` says how many they are."""
    st.markdown(say("**{many}**, newest first, all pages. Each row has its own hash.", many=desk.plain(many)))
    columns = st.pills(
        say("Columns"), AUDIT_COLUMNS, selection_mode="multi", default=AUDIT_COLUMNS, key="export.columns"
    )
    raw = st.segmented_control(
        say("For"), [False, True], default=False, required=True, key="export.raw",
        format_func=lambda raw: say("Programs (raw)") if raw else say("Spreadsheets (formula-safe)"),
    )  # fmt: skip
    separator = st.segmented_control(
        say("Separator"), list(SEPARATORS), default=",", required=True, key="export.separator",
        format_func=lambda sign: say(SEPARATORS[sign]),
    )  # fmt: skip
    if st.button(say("Download"), type="primary", icon=":material/download:", disabled=not columns, key="export.go"):
        wanted = {
            "query": query.model_dump(mode="json", exclude_defaults=True, exclude={"after", "before", "limit"}),
            "columns": [name for name in AUDIT_COLUMNS if name in columns],
            "delimiter": separator,
            "raw": raw,
        }
        ticket = desk.call(downloads.prepare_audit, wanted=wanted)
        if ticket:
            download.begin(ticket, under="audit")
            st.success(say("The download has begun. What was exported is in the audit log."), icon=":material/check:")
    if not columns:
        st.caption(say("Choose at least one column."))
