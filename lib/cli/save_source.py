"""`save-source`: save an address or folder whose files come again."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import Engine

from lib.cli.import_options import FileOptions, answers_of, says_of_files
from lib.cli.options import DONE, by, with_store
from lib.services.actors import operator
from lib.services.sources.fetching import fetch
from lib.services.sources.saved import Source, save_source
from lib.store.schema import ensure_current


@click.command("save-source")
@click.argument("name")
@click.argument("location", metavar="ADDRESS")
@says_of_files
@click.option("--demonstration", is_flag=True, help="Its rows are made up: demonstration data.")
@by
@with_store
def save(engine: Engine, /, name: str, location: str, demonstration: bool, by: str, **options: Any) -> int:
    """Save an address or folder under a name.

    Its files are fetched once, to see that they can be.
    """
    ensure_current(engine)
    answers = answers_of(engine, fetch(location), FileOptions(**options))
    save_source(engine, Source(name, location, answers, demonstration), operator(by))
    return DONE
