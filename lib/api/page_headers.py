"""Headers that tell browsers what pages may load, run and be framed by."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.api.store import public_url

_INLINE = re.compile(r"<script>([^<]*)</script>")


def inline_scripts(page: str) -> list[str]:
    """Return the scripts that stand in the HTML of a page."""
    return _INLINE.findall(page)


def policy(scripts: Iterable[str]) -> str:
    """Return the content security policy of pages: all from here, and no inline script but these.

    Styles are inline: Streamlit's libraries write them while they draw. Parts of pages that we made are modules which
    Streamlit loads from a blob; maps and their workers are blobs and data addresses too. What reads messages and draws
    maps compiles WebAssembly. No text is ever run as a script.
    """
    hashed = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: 'wasm-unsafe-eval' {hashed}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data:",
            "media-src 'none'",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


class WithPageHeaders:
    """An ASGI app whose answers all carry these headers, or what they say themselves in their place.

    Args:
        app: what is served.
        scripts: that stand in its pages.
    """

    def __init__(self, app: ASGIApp, scripts: Iterable[str]) -> None:
        self._app = app
        self._headers = {
            "content-security-policy": policy(scripts),
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
        }
        if public_url().startswith("https://"):
            self._headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)
