"""Taxonomies: their term lists, how texts are classified, and the weights in the store."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, func, select

from lib.entities.import_record import ImportRecord
from lib.entities.project import Project
from lib.ingest.undo import undo
from lib.services.actors import operator
from lib.store.topic_tables import PM_TOPICS, WHOLE, ProjectTaxonomy, TaxonomyReading, TaxonomyVersion
from lib.store.topic_tables import TAXONOMIES as ALL_TAXONOMIES
from lib.topics import taxonomies, taxonomy_assignment, taxonomy_weights
from lib.topics.taxonomies import ACTIVITY, HEALTH, PM
from lib.topics.taxonomy_weights import Texts
from tests import totals
from tests.rows import load

TAXONOMIES = Path(__file__).parents[2] / "data" / "taxonomies"


def weights(taxonomy: str, title: str, summary: str | None = None, keywords: str | None = None) -> dict[str, int]:
    reading = taxonomy_weights.read([(None, title, summary, keywords)])
    return {found.category: found.weight for found in taxonomy_weights.weigh(taxonomy, reading)[0]}


def words(taxonomy: str, title: str, summary: str | None = None) -> dict[str, tuple[str, ...]]:
    reading = taxonomy_weights.read([(None, title, summary, None)])
    return {found.category: found.words for found in taxonomy_weights.weigh(taxonomy, reading)[0]}


@pytest.mark.parametrize("taxonomy", [HEALTH, ACTIVITY, PM])
def test_term_lists_are_whole(taxonomy: str) -> None:
    known = taxonomies.load_taxonomies()[taxonomy]
    assert {term.category for term in known.terms} == set(known.categories), "each category has terms, and no other"
    assert {term.weight for term in known.terms} <= {1, 2, 3}
    assert all(term.source for term in known.terms)
    listed = [(term.category, term.words.casefold()) for term in known.terms]
    assert len(listed) == len(set(listed))


def test_pm_topics_are_those_of_the_vocabulary() -> None:
    with (TAXONOMIES / "pm_topics.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(row["category"] for row in rows) == PM_TOPICS
    for row in rows:
        links = row["permed_challenges"].split(";")
        assert {link.split(" ", 1)[0] for link in links} <= {"C1", "C2", "C3", "C4", "C5"}
    assert tuple(ALL_TAXONOMIES) == tuple(taxonomies.load_taxonomies())


def test_a_disease_an_activity_and_a_topic_are_distinguished() -> None:
    title = "A randomised trial of pharmacogenetic dosing in depression"
    assert weights(HEALTH, title) == {"Mental health": WHOLE}
    assert max(weights(ACTIVITY, title), key=weights(ACTIVITY, title).__getitem__) == "Treatment evaluation"
    assert next(iter(weights(PM, title))) == "Pharmacogenomics and drug response"


def test_spellings_and_plurals_are_alike() -> None:
    british = weights(HEALTH, "Tumours of the oesophagus, anaemia and haemophilia in paediatric patients")
    american = weights(HEALTH, "Tumor of the esophagus, anemia and hemophilia in pediatric patients")
    assert british == american
    assert len(british) == 3
    assert weights(PM, "Genomics and proteomics") == weights(PM, "A genomic and proteomic study")
    assert weights(PM, "CAR-T cells") == weights(PM, "CAR T cell")


def test_only_whole_words_count() -> None:
    assert weights(HEALTH, "Research in early years, hearts of oak excluded").keys() == {"Cardiovascular"}
    assert weights(HEALTH, "A yearbook of bears") == {}, "ear is in year and in bear"


def test_the_longer_term_wins() -> None:
    assert "ventilation" in words(HEALTH, "Ventilation of the lung")["Respiratory"]
    found = words(HEALTH, "Traumatic brain injury")
    assert found["Injuries and accidents"] == ("traumatic brain injury",), "neither injury nor brain beside it"


def test_terms_do_not_reach_over_the_end_of_a_sentence() -> None:
    assert "heart failure" not in words(HEALTH, "x", "We study the heart. Failure is an option.").get(
        "Cardiovascular", ()
    )


def test_titles_and_keywords_count_more_than_summaries() -> None:
    in_title = weights(HEALTH, "Asthma", "Also a word on epilepsy.")
    assert in_title == {"Respiratory": 500_000, "Inflammatory and immune system": 500_000}
    assert weights(HEALTH, "Asthma", None, "epilepsy").keys() >= {"Neurological", "Respiratory"}


def test_nothing_is_forced() -> None:
    for title, summary in (("Spintronics of thin films", "Magnets and their noise."), ("", None), ("123 456", "…")):
        assert weights(HEALTH, title, summary) == {}
    assert weights(PM, "Stars", "The risk is early.") == {}, "two hints in passing are no topic"


def test_weights_add_up_exactly() -> None:
    scores = np.array([[1, 1, 1], [0, 0, 0], [5, 0, 0], [2, 3, 2], [7, 11, 13]])
    parts = taxonomy_weights.in_millionths(scores)
    assert parts.sum(axis=1).tolist() == [WHOLE, 0, WHOLE, WHOLE, WHOLE]
    assert parts[0].tolist() == [333_334, 333_333, 333_333]
    for row, given in zip(parts, scores, strict=True):
        for part, score in zip(row, given, strict=True):
            exact = Fraction(int(score) * WHOLE, max(int(given.sum()), 1))
            assert abs(int(part) - exact) < 1


def sample_texts(demonstration: bool) -> Iterator[tuple[dict[str, str], Texts]]:
    for row in totals.rows("project", demonstration):
        yield row, (row["acronym"] or None, row["title"], row["summary"] or None, row["keywords"] or None)


def labels_of(text: str) -> dict[str, float]:
    parts = [part.partition(":") for part in text.split(";")]
    return {name: float(percent or 100 / len(parts)) for name, _, percent in parts}


@pytest.mark.parametrize(
    ("demonstration", "taxonomy", "column", "precision", "recall", "first"),
    # What was measured, less 0.02. The facts were looked at only once the lists were done.
    [
        (False, HEALTH, "health_categories", 0.87, 0.83, 0.97),
        (False, ACTIVITY, "research_activities", 0.66, 0.63, 0.77),
        (True, HEALTH, "health_categories", 0.81, 0.74, 0.76),
        (True, ACTIVITY, "research_activities", 0.57, 0.59, 0.52),
    ],
)
def test_terms_agree_with_the_labels_of_the_sample(
    demonstration: bool, taxonomy: str, column: str, precision: float, recall: float, first: float
) -> None:
    rows = list(sample_texts(demonstration))
    found = taxonomy_weights.weigh(taxonomy, taxonomy_weights.read(texts for _, texts in rows))
    both = mine = theirs = agree = 0
    for (row, _), listed in zip(rows, found, strict=True):
        labels = labels_of(row[column])
        names = {weight.category for weight in listed}
        both, mine, theirs = both + len(names & labels.keys()), mine + len(names), theirs + len(labels)
        agree += bool(listed) and labels.get(listed[0].category, 0) == max(labels.values())
    assert both / mine >= precision
    assert both / theirs >= recall
    assert agree / len(rows) >= first


# In the store ---------------------------------------------------------------------------------------------------

PROJECTS = (
    "project_id,acronym,title,summary,keywords,health_categories\n"
    "A,ONE,Gene therapy for haemophilia,,clotting factor,\n"
    "B,TWO,Asthma in children,,,Respiratory:70;Infection:30\n"
    "C,THREE,Spintronics,,,\n"
)


def stored(engine: Engine) -> set[tuple[str, str, str, int, str]]:
    with engine.connect() as connection:
        rows = connection.execute(select(ProjectTaxonomy))
        return {(row.project_id, row.lens, row.category, row.weight, row.origin) for row in rows}


def test_assign_writes_what_the_taxonomies_say(engine: Engine) -> None:
    load(engine, "project", PROJECTS)
    assert taxonomy_assignment.assign(engine, operator("tests")) == taxonomy_assignment.Assigned(3, 3)
    rows = stored(engine)
    assert ("B", HEALTH, "Respiratory", 700_000, "source") in rows
    assert ("B", HEALTH, "Infection", 300_000, "source") in rows
    assert not {row for row in rows if row[:2] == ("B", HEALTH) and row[4] == "terms"}, "the source's percents win"
    assert ("A", HEALTH, "Blood", 714_286, "terms") in rows, "15 to 6: 3 * 3 + 2 * 3 to 2 * 3"
    assert ("A", PM, "Targeted and advanced therapies, disease models", WHOLE, "terms") in rows
    assert not {row for row in rows if row[0] == "C"}, "unassigned"
    with engine.connect() as connection:
        reasons = connection.scalar(
            select(ProjectTaxonomy.terms).where(ProjectTaxonomy.project_id == "A", ProjectTaxonomy.lens == HEALTH)
        )
    assert reasons == "haemophilia; clotting factor"


def test_assign_again_reads_only_what_changed(engine: Engine) -> None:
    load(engine, "project", PROJECTS)
    taxonomy_assignment.assign(engine, operator("tests"))
    before = stored(engine)
    assert taxonomy_assignment.assign(engine, operator("tests")) == taxonomy_assignment.Assigned(0, 3)
    load(engine, "project", "project_id,title\nC,Migraine\nD,Eczema\n")
    assert taxonomy_assignment.assign(engine, operator("tests")) == taxonomy_assignment.Assigned(2, 4)
    after = stored(engine)
    assert before <= after
    assert {row[:3] for row in after - before if row[1] == HEALTH} == {
        ("C", HEALTH, "Neurological"),
        ("D", HEALTH, "Skin"),
    }


def test_new_term_lists_are_applied(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    load(engine, "project", PROJECTS)
    taxonomy_assignment.assign(engine, operator("tests"))
    monkeypatch.setattr(taxonomy_assignment, "_method_version", lambda: "other lists")
    assert taxonomy_assignment.assign(engine, operator("tests")) == taxonomy_assignment.Assigned(3, 3)


def test_taking_an_import_back_takes_its_weights(engine: Engine) -> None:
    load(engine, "project", PROJECTS)
    load(engine, "project", "project_id,title\nC,Migraine\nD,Eczema\n")
    taxonomy_assignment.assign(engine, operator("tests"))
    with engine.connect() as connection:
        newest = connection.scalar(select(func.max(ImportRecord.import_id)))
    undo(engine, int(newest or 0), operator("tests"))
    assert "D" not in {row[0] for row in stored(engine)}
    assert taxonomy_assignment.assign(engine, operator("tests")) == taxonomy_assignment.Assigned(1, 3), (
        "C is what it was before"
    )
    assert not {row for row in stored(engine) if row[0] == "C"}


def test_cancelled_work_leaves_the_store_as_it_was(engine: Engine) -> None:
    load(engine, "project", PROJECTS)

    def stop(_share: float | None, words: str) -> None:
        if words.startswith("Writing"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        taxonomy_assignment.assign(engine, operator("tests"), stop)
    with engine.connect() as connection:
        assert [
            connection.scalar(select(func.count()).select_from(table))
            for table in (ProjectTaxonomy, TaxonomyReading, TaxonomyVersion)
        ] == [0, 0, 0]


def test_an_import_in_between_is_read_too(engine: Engine) -> None:
    load(engine, "project", PROJECTS)
    seen = []

    def import_once(_share: float | None, words: str) -> None:
        if words.startswith("Writing") and not seen:
            seen.append(words)
            load(engine, "project", "project_id,title\nD,Eczema\n")

    assert taxonomy_assignment.assign(engine, operator("tests"), import_once).projects == 4
    assert "D" in {row[0] for row in stored(engine)}


def test_weights_of_the_sample_add_up(own_sample_engine: Engine) -> None:
    taxonomy_assignment.assign(own_sample_engine, operator("tests"))
    with own_sample_engine.connect() as connection:
        sums = connection.execute(
            select(ProjectTaxonomy.lens, ProjectTaxonomy.project_id, func.sum(ProjectTaxonomy.weight)).group_by(
                ProjectTaxonomy.lens, ProjectTaxonomy.project_id
            )
        ).all()
        projects = connection.scalar(select(func.count()).select_from(Project))
    assert {int(total) for _, _, total in sums} == {WHOLE}
    assert len([row for row in sums if row[0] == HEALTH]) == projects, "all projects of the sample carry HRCS percents"
