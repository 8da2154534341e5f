"""The projects behind the figures of topics: their places on the map, a topic's own, and a project's reasons."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Engine, func, select

from lib.entities.project import Project, ProjectKeyword
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.groupings import FOUND, GROUPINGS
from lib.metrics.scope import Scope
from lib.metrics.topics.sums import by_topic
from lib.metrics.topics.weights import fitting_projects, split_by_weights
from lib.store.datasets import of_dataset
from lib.store.dates import with_precision
from lib.store.topic_tables import WHOLE, ProjectPlace, ProjectTaxonomy, Topic, TopicCorrection


def fitting(engine: Engine, scope: Scope) -> frozenset[str]:
    """Return the identifiers of the projects that fit."""
    return frozenset(fetch(engine, select(fitting_projects(scope).c.project_id))["project_id"])


def count(engine: Engine, demonstration: bool) -> int:
    """Return how many projects a dataset has."""
    own = of_dataset(Project.import_id, demonstration)
    return int(fetch_one(engine, select(func.count().label("projects")).select_from(Project).where(own))["projects"])


def points(engine: Engine, grouping: str, scope: Scope) -> pd.DataFrame:
    """Return the placed projects that fit, by identifier: where each lies on the map, and what it is most about.

    Returns:
        project_id, acronym, title, x, y (from -1 to 1), category (that with the largest weight, the first by name of
        equal ones; missing: unassigned), share (of it; NaN where unassigned).
    """
    fitting = fitting_projects(scope)
    placed = fetch(
        engine,
        select(Project.project_id, Project.acronym, Project.title, ProjectPlace.x, ProjectPlace.y)
        .join(fitting, fitting.c.project_id == Project.project_id)
        .join(ProjectPlace, ProjectPlace.project_id == Project.project_id),
    )
    main = _weights(engine, grouping).drop_duplicates("project_id")
    return placed.merge(main, on="project_id", how="left").sort_values("project_id", ignore_index=True)


def _weights(engine: Engine, grouping: str) -> pd.DataFrame:
    """Return every weight of a grouping as project_id, category, share; each project's largest first."""
    given = GROUPINGS[grouping]().subquery()
    found = fetch(engine, select(given.c.project_id, given.c.category, given.c.weight))
    found = found.sort_values(["project_id", "weight", "category"], ascending=[True, False, True], ignore_index=True)
    return found.assign(share=found["weight"].astype("float64") / WHOLE).drop(columns="weight")


def members(engine: Engine, grouping: str, category: str, scope: Scope) -> pd.DataFrame:
    """Return the projects of a category that fit, the most typical first.

    Typical is what is most about the category, and of these, for found topics, what lies nearest to the topic's middle.
    Borderline is what is about another category nearly as much, or more: `margin` is near 0 or below.

    Returns:
        project_id, acronym, title, start_date, share (of the project that is in the category), typical (likeness to
        the middle of its main topic, from 0 to 1; NaN where not known), other (the category with its next largest
        share; missing: none), margin (share less that of `other`), money_eur (the category's part of the project's
        money; NaN where not known).
    """
    rows = split_by_weights(fitting_projects(scope), GROUPINGS[grouping]())
    found = fetch(
        engine,
        select(
            rows.c.project_id,
            Project.acronym,
            Project.title,
            *with_precision(Project.start_date),
            rows.c.cents,
            ProjectPlace.typical,
        )
        .join(Project, Project.project_id == rows.c.project_id)
        .outerjoin(ProjectPlace, ProjectPlace.project_id == rows.c.project_id)
        .where(rows.c.category == category),
    )
    weights = _weights(engine, grouping)
    own = weights[weights["category"] == category].set_index("project_id")["share"]
    others = weights[weights["category"] != category].drop_duplicates("project_id").set_index("project_id")
    found = found.assign(
        money_eur=found["cents"].astype("float64") / 100,
        share=found["project_id"].map(own).astype("float64"),
        typical=found["typical"].astype("float64"),
        other=found["project_id"].map(others["category"]).astype("object"),
    )
    # Elsewhere the likeness is to another topic's middle.
    found["margin"] = found["share"] - found["project_id"].map(others["share"]).astype("float64").fillna(0)
    found["typical"] = found["typical"].where((found["margin"] > 0) & (grouping == FOUND))
    ordered = found.sort_values(["share", "typical", "project_id"], ascending=[False, False, True], ignore_index=True)
    dates = ["start_date", "start_date_precision"]
    return ordered[["project_id", "acronym", "title", *dates, "share", "typical", "other", "margin", "money_eur"]]


