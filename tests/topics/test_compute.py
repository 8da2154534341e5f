"""Runs, placement and corrections in a store, on both engines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select

from lib.ingest.undo import undo
from lib.metrics import topics
from lib.metrics.choices import store_version
from lib.metrics.scope import Scope
from lib.metrics.topics import projects as topic_projects
from lib.services.actors import operator
from lib.store.topic_tables import WHOLE, ProjectPlace, ProjectTopic, Topic, TopicFound
from lib.topics import compute, corrections, placement, project_texts, queries
from tests import totals
from tests.conftest import filled_store
from tests.rows import load, upload
from tests.topics.texts import as_csv, projects


def fill(engine: Engine) -> None:
    """Sixty projects on five subjects, with topics."""
    load(engine, "project", as_csv(projects(12)))
    compute.compute_topics(engine, False, operator("tests"), 5)


found = filled_store(fill)


def listed_topics(engine: Engine) -> pd.DataFrame:
    return topic_projects.found_topics(engine, Scope())


def described(engine: Engine, topic_id: int) -> Any:
    with engine.connect() as connection:
        return connection.execute(select(Topic).where(Topic.topic_id == topic_id)).one()


def topic_of(engine: Engine, project_id: str) -> int:
    return int(queries.list_project_topics(engine, project_id)["topic_id"].iloc[0])


def weights(engine: Engine) -> dict[str, int]:
    query = select(ProjectTopic.project_id, func.sum(ProjectTopic.weight)).group_by(ProjectTopic.project_id)
    with engine.connect() as connection:
        return {project: int(weight) for project, weight in connection.execute(query)}


def state(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        query = select(ProjectTopic).order_by(ProjectTopic.project_id, ProjectTopic.topic_id)
        return [tuple(row) for row in connection.execute(query)] + listed_topics(engine).fillna(
            {"money_eur": -1, "stability": -1}
        ).to_dict("records")


def test_every_project_is_counted_once(found: Engine) -> None:
    assert weights(found) == dict.fromkeys(projects(12), WHOLE)
    listed = listed_topics(found)
    assert len(listed) == 5
    assert listed["weighted"].sum() == pytest.approx(60)
    assert listed["label"].is_unique
    assert len(topic_projects.points(found, topics.FOUND, Scope())) == 60


def test_the_same_data_gives_the_same_topics(found: Engine) -> None:
    before = state(found)
    again = compute.compute_topics(found, False, operator("tests"), 5)
    assert state(found) == before
    assert again.report["appeared"] == again.report["vanished"] == []
    assert len(again.report["kept"]) == 5


@pytest.mark.engines("sqlite")
def test_the_sample_on_either_engine(own_sample_engine: Engine) -> None:
    found = {
        demonstration: compute.compute_topics(own_sample_engine, demonstration, operator("tests"), 12)
        for demonstration in (False, True)
    }
    for demonstration, one in found.items():
        rows = {row["project_id"]: row for row in totals.rows("project", demonstration)}
        assert one.projects == len(rows)
        listed = topic_projects.found_topics(own_sample_engine, Scope(demonstration=demonstration))
        with_topic = set(rows) & set(weights(own_sample_engine))
        money = sum(Decimal(rows[project]["funding_eur"] or 0) for project in with_topic)
        assert sum(Decimal(f"{eur:.2f}") for eur in listed["money_eur"].dropna()) == money, "shared to the cent"
        assert listed["weighted"].sum() == pytest.approx(len(with_topic)) == len(rows) - one.unassigned
        assert listed["stability"].between(0, 1).all()
    assert not set(found[False].topics) & set(found[True].topics)


def test_no_dataset_bears_on_the_other_ones_topics(found: Engine) -> None:
    """Whatever is loaded, found, placed and corrected in the demonstration data, the facts' topics stay as they are."""
    before = state(found)
    numbers = set(listed_topics(found)["topic_id"])

    def of_facts() -> list[Any]:
        return [row for row in state(found) if not isinstance(row, tuple) or not row[0].startswith("made-up-")]

    # The same subjects under other names, and a word that no fact has.
    made_up = {f"made-up-{name}": f"{text} zymurgy" for name, text in projects(8, start=30).items()}
    load(found, "project", as_csv(made_up), demonstration=True)
    assert placement.find_unplaced(found, False) == []
    assert placement.find_unplaced(found, True) == sorted(made_up)
    with pytest.raises(compute.TopicsError, match="compute the topics first"):
        placement.place_projects(found, True, operator("tests"))
    again = compute.compute_topics(found, False, operator("tests"), 5)
    assert (again.projects, of_facts()) == (60, before)
    with found.connect() as connection:
        assert not any("zymurgy" in row.telling for row in connection.execute(select(Topic)))
    of_demonstration = compute.compute_topics(found, True, operator("tests"), 5)
    assert of_demonstration.projects == 40
    assert not set(of_demonstration.topics) & numbers
    assert of_demonstration.report["vanished"] == []
    listed = topic_projects.found_topics(found, Scope(demonstration=True))
    assert listed["weighted"].sum() == pytest.approx(40)
    one, other = (int(number) for number in listed["topic_id"][:2])
    label = listed_topics(found)["label"].iloc[0]
    corrections.rename(found, one, label, operator("Ada"))
    corrections.merge(found, other, one, operator("Ada"))
    corrections.exclude_term(found, True, "heart", operator("Ada"))
    load(found, "project", as_csv({"made-up-new": made_up["made-up-gut-30"]}), demonstration=True)
    assert placement.place_projects(found, True, operator("tests")) == 1
    compute.compute_topics(found, True, operator("tests"), 4)
    compute.compute_topics(found, False, operator("tests"), 5)
    assert of_facts() == before
    assert corrections.list_corrections(found, False).empty
    assert len(corrections.list_corrections(found, True)) == 3
    for wrong in (
        lambda: corrections.merge(found, min(numbers), one, operator("Ada")),
        lambda: corrections.pin(found, "heart-01", one, operator("Ada")),
        lambda: corrections.pin(found, "made-up-gut-30", min(numbers), operator("Ada")),
    ):
        with pytest.raises(corrections.CorrectionError, match=r"no topic|no project"):
            wrong()


