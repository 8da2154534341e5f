"""`export`: rows, or the whole store, as a file."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, MisuseError, Pair, refuse_unready, user, with_store
from lib.common.clock import utc_now
from lib.entities.registry import EXPORTED, SCHEMAS
from lib.export.forms import write
from lib.export.rows import about_rows, form_of, whole_file
from lib.export.whole_store import OF_PERSONS, write_zip
from lib.metrics.choices import choices, has_demonstration, missing_projects
from lib.metrics.records import raw_rows
from lib.metrics.scope import NARROWED_BY
from lib.metrics.scope_names import NAMES, PROJECT, FilterError
from lib.metrics.scope_words import from_words, is_demonstration, refuse_idle
from lib.metrics.sources import source_files
from lib.metrics.whole_store import template_rows
from lib.services.actors import operator
from lib.services.audit import note
from lib.store.batches import snapshot


@click.command(epilog=f"ENTITY: {', '.join(EXPORTED)}. Names of filters: {', '.join(NAMES)}.")
@click.argument("entity", metavar="ENTITY|all")
@click.option(
    "--to", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Its ending says which format."
)
@click.option("--format", "form", metavar="FORMAT", help="Where the ending does not say it.")
@click.option(
    "--filter", "filters", multiple=True, type=Pair(), metavar="NAME=VALUE", help="A filter of a page's address."
)
@with_store
def export(engine: Engine, entity: str, to: Path, form: str | None, filters: tuple[tuple[str, str], ...]) -> int:
    """Write rows, or the whole store, to a file.

    The rows of an entity that fit the filters; with "all" the whole store as a zip, facts and demonstration data apart.

    Exit code: 0 written; 1 the store is not ready or did not answer; 2 words that cannot be used.
    """
    refuse_unready(engine)
    if entity != "all" and entity not in EXPORTED:
        raise MisuseError(f"{entity!r} is no entity that can be exported; known are: all, {', '.join(EXPORTED)}")
    if not to.absolute().parent.is_dir():
        raise MisuseError(f"{to}: there is no folder {to.parent}")
    if entity == "all":
        if filters or form or to.suffix.lower() != ".zip":
            raise MisuseError("all: goes to a file that ends in .zip, whole and without --filter or --format")
        note(engine, operator(user()), "export all rows", to.name)
        return _export_all(engine, to)
    given: dict[str, list[str]] = {}
    for name, value in filters:
        given.setdefault(name, []).append(value)
    return _export_rows(engine, entity, to, form, given)


def _export_rows(engine: Engine, entity: str, to: Path, form: str | None, given: dict[str, list[str]]) -> int:
    written_as = form_of(to, form)
    available = choices(engine, date.today().year, is_demonstration(given))
    scope = from_words(given, available)
    refuse_idle(given, scope, NARROWED_BY[entity], f"rows of {entity}", grouped=entity == "topic")
    missing = missing_projects(engine, scope)
    if missing:
        raise FilterError(f"{PROJECT}: there is no project {', '.join(map(repr, missing))} in this dataset")
    about = about_rows(entity, scope, available, source_files(engine, (entity,), scope))
    with whole_file(to) as out:
        write(written_as, raw_rows(engine, entity, scope), about, out)
    click.echo(f"{to}: {entity} as {written_as.label}")
    return DONE


def _export_all(engine: Engine, to: Path) -> int:
    """The secretariat's own copy of the store, attendance by pseudonym included."""
    made = utc_now()
    datasets = (False, True) if has_demonstration(engine) else (False,)
    with whole_file(to) as out, snapshot(engine) as connection:
        counts = write_zip(partial(template_rows, connection), SCHEMAS, datasets, made, out)
    click.echo(f"{to}: {sum(counts.values())} rows of {len(counts)} entities")
    if any(counts[entity] for entity in OF_PERSONS):
        click.echo(
            "It holds attendance by pseudonym or in small sums: personal data, for the secretariat's backups alone."
        )
    return DONE
