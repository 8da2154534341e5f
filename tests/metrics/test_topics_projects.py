"""Projects behind the figures of topics, held against what the store says otherwise."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import Engine, select

from lib.entities.project import Project
from lib.metrics import topics
from lib.metrics.conditions import inside
from lib.metrics.scope import Scope
from lib.metrics.topics import projects as topic_projects
from lib.services.actors import operator
from lib.store.topic_tables import ProjectPlace
from lib.topics import compute, corrections, queries, taxonomy_assignment
from tests.conftest import filled_store
from tests.rows import load
from tests.topics.texts import as_csv, projects


def fill(engine: Engine) -> None:
    """Sixty projects on five subjects, with topics, some with money."""
    load(engine, "project", as_csv(projects(12), {"heart-01": "1000.01", "mind-02": "333.33"}))
    compute.compute_topics(engine, False, operator("tests"), 5)


found = filled_store(fill)


def test_points_are_the_placed_projects_with_their_main_topic(found: Engine) -> None:
    points = topic_projects.points(found, topics.FOUND, Scope()).set_index("project_id")
    with found.connect() as connection:
        placed = {row.project_id: row for row in connection.execute(select(ProjectPlace))}
    assert len(points) == len(placed) == topic_projects.count(found, False) == 60
    for project, point in points.iterrows():
        assert (point["x"], point["y"]) == (placed[project].x, placed[project].y)
        own = (
            queries.list_project_topics(found, str(project))
            .sort_values(["weight", "label"], ascending=[False, True])
            .iloc[0]
        )
        assert (point["category"], point["share"]) == (own["label"], pytest.approx(own["weight"]))


def test_outline_lets_through_what_lies_in_it(found: Engine) -> None:
    """A triangle: inside is what lies on the same side of all its edges."""
    places = topic_projects.points(found, topics.FOUND, Scope())
    drawn = random.Random(5)
    for _ in range(20):
        a, b, c = corners = [(round(drawn.uniform(-1, 1), 3), round(drawn.uniform(-1, 1), 3)) for _ in range(3)]
        sides = [
            (q[0] - p[0]) * (places["y"] - p[1]) - (q[1] - p[1]) * (places["x"] - p[0]) > 0
            for p, q in ((a, b), (b, c), (c, a))
        ]
        wanted = places.loc[(sides[0] == sides[1]) & (sides[1] == sides[2]), "project_id"].tolist()
        inside = topic_projects.points(found, topics.FOUND, Scope(outline=tuple(corners)))
        assert inside["project_id"].tolist() == wanted


def test_an_outline_with_a_bay_leaves_the_bay_out(found: Engine) -> None:
    bay = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (0.0, -0.5), (-1.0, 1.0))
    with found.connect() as connection:
        table = ProjectPlace
        tip = connection.execute(select(inside(bay, table.x * 0, table.y * 0)).limit(1)).scalar()
        side = connection.execute(select(inside(bay, table.x * 0 + 0.9, table.y * 0)).limit(1)).scalar()
    assert (bool(tip), bool(side)) == (False, True)


def test_outline_narrows_the_sums(found: Engine) -> None:
    half = Scope(outline=((-2.0, -2.0), (0.0, -2.0), (0.0, 2.0), (-2.0, 2.0)))
    other = Scope(outline=((2.0, -2.0), (0.0, -2.0), (0.0, 2.0), (2.0, 2.0)))
    sums = [topics.total(topics.by_topic(found, topics.FOUND, part)) for part in (half, other, Scope())]
    assert sums[0]["projects"] + sums[1]["projects"] == sums[2]["projects"] == 60


def test_members_add_up_to_the_topic(found: Engine) -> None:
    for row in topics.by_topic(found, topics.FOUND, Scope()).dropna(subset="category").to_dict("records"):
        members = topic_projects.members(found, topics.FOUND, row["category"], Scope())
        assert len(members) == row["projects"]
        assert members["share"].sum() == pytest.approx(row["weighted"])
        assert round(members["money_eur"].sum(), 2) == pytest.approx(
            0 if row["money_eur"] != row["money_eur"] else row["money_eur"]
        )
        shares = {
            name: dict(zip(own["label"], own["weight"], strict=True))
            for name in members["project_id"]
            for own in [queries.list_project_topics(found, name)]
        }
        for member in members.to_dict("records"):
            others = [share for label, share in shares[member["project_id"]].items() if label != row["category"]]
            assert member["margin"] == pytest.approx(member["share"] - max(others, default=0))


def test_found_topics_have_the_sums_of_the_page(found: Engine) -> None:
    listed = topic_projects.found_topics(found, Scope()).set_index("label")
    sums = topics.by_topic(found, topics.FOUND, Scope()).dropna(subset="category").set_index("category")
    assert set(listed.index) == set(sums.index)
    assert listed["projects"].to_dict() == sums["projects"].to_dict()
    assert listed["money_eur"].sum() == pytest.approx(1333.34)
    assert listed["projects"].is_monotonic_decreasing


def test_fitting_are_those_the_filters_let_through(found: Engine) -> None:
    assert topic_projects.fitting(found, Scope()) == frozenset(projects(12))
    assert topic_projects.fitting(found, Scope(first_year=1900, last_year=1901)) == frozenset()


def test_taxonomy_categories_of_a_project_add_up_to_one(found: Engine) -> None:
    assert not taxonomy_assignment.is_current(found)
    taxonomy_assignment.assign(found, operator("tests"))
    assert taxonomy_assignment.is_current(found)
    rows = topic_projects.list_taxonomy_categories(found, "heart-01")
    assert set(rows.groupby("taxonomy")["share"].sum().round(6)) == {1.0}
    assert "heart" in ";".join(rows["terms"])
    load(found, "project", as_csv({"new": "lung"}))
    assert not taxonomy_assignment.is_current(found)


def test_texts_are_whole(found: Engine) -> None:
    with found.connect() as connection:
        summary = connection.scalar(select(Project.summary).where(Project.project_id == "gut-03"))
    assert topic_projects.texts(found, ("gut-03", "none")) == {"gut-03": f"Study. {summary}"}
    assert topic_projects.texts(found, ()) == {}


def test_merged_topics_name_the_one_that_holds_theirs_now(found: Engine) -> None:
    assert topic_projects.merged(found, False).empty
    labels = topic_projects.described(found, False).set_index("topic_id")["label"]
    first, second, third = labels.index[:3].tolist()
    corrections.merge(found, first, second, operator("Ada"))
    last = corrections.merge(found, second, third, operator("Ada"))
    merged_topics = topic_projects.merged(found, False)
    assert list(merged_topics.itertuples(index=False, name=None)) == [
        (first, labels[first], labels[third]),
        (second, labels[second], labels[third]),
    ]
    corrections.undo(found, last, operator("Ada"))
    assert list(topic_projects.merged(found, False).itertuples(index=False, name=None)) == [
        (first, labels[first], labels[second])
    ]
