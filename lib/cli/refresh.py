"""`refresh`: fetch the files of sources, and say what would change or load them."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.import_files import load_prepared
from lib.cli.import_reports import asked
from lib.cli.options import DONE, UNUSABLE, by, echo_json, in_json, with_store
from lib.cli.sources import last_loaded, source_as_json
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.upload import NeedsInput, prepare
from lib.services.actors import operator
from lib.services.sources.allowed import SourceError
from lib.services.sources.fetching import fetch
from lib.services.sources.saved import Source, find_source, list_sources, note_load
from lib.store.schema import ensure_current


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option("--load", is_flag=True, help="Load what was fetched; without it, say what would happen.")
@click.option("--keep-bad-rows", is_flag=True, help="Load the valid rows and quarantine the others.")
@by
@in_json
@with_store
def refresh(engine: Engine, names: tuple[str, ...], load: bool, keep_bad_rows: bool, by: str, in_json: bool) -> int:
    """Fetch sources and say what would change.

    All of them without a name. Files that were loaded before and have not changed are passed over. Exit code: the
    highest of those that `import` would give for each source.
    """
    ensure_current(engine)
    actor = operator(by)
    wanted = [find_source(engine, name, actor) for name in names] or list_sources(engine, actor)
    code = DONE
    for source in wanted:
        if not in_json:
            click.echo(f"{source.name}: {source.address}")
        try:
            code = max(code, _refresh(engine, source, load=load, keep_bad_rows=keep_bad_rows, by=by, in_json=in_json))
        except NeedsInput as unanswered:
            click.echo("\n".join(asked(need) for need in unanswered.requests), err=True)
            code = max(code, UNUSABLE)
        except (SourceError, UnreadableFileError) as error:
            click.echo(f"{source.name}: {error}", err=True)
            code = max(code, UNUSABLE)
    return code


def _refresh(engine: Engine, source: Source, *, load: bool, keep_bad_rows: bool, by: str, in_json: bool) -> int:
    """Fetch the files of one source, and load or report them. Returns the exit code."""
    files = fetch(source.address)
    if source.is_unchanged(files):
        unchanged = {"outcome": "unchanged", **source_as_json(source)}
        echo_json(unchanged) if in_json else click.echo(f"Unchanged: {last_loaded(source)}.")
        return DONE
    with prepare(engine, files, source.answers, demonstration=source.demonstration) as ready:
        code = load_prepared(ready, dry_run=not load, keep_bad_rows=keep_bad_rows, by=by, in_json=in_json)
    if load and code == DONE:
        note_load(engine, source.name, files, source.answers, operator(by))
    return code
