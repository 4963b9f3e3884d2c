"""The one Core of this process and the address it is served at, opened once."""

from functools import cache

from pages.web.address import Address, public
from usercore import Core, Settings, open_core


@cache
def core() -> Core:
    """Usercore on the database that the settings name. Raises a `CannotStart`."""
    return open_core(settings=Settings.from_environment())


@cache
def address() -> Address:
    """The public address. Raises `BadSetting`."""
    return public(core().settings)
