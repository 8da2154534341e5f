"""`topics`: compute the topics of a dataset's projects."""

from __future__ import annotations

from typing import Any

import click
import pandas as pd
from sqlalchemy import Engine

from lib.cli.options import DONE, by, echo_json, in_json, of_demonstration, with_store
from lib.metrics.scope import Scope
from lib.metrics.topics import projects as topic_projects
from lib.services.actors import operator
from lib.store.schema import ensure_current
from lib.topics import taxonomy_assignment
from lib.topics.comparison import Comparison
from lib.topics.compute import draft_topics, save_topics


@click.command()
@of_demonstration
@click.option(
    "--k",
    type=int,
    metavar="N",
    help="Number of topics to search for anew; without it those that are there continue.",
)
@click.option("--anew", is_flag=True, help="Search without regard to the topics that are there, and ask before saving.")
@click.option("--yes", is_flag=True, help="Save topics that were found anew without asking.")
@by
@in_json
@with_store
def topics(engine: Engine, demonstration: bool, k: int | None, anew: bool, yes: bool, by: str, in_json: bool) -> int:
    """Compute the topics of projects and list them.

    Topics that are there stay, unless they are searched for anew.
    """
    ensure_current(engine)
    actor = operator(by)
    draft = draft_topics(engine, demonstration, actor, k, _progress, anew=anew, most=None)
    if draft.anew and draft.comparison.topics:
        _echo_comparison(draft.comparison)
        if not yes and not click.confirm("Take these topics?", err=True):
            click.echo("The topics that are there are kept.", err=True)
            return DONE
    found = save_topics(engine, draft, actor)
    taxonomy_assignment.assign(engine, actor)
    listed = topic_projects.found_topics(engine, Scope(demonstration=demonstration))
    if in_json:
        echo_json(
            {
                "run": found.run_id,
                "dataset": "demonstration" if demonstration else "facts",
                "projects": found.projects,
                "unassigned": found.unassigned,
                "topics": [_as_json(row) for row in listed.to_dict("records")],
                "report": found.report,
            }
        )
        return DONE
    click.echo(f"{found.projects} projects, {len(listed)} topics, {found.unassigned} projects unassigned")
    for row in listed.to_dict("records"):
        click.echo(_as_text(row))
    for kind in ("appeared", "split", "merged", "vanished"):
        for label in found.report[kind]:
            click.echo(f"{kind}: {label if isinstance(label, str) else ' -> '.join(label)}")
    for warning in found.report["warnings"]:
        click.echo(warning)
    return DONE


def _echo_comparison(found: Comparison) -> None:
    """Say beside the answer what topics that were found anew would change."""
    click.echo(
        f"{found.kept} of {found.topics} topics continue, {found.stay} of {found.projects} projects stay", err=True
    )
    for what, labels in (("would come", found.added), ("would end", found.ended)):
        for label in labels:
            click.echo(f"{what}: {label}", err=True)
    for why in found.resting:
        click.echo(f"a correction would rest, because {why}", err=True)


def _as_json(row: dict[Any, Any]) -> dict[Any, Any]:
    return {
        **row,
        "money_eur": None if pd.isna(row["money_eur"]) else f"{row['money_eur']:.2f}",
        "stability": None if pd.isna(row["stability"]) else row["stability"],
    }


def _as_text(row: dict[Any, Any]) -> str:
    money = "money not known" if pd.isna(row["money_eur"]) else f"EUR {row['money_eur']:,.2f}"
    stability = "not known" if pd.isna(row["stability"]) else f"{row['stability']:.2f}"
    return (
        f"{row['topic_id']:>4}  {row['label']}: {row['projects']} projects, {money}, stability {stability}\n"
        f"      {', '.join(row['terms'])}"
    )


def _progress(_share: float | None, what: str) -> None:
    # Beside the answer, so that a program can read the answer.
    click.echo(what, err=True)