def test_new_and_changed_projects_are_placed_without_a_run(found: Engine) -> None:
    new = projects(2, start=50)
    load(found, "project", as_csv(new))
    load(found, "project", as_csv({"gut-00": projects(1, ("heart",), 70)["heart-70"]}))
    before = state(found)
    assert placement.find_unplaced(found, False) == sorted([*new, "gut-00"])
    assert placement.place_projects(found, False, operator("tests")) == 11
    assert placement.find_unplaced(found, False) == []
    assert placement.place_projects(found, False, operator("tests")) == 0
    for name in new:
        assert topic_of(found, name) == topic_of(found, name.split("-")[0] + "-01")
    assert topic_of(found, "gut-00") == topic_of(found, "heart-01")
    assert set(weights(found).values()) == {WHOLE}
    assert [row for row in before if isinstance(row, tuple) and row[0] != "gut-00"] == [
        row for row in state(found) if isinstance(row, tuple) and row[0] not in {*new, "gut-00"}
    ]


def test_a_project_that_fits_nothing_is_placed_without_a_topic(found: Engine) -> None:
    load(found, "project", "project_id,title\nodd,Troubadours wrote poems in Occitan\n")
    placement.place_projects(found, False, operator("tests"))
    assert queries.list_project_topics(found, "odd").empty
    assert placement.find_unplaced(found, False) == []


def test_ids_and_colours_live_on_when_projects_come(found: Engine) -> None:
    before = {name: topic_of(found, f"{name}-01") for name in ("heart", "gut", "mind")}
    colours = listed_topics(found).set_index("topic_id")["colour"].to_dict()
    load(found, "project", as_csv(projects(6, start=20)))
    again = compute.compute_topics(found, False, operator("tests"), 5)
    assert {name: topic_of(found, f"{name}-01") for name in before} == before
    assert listed_topics(found).set_index("topic_id")["colour"].to_dict() == colours
    assert again.report["kept"] == listed_topics(found).sort_values("topic_id")["label"].tolist()


