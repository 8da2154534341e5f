"""`undo`: undo an import."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, by, echo_json, in_json, with_store
from lib.ingest import undo as undoing
from lib.services.actors import operator
from lib.store.schema import ensure_current


@click.command()
@click.argument("import_id", type=int, metavar="ID")
@by
@in_json
@with_store
def undo(engine: Engine, import_id: int, by: str, in_json: bool) -> int:
    """Undo an import.

    Imports that were made together are undone together.

    Exit code: 0 undone; 1 later imports build on it, and nothing was undone.
    """
    ensure_current(engine)
    undone = undoing.undo(engine, import_id, operator(by))
    if in_json:
        echo_json({"import": undone.upload_id, "removed": undone.removed, "restored": undone.restored})
        return DONE
    click.echo(f"Import {undone.upload_id} was undone.")
    for entity in dict.fromkeys([*undone.removed, *undone.restored]):
        click.echo(f"{entity}: {undone.removed.get(entity, 0)} removed, {undone.restored.get(entity, 0)} restored")
    return DONE
