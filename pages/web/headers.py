"""What stands before every answer: security headers, closed doors, the visitor's address, the browser cookie."""

import base64
import hashlib
import os
import re
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.parts import opening
from pages.web import cookies
from usercore import say

SOURCE = "x-usercore-source"
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/media/..")
COMPONENTS = "/_stcore/bidi-components/"
DEEP = ("/_stcore/", "/static/", "/media/", "/component/", "/auth/", "/open/", "/downloads/", "/rows/", "/app/")
YEAR = 365 * 24 * 3600


def policy() -> str:
    """The content security policy; the one inline script of Streamlit's index page is allowed by its hash."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


class FrontDoor:
    """A pure ASGI middleware, so that it buffers nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = {
            "content-security-policy": policy(),
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            "referrer-policy": "no-referrer",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        address = opening.address()
        headers = Headers(scope=scope)
        _name_source(scope, headers)
        if scope["type"] == "websocket":
            origin = headers.get("origin")
            if origin and not address.is_own(origin):
                await send({"type": "websocket.close", "code": 1008})
                return
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(MutableHeaders(scope=message), headers)
            await send(message)

        if _closed(scope["path"]):
            await PlainTextResponse(say("Not found"), status_code=404)(scope, receive, dressed)
            return
        await self.app(scope, receive, dressed)

    def _dress(self, answer: MutableHeaders, asked: Headers) -> None:
        address = opening.address()
        for name, value in self.headers.items():
            answer.setdefault(name, value)
        if address.base_url.startswith("https://"):
            answer.setdefault("strict-transport-security", f"max-age={YEAR}; includeSubDomains")
        html = answer.get("content-type", "").startswith("text/html")
        if html and f"{cookies.name('browser', address)}=" not in asked.get("cookie", ""):
            answer.append("set-cookie", cookies.new_browser_header(address).decode("latin-1"))


def _closed(path: str) -> bool:
    """Streamlit's own doors that nobody needs, and deep addresses, which Streamlit would answer with an empty page."""
    if path.startswith(CLOSED) or ".." in path or "\\" in path:
        return True
    if path.startswith(COMPONENTS) and not path.endswith((".js", ".css")):
        return True  # a component's folder holds our Python too
    return path.strip("/").count("/") > 0 and not path.startswith(DEEP)


def _name_source(scope: Scope, headers: Headers) -> None:
    """Put the visitor's address where routes and pages find it, whatever the request claimed (ASVS 15.3.4)."""
    forwarded = ",".join(headers.getlist("x-forwarded-for"))  # some proxies add a line of their own
    found = source(scope.get("client"), forwarded, opening.core().settings.trusted_proxies)
    kept = [(name, value) for name, value in scope["headers"] if name.lower() != SOURCE.encode()]
    scope["headers"] = [*kept, (SOURCE.encode(), found.encode("latin-1", "replace"))]


def source(client: tuple[str, int] | None, forwarded: str, proxies: int) -> str:
    """The connection's address, or, behind so many proxies of ours, the one the outermost of them wrote down."""
    if proxies:
        hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
        return hops[-proxies] if len(hops) >= proxies else "unknown"
    if client is None:
        return "unknown"
    # uvicorn takes the address from a header that a process on this machine sent, with port 0 or the header's: not believed.
    host, port = client
    return "127.0.0.1" if not port or _rewritten(host, port, forwarded) else host


def _rewritten(host: str, port: int, forwarded: str) -> bool:
    """Whether uvicorn may have read this connection in the header: told to trust nobody, as `serve` does, it reads none."""
    trusting = os.environ.get("FORWARDED_ALLOW_IPS") != ""
    return trusting and any(_names(hop.strip(), host, port) for hop in forwarded.split(","))


def _names(hop: str, host: str, port: int) -> bool:
    """Read as uvicorn reads it, to which `:080` is 80."""
    named, _, digits = hop.rpartition(":")
    try:
        return named in (host, f"[{host}]") and int(digits) == port
    except ValueError:
        return False
