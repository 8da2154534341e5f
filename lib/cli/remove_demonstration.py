"""`remove-demonstration`: remove all demonstration data."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, by, echo_json, in_json, plain, with_store
from lib.ingest import removal
from lib.services.actors import operator
from lib.store.schema import ensure_current


@click.command("remove-demonstration")
@by
@in_json
@with_store
def remove_demonstration(engine: Engine, by: str, in_json: bool) -> int:
    """Remove all demonstration data.

    Facts stay as they are.

    Exit code: 0 removed, or there was none; 1 facts refer to it, and nothing was removed.
    """
    ensure_current(engine)
    removed = removal.remove_demonstration(engine, operator(by))
    if in_json:
        echo_json({"removed": removed.rows, "quarantined": removed.rows_quarantined, "imports": removed.imports})
        return DONE
    click.echo(plain(removed))
    for entity, rows in removed.rows.items():
        click.echo(f"{entity}: {rows} removed")
    return DONE
