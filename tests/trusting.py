"""Browsers that are trusted, or not."""

from tests.builders import MAX, PASSPHRASE, visitor
from tests.second_factors import code_of, step, typed
from usercore.actions import sign_in
from usercore.actions.sign_in import SecondStep, SignedIn

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HERE = visitor(address="", agent=FIREFOX, browser="this browser")
ELSEWHERE = visitor(address="", browser="another browser")


def in_with(core, clock, who, *, by=HERE, password=PASSPHRASE, trust_browser=True):
    """Signed in with password and code."""
    clock.advance(minutes=2)
    challenge = step(core, who.email, password, by=by).challenge
    outcome = typed(core, challenge, code_of(core, who.user_id), by=by, trust_browser=trust_browser)
    assert isinstance(outcome, SignedIn)
    return outcome


def asked(core, email=MAX, password=PASSPHRASE, *, by=HERE):
    """Whether a code is asked for after the right password."""
    outcome = core.call(by, sign_in.with_password, email=email, password=password)
    assert isinstance(outcome, (SecondStep, SignedIn))
    return isinstance(outcome, SecondStep)
