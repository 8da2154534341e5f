"""`import`: import files, together or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from lib.cli.import_options import FileOptions, answers_of, says_of_files
from lib.cli.import_reports import asked, report_as_json, report_as_text
from lib.cli.options import DONE, REJECTED, MisuseError, by, echo_json, in_json, with_store
from lib.entities.registry import SCHEMAS
from lib.ingest.formats.recognise import FORMATS
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import Loaded, NeedsInput, Prepared, RejectedError, StoreChangedError, prepare
from lib.services.actors import operator
from lib.store.schema import ensure_current


@click.command("import", epilog=f"ENTITY: {', '.join(SCHEMAS)}. FORMAT: {', '.join(FORMATS)}.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@says_of_files
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--keep-bad-rows", is_flag=True, help="Import the valid rows and quarantine the others.")
@click.option("--demonstration", is_flag=True, help="The rows are made up: demonstration data.")
@by
@in_json
@with_store
def import_files(
    engine: Engine,
    /,
    files: tuple[Path, ...],
    dry_run: bool,
    keep_bad_rows: bool,
    demonstration: bool,
    by: str,
    in_json: bool,
    **options: Any,
) -> int:
    """Import files, together or not at all.

    Exit code: 0 imported; 1 rejected, or nothing in them to import; 2 a file cannot be used, or a question must be
    answered.
    """
    ensure_current(engine)
    for path in files:
        if not path.is_file():
            raise MisuseError(f"{path}: there is no such file")
    stated = FileOptions(**options)
    if stated.wanted is not None and stated.wanted not in SCHEMAS and stated.wanted not in FORMATS:
        raise MisuseError(f"--as {stated.wanted}: known are {', '.join([*SCHEMAS, *FORMATS])}")
    sources = [SourceFile.at(path) for path in files]
    answers = answers_of(engine, sources, stated)
    try:
        ready = prepare(engine, sources, answers, demonstration=demonstration)
    except NeedsInput as unanswered:
        raise MisuseError("\n".join(asked(need) for need in unanswered.requests)) from None
    with ready:
        return load_prepared(ready, dry_run=dry_run, keep_bad_rows=keep_bad_rows, by=by, in_json=in_json)


def load_prepared(ready: Prepared, *, dry_run: bool, keep_bad_rows: bool, by: str, in_json: bool) -> int:
    """Load files that were read and checked, and report it. Returns the exit code."""
    loaded: Loaded | None = None
    outcome = _before_loading(ready, keep_bad_rows)
    if not outcome and not dry_run:
        try:
            loaded = ready.load(operator(by), quarantine_bad_rows=keep_bad_rows)
        except StoreChangedError:
            outcome = "store changed"
        except RejectedError:
            outcome = "rejected"
    if not outcome:
        outcome = "dry run" if loaded is None else "loaded" if loaded.upload_id else "no change"
    refused = outcome in ("rejected", "nothing", "store changed")
    if in_json:
        echo_json(report_as_json(ready.report, outcome, loaded))
    else:
        click.echo(report_as_text(ready.report, outcome, loaded), err=refused)
    return REJECTED if refused else DONE


def _before_loading(ready: Prepared, keep_bad_rows: bool) -> str:
    """Return why the files cannot be loaded; empty where they can."""
    report = ready.report
    if report.errors and not keep_bad_rows:
        return "rejected"
    return "nothing" if report.why_nothing and not report.changes_nothing else ""
