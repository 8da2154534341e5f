"""`take-role`: take a role away from a person or a group."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, Pair, by, with_store
from lib.services.actors import operator
from lib.services.roles import take_role as take
from lib.store.schema import ensure_current


@click.command("take-role")
@click.argument("provider")
@click.argument("claim", type=Pair(), metavar="CLAIM=VALUE")
@by
@with_store
def take_role(engine: Engine, provider: str, claim: tuple[str, str], by: str) -> int:
    """Take away what `give-role` gave."""
    ensure_current(engine)
    take(engine, provider, *claim, operator(by))
    return DONE
