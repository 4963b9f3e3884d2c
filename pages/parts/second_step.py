"""The second step of signing in: one field, which sends itself once six digits are in."""

from dataclasses import dataclass

import streamlit as st

from pages.parts import desk, wording
from pages.parts.authenticator import CHALLENGE, REFUSAL
from pages.parts.enter import enter_presses
from usercore import Actor, UsercoreError, say
from usercore.actions import sign_in
from usercore.crypto import totp
from usercore.errors import TokenExpired, TokenSpent

CODE, BACKUP, TRUST, TURN = "second_step.code", "second_step.backup", "second_step.trust", "second_step.turn"


@dataclass
class Turn:
    """What became of the codes of one challenge. A key pressed while one is on its way draws the page again with the same
    code in its field, which is then not tried twice.
    """

    challenge: str
    tried: str = ""
    refusal: str = ""
    ticket: str | None = None
    ended: bool = False

    def take(self, actor: Actor, code: str, *, trust: bool) -> None:
        """Try the code, unless it was tried already."""
        if self.ticket or self.ended or code == self.tried:
            return
        self.tried, core = code, desk.opening.core()
        try:
            outcome = core.call(actor, sign_in.with_code, challenge=self.challenge, code=code, trust_browser=trust)
        except (TokenSpent, TokenExpired):
            self.ended = True
        except UsercoreError as refusal:
            self.tried, self.refusal = "", str(refusal)  # not judged: the same may be tried again
        else:
            self.ticket = outcome.ticket if isinstance(outcome, sign_in.SignedIn) else None
            self.refusal = outcome.sentence if isinstance(outcome, sign_in.Refused) else ""


def under_way() -> bool:
    """Whether the password was right and a code is asked for."""
    return CHALLENGE in st.session_state


def ticket() -> str | None:
    """What the right code gave."""
    return st.session_state[TURN].ticket if TURN in st.session_state else None


def second_step() -> None:
    """The field and the ways around it."""
    step = st.session_state[CHALLENGE]
    turn: Turn = st.session_state.setdefault(TURN, Turn(step.challenge))
    if turn.ended:
        leave()
        st.session_state[REFUSAL] = say("That took too long. Sign in with your password once more.")
        st.rerun()
    backup, drawn = st.session_state.get(BACKUP, False), turn.refusal
    st.markdown(
        say("Type one of the recovery codes that you kept. Each works once.")
        if backup
        else say("Type the six digits that your authenticator app shows now.")
    )
    with enter_presses("second-step", begins=True):
        typed = _field(backup=backup)
        if step.may_trust and not backup:  # a recovery code is for once
            span = wording.span(desk.opening.core().settings.trust_lifetime)
            st.checkbox(say("Ask for no code in this browser for {span}", span=span), key=TRUST)
        if drawn:
            st.error(desk.plain(drawn), icon=":material/error:")
        pressed = st.button(say("Sign in"), type="primary", width="stretch")
    _ways_around(backup=backup)
    if pressed or (not backup and totp.digits(typed)):
        turn.take(desk.visitor(), typed, trust=not backup and bool(st.session_state.get(TRUST)))
    if turn.ticket or turn.ended or turn.refusal != drawn:
        st.rerun()


def _field(*, backup: bool) -> str:
    return (
        st.text_input(
            say("Recovery code") if backup else say("Code"), key=f"{CODE}.{int(backup)}", live="100ms",
            autocomplete="off" if backup else "one-time-code", placeholder="" if backup else "123 456",
        )
        or ""
    )  # fmt: skip


def _ways_around(*, backup: bool) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.button(
            say("Use the app") if backup else say("Use a recovery code"), type="tertiary", icon=":material/key:",
            on_click=_other_way, args=(not backup,),
        )  # fmt: skip
        st.button(say("Start over"), type="tertiary", icon=":material/restart_alt:", on_click=leave)


def leave() -> None:
    """Back to the password."""
    for key in (CHALLENGE, BACKUP, TURN, REFUSAL):
        st.session_state.pop(key, None)


def _other_way(backup: bool) -> None:
    st.session_state[BACKUP] = backup
    if TURN in st.session_state:
        st.session_state[TURN].refusal = ""
