"""`status`: the store's schema version, rows and latest imports."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, echo_json, in_json, refuse_unready, with_store
from lib.services.status import Status, store_status


@click.command()
@in_json
@with_store
def status(engine: Engine, in_json: bool) -> int:
    """Show schema version, rows and latest imports."""
    refuse_unready(engine)
    found = store_status(engine)
    if in_json:
        echo_json(found.as_json())
    else:
        click.echo(_as_text(found))
    return DONE


def _as_text(found: Status) -> str:
    lines = [f"schema version: {found.schema_version}", "rows:"]
    lines += [f"  {entity:<18} {rows:>10}" for entity, rows in found.rows.items()]
    lines.append("latest imports:" if found.latest_imports else "latest imports: none")
    lines += [
        f"  {row['import_id']:>5}  {row['imported_at']}  {row['entity']}: {row['file_name']} "
        f"({row['rows_new']} new, {row['rows_changed']} changed) by {row['imported_by']}"
        for row in found.latest_imports
    ]
    return "\n".join(lines)
