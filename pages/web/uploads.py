"""Files come only from those who have a use for them: Streamlit takes one from whoever has a page open, and keeps it in
memory, however many there are and whether or not the page asks for any.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.parts import opening
from pages.web import cookies
from usercore import UsercoreError, say
from usercore.actions import invitation_lists

DOOR = "/_stcore/upload_file/"


class Uploads:
    """A pure ASGI middleware, which asks before anything of the file is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and scope["path"].startswith(DOOR)
        if asked and not await run_in_threadpool(_may_bring_one, Request(scope)):
            refusal = PlainTextResponse(say("You may not upload files here."), 403, {"connection": "close"})
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _may_bring_one(request: Request) -> bool:
    """Whether they may invite many, which is what files are for."""
    token = request.cookies.get(cookies.name("session", opening.address()))
    try:
        return opening.core().actor_for(token).may(invitation_lists.send_many)
    except UsercoreError:
        return False
