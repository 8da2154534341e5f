"""`forget-source`: forget a source."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, by, with_store
from lib.services.actors import operator
from lib.services.sources.saved import find_source, forget_source
from lib.store.schema import ensure_current


@click.command("forget-source")
@click.argument("name")
@by
@with_store
def forget(engine: Engine, name: str, by: str) -> int:
    """Forget a source; what was loaded from it stays."""
    ensure_current(engine)
    forget_source(engine, find_source(engine, name, operator(by)).name, operator(by))
    return DONE
