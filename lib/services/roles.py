"""Which role whom has: given to a person or to a group, by what a provider of logins tells of whoever signs in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Engine, delete, insert, select, update

from lib.common.clock import utc_now
from lib.metrics.frames import fetch
from lib.services.actors import Actor
from lib.services.rights import GIVE_ROLES, Role
from lib.store.audit import record
from lib.store.engine import write_transaction
from lib.store.housekeeping_tables import RoleGrant

#: What a provider calls the identifier by which it knows a person for good.
SUBJECT = "sub"
#: An address counts only where the provider has checked that it is the person's.
EMAIL, EMAIL_CHECKED = "email", "email_verified"
_MOST = {"provider": 60, "claim": 60, "value": 300}


class RoleError(ValueError):
    """The role cannot be given or taken away; the message says why."""


@dataclass(frozen=True)
class Grant:
    """A role for all of whom a provider tells this.

    Attributes:
        provider: its name in the settings.
        claim: what it tells: SUBJECT for one person, or such as "groups".
        value: what it says there, or one of several values.
        role: what they are then.
        organisations: identifiers of those that funders speak for.
    """

    provider: str
    claim: str
    value: str
    role: Role
    organisations: tuple[str, ...] = ()


def give_role(engine: Engine, grant: Grant, actor: Actor) -> None:
    """Give a role, in place of the one that was given for the same reason before.

    Raises:
        NotPermittedError: the actor may not give roles.
        RoleError: something is missing or too long, or the role is that of everybody.
    """
    actor.check_on_record(GIVE_ROLES)
    found = {"provider": grant.provider.strip(), "claim": grant.claim.strip(), "value": grant.value.strip()}
    for name, text in found.items():
        if not 0 < len(text) <= _MOST[name]:
            raise RoleError(f"Say the {name}, in 1 to {_MOST[name]} characters.")
    if grant.role is Role.READER:
        raise RoleError("Everybody is a reader: there is nothing to give.")
    organisations = sorted({one.strip() for one in grant.organisations if one.strip()})
    if grant.role is Role.FUNDER and not organisations:
        raise RoleError("Say for which organisations the funder speaks, by their identifiers.")
    values = {"role": str(grant.role), "organisations": organisations}
    table = RoleGrant.__table__
    same = [table.c[name] == text for name, text in found.items()]
    with engine.connect() as connection, write_transaction(connection):
        before = connection.execute(select(table.c.role, table.c.organisations).where(*same)).one_or_none()
        signed = {**values, "given_at": utc_now(), "given_by": actor.name.strip()}
        if before is None:
            connection.execute(insert(RoleGrant), {**found, **signed})
        else:
            connection.execute(update(RoleGrant).where(*same).values(**signed))
        record(
            connection,
            actor,
            "give a role",
            _subject(found),
            before=None if before is None else {"role": before.role, "organisations": before.organisations},
            after=values,
        )


def take_role(engine: Engine, provider: str, claim: str, value: str, actor: Actor) -> None:
    """Take a role away. Whoever had it for this reason alone is a reader with their next click.

    Raises:
        NotPermittedError: the actor may not give roles.
        RoleError: it was not given.
    """
    actor.check_on_record(GIVE_ROLES, "take roles away")
    table = RoleGrant.__table__
    given = (table.c.provider == provider, table.c.claim == claim, table.c.value == value)
    with engine.connect() as connection, write_transaction(connection):
        before = connection.scalar(select(table.c.role).where(*given))
        if before is None:
            raise RoleError(f"{_subject({'provider': provider, 'claim': claim, 'value': value})} has no role.")
        connection.execute(delete(RoleGrant).where(*given))
        subject = _subject({"provider": provider, "claim": claim, "value": value})
        record(connection, actor, "take a role away", subject, before={"role": before})


def _subject(found: Mapping[str, str]) -> str:
    return f"{found['claim']} {found['value']} of {found['provider']}"


def list_roles(engine: Engine, actor: Actor) -> pd.DataFrame:
    """List the roles that were given.

    Returns:
        grant_id, provider, claim, value, role, organisations (list of identifiers), given_at (UTC), given_by.

    Raises:
        NotPermittedError: the actor may not give roles.
    """
    actor.check(GIVE_ROLES, "see roles")
    return fetch(engine, select(RoleGrant.__table__).order_by(RoleGrant.provider, RoleGrant.claim, RoleGrant.value))


def role_of(engine: Engine, provider: str, claims: Mapping[str, Any]) -> tuple[Role, frozenset[str]]:
    """Return the highest role of whoever signs in, and the organisations that they speak for.

    Args:
        engine: the store.
        provider: its name in the settings.
        claims: what it tells of them.
    """
    table = RoleGrant.__table__
    query = select(table.c.claim, table.c.value, table.c.role, table.c.organisations)
    with engine.connect() as connection:
        given = connection.execute(query.where(table.c.provider == provider)).all()
    held = [one for one in given if one.value in _values(claims, one.claim)]
    ordered = list(Role)
    role = max((Role(one.role) for one in held), key=ordered.index, default=Role.READER)
    return role, frozenset(organisation for one in held for organisation in one.organisations)


def _values(claims: Mapping[str, Any], claim: str) -> set[str]:
    """Return the values of a claim; its name may lead into another one, as in realm_access.roles."""
    if claim == EMAIL and claims.get(EMAIL_CHECKED) is not True:
        return set()
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    return {str(one) for one in found} if isinstance(found, list) else {str(found)} if found is not None else set()
