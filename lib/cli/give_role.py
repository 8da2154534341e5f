"""`give-role`: give a role to a person or a group, also to the first administrator."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, Pair, by, with_store
from lib.services.actors import operator
from lib.services.rights import Role
from lib.services.roles import Grant
from lib.services.roles import give_role as give
from lib.store.schema import ensure_current


@click.command("give-role")
@click.argument("provider")
@click.argument("claim", type=Pair(), metavar="CLAIM=VALUE")
@click.argument("role", type=click.Choice([role.value for role in Role if role is not Role.READER]))
@click.option("--for", "organisations", multiple=True, metavar="ID", help="An organisation that a funder speaks for.")
@by
@with_store
def give_role(
    engine: Engine, provider: str, claim: tuple[str, str], role: str, organisations: tuple[str, ...], by: str
) -> int:
    """Give a role to a person or a group.

    CLAIM=VALUE is what a provider of logins tells: sub=… of one person, as the sidebar shows it; email=… of one
    whose address the provider has checked; groups=… and the like of all of a group.
    """
    ensure_current(engine)
    give(engine, Grant(provider, *claim, Role(role), organisations), operator(by))
    return DONE
