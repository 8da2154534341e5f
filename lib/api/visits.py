"""A cookie that says when the browser was here before, set with each page that is opened afresh."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.common.clock import utc_now
from lib.common.visits import COOKIE, visit

#: Browsers keep a cookie for 400 days at most.
_SECONDS = 400 * 24 * 60 * 60


class RememberVisits:
    """Middleware that sets the cookie of lib.common.visits.

    It holds two days and no name or number of anyone; scripts and other sites cannot read it. Frames of other pages do
    not count as visits.

    Args:
        app: what is served.
        paths: of its pages.
    """

    def __init__(self, app: ASGIApp, paths: Collection[str]) -> None:
        self._app = app
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._opens_a_page(scope):
            await self._app(scope, receive, send)
            return
        known = cookie_parser(Headers(scope=scope).get("cookie", "")).get(COOKIE)
        written = visit(known, utc_now().date()).written
        secure = "; Secure" if scope["scheme"] == "https" else ""
        cookie = f"{COOKIE}={written}; Path=/; Max-Age={_SECONDS}; HttpOnly; SameSite=Lax{secure}"

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await self._app(scope, receive, send_with_cookie)

    def _opens_a_page(self, scope: Scope) -> bool:
        """Whether a browser asks for a page, in a window of its own."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].strip("/") not in self._paths:
            return False
        headers = Headers(scope=scope)
        return "text/html" in headers.get("accept", "") and headers.get("sec-fetch-dest", "document") == "document"
