"""The one Core of this process and the address it is served at, opened once."""

from functools import cache, partial
from importlib.metadata import version

from prometheus_client import disable_created_metrics

from pages.web.address import Address, public
from usercore import Actor, Core, Settings, open_core
from usercore.frames import health, instances
from usercore.metrics import Metrics


@cache
def core() -> Core:
    """Usercore on the database that the settings name, its links leading here. Raises a `CannotStart`."""
    settings = Settings.from_environment()
    opened = open_core(settings=settings.model_copy(update={"base_url": public(settings).base_url}))
    opened.watcher = metrics(opened)
    return opened


@cache
def metrics(of: Core) -> Metrics:
    """What is counted of its calls."""
    disable_created_metrics()  # when each began to count is of no use here, and doubles what is read
    figures = partial(of.call, Actor.system("metrics"), health.figures)
    return Metrics(figures, version=version("usercore"), database=of.engine.dialect.name, connections=of.connections)


@cache
def is_practice(of: Core) -> bool:
    """Whether everyone here is made up; that never changes while we run."""
    return of.call(Actor.visitor(), instances.about).iloc[0].practice_passphrase is not None


@cache
def address() -> Address:
    """The public address. Raises `BadSetting`."""
    return public(core().settings)
