"""What is said of a letter that was just written: that it is on its way, or what is true where nothing can be sent from here."""

import streamlit as st

from pages.parts import desk
from pages.parts.outbox_letter import no_server
from usercore import say
from usercore.frames import outbox

WAITS = "No mail server is set up, so the letter waits in the outbox, where its link can be copied."
OUT = "Everyone was signed out, and the old password lets nobody in any more."


def told(sent: str, *, waits: str = "") -> str:
    """`sent`, or where no mail server carries it, that it waits."""
    return (waits or say(WAITS)) if no_server() else sent


def we_then_send() -> str:
    """To an owner who may give the alarm. Of the outbox they know nothing: somebody has to hand them the link."""
    return told(
        say("We then send you a link to choose a new one."),
        waits=say("No letter can be sent from here by itself: then ask your admin for the link to choose a new one."),
    )


def signed_out() -> str:
    """To an owner who gave the alarm through a letter."""
    sent = say("A letter with a link to choose a new one is on its way.")
    waits = say("No letter can be sent from here by itself: ask your admin for the link to choose a new one.")
    return f"{say(OUT)} {told(sent, waits=waits)}"


def where_they_wait(many: int, *, linked: bool = True) -> None:
    """Beneath what was written to `many`, where no mail server carries it; and the way there, for those who may see it.
    `linked`: there is a link in each, to be handed over.
    """
    if not many or not no_server():
        return
    if linked:
        waits = say("No mail server is set up, so the letters wait in the outbox, where their links can be copied.")
        waits = say(WAITS) if many == 1 else waits
    elif many == 1:
        waits = say("No mail server is set up, so the letter waits in the outbox.")
    else:
        waits = say("No mail server is set up, so {count} letters wait in the outbox.", count=f"{many:,}")
    st.info(waits, icon=":material/mail_off:")
    if desk.someone().may(outbox.search):
        st.page_link("outbox.py", label=say("Open the outbox"), icon=":material/outgoing_mail:", width="content")
