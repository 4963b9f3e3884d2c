"""Users of an application, and everything that may be done with them."""

from usercore.core import Core, open_core
from usercore.errors import UsercoreError
from usercore.language import say
from usercore.permissions import Permission
from usercore.settings import Settings
from usercore.work import Actor

__all__ = ["Actor", "Core", "Permission", "Settings", "UsercoreError", "open_core", "say"]
