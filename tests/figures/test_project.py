"""Figures on one project equal those of the rows of the CSV files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from lib.figures.asking import Ask
from lib.figures.figure import Answer, Figure
from lib.figures.project import about, found, partners, totals
from lib.metrics import topics
from lib.metrics.scope import Scope
from lib.topics.taxonomies import HEALTH
from tests import totals as files
from tests.metrics.topics_of_files import labels_of

SOME = ["X-2016-EBULGRAFT", "X-2016-FIMBRIANE", "731366", "964197"]
each = pytest.mark.parametrize("project_id", SOME)
#: A project is of one dataset, and is chosen; another one narrows to another project.
WITHIN = {
    figure.id: Scope(projects=("X-2016-EBULGRAFT",))
    for figure in (
        totals.TOTAL_COST,
        totals.FUNDING,
        totals.PARTICIPANTS,
        totals.COUNTRIES,
        totals.TIME_TO_GRANT,
        partners.PARTNERS_BY_COUNTRY,
        partners.PARTICIPANTS_AND_FUNDERS,
        about.SUBJECTS,
        about.TOPICS,
        about.SIMILAR,
    )
}


def is_made_up(project_id: str) -> bool:
    return project_id.startswith("X-")


def asked(ask: Ask, figure: Figure, project_id: str) -> Answer:
    return figure.answer(ask, Scope(projects=(project_id,), demonstration=is_made_up(project_id)))


def row_of(project_id: str) -> dict[str, str]:
    listed = files.rows("project", is_made_up(project_id))
    return next(row for row in listed if row["project_id"] == project_id)


def parts_of(project_id: str) -> list[dict[str, str]]:
    listed = files.rows("participation", is_made_up(project_id))
    return [row for row in listed if row["project_id"] == project_id]


@each
@pytest.mark.figure("project.total_cost", "project.funding")
def test_money(ask: Ask, project_id: str) -> None:
    for figure, column in ((totals.TOTAL_COST, "total_cost_eur"), (totals.FUNDING, "funding_eur")):
        published, value = row_of(project_id)[column], asked(ask, figure, project_id).frame[column].iloc[0]
        assert value == float(published) if published else pd.isna(value)


@each
@pytest.mark.figure("project.participants", "project.countries")
def test_counts(ask: Ask, project_id: str) -> None:
    parts = parts_of(project_id)
    for figure, column in ((totals.PARTICIPANTS, "organisation"), (totals.COUNTRIES, "country")):
        expected = len({row[column] for row in parts if row[column]})
        answer = asked(ask, figure, project_id)
        assert answer.frame[figure.columns[-1].name].tolist() == [expected]
        assert answer.card.value == str(expected)


@each
@pytest.mark.figure("project.time_to_grant")
def test_time_to_grant(ask: Ask, project_id: str) -> None:
    row = row_of(project_id)
    calls = {call["call_id"]: call for call in files.rows("call", is_made_up(project_id))}
    deadline = calls[row["call"]]["full_proposal_deadline"] if row["call"] else ""
    granted = row["signature_date"] or row["start_date"]
    answer = asked(ask, totals.TIME_TO_GRANT, project_id)
    value = answer.frame["days_to_grant"].iloc[0]
    if deadline and granted:
        assert value == (date.fromisoformat(granted) - date.fromisoformat(deadline)).days
        assert answer.card.base == f"to the {'signature' if row['signature_date'] else 'start'}"
    else:
        assert pd.isna(value)
        assert answer.card.value == "no data"


@each
@pytest.mark.figure("project.partners_by_country")
def test_partners_by_country(ask: Ask, project_id: str) -> None:
    parts = parts_of(project_id)
    shown = asked(ask, partners.PARTNERS_BY_COUNTRY, project_id).frame.set_index("iso2")
    assert set(shown.index) == {row["country"] for row in parts if row["country"]}
    for iso2, row in shown.iterrows():
        there = [part for part in parts if part["country"] == iso2]
        paid = [Decimal(part["funding_eur"]) for part in there if part["funding_eur"]]
        assert row["participants"] == len({part["organisation"] for part in there})
        assert row["coordinator"] == any(part["role"] == "coordinator" for part in there)
        assert row["funding_eur"] == pytest.approx(float(sum(paid))) if paid else pd.isna(row["funding_eur"])


@each
@pytest.mark.figure("project.participants_and_funders")
def test_participants_and_funders(ask: Ask, project_id: str) -> None:
    shown = asked(ask, partners.PARTICIPANTS_AND_FUNDERS, project_id).frame
    expected = sorted(
        (part["organisation"], part["role"], part["funder"], part["funding_eur"] and float(part["funding_eur"]))
        for part in parts_of(project_id)
    )
    rows = shown[["participant_id", "role", "funder_id", "funding_eur"]].astype("object")
    answered = [tuple("" if pd.isna(value) else value for value in row) for row in rows.itertuples(index=False)]
    assert sorted(answered) == expected


@each
@pytest.mark.figure("project.subjects")
def test_subjects(ask: Ask, project_id: str) -> None:
    row, shown = row_of(project_id), asked(ask, about.SUBJECTS, project_id).frame
    for kind, column in (
        ("HRCS health category", "health_categories"),
        ("HRCS research activity", "research_activities"),
    ):
        own = shown[shown["kind"] == kind]
        answered = dict(zip(own["subject"], own["share"], strict=True))
        assert answered == pytest.approx({name: float(share) for name, share in labels_of(row[column]).items()})
    keywords = set(shown.loc[shown["kind"] == "Keyword", "subject"])
    assert keywords == {word.strip() for word in row["keywords"].split(";") if word.strip()}


@each
@pytest.mark.figure("project.topics")
def test_topics(ask: Ask, project_id: str) -> None:
    """HRCS categories are those of the source; the shares of each grouping add up to one."""
    shown = asked(ask, about.TOPICS, project_id).frame
    own = shown[shown["grouping"] == HEALTH]
    expected = {name: float(share) for name, share in labels_of(row_of(project_id)["health_categories"]).items()}
    assert dict(zip(own["topic"], own["share"], strict=True)) == pytest.approx(expected, abs=1e-6)
    assert set(own["why"]) == {"its source says so"}
    assert set(shown.groupby("grouping")["share"].sum().round(5)) == {1.0}
    assert topics.FOUND in set(shown["grouping"]) or not is_made_up(project_id)


@each
@pytest.mark.figure("project.similar")
def test_similar(ask: Ask, project_id: str) -> None:
    """Ten others of the dataset, the most alike first, with words that both texts have.

    Another measure of likeness, scikit-learn's TF-IDF, puts these ten far above the other projects.
    """
    shown = asked(ask, about.SIMILAR, project_id).frame
    texts = {row["project_id"]: text_of(row) for row in files.rows("project", is_made_up(project_id))}
    assert len(shown) == 10
    assert project_id not in set(shown["project_id"])
    assert shown["likeness"].is_monotonic_decreasing
    for row in shown.to_dict("records"):
        for word in filter(None, row["terms"].split(", ")):
            # Singular and plural, and British and American spelling, are the same word.
            stem = word.casefold()[:4]
            assert stem in texts[project_id], word
            assert stem in texts[row["project_id"]], word
    vectors = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts.values())
    by_words = pd.Series((vectors @ vectors[list(texts).index(project_id)].T).toarray().ravel(), index=list(texts))
    rank = by_words.drop(project_id).rank(pct=True)
    assert rank[shown["project_id"]].median() > 0.9
    assert rank[shown["project_id"].iloc[0]] > 0.98


def text_of(row: dict[str, str]) -> str:
    return " ".join(row[name] for name in ("acronym", "title", "summary", "keywords")).casefold()


@pytest.mark.parametrize("demonstration", [False, True], ids=["facts", "demonstration"])
@pytest.mark.parametrize("words", ["cancer", "EBULgraft", "731366", "%", "nothing has this"])
@pytest.mark.figure("project.found")
def test_found(ask: Ask, words: str, demonstration: bool) -> None:
    names = ("project_id", "acronym", "title", "grant_number")
    expected = {
        row["project_id"]
        for row in files.rows("project", demonstration)
        if any(words.casefold() in row[name].casefold() for name in names)
    }
    answer = found.FOUND.answer(ask, Scope(search=words, demonstration=demonstration, countries=("MT",)))
    assert set(answer.frame["project_id"]) == expected
    assert answer.not_narrowed_by == "Not narrowed by country."


def test_without_words_the_latest_are_found(ask: Ask) -> None:
    answer = found.FOUND.answer(ask, Scope(demonstration=True))
    started = sorted((row["start_date"] for row in files.rows("project", True) if row["start_date"]), reverse=True)
    assert [str(day)[:4] for day in answer.frame["start_date"]] == [day[:4] for day in started[:50]]
    assert answer.title == "The latest projects"


def test_sentences(ask: Ask) -> None:
    assert asked(ask, about.SIMILAR, "731366").sentence.startswith(
        "Most like “ICPerMed Secretariat I” is “ICPerMed Secretariat II”: 0."
    )
    assert totals.FUNDING.answer(ask, Scope()).sentence == "No project is chosen."
    other = totals.FUNDING.answer(ask, Scope(projects=("X-2016-EBULGRAFT",)))
    assert (other.sentence, other.card.value) == ("This dataset has no such project.", "no data")
    assert asked(ask, totals.COUNTRIES, "X-2016-EBULGRAFT").sentence == (
        "The participants of “EbulGraft” come from 5\xa0countries, as far as recorded."
    )
