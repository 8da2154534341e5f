"""Signing in and out by OpenID Connect, beside the pages: the browser goes to a provider and comes back with a session.

Streamlit's own login is not used: its cookie holds who one is for 30 days whatever happens, and it comes back to the
first page. Here the cookie holds a token of a session in the store, and one comes back to the page that one left.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from httpx2 import HTTPError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.api.answers import WithSecurityHeaders
from lib.api.store import Opening, public_address
from lib.services.actors import Actor
from lib.services.audit import note
from lib.services.providers import Provider, login_is_set_up, providers
from lib.services.sessions import COOKIE, begin_session, end_session, shared_secret

_LOG = logging.getLogger(__name__)
#: Below the app's own address.
LOGIN: Final = "login"
#: Where one comes back to, in the session of the way to the provider and in addresses.
_NEXT: Final = "next"
#: Seconds that somebody has to sign in at the provider.
_PATIENCE: Final = 600


def login_routes(opening: Opening) -> Sequence[BaseRoute]:
    """Return the addresses for signing in and out; none where no login is set up."""
    if not login_is_set_up():
        return []
    providers()
    routes = [
        Route("/", _choose),
        Route("/to/{provider}", _begin),
        Route("/back", _Finishing(opening).answer),
        Route("/out", _Leaving(opening).answer),
    ]
    app = Starlette(
        routes=routes, middleware=[Middleware(WithSecurityHeaders), Middleware(_WithState, opening=opening)]
    )
    return [Mount(f"/{LOGIN}", app)]


class _WithState:
    """Keeps what the way to the provider and back needs in a signed cookie, under a secret that the store holds."""

    def __init__(self, app: ASGIApp, opening: Opening) -> None:
        self._app = app
        self._opening = opening
        self._signing: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._signing is None:
            secret = await run_in_threadpool(lambda: shared_secret(self._opening(), "cookies"))
            secure = public_address(Request(scope)).startswith("https:")
            self._signing = SessionMiddleware(
                self._app, secret, "icpermed-login", _PATIENCE, path="/", same_site="lax", https_only=secure
            )
        await (self._signing or self._app)(scope, receive, send)


def _choose(request: Request) -> Response:
    """Go to the only provider, or let the reader choose one."""
    found, to = providers(), {_NEXT: _local(request.query_params.get(_NEXT, ""))}
    if len(found) == 1:
        return RedirectResponse(f"{_base(request)}/{LOGIN}/to/{next(iter(found))}?{urlencode(to)}", 303)
    items = "".join(
        f'<li><a href="to/{name}?{escape(urlencode(to))}">{escape(provider.label)}</a></li>'
        for name, provider in found.items()
    )
    title = "Sign in · ICPerMed dashboard"
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<h1>Sign in</h1><ul>{items}</ul></html>"
    )


async def _begin(request: Request) -> Response:
    """Go to a provider."""
    provider = providers().get(request.path_params["provider"])
    if provider is None:
        return PlainTextResponse("There is no such provider of logins.", 404)
    request.session[_NEXT] = _local(request.query_params.get(_NEXT, ""))
    request.session["provider"] = provider.name
    asked = {"prompt": provider.prompt} if provider.prompt else {}
    try:
        client = _client(provider)
        answer: Response = await client.authorize_redirect(request, f"{_base(request)}/{LOGIN}/back", **asked)
    except (AuthlibBaseError, HTTPError, OSError):
        _LOG.exception("the provider of logins %s did not answer", provider.name)
        return PlainTextResponse("The provider of logins did not answer. Try again later.", 502)
    return answer


class _Finishing:
    """Comes back from a provider."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    async def answer(self, request: Request) -> Response:
        provider = providers().get(str(request.session.get("provider", "")))
        to = _local(str(request.session.get(_NEXT, "")))
        address = request.client.host if request.client else ""
        if provider is None:
            return _failed("It took too long, or was begun in another window.")
        try:
            token = await _client(provider).authorize_access_token(request)
        except (AuthlibBaseError, HTTPError, OSError, ValueError):
            _LOG.exception("signing in by %s failed", provider.name)
            return _failed("The provider did not vouch for you.")
        request.session.clear()
        claims = provider.kept(token.get("userinfo") or {})
        if not claims.get("sub"):
            return _failed("The provider does not say who you are.")
        engine = await run_in_threadpool(self._opening)
        if not provider.admits(claims):
            who = Actor(str(claims["sub"]), id=f"{provider.name}:{claims['sub']}", address=address)
            await run_in_threadpool(lambda: note(engine, who, "sign in", provider.name, refused=True))
            return _failed("Your e-mail address is not among those that may sign in here.")
        session = await run_in_threadpool(lambda: begin_session(engine, provider.name, claims, address))
        answer = RedirectResponse(_base(request) + to, 303)
        secure = public_address(request).startswith("https:")
        answer.set_cookie(COOKIE, session, path="/", httponly=True, samesite="lax", secure=secure)
        return answer


class _Leaving:
    """Signs out here and at the provider, without naming anybody in an address."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    async def answer(self, request: Request) -> Response:
        token = request.cookies.get(COOKIE, "")
        address = request.client.host if request.client else ""
        engine = await run_in_threadpool(self._opening)
        name = await run_in_threadpool(lambda: end_session(engine, token, address)) if token else ""
        to = f"{_base(request)}/"
        provider = providers().get(name)
        if provider is not None:
            try:
                metadata: dict[str, Any] = await _client(provider).load_server_metadata()
            except (AuthlibBaseError, HTTPError, OSError):
                metadata = {}
            if end := metadata.get("end_session_endpoint"):
                asked = {"client_id": provider.client_id, "post_logout_redirect_uri": to}
                to = f"{end}{'&' if '?' in end else '?'}{urlencode(asked)}"
        answer = RedirectResponse(to, 303)
        answer.delete_cookie(COOKIE, path="/")
        return answer


def _failed(why: str) -> Response:
    return PlainTextResponse(f"Signing in did not work. {why}", 403)


@lru_cache(maxsize=16)
def _client(provider: Provider) -> Any:
    return OAuth().register(
        provider.name,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=provider.metadata,
        client_kwargs={"scope": provider.scope, "code_challenge_method": "S256"},
    )


def _base(request: Request) -> str:
    """Return the app's own address; below a prefix where one is set."""
    root = str(request.scope.get("root_path", "")).removesuffix(f"/{LOGIN}")
    return public_address(request) + ("" if public_address(request).endswith(root) else root)


def _local(path: str) -> str:
    """Return a path below the app's own address to come back to; the first page's where it leads elsewhere."""
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_ours else "/"
