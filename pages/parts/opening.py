"""The one Core of this process and the address it is served at, opened once."""

from functools import cache

from pages.web.address import Address, public
from usercore import Actor, Core, Settings, open_core
from usercore.frames import instances


@cache
def core() -> Core:
    """Usercore on the database that the settings name, its links leading here. Raises a `CannotStart`."""
    settings = Settings.from_environment()
    return open_core(settings=settings.model_copy(update={"base_url": public(settings).base_url}))


@cache
def is_practice(of: Core) -> bool:
    """Whether everyone here is made up; that never changes while we run."""
    return of.call(Actor.visitor(), instances.about).iloc[0].practice_passphrase is not None


@cache
def address() -> Address:
    """The public address. Raises `BadSetting`."""
    return public(core().settings)
