"""Coming in through an invitation: who invites, to what; a name and a password, and one is in."""

from typing import Any, NoReturn

import streamlit as st

from pages.parts import authenticator, desk, letter_link, new_password, second_step
from pages.parts.enter import enter_presses
from pages.parts.ticket import hand_over
from pages.parts.wording import minute, plain
from usercore import Actor, say
from usercore.actions import invitations
from usercore.actions.sign_in import SecondStep, SignedIn
from usercore.frames import invitations as lists

PURPOSE, GIVEN = "invitation", "accept.ticket"
NAME, PASSWORD = "accept.name", "accept.password"
DEAD = {
    "accepted": "This invitation was accepted already. Sign in with the password of the account.",
    "expired": "This invitation has ended: it was good until {moment}.",
    "replaced": "A newer invitation took the place of this one. Open the link in the latest letter.",
    "revoked": "This invitation was taken back. If you think that is a mistake, ask {inviter}.",
    "review": "{inviter} can no longer give what this invitation offers, so someone else must look at it first.",
    "void": "This invitation no longer counts: the account changed since it was sent. Ask {inviter} for a new one.",
    "unknown": "There is no such invitation any more, or its address was cut short. Open the link in the letter again.",
}
MINE = "You have accepted this invitation, and you are signed in."
PRODUCT = desk.opening.core().settings.product


def dead(me: Actor, about: Any, token: str) -> NoReturn:
    """Why the link is good for nothing, and the right next step."""
    inviter = plain(about.invited_by) if about.invited_by else say("whoever sent it")
    sentence = MINE if about.state == "accepted" and me.signed_in and me.email == about.email else DEAD[about.state]
    said = say(sentence, inviter=inviter, moment=minute(about.expires_at))
    st.warning(said[:1].upper() + said[1:], icon=":material/link_off:")
    if about.email:
        st.session_state[authenticator.TYPED] = about.email
    if about.state in ("expired", "review"):
        ask(about, token)
    elif about.state == "accepted" and not me.signed_in:
        st.page_link("forgot_password.py", label=say("Forgotten your password?"), icon=":material/help:")
    letter_link.way_on(me)
    st.stop()


def ask(about: Any, token: str) -> None:
    """Another invitation is asked for here, once."""
    asked = not about.may_ask
    if not asked and st.button(say("Ask for a new invitation"), type="primary", width="stretch"):
        asked = desk.call(invitations.ask_again, actor=desk.visitor(), token=token) is not False
    if asked:
        st.success(
            say("They can see that you would like a new one. It comes by letter to the same address."),
            icon=":material/mark_email_read:",
        )


def welcome(me: Actor, about: Any) -> None:
    """Who invites to what, and for which address."""
    words = {"product": plain(PRODUCT), "role": plain(about.role), "inviter": plain(about.invited_by or "")}
    sentence = (
        "**{inviter}** invites you to **{product}** as **{role}**."
        if about.invited_by
        else "You are invited to **{product}** as **{role}**."
    )
    st.markdown(say(sentence, **words))
    if about.message:
        st.markdown(f"> {plain(about.message)}")
    st.caption(
        say(
            "For {email}, which nobody can change here. The invitation waits until {moment}.",
            email=plain(about.email),
            moment=minute(about.expires_at),
        )
    )
    if me.signed_in and me.email != about.email:
        st.info(
            say(
                "You are signed in here as {me}. Once you accept, you are signed in as {owner} instead.",
                me=plain(me.email),
                owner=plain(about.email),
            ),
            icon=":material/group:",
        )


def go_in(accepted: SignedIn | SecondStep) -> NoReturn:
    """In, or on to the code, where staff set a second factor up for them before they came. It is asked for here: whoever is
    signed in as someone else has no page to sign in.
    """
    if isinstance(accepted, SecondStep):
        st.session_state[authenticator.CHALLENGE] = accepted
    else:
        st.session_state[GIVEN] = accepted.ticket
    st.rerun()


# Kept, since a click meanwhile runs this again.
if ticket := second_step.ticket() or st.session_state.get(GIVEN):
    hand_over(ticket, to="/")

if second_step.under_way():
    with letter_link.room(say("One more step")):
        second_step.second_step()
    st.stop()

with letter_link.room(say("You are invited")) as me:
    token = letter_link.token(me, PURPOSE)
    about = desk.opening.core().call(desk.visitor(), lists.about, token=token).iloc[0]
    if about.state != "good":
        dead(me, about, token)
    if not about.opened:
        desk.call(invitations.opened, actor=desk.visitor(), token=token)
    welcome(me, about)
    with enter_presses("accept"):
        name = st.text_input(say("Your name"), about["name"], key=NAME, autocomplete="name")
        password = new_password.field(
            say("Choose a password"), key=PASSWORD, long=bool(about.staff), words=[name, about.email],
            owner=about.email,
        )  # fmt: skip
        refusal = st.empty()
        if st.button(say("Accept and sign in"), type="primary", width="stretch"):
            with refusal:
                accepted = desk.call(
                    invitations.accept, actor=desk.visitor(), token=token, password=password, name=name
                )
            if accepted:
                new_password.forget(PASSWORD)
                go_in(accepted)
