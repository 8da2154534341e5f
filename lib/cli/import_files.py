"""`import`: import files, together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy import Engine

from lib.cli.import_reports import asked, report_as_json, report_as_text
from lib.cli.options import DONE, REJECTED, MisuseError, Pair, by, echo_json, in_json, with_store
from lib.common.folding import fold_header
from lib.entities.registry import SCHEMAS
from lib.ingest.formats.recognise import FORMATS
from lib.ingest.matching import Match
from lib.ingest.parsing.given import Given
from lib.ingest.parsing.values import rate as rate_of
from lib.ingest.readers.source import SourceFile
from lib.ingest.staging.creation import CREATED
from lib.ingest.staging.references import Choices
from lib.ingest.upload import NeedsInput, Prepared, prepare
from lib.ingest.upload.answers import Answers
from lib.ingest.upload.inspection import inspect_files
from lib.services.actors import operator
from lib.store.schema import ensure_current


class Rate(click.ParamType[tuple[str, tuple[Decimal, date]]]):
    """CHF=1.04@2024-01-02: EUR for one unit, and the day of the rate."""

    name = "rate"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, tuple[Decimal, date]]:
        if isinstance(value, tuple):
            return value
        currency, _, said = value.partition("=")
        rate, _, day = said.partition("@")
        try:
            return currency.strip().upper(), (rate_of(rate.strip()), date.fromisoformat(day.strip()))
        except ValueError:
            self.fail(f"{value}: write it as CHF=1.04@2024-01-02", param, ctx)


F = TypeVar("F", bound=Callable[..., int])


def _pairs(option: str, name: str, metavar: str, help: str) -> Callable[[F], F]:
    return click.option(option, name, multiple=True, type=Pair(), metavar=metavar, help=help)


@click.command("import", epilog=f"ENTITY: {', '.join(SCHEMAS)}. FORMAT: {', '.join(FORMATS)}.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--as", "wanted", metavar="ENTITY|FORMAT", help="What the rows are, where it is not plain.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--keep-bad-rows", is_flag=True, help="Import the valid rows and quarantine the others.")
@click.option("--demonstration", is_flag=True, help="The rows are made up: demonstration data.")
@_pairs("--set", "constants", "FIELD=VALUE", "A field that no column gives.")
@_pairs("--read", "readings", "COLUMN=HOW", '"dmy" or "mdy" for dates, "." or "," for decimals.')
@click.option(
    "--rate", "rates", multiple=True, type=Rate(), metavar="CUR=RATE@DATE", help="EUR for one unit, and when."
)
@click.option(
    "--create",
    multiple=True,
    type=click.Choice([CREATED]),
    help="Create those that the files name and the store does not have.",
)
@_pairs("--match", "matches", "FIELD=COLUMN[+COLUMN]", "A column whose name is unknown.")
@by
@in_json
@with_store
def import_files(
    engine: Engine,
    files: tuple[Path, ...],
    wanted: str | None,
    dry_run: bool,
    keep_bad_rows: bool,
    demonstration: bool,
    constants: tuple[tuple[str, str], ...],
    readings: tuple[tuple[str, str], ...],
    rates: tuple[tuple[str, tuple[Decimal, date]], ...],
    create: tuple[str, ...],
    matches: tuple[tuple[str, str], ...],
    by: str,
    in_json: bool,
) -> int:
    """Import files, together or not at all.

    Exit code: 0 imported; 1 rejected, nothing was imported; 2 a file cannot be used, or a question must be answered.
    """
    ensure_current(engine)
    for path in files:
        if not path.is_file():
            raise MisuseError(f"{path}: there is no such file")
    if wanted is not None and wanted not in SCHEMAS and wanted not in FORMATS:
        raise MisuseError(f"--as {wanted}: known are {', '.join([*SCHEMAS, *FORMATS])}")
    sources = [SourceFile.at(path) for path in files]
    given = Given(
        constants=dict(constants), notations={fold_header(name): how for name, how in readings}, rates=dict(rates)
    )
    answers = replace(_answers(engine, sources, wanted, given, matches), choices=Choices(frozenset(create)))
    try:
        ready = prepare(engine, sources, answers, demonstration=demonstration)
    except NeedsInput as unanswered:
        raise MisuseError("\n".join(asked(need) for need in unanswered.requests)) from None
    with ready:
        return _load(ready, dry_run=dry_run, keep_bad_rows=keep_bad_rows, by=by, in_json=in_json)


def _answers(
    engine: Engine,
    files: Sequence[SourceFile],
    wanted: str | None,
    given: Given,
    matches: Iterable[tuple[str, str]],
) -> Answers:
    """What the options say of the files."""
    if not matches:
        return Answers(wanted, given=given, accept_proposals=wanted is not None)
    columns = {field: tuple(name.split("+")) if "+" in name else name for field, name in matches}
    inspection = inspect_files(engine, files, Answers(wanted, given=given))
    matched = {
        need.where: Match(need.match.entity, {**need.match.columns, **columns})
        for need in inspection.requests
        if need.match
    }
    return Answers(wanted, matched, given, accept_proposals=wanted is not None)


def _load(ready: Prepared, *, dry_run: bool, keep_bad_rows: bool, by: str, in_json: bool) -> int:
    report = ready.report
    rejected = bool(report.errors) and not keep_bad_rows
    loaded = None
    if not rejected and not dry_run:
        loaded = ready.load(operator(by), quarantine_bad_rows=keep_bad_rows)
    outcome = "rejected" if rejected else "dry run" if loaded is None else "loaded" if loaded.upload_id else "no change"
    if in_json:
        echo_json(report_as_json(report, outcome, loaded))
    else:
        click.echo(report_as_text(report, outcome, loaded), err=rejected)
    return REJECTED if rejected else DONE
