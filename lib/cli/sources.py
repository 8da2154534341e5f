"""`sources`: the sources that come again."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, echo_json, in_json, with_store
from lib.services.actors import operator
from lib.services.sources.saved import Source, list_sources
from lib.store.schema import ensure_current


@click.command()
@in_json
@with_store
def sources(engine: Engine, in_json: bool) -> int:
    """List the saved sources."""
    ensure_current(engine)
    found = list_sources(engine, operator("command line"))
    if in_json:
        echo_json([source_as_json(source) for source in found])
    else:
        for source in found:
            click.echo(f"{source.name}: {source.address} ({last_loaded(source)})")
    return DONE


def last_loaded(source: Source) -> str:
    """Say when files of a source were last loaded."""
    return "never loaded" if source.loaded_at is None else f"last loaded on {source.loaded_at:%Y-%m-%d %H:%M} UTC"


def source_as_json(source: Source) -> dict[str, object]:
    return {
        "name": source.name,
        "address": source.address,
        "as": source.answers.wanted,
        "demonstration": source.demonstration,
        "loaded_at": None if source.loaded_at is None else source.loaded_at.isoformat(),
    }