def list_taxonomy_categories(engine: Engine, project_id: str) -> pd.DataFrame:
    """List the categories of a project in the fixed taxonomies.

    Returns:
        taxonomy, category, share (from 0 to 1), origin (source, terms), terms (the words that are the reason, as one
        text; missing where the source reports the category).
    """
    row = ProjectTaxonomy
    found = fetch(
        engine,
        select(row.lens.label("taxonomy"), row.category, row.weight, row.origin, row.terms)
        .where(row.project_id == project_id)
        .order_by(row.lens, row.weight.desc(), row.category),
    )
    return found.assign(share=found["weight"].astype("float64") / WHOLE).drop(columns="weight")


def described(engine: Engine, demonstration: bool) -> pd.DataFrame:
    """Return a dataset's found topics that are shown: topic_id, label, made_label (before the secretariat renamed
    it), terms (a list), colour (its number in the palette), stability (NaN where not known)."""
    return fetch(
        engine,
        select(Topic.topic_id, Topic.label, Topic.made_label, Topic.terms, Topic.colour, Topic.stability)
        .where(Topic.shown, Topic.demonstration.is_(demonstration))
        .order_by(Topic.topic_id),
    )


def merged(engine: Engine, demonstration: bool) -> pd.DataFrame:
    """Return a dataset's topics that are no longer shown since they were merged: topic_id, label (as it was), into
    (the label of the topic that is shown and holds theirs, however many merges lie between)."""
    merges = fetch(
        engine,
        select(TopicCorrection.topic_id, TopicCorrection.details)
        .where(
            TopicCorrection.kind == "merge",
            TopicCorrection.undone_at.is_(None),
            TopicCorrection.demonstration.is_(demonstration),
        )
        .order_by(TopicCorrection.correction_id),
    )
    holder: dict[int, int] = {}
    for topic, details in merges.itertuples(index=False):
        # What a topic holds goes with it.
        holder = {one: details["into"] if held == topic else held for one, held in holder.items()}
        holder[topic] = details["into"]
    own = Topic.demonstration.is_(demonstration)
    hidden = fetch(engine, select(Topic.topic_id, Topic.label).where(~Topic.shown, own).order_by(Topic.topic_id))
    shown = described(engine, demonstration).set_index("topic_id")["label"]
    into = hidden["topic_id"].map(holder).map(shown).astype("object")
    return hidden.assign(into=into).dropna(subset="into", ignore_index=True)


def found_topics(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return found topics that are shown, with their sums as in lib.metrics.topics.by_topic, those with most projects
    first.

    Returns:
        topic_id, label, terms (a list), colour, projects, weighted, money_eur (NaN where no project's money is known),
        stability (NaN where not known).
    """
    sums = by_topic(engine, FOUND, scope).dropna(subset="category").drop(columns="stability")
    found = described(engine, scope.demonstration).merge(sums, left_on="label", right_on="category", how="left")
    found = found.assign(**{name: found[name].fillna(0) for name in ("projects", "weighted")})
    found = found.sort_values(["projects", "topic_id"], ascending=[False, True], ignore_index=True)
    return found.astype({"projects": "int64"})[
        ["topic_id", "label", "terms", "colour", "projects", "weighted", "money_eur", "stability"]
    ]


def texts(engine: Engine, project_ids: tuple[str, ...]) -> dict[str, str]:
    """Return title, summary and keywords of projects as one text, by identifier."""
    wanted = fetch(
        engine,
        select(Project.project_id, Project.title, Project.summary).where(Project.project_id.in_(project_ids)),
    )
    keywords = fetch(
        engine,
        select(ProjectKeyword.project_id, ProjectKeyword.keyword)
        .where(ProjectKeyword.project_id.in_(project_ids))
        .order_by(ProjectKeyword.position, ProjectKeyword.keyword),
    )
    listed = keywords.groupby("project_id")["keyword"].agg(", ".join)
    wanted = wanted.assign(keywords=wanted["project_id"].map(listed))
    return {
        str(row["project_id"]): ". ".join(
            str(row[name]).rstrip(".") for name in ("title", "summary", "keywords") if not pd.isna(row[name])
        )
        for row in wanted.to_dict("records")
    }
