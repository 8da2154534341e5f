"""`roles`: the roles that were given."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, echo_json, in_json, with_store
from lib.services.actors import operator
from lib.services.roles import list_roles
from lib.store.schema import ensure_current


@click.command()
@in_json
@with_store
def roles(engine: Engine, in_json: bool) -> int:
    """List the roles that were given."""
    ensure_current(engine)
    found = list_roles(engine, operator("command line")).to_dict("records")
    if in_json:
        echo_json([{**one, "given_at": one["given_at"].isoformat()} for one in found])
        return DONE
    for one in found:
        speaks = f" for {', '.join(one['organisations'])}" if one["organisations"] else ""
        click.echo(f"{one['provider']}: {one['claim']}={one['value']} is {one['role']}{speaks}, by {one['given_by']}")
    return DONE
