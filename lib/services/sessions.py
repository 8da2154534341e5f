"""Who is signed in: begun when a provider vouches for them, ended by them, by time, or by an administrator."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine, delete, insert, or_, select, update

from lib.common.clock import utc_now
from lib.services.actors import Actor, is_read_only
from lib.services.rights import GIVE_ROLES
from lib.services.roles import SUBJECT, role_of
from lib.store.audit import record
from lib.store.engine import write_transaction
from lib.store.housekeeping_tables import LoginSession, ServerSecret

#: The cookie that holds the token of a session.
COOKIE: Final = "icpermed-session"
#: The provider of logins that a proxy before the dashboard is, where roles are given.
PROXY: Final = "proxy"
#: Names the settings: after so many minutes without a click, and so many hours at most, one signs in anew.
IDLE_VARIABLE = "ICPERMED_LOGIN_IDLE_MINUTES"
LIFETIME_VARIABLE = "ICPERMED_LOGIN_HOURS"
_IDLE_MINUTES, _HOURS = 60, 12
#: A session's last click is written down so often.
_SEEN_EVERY = timedelta(minutes=1)


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 100_000 else default


def _ended(now: datetime) -> tuple[datetime, datetime]:
    """Return since when a session must have been seen, and have begun, to go on."""
    idle = timedelta(minutes=_number(os.environ.get(IDLE_VARIABLE, ""), _IDLE_MINUTES))
    return now - idle, now - timedelta(hours=_number(os.environ.get(LIFETIME_VARIABLE, ""), _HOURS))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def begin_session(engine: Engine, provider: str, claims: Mapping[str, Any], address: str) -> str:
    """Begin a session for whom a provider has vouched. Returns the token, of which only a hash is kept.

    Args:
        engine: the store.
        provider: its name.
        claims: what it tells of them, with SUBJECT.
        address: that they came from.
    """
    token, now = secrets.token_urlsafe(32), utc_now()
    subject = str(claims[SUBJECT])
    name = str(claims.get("name") or claims.get("email") or subject)
    role, organisations = role_of(engine, provider, claims)
    who = Actor(name, role, f"{provider}:{subject}", organisations, address)
    row = {"token_hash": _hashed(token), "provider": provider, "subject": subject, "name": name}
    seen, began = _ended(now)
    with engine.connect() as connection, write_transaction(connection):
        old = or_(LoginSession.seen_at < seen, LoginSession.began_at < began)
        connection.execute(delete(LoginSession).where(old))
        connection.execute(insert(LoginSession), {**row, "claims": dict(claims), "began_at": now, "seen_at": now})
        record(connection, who, "sign in", provider)
    return token


def actor_of(engine: Engine, token: str, address: str = "") -> Actor:
    """Return who a token is of, with the role that they have now; a reader where the session has ended."""
    reader = Actor("", address=address)
    if not token or is_read_only():
        return reader
    now = utc_now()
    seen, began = _ended(now)
    with engine.connect() as connection:
        query = select(LoginSession.__table__).where(LoginSession.token_hash == _hashed(token))
        row = connection.execute(query).one_or_none()
    if row is None or row.seen_at < seen or row.began_at < began:
        return reader
    if now - row.seen_at > _SEEN_EVERY:
        with engine.connect() as connection, write_transaction(connection):
            mine = LoginSession.token_hash == row.token_hash
            connection.execute(update(LoginSession).where(mine).values(seen_at=now))
    role, organisations = role_of(engine, row.provider, row.claims)
    return Actor(row.name, role, f"{row.provider}:{row.subject}", organisations, address)


def actor_behind_proxy(engine: Engine, told: Mapping[str, str | None], address: str = "") -> Actor:
    """Return for whom a proxy vouches in headers that it alone can set; a reader where it names nobody.

    Args:
        engine: the store.
        told: what the headers say, by claim; groups divided by commas.
        address: that they came from.
    """
    claims: dict[str, Any] = {name: value for name, value in told.items() if value}
    subject = str(claims.get(SUBJECT) or claims.get("email") or "")
    if not subject or is_read_only():
        return Actor("", address=address)
    claims |= {SUBJECT: subject, "email_verified": True}
    claims["groups"] = [group.strip() for group in str(claims.get("groups", "")).split(",") if group.strip()]
    role, organisations = role_of(engine, PROXY, claims)
    return Actor(str(claims.get("name") or subject), role, f"{PROXY}:{subject}", organisations, address)


def end_session(engine: Engine, token: str, address: str = "") -> str:
    """End the session of a token. Returns the provider's name; empty where there is no such session."""
    who = actor_of(engine, token, address)
    with engine.connect() as connection, write_transaction(connection):
        mine = LoginSession.token_hash == _hashed(token)
        provider = connection.scalar(select(LoginSession.provider).where(mine))
        if provider is None:
            return ""
        connection.execute(delete(LoginSession).where(mine))
        record(connection, who, "sign out", provider)
    return str(provider)


def end_sessions(engine: Engine, provider: str, subject: str, actor: Actor) -> int:
    """End all sessions of a person. Returns how many there were.

    Raises:
        NotPermittedError: the actor may not give roles.
    """
    actor.check_on_record(GIVE_ROLES, "end sessions of others")
    with engine.connect() as connection, write_transaction(connection):
        theirs = (LoginSession.provider == provider, LoginSession.subject == subject)
        ended = int(connection.execute(delete(LoginSession).where(*theirs)).rowcount)
        record(connection, actor, "end sessions of others", f"{subject} of {provider}", before={"sessions": ended})
    return ended


def shared_secret(engine: Engine, name: str) -> str:
    """Return a secret that all processes on the store share; it is made at first need."""
    with engine.connect() as connection:
        found = connection.scalar(select(ServerSecret.value).where(ServerSecret.name == name))
    if found is not None:
        return str(found)
    with engine.connect() as connection, write_transaction(connection):
        found = connection.scalar(select(ServerSecret.value).where(ServerSecret.name == name))
        if found is None:
            found = secrets.token_urlsafe(48)
            connection.execute(insert(ServerSecret), {"name": name, "value": found})
    return str(found)
