"""`report`: the figures of the periodic report, as a file to edit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, Day, MisuseError, of_demonstration, plain, refuse_unready, with_store
from lib.export.report import KINDS
from lib.export.report.text import as_text
from lib.export.rows import whole_file
from lib.figures import files
from lib.figures.asking import asking
from lib.figures.report import FIGURES, period
from lib.metrics.report import narrow_to_days
from lib.metrics.scope import Scope

_ENDINGS = ", ".join(f".{ending}" for ending in KINDS)


@click.command()
@click.option("--from", "first", required=True, type=Day(), metavar="DAY", help="First day, such as 2021-03-01.")
@click.option("--to", "last", required=True, type=Day(), metavar="DAY", help="Last day, such as 2022-08-31.")
@click.option(
    "--to-file",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"{_ENDINGS}; without it the tables are printed as text.",
)
@of_demonstration
@with_store
def report(engine: Engine, first: date, last: date, path: Path | None, demonstration: bool) -> int:
    """Write the periodic report.

    Its figures are those of the days from --from to --to.

    Exit code: 0 written; 1 the store is not ready or did not answer; 2 words that cannot be used.
    """
    refuse_unready(engine)
    if first > last:
        raise MisuseError(f"--from {first}: lies after --to {last}; the first day comes first")
    if path is not None and path.suffix.lower().removeprefix(".") not in KINDS:
        raise MisuseError(f"{path}: the ending says which format; known are {_ENDINGS}")
    if path is not None and not path.absolute().parent.is_dir():
        raise MisuseError(f"{path}: there is no folder {path.parent}")
    scope = narrow_to_days(Scope(demonstration=demonstration), first, last)
    title, sections = period.title_of(scope), files.sections(FIGURES, asking(engine), scope)
    if path is None:
        click.echo(as_text(title, sections))
        return DONE
    kind = KINDS[path.suffix.lower().removeprefix(".")]
    with whole_file(path) as out:
        out.write(kind.make(title, sections))
    click.echo(plain(f"{path}: {title}, as {kind.label}"))
    return DONE
