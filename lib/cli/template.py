"""`template`: an empty form with an example row."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, MisuseError, with_store
from lib.entities.registry import SCHEMAS
from lib.export.templates import template_csv


@click.command(epilog=f"ENTITY: {', '.join(SCHEMAS)}.")
@click.argument("entity")
@with_store
def template(_engine: Engine, entity: str) -> int:
    """Print the template of an entity as CSV."""
    if entity not in SCHEMAS:
        raise MisuseError(f"{entity!r} is no entity; known are: {', '.join(SCHEMAS)}")
    click.echo(template_csv(entity), nl=False)
    return DONE
