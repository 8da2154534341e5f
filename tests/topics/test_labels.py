"""Terms and labels: they distinguish topics, contain no excluded word, and no two are alike."""

from __future__ import annotations

import numpy as np
import pytest

from lib.topics import labels, terms
from lib.topics.descriptions import describe
from lib.topics.model import build_features, find_clusters
from lib.topics.text import read
from tests.topics.texts import SUBJECTS, projects


def test_terms_are_those_of_the_subject() -> None:
    texts = projects(12)
    ready = build_features(read(texts.values()))
    subjects = list(SUBJECTS)
    main = np.array([subjects.index(name.split("-")[0]) for name in texts])
    for subject, listed in zip(
        subjects, labels.list_topic_terms(ready, terms.pick_terms(ready.counts, main, 5)), strict=True
    ):
        assert len(listed) == len(set(listed)) == 10
        assert set(listed) <= set(SUBJECTS[subject].split())


def test_npmi_by_hand() -> None:
    counts = read(["gene heart", "gene heart", "gene liver", "liver"]).count()
    found = terms.npmi(counts, np.arange(3))
    # gene 3/4, heart 2/4, both 2/4: log((1/2) / (3/8)) / -log(1/2)
    assert found[0, 1] == pytest.approx(np.log(4 / 3) / np.log(2))
    assert found[1, 2] == -1, "heart and liver never stand together"


def test_label_is_made_of_the_topics_own_phrases() -> None:
    rows = ["acute myeloid leukaemia and bone marrow", "acute myeloid leukaemia with bone marrow donors"] * 3
    rows += ["heart failure after atrial fibrillation", "atrial fibrillation, heart failure and sensors"] * 3
    ready = build_features(read(rows))
    one, other = labels.list_label_candidates(ready, np.repeat([0, 1], 6), 2)
    assert {part.lower() for part in one[0].split(" and ")} == {"acute myeloid leukaemia", "bone marrow"}
    assert {part.lower() for part in other[0].split(" and ")} == {"heart failure", "atrial fibrillation"}


def test_capitals_of_headings_are_left_out_and_those_of_names_kept() -> None:
    rows = ["Breast Cancer Screening and Parkinson's disease"] * 5 + ["breast cancer screening"] * 2
    ready = build_features(read([*rows, *["heart failure after atrial fibrillation"] * 5]))
    labels_of = labels.list_label_candidates(ready, np.repeat([0, 1], [7, 5]), 2)[0]
    parts = {part for label in labels_of for part in label.split(" and ")}
    assert {"Breast cancer screening", "Parkinson's disease"} <= parts
    assert "Breast Cancer Screening" not in parts


def test_no_two_labels_are_alike_and_excluded_terms_are_in_none() -> None:
    wanted = [["Gut and diet", "Gut"], ["gut", "Colitis"], ["Gut", "Diet"], ["Liver", "Gut"]]
    assert labels.choose_labels(wanted, ["diets"], ["colitis"]) == ["Gut", "gut (2)", "Gut (3)", "Liver"]


def test_ways_of_funding_and_adjectives_name_no_topic() -> None:
    rows = ["support action on congenital heart failure", "joint support action for heart failure, congenital"] * 3
    rows += ["training network for chronic obstructive pulmonary disease and inhalers"] * 6
    ready = build_features(read(rows))
    one, other = labels.list_label_candidates(ready, np.repeat([0, 1], 6), 2)
    assert one[0] == "Heart failure"
    assert other[0] == "Chronic obstructive pulmonary disease"
    parts = {part.lower() for label in one + other for part in label.split(" and ")}
    assert not parts & {"support action", "joint support action", "training network", "congenital", "pulmonary"}


def test_a_topic_whose_terms_seldom_meet_is_called_mixed() -> None:
    words = ["liver", "kidney", "heart", "lung", "brain", "skin", "bone", "blood", "eye", "ear"]
    rows = [f"{one} {other}" for one in words for other in words if one < other]
    rows += ["heart failure after atrial fibrillation"] * 20
    ready = build_features(read(rows))
    mixed, whole = describe(ready, np.repeat([0, 1], [45, 20]), 2, [])
    assert mixed.label.startswith("Mixed: ")
    assert not whole.label.startswith("Mixed: ")


def test_capitals() -> None:
    assert labels.capitalise("breast cancer") == "Breast cancer"
    assert labels.capitalise("mRNA vaccines") == "mRNA vaccines"


def test_labels_of_found_topics_differ() -> None:
    ready = build_features(read(projects(12).values()))
    found = find_clusters(ready, 5)
    given = labels.choose_labels(labels.list_label_candidates(ready, found.main, found.k))
    assert len(set(given)) == 5
