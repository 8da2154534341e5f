"""`init`: make a store or bring it up to date."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, with_store
from lib.ingest.reference import load_reference
from lib.ingest.sample import is_empty, load_sample
from lib.ingest.upload import Counts
from lib.services.actors import operator
from lib.store.schema import schema_version, upgrade
from lib.topics import taxonomy_assignment
from lib.topics.compute import compute_topics


@click.command()
@click.option("--sample", is_flag=True, help="Import the sample data too.")
@click.option("--first-start", is_flag=True, help="Import the sample data only if no file was ever imported.")
@with_store
def init(engine: Engine, sample: bool, first_start: bool) -> int:
    """Make a store or bring it up to date.

    Its reference data are loaded too: countries and territories, and organisations that formats refer to.
    """
    before = schema_version(engine)
    upgrade(engine)
    click.echo(f"schema {before or 'none'} -> {schema_version(engine)}")
    if not sample and not (first_start and is_empty(engine)):
        reference = load_reference(engine)
        _say({entity: counts for entity, counts in reference.counts.items() if counts.new or counts.changed})
        for sentence in reference.left_out:
            click.echo(f"reference data left out: {sentence}")
    else:
        _say(load_sample(engine))
        if first_start:
            # Takes seconds, and the page on topics is full on the first day.
            actor = operator("first start")
            taxonomy_assignment.assign(engine, actor)
            for demonstration, name in ((False, "facts"), (True, "demonstration data")):
                found = compute_topics(engine, demonstration, actor)
                click.echo(f"topics of the {name}: {len(found.topics)} among {found.projects} projects")
    return DONE


def _say(loaded: dict[str, Counts]) -> None:
    for entity, counts in loaded.items():
        click.echo(f"{entity}: {counts.new} new, {counts.changed} changed, {counts.same} the same")
