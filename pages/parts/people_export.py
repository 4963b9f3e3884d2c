"""The export dialog: which columns, which form, and off it goes."""

import streamlit as st

from pages.parts import desk, download
from usercore import say
from usercore.actions import downloads
from usercore.exports.users import COLUMNS, USUAL
from usercore.frames.users import UserQuery

TITLES = {
    "id": "Id",
    "name": "Name",
    "email": "E-mail",
    "role": "Role",
    "status": "Status",
    "created_at": "Created",
    "last_sign_in_at": "Last sign-in",
    "email_verified_at": "E-mail verified",
    "suspended_until": "Suspended until",
    "suspended_reason": "Reason of suspension",
    "deleted_at": "Moved to the trash",
}
SEPARATORS = {",": "Comma", ";": "Semicolon"}


@st.dialog("Export as CSV", icon=":material/download:")
def export(query: UserQuery, many: str) -> None:
    """A dialog that downloads the people of `query`; `many` says how many they are."""
    st.markdown(say("**{many}**, in the order of the list, all pages.", many=desk.plain(many)))
    columns = st.pills(
        say("Columns"), COLUMNS, selection_mode="multi", default=USUAL, key="export.columns",
        format_func=lambda name: say(TITLES[name]),
    )  # fmt: skip
    raw = st.segmented_control(
        say("For"), [False, True], default=False, required=True, key="export.raw",
        format_func=lambda raw: say("Programs (raw)") if raw else say("Spreadsheets (formula-safe)"),
        help=say("Spreadsheets run cells that begin with = + - or @. The safe form puts an apostrophe before them; "
                 "the raw form leaves every value exactly as it is."),
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        separator = st.segmented_control(
            say("Separator"), list(SEPARATORS), default=",", required=True, key="export.separator",
            format_func=lambda sign: say(SEPARATORS[sign]),
        )  # fmt: skip
        bom = st.toggle(
            say("Mark as UTF-8 for Excel"), key="export.bom", help=say("Begins the file with a byte-order mark.")
        )
    if st.button(say("Download"), type="primary", icon=":material/download:", disabled=not columns, key="export.go"):
        wanted = {
            "query": query.model_dump(mode="json", exclude_defaults=True),
            "columns": [name for name in COLUMNS if name in columns],
            "delimiter": separator,
            "bom": bom,
            "raw": raw,
        }
        ticket = desk.call(downloads.prepare, export="users", wanted=wanted)
        if ticket:
            download.begin(ticket)
            st.success(say("The download has begun. What was exported is in the audit log."), icon=":material/check:")
    if not columns:
        st.caption(say("Choose at least one column."))
