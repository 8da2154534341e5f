"""`imports`: what was imported."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, in_json, with_store
from lib.metrics.imports import imports_as_text, list_imports
from lib.store.schema import ensure_current


@click.command()
@in_json
@with_store
def imports(engine: Engine, in_json: bool) -> int:
    """List what was imported, the newest first."""
    ensure_current(engine)
    listed = list_imports(engine)
    if in_json:
        click.echo(listed.to_json(orient="records", date_format="iso", indent=2, force_ascii=False))
    else:
        click.echo(imports_as_text(listed))
    return DONE
