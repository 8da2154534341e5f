"""Who uses the pages, by the address that the process is bound to and what the browser sent."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from lib.services.actors import AT_THE_MACHINE, Actor, is_read_only
from lib.services.rights import Role

#: Headers of a proxy: whoever comes through one does not sit at the machine.
_OF_PROXIES = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")


def is_loopback(name: str) -> bool:
    """Whether a host, as in an address or a Host header, is this machine alone; one that is not named is not."""
    host = name.strip().casefold()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    if host in ("localhost", "localhost."):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_at_the_machine(bound_to: str | None, headers: Mapping[str, str]) -> bool:
    """Whether whoever uses the pages sits at the machine.

    Args:
        bound_to: the address that the process is bound to; None for all of the machine's.
        headers: of the browser's request, by name in Http-Header-Case. A page that no browser opened has none.
    """
    if not is_loopback(bound_to or ""):
        return False
    # A name that leads here is another's: of a proxy, or of a page that had its own name changed to this address.
    return not headers or (is_loopback(headers.get("Host", "")) and not any(name in headers for name in _OF_PROXIES))


def without_login(bound_to: str | None, headers: Mapping[str, str], name: str = "") -> Actor:
    """Return who uses the pages where nobody signs in: the person at the machine, who holds all rights, or a reader.

    Args:
        bound_to: see `is_at_the_machine`.
        headers: see `is_at_the_machine`.
        name: what they gave as their name.
    """
    if is_at_the_machine(bound_to, headers) and not is_read_only():
        return Actor(name.strip(), Role.ADMINISTRATOR, AT_THE_MACHINE)
    return Actor(name.strip())
