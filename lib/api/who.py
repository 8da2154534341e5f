"""Who sends a request, as pages know it: by the cookie of their login, by a proxy, or by sitting at the machine."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from lib.api.store import Opening
from lib.services.access import without_login
from lib.services.actors import Actor
from lib.services.providers import login_is_set_up
from lib.services.sessions import COOKIE, actor_behind_proxy, actor_of


def actor_of_request(opening: Opening, scope: Scope, bound_to: str | None, of_proxy: Mapping[str, str]) -> Actor:
    """Return who sends a request.

    Args:
        opening: opens the store.
        scope: of the request.
        bound_to: the address that the process is bound to; None or empty for all of the machine's.
        of_proxy: headers by which a proxy says who somebody is, with what each says.
    """
    headers = Headers(scope=scope)
    address = scope["client"][0] if scope.get("client") else ""
    if login_is_set_up():
        return actor_of(opening(), cookie_parser(headers.get("cookie", "")).get(COOKIE, ""), address)
    if of_proxy:
        return actor_behind_proxy(opening(), {claim: headers.get(name) for name, claim in of_proxy.items()}, address)
    return without_login(bound_to, headers)
