"""Where we listen, and the address people type: from settings and how we were started, never from a request."""

import os
import sys
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from streamlit import config

from usercore.cannot_start import BadSetting
from usercore.settings import Settings

LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]")
STREAMLIT_PORT, UVICORN_PORT = 8501, 8000


@dataclass(frozen=True, slots=True)
class Address:
    """The public base URL, and what follows from it."""

    base_url: str

    @property
    def loopback(self) -> bool:
        return urlsplit(self.base_url).hostname in LOOPBACK

    @property
    def secure(self) -> bool:
        """Whether browsers keep a `Secure` cookie from here: https, or the same machine."""
        return self.base_url.startswith("https://") or self.loopback

    def is_own(self, origin: str) -> bool:
        """Whether a request's Origin is this address, in any spelling of loopback (ASVS 3.5.1)."""
        try:
            theirs, ours = urlsplit(origin), urlsplit(self.base_url)
            same_place = theirs.hostname == ours.hostname or (self.loopback and theirs.hostname in LOOPBACK)
            return same_place and theirs.scheme == ours.scheme and _port(theirs) == _port(ours)
        except ValueError:  # it is no address at all
            return False


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def listening() -> tuple[str, int]:
    """Host and port this process was told to serve on, in each of its three ways to start."""
    by_uvicorn = os.path.basename(sys.argv[0]).startswith("uvicorn")  # noqa: PTH119 - a name, not a file
    if by_uvicorn:
        return _flag("--host", "127.0.0.1"), int(_flag("--port", str(UVICORN_PORT)))
    host = _flag("--server.address", os.environ.get("HOST") or config.get_option("server.address") or "0.0.0.0")  # noqa: S104
    port = _flag("--server.port", os.environ.get("PORT") or str(config.get_option("server.port") or STREAMLIT_PORT))
    return host, int(port)


def _flag(name: str, default: str) -> str:
    for position, word in enumerate(sys.argv):
        if word == name and position + 1 < len(sys.argv):
            return sys.argv[position + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return default


def public(settings: Settings) -> Address:
    """The address people type. Raises `BadSetting` when others can reach us and none is configured (CVE-2012-4520)."""
    if settings.base_url:
        return Address(settings.base_url)
    host, port = listening()
    if host not in LOOPBACK:
        raise BadSetting(
            name="USERCORE_BASE_URL",
            why=f"must be set when listening on {host}, for instance https://accounts.example.com",
        )
    return Address(f"http://localhost:{port}")
