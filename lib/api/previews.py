"""What the HTML of pages says before any script has run: a title, a description and an icon for previews of links."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ROOT = Path(__file__).parents[2]
_PAGES, _ICON = _ROOT / "pages", _ROOT / "data" / "icon.svg"
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


class WithPreviews:
    """An ASGI app whose pages carry their titles in the HTML that is served; other addresses answer as they do."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        title = page_titles().get(scope["path"].strip("/")) if scope["type"] == "http" else None
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
            page = described(body, title) if body else body
            length = [] if scope["method"] == "HEAD" else [(b"content-length", str(len(page)).encode())]
            await send({**start, "headers": [*kept, *length]})
            await send({**message, "body": page})

        await self._app(scope, receive, gather)


@cache
def page_titles() -> Mapping[str, str]:
    """Return the titles of pages by their paths, from the names of their files; the first page's path is empty."""
    names = [path.stem for path in _PAGES.glob("*.py")]
    return {"": "Overview"} | {name: name.replace("_", " ").capitalize() for name in names}


def described(page: bytes, title: str) -> bytes:
    """Return the HTML of a page with its title, description and icon."""
    whole = escape(f"{title} · {_APP}")
    head = (
        f"<title>{whole}</title>"
        f'<meta name="description" content="{escape(_ABOUT)}">'
        f'<meta property="og:title" content="{whole}">'
        f'<meta property="og:description" content="{escape(_ABOUT)}">'
        f'<meta property="og:site_name" content="{escape(_APP)}"><meta property="og:type" content="website">'
    ).encode()
    return _SHORTCUT.sub(rb"\g<1>" + _icon() + rb"\g<2>", _TITLE.sub(lambda _: head, page, count=1))


@cache
def _icon() -> bytes:
    return b"data:image/svg+xml;base64," + b64encode(_ICON.read_bytes())