def test_names_stay_through_the_next_run(found: Engine) -> None:
    labels = listed_topics(found).set_index("topic_id")["label"].to_dict()
    corrections.rename(found, topic_of(found, "gut-01"), "  Gut   health ", operator("Ada"))
    load(found, "project", as_csv(projects(6, start=20)))
    compute.compute_topics(found, False, operator("tests"), 5)
    again = listed_topics(found).set_index("topic_id")["label"].to_dict()
    assert again == labels | {topic_of(found, "gut-01"): "Gut health"}


def test_corrections_hold_through_a_run_and_leave_no_trace_when_taken_back(found: Engine) -> None:
    untouched = state(found)
    gut, heart, mind = (topic_of(found, f"{name}-01") for name in ("gut", "heart", "mind"))
    made = [
        corrections.rename(found, gut, "Gut health", operator("Ada")),
        corrections.merge(found, mind, heart, operator("Ada")),
        corrections.pin(found, "data-03", gut, operator("Ben")),
        corrections.exclude_term(found, False, "Microbiomes", operator("Ben")),
    ]
    for _ in range(2):
        assert topic_of(found, "mind-05") == heart
        assert topic_of(found, "data-03") == gut
        listed = listed_topics(found).set_index("topic_id")
        assert mind not in listed.index
        assert listed["label"][gut] == "Gut health"
        assert not any("microbiome" in word.lower() for words in listed["terms"] for word in words)
        assert set(weights(found).values()) == {WHOLE}
        compute.compute_topics(found, False, operator("tests"), 5)
    told = corrections.list_corrections(found, False)
    assert told["kind"].tolist() == ["exclude", "pin", "merge", "rename"]
    assert told["made_by"].tolist() == ["Ben", "Ben", "Ada", "Ada"]
    for number in made:
        corrections.undo(found, number, operator("Cy"))
    compute.compute_topics(found, False, operator("tests"), 5)
    assert state(found) == untouched
    assert set(corrections.list_corrections(found, False)["undone_by"]) == {"Cy"}


def test_a_topic_is_split_and_put_together_again(found: Engine) -> None:
    compute.compute_topics(found, False, operator("tests"), 3)
    before = state(found)
    both = int(listed_topics(found)["topic_id"].iloc[0])
    number = corrections.split(found, both, operator("Ada"))
    assert len(listed_topics(found)) == 4
    split = state(found)
    compute.compute_topics(found, False, operator("tests"), 3)
    assert state(found) == split
    corrections.undo(found, number, operator("Ada"))
    assert state(found) == before


def test_corrections_that_cannot_be(found: Engine) -> None:
    one, other = listed_topics(found)["topic_id"].tolist()[:2]
    label = listed_topics(found).set_index("topic_id")["label"][other]
    for wrong, message in (
        (lambda: corrections.rename(found, one, label.upper(), operator("Ada")), "already"),
        (lambda: corrections.rename(found, one, " ", operator("Ada")), "empty"),
        (lambda: corrections.rename(found, 999, "X", operator("Ada")), "no topic 999"),
        (lambda: corrections.merge(found, one, one, operator("Ada")), "itself"),
        (lambda: corrections.pin(found, "none", one, operator("Ada")), "no project none"),
        (lambda: corrections.exclude_term(found, False, "two words", operator("Ada")), "one word"),
        (lambda: corrections.split(found, one, operator("Ada"), 20), "too few"),
        (lambda: corrections.undo(found, 999, operator("Ada")), "no correction 999"),
    ):
        with pytest.raises(corrections.CorrectionError, match=message):
            wrong()


def test_taking_an_import_back_takes_its_projects_topics_along(engine: Engine) -> None:
    load(engine, "project", as_csv(projects(10)))
    second = upload(engine, "project", as_csv(projects(3, start=30)))
    compute.compute_topics(engine, False, operator("tests"), 5)
    corrections.pin(engine, "gut-30", topic_of(engine, "mind-01"), operator("Ada"))
    assert second.upload_id is not None
    undo(engine, second.upload_id, operator("Ada"))
    with engine.connect() as connection:
        for table in (ProjectTopic, TopicFound, ProjectPlace):
            assert set(connection.scalars(select(table.project_id))) == set(projects(10))
    compute.compute_topics(engine, False, operator("tests"), 5)
    assert set(weights(engine)) == set(projects(10))


