"""Links as people get them: each kind asked for as it is in life, taken from the letter, and used."""

from collections.abc import Callable
from typing import Any

from tests.builders import ANOTHER, MAX, PASSPHRASE, FakeClock, link_to, token_for, visitor
from usercore import Actor, Core
from usercore.actions import alarms, emails, passwords, users
from usercore.frames import links

NEW = "max.new@example.com"
ELSEWHERE = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
FOUR = ("reset", "email", "undo", "notme")


def asked_for_a_reset(core: Core, email: str = MAX) -> None:
    core.call(visitor(address=""), passwords.request_reset, email=email)


def asked_for_a_new_address(core: Core, who: Actor, email: str = NEW) -> None:
    core.call(who, users.update, user_id=who.user_id, email=email)


def signed_in_elsewhere(core: Core, email: str = MAX, password: str = PASSPHRASE) -> str:
    return token_for(core, email, password, by=visitor(address="", agent=ELSEWHERE))


def a_link(core: Core, purpose: str, who: Actor) -> str:
    """The token in a letter to `who` (Max, unless they have another address)."""
    if isinstance(core._clock, FakeClock):
        core._clock.advance(seconds=1)  # no two passwords and no two letters of one moment
    if purpose == "reset":
        asked_for_a_reset(core, who.email)
        return link_to(core, who.user_id, "reset")
    if purpose == "notme":
        signed_in_elsewhere(core, who.email)
        return link_to(core, who.user_id, "new-device")
    asked_for_a_new_address(core, who)
    return link_to(core, who.user_id, "email-confirm" if purpose == "email" else "email-asked")


USES: dict[str, tuple[Any, dict[str, str]]] = {
    "reset": (passwords.reset, {"new_password": ANOTHER}),
    "email": (emails.confirm, {}),
    "undo": (emails.undo, {}),
    "notme": (alarms.by_letter, {}),
}


def use(core: Core, purpose: str, token: str, *, by: Actor | None = None) -> Any:
    deed, more = USES[purpose]
    return core.call(by or visitor(address=""), deed, token=token, **more)


def refusal(deed: Callable[[], Any]) -> str:
    """The name of what was raised; empty if it was done."""
    try:
        deed()
    except Exception as raised:  # noqa: BLE001 - the test looks at whatever it was
        return type(raised).__name__
    return ""


def look(core, purpose, token):
    return core.call(visitor(), links.about, token=token, purpose=purpose).iloc[0]
