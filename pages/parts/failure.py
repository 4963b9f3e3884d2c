"""When a page breaks: a sentence and a reference number for the person, the traceback for the log."""

import logging
import secrets

import streamlit as st

from pages.parts.wording import plain
from usercore import UsercoreError, say

log = logging.getLogger("usercore")


def show_failure(broken: Exception) -> bool:
    """Nothing of the error itself reaches the browser (ASVS 16.5.1)."""
    if isinstance(broken, UsercoreError):
        st.error(plain(str(broken)), icon=":material/error:")
        return True
    words = say(
        "Something went wrong on our side, and nothing was changed. Reload the page; if it happens again, "
        "give your admin this number: {reference}.",
        reference=noted(broken),
    )
    st.error(words, icon=":material/error:")
    return True


def noted(broken: Exception) -> str:
    """Leave what broke in the log, and give the number under which it stands there."""
    reference = secrets.token_hex(4).upper()
    log.error("reference %s", reference, exc_info=broken)
    return reference