def test_a_run_that_is_stopped_changes_nothing(found: Engine) -> None:
    before = state(found)

    class Stopped(Exception):
        pass

    def stop(_share: float | None, what: str) -> None:
        if what == "Drawing the map":
            raise Stopped

    with pytest.raises(Stopped):
        compute.compute_topics(found, False, operator("tests"), 4, stop)
    assert state(found) == before


def test_progress_rises(engine: Engine) -> None:
    load(engine, "project", as_csv(projects(12)))
    told: list[float] = []
    compute.compute_topics(engine, False, operator("tests"), None, lambda share, _what: told.append(share or 0))
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] <= 1
    latest = queries.get_latest_run(engine, False)
    assert latest is not None
    assert latest["by_hand"] is False
    assert latest["proposals"]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({}, "there are 0"),
        (projects(5), "there are 25"),
        ({f"p{n}": "the very same text" for n in range(40)}, "there are 1 "),
    ],
)
def test_too_few_different_texts_say_so(engine: Engine, texts: dict[str, str], message: str) -> None:
    if texts:
        load(engine, "project", as_csv(texts))
    with pytest.raises(compute.TopicsError, match=message):
        compute.compute_topics(engine, False, operator("tests"))
    assert listed_topics(engine).empty
    assert queries.get_latest_run(engine, False) is None
    assert len(placement.find_unplaced(engine, False)) == len(texts)
    with pytest.raises(compute.TopicsError, match="compute the topics first"):
        placement.place_projects(engine, False, operator("tests"))


def test_texts_without_a_common_word_say_so(engine: Engine) -> None:
    lines = "".join(f"p{n},{chr(97 + n % 26) * 5}{chr(97 + n // 26) * 4}\n" for n in range(40))
    load(engine, "project", "project_id,title\n" + lines)
    with pytest.raises(compute.TopicsError, match="too little in common"):
        compute.compute_topics(engine, False, operator("tests"))


def test_a_number_of_topics_that_cannot_be(found: Engine) -> None:
    for k in (0, 1, 21):
        with pytest.raises(compute.TopicsError, match="from 2 to 20"):
            compute.compute_topics(found, False, operator("tests"), k)


def test_the_report_warns_of_texts_in_another_language(engine: Engine) -> None:
    german = "Wir untersuchen die Behandlung von Krebs bei Kindern und wie sich die Daten der Kliniken nutzen lassen "
    texts = projects(12) | {f"de-{n}": german + "und weitere Fragen der Forschung " * (n + 1) for n in range(3)}
    load(engine, "project", as_csv(texts))
    found = compute.compute_topics(engine, False, operator("tests"), 5)
    assert any(warning.startswith("3 texts do not seem to be in English") for warning in found.report["warnings"])


def test_cached_answers_become_stale_with_runs_and_corrections(engine: Engine) -> None:
    load(engine, "project", as_csv(projects(12)))
    seen = [store_version(engine)]

    def changed() -> bool:
        seen.append(store_version(engine))
        return seen[-1] not in seen[:-1]

    compute.compute_topics(engine, False, operator("tests"), 5)
    assert changed()
    number = corrections.rename(engine, 1, "Another", operator("Ada"))
    assert changed()
    corrections.undo(engine, number, operator("Ada"))
    assert changed()
    load(engine, "project", as_csv(projects(1, ("gut",), 40)))
    assert changed()
    placement.place_projects(engine, False, operator("tests"))
    assert changed()


def test_reasons_are_words_of_the_text_and_pins(found: Engine) -> None:
    read = project_texts.read_texts(found, False)
    texts = dict(zip(read.project_ids, read.texts, strict=True))
    for project in ("heart-01", "mind-02"):
        reasons = queries.explain_topics(found, project, False)
        words = reasons["words"].iloc[0].split(", ")
        assert all(word.lower() in texts[project].lower() for word in words)
        assert len(words) == 8
        telling = described(found, int(reasons["topic_id"].iloc[0])).telling
        assert words == [word for word in telling if word in words], "the most telling first"
    other = topic_of(found, "gut-01")
    corrections.pin(found, "heart-01", other, operator("tests"))
    reasons = queries.explain_topics(found, "heart-01", False)
    assert (reasons["topic_id"].tolist(), reasons["pinned"].tolist()) == ([other], [True])
    assert queries.explain_topics(found, "none", False).empty
