"""The head of the HTML of pages, which holds before any script has run: the title, description and icon that previews
of links show, and style and scripts, so that nothing moves when they would come later."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ROOT = Path(__file__).parents[2]
_ICON = _ROOT / "data" / "icon.svg"
_APP = "ICPerMed dashboard"
_ABOUT = (
    "What members of the International Consortium for Personalised Medicine fund and achieve: programmes, joint calls, "
    "collaboration, topics, events and reach, with the source of every figure."
)
_TITLE = re.compile(rb"<title>[^<]*</title>")
_SHORTCUT = re.compile(rb'(<link rel="shortcut icon" href=")[^"]*(")')
#: What would have the page answered unchanged, or packed.
_LEFT_OUT = (b"accept-encoding", b"if-none-match", b"if-modified-since")
#: What is said of the unchanged page.
_OF_THE_FILE = (b"content-length", b"etag", b"last-modified")


class WithHead:
    """An ASGI app whose pages carry our head in the HTML that is served; other addresses answer as they do.

    Args:
        app: what is served.
        titles: of its pages, by their paths.
        elements: of the head of each of its pages, such as its style.
    """

    def __init__(self, app: ASGIApp, titles: Mapping[str, str], elements: str) -> None:
        self._app = app
        self._titles = titles
        self._elements = elements
        self._icon = b"data:image/svg+xml;base64," + b64encode(_ICON.read_bytes())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        title = self._titles.get(scope["path"].strip("/")) if scope["type"] == "http" else None
        if title is None:
            await self._app(scope, receive, send)
            return
        scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() not in _LEFT_OUT]}
        start: Message = {}
        body = b""

        async def gather(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            kept = [pair for pair in start["headers"] if pair[0].lower() not in _OF_THE_FILE]
            page = self._headed(body, title) if body else body
            length = [] if scope["method"] == "HEAD" else [(b"content-length", str(len(page)).encode())]
            await send({**start, "headers": [*kept, *length]})
            await send({**message, "body": page})

        await self._app(scope, receive, gather)

    def _headed(self, page: bytes, title: str) -> bytes:
        """Return the HTML of a page with its title, description, icon and style."""
        whole = escape(f"{title} · {_APP}")
        head = (
            f"<title>{whole}</title>"
            f'<meta name="description" content="{escape(_ABOUT)}">'
            f'<meta property="og:title" content="{whole}">'
            f'<meta property="og:description" content="{escape(_ABOUT)}">'
            f'<meta property="og:site_name" content="{escape(_APP)}"><meta property="og:type" content="website">'
            f"{self._elements}"
        ).encode()
        with_icon = _SHORTCUT.sub(rb"\g<1>" + self._icon + rb"\g<2>", page)
        return _TITLE.sub(lambda _: head, with_icon, count=1)
