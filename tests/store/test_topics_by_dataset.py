"""The migration that divides topics of facts and demonstration data: nothing mixed is shown, no name is lost."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from lib.ingest.undo import undo
from lib.metrics import topics
from lib.metrics.scope import Scope
from lib.metrics.topics import projects as topic_projects
from lib.services.actors import operator
from lib.store.schema import downgrade, upgrade
from lib.store.topic_tables import Topic, TopicCorrection
from lib.topics import compute, corrections, placement, queries
from tests.rows import load, upload
from tests.topics.texts import as_csv, projects

OLD = "0016-1"
SUBJECTS = ("gut", "heart", "mind")


def topic_of(engine: Engine, project_id: str) -> int:
    return int(queries.list_project_topics(engine, project_id)["topic_id"].iloc[0])


def labels(engine: Engine, demonstration: bool) -> dict[int, str]:
    listed = topic_projects.found_topics(engine, Scope(demonstration=demonstration))
    return dict(zip(listed["topic_id"], listed["label"], strict=True))


@pytest.fixture
def mixed(engine: Engine) -> tuple[Engine, dict[str, int]]:
    """A store from before, with topics over 60 facts and 40 made-up projects; and its topics by subject."""
    load(engine, "project", as_csv(projects(12)))
    # Only the facts are about data, so that this topic is not of both.
    made_up = upload(engine, "project", as_csv(projects(10, ("breast", *SUBJECTS), start=30)))
    compute.compute_topics(engine, False, operator("tests"), 5)
    numbers = {name: topic_of(engine, f"{name}-01") for name in ("breast", "data", *SUBJECTS)}
    corrections.rename(engine, numbers["gut"], "Gut health", operator("Ada"))
    corrections.rename(engine, numbers["data"], "Data alone", operator("Ada"))
    corrections.merge(engine, numbers["mind"], numbers["heart"], operator("Ada"))
    corrections.rename(engine, numbers["heart"], "Heart and mind", operator("Ada"))
    corrections.pin(engine, "breast-30", numbers["gut"], operator("Ben"))
    corrections.pin(engine, "breast-01", numbers["gut"], operator("Ben"))
    corrections.exclude_term(engine, False, "probiotics", operator("Ben"))
    taken_back = corrections.rename(engine, numbers["breast"], "Not this", operator("Ben"))
    corrections.undo(engine, taken_back, operator("Ben"))
    downgrade(engine, OLD)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE import_record SET demonstration = :yes WHERE upload_id = :upload"),
            {"yes": True, "upload": made_up.upload_id},
        )
    upgrade(engine)
    return engine, numbers


def test_topics_found_over_both_are_those_of_neither(mixed: tuple[Engine, Any]) -> None:
    engine, _ = mixed
    for demonstration in (False, True):
        scope = Scope(demonstration=demonstration)
        assert queries.get_latest_run(engine, demonstration) is None
        assert topic_projects.described(engine, demonstration).empty
        assert topics.by_topic(engine, topics.FOUND, scope)["category"].isna().all()
        assert topic_projects.points(engine, topics.FOUND, scope).empty
        with pytest.raises(compute.TopicsError, match="compute the topics first"):
            placement.place_projects(engine, demonstration, operator("tests"))
        with pytest.raises(corrections.CorrectionError, match="compute the topics first"):
            corrections.exclude_term(engine, demonstration, "heart", operator("Ada"))
    assert queries.get_last_combined_run(engine) is not None


def test_names_and_corrections_live_on_in_each_dataset(mixed: tuple[Engine, dict[str, int]]) -> None:
    engine, numbers = mixed
    facts = compute.compute_topics(engine, False, operator("tests"), 5)
    assert queries.get_latest_run(engine, True) is None, "each is looked for by itself"
    assert topic_projects.described(engine, True).empty
    made_up = compute.compute_topics(engine, True, operator("tests"), 4)
    assert (facts.projects, made_up.projects) == (60, 40)
    for found in (facts, made_up):
        assert found.report["appeared"] == found.report["vanished"] == []
    named = labels(engine, False)
    assert {named[numbers["gut"]], named[numbers["data"]], named[numbers["heart"]]} == {
        "Gut health",
        "Data alone",
        "Heart and mind",
    }, "facts keep the numbers that addresses hold"
    assert {"Gut health", "Heart and mind"} < set(labels(engine, True).values())
    assert "Data alone" not in labels(engine, True).values()
    assert not set(named) & set(labels(engine, True))
    assert topic_of(engine, "breast-01") == topic_of(engine, "gut-01") == numbers["gut"]
    assert topic_of(engine, "breast-30") == topic_of(engine, "gut-30") != numbers["gut"]
    assert topic_of(engine, "mind-30") == topic_of(engine, "heart-30") != topic_of(engine, "heart-01")
    for demonstration in (False, True):
        terms = topic_projects.described(engine, demonstration)["terms"]
        assert not any("probiotics" in words for words in terms)
        told = corrections.list_corrections(engine, demonstration)
        assert told["kind"].value_counts().to_dict() == {
            "rename": 3 if demonstration else 4,
            "merge": 1,
            "pin": 1,
            "exclude": 1,
        }
        assert told["undone_at"].notna().sum() == 1
    with engine.connect() as connection:
        of_topic = {row.topic_id: row.demonstration for row in connection.execute(select(Topic))}
        for row in connection.execute(select(TopicCorrection).where(TopicCorrection.topic_id.is_not(None))):
            assert of_topic[row.topic_id] == row.demonstration


@pytest.mark.parametrize("demonstration", [False, True])
def test_a_store_of_one_dataset_keeps_its_topics(engine: Engine, demonstration: bool) -> None:
    load(engine, "country", "iso2,iso3,name\nDE,DEU,Germany\n")
    load(engine, "project", as_csv(projects(12)), demonstration=demonstration)
    compute.compute_topics(engine, demonstration, operator("tests"), 5)
    corrections.rename(engine, topic_of(engine, "gut-01"), "Gut health", operator("Ada"))
    before = labels(engine, demonstration)
    downgrade(engine, OLD)
    upgrade(engine)
    assert labels(engine, demonstration) == before
    assert topic_projects.described(engine, not demonstration).empty
    assert queries.get_latest_run(engine, demonstration) is not None
    assert queries.get_last_combined_run(engine) is None
    assert placement.find_unplaced(engine, demonstration) == []


def test_what_was_split_is_split_in_each_dataset(engine: Engine) -> None:
    load(engine, "project", as_csv(projects(12)))
    made_up = upload(engine, "project", as_csv(projects(12, start=30)))
    compute.compute_topics(engine, False, operator("tests"), 3)
    both = int(topic_projects.found_topics(engine, Scope())["topic_id"].iloc[0])
    corrections.split(engine, both, operator("Ada"))
    assert len(labels(engine, False)) == 4
    downgrade(engine, OLD)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE import_record SET demonstration = :yes WHERE upload_id = :upload"),
            {"yes": True, "upload": made_up.upload_id},
        )
    upgrade(engine)
    for demonstration in (False, True):
        compute.compute_topics(engine, demonstration, operator("tests"), 3)
        assert len(labels(engine, demonstration)) == 4
    assert made_up.upload_id is not None
    undo(engine, made_up.upload_id, operator("Ada"))
    assert len(labels(engine, False)) == 4


def test_a_store_with_topics_comes_up_from_long_ago(engine: Engine) -> None:
    load(engine, "project", as_csv(projects(12)))
    compute.compute_topics(engine, False, operator("tests"), 5)
    before = labels(engine, False)
    downgrade(engine, "0011")
    upgrade(engine)
    assert labels(engine, False) == before
