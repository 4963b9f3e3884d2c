"""`GET /downloads/{ticket}`: an export, streamed while it is produced, for the person who asked for it."""

from collections.abc import Iterator
from typing import Any

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from pages.parts import opening
from pages.web.session import bearer
from usercore import UsercoreError, exports
from usercore.actions import downloads
from usercore.errors import NotAllowed, NotSignedIn
from usercore.work import Deed

CSV = "text/csv; charset=utf-8"


class Stream(StreamingResponse):
    """Streams a plain generator, and closes it whatever happens: else its cursor stays open when the reader leaves."""

    def __init__(self, rows: Iterator[bytes], **more: Any) -> None:
        self.rows = rows
        super().__init__(rows, **more)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(self.rows.close)  # type: ignore[attr-defined]


async def download(request: Request) -> Response:
    """The list of people."""
    return await _download(request, downloads.take, exports.users, "users.csv")


async def download_audit(request: Request) -> Response:
    """The audit log."""
    return await _download(request, downloads.take_audit, exports.audit, "audit-log.csv")


async def download_person(request: Request) -> Response:
    """Everything about one person."""
    return await _download(request, downloads.take_person, exports.person, "personal-data.zip", "application/zip")


async def download_processing(request: Request) -> Response:
    """The record of processing: about nobody, and so without a ticket."""
    return await _download(request, None, exports.processing, "record-of-processing.csv")


async def _download(
    request: Request, take: Deed[..., Any] | None, export: Deed[..., Any], name: str, kind: str = CSV
) -> Response:
    """401 for a visitor, 403 without the permission, 410 for a ticket that is spent, ended or someone else's."""
    actor, wish = bearer(request), {}
    try:
        if take:
            ticket = request.path_params["ticket"]
            wish = dict(await run_in_threadpool(opening.core().call, actor, take, ticket=ticket))
        rows = await run_in_threadpool(opening.core().stream, actor, export, **wish)
    except NotSignedIn as refusal:
        return _no(refusal, 401)
    except NotAllowed as refusal:
        return _no(refusal, 403)
    except UsercoreError as refusal:
        return _no(refusal, 410)
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-accel-buffering": "no",
    }
    return Stream(rows, media_type=kind, headers=headers)


def _no(refusal: UsercoreError, status: int) -> Response:
    return PlainTextResponse(str(refusal), status_code=status, headers={"cache-control": "no-store"})


routes = [
    Route("/downloads/audit/{ticket}", download_audit, methods=["GET"]),
    Route("/downloads/person/{ticket}", download_person, methods=["GET"]),
    Route("/downloads/processing", download_processing, methods=["GET"]),
    Route("/downloads/{ticket}", download, methods=["GET"]),
]
