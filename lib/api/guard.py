"""What stands before all pages and addresses: it turns away what another site sent, before anything else sees it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.api.answers import problem
from lib.api.store import Opening, public_url, the_store
from lib.api.who import actor_of_request
from lib.services.access import is_loopback
from lib.services.rights import LOAD_FILES

#: Names the setting with the hosts by which browsers may reach the app, divided by commas.
HOSTS = "ICPERMED_ALLOWED_HOSTS"
#: Whether the process runs and is ready is asked by whatever name the asking program has.
_HEALTH = ("/healthz", "/readyz")
#: Addresses that scripts of other sites may ask: they change nothing, and browsers keep the answers from the scripts.
_FOR_PROGRAMS = "/api/"
_METRICS, _UPLOADS = "/_stcore/metrics", "/_stcore/upload_file"
#: WebSocket's code for what a policy forbids.
_FORBIDDEN = 1008


def allowed_hosts(bound_to: str | None) -> frozenset[str]:
    """Return the hosts by which the app is reached, beside those of loopback, in lower case and without ports.

    Args:
        bound_to: the address that the process is bound to; None or empty for all of the machine's.
    """
    named = [*os.environ.get(HOSTS, "").split(","), bound_to or ""]
    public = urlsplit(public_url()).hostname or ""
    return frozenset(host for host in (*(name.strip().casefold().strip("[]") for name in named), public) if host)


class Guard:
    """An ASGI app that answers only what its own pages and programs ask.

    A name that leads to this machine and is none of its own may be that of an attacker's page, whose scripts would then
    read what the person at the machine reads; a connection that a page of another site opens would act for them.

    Args:
        app: what is served.
        bound_to: the address that the process is bound to; None or empty for all of the machine's.
        of_proxy: see lib.api.who.
        opening: opens the store, which knows who is signed in.
    """

    def __init__(
        self,
        app: ASGIApp,
        bound_to: str | None,
        of_proxy: Mapping[str, str] | None = None,
        opening: Opening = the_store,
    ) -> None:
        self._app, self._bound_to, self._hosts = app, bound_to, allowed_hosts(bound_to)
        self._of_proxy, self._opening = of_proxy or {}, opening

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        if refusal is None and scope["type"] == "http" and scope["path"].startswith(_UPLOADS):
            refusal = await run_in_threadpool(self._refusal_to_upload, scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _FORBIDDEN})
        else:
            await refusal(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        if path in _HEALTH:
            return None
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not self._is_own(hosts[0]):
            return problem(403, f"This is not a name of this dashboard; its operator names those that are in {HOSTS}.")
        if origins and not path.startswith(_FOR_PROGRAMS) and [urlsplit(one).netloc for one in origins] != hosts:
            return problem(403, "Pages of other sites cannot use this dashboard.")
        if path.rstrip("/") == _METRICS:
            return problem(404, "There is no such address.")
        return None

    def _refusal_to_upload(self, scope: Scope) -> Response | None:
        """What whoever may load nothing sends is never put into memory."""
        if actor_of_request(self._opening, scope, self._bound_to, self._of_proxy).may(LOAD_FILES):
            return None
        return problem(403, f"Only {LOAD_FILES.holders} may {LOAD_FILES.action}.")

    def _is_own(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        return is_loopback(name) or name in self._hosts
