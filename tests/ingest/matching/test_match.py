"""A match becomes a mapping, is checked, and remembered."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, func, select, update

from lib.ingest.matching import (
    Match,
    header_hash,
    identifier_of,
    mappings_of,
    problems_of,
    remember,
    remembered,
)
from lib.ingest.parsing.given import Given
from lib.ingest.tables import Derived
from lib.store.housekeeping_tables import ColumnMatch


def test_identifiers_are_readable_and_stable() -> None:
    made = identifier_of("", ("acronym", "title"))
    assert made.columns == ("acronym", "title")
    first = made.derive("1D-Engine", "Électrons  coupled to\ndissipation")
    assert first == made.derive(" 1d-engine ", "électrons coupled to dissipation ")
    assert first == "1d-engine-a644c075"
    assert first != made.derive("1D-Engine", "Other")
    assert made.derive("", "Électrons & Söhne").startswith("electrons-sohne-")
    assert made.derive("a", "b c") != made.derive("a b", "c")
    assert made.derive("  ", "") == ""


def test_identifiers_are_short_and_may_have_a_beginning() -> None:
    long = str(identifier_of("", ("title",)).derive("A very long title that goes on and on, and on, and on"))
    assert long[:-9] == "a-very-long-title-that-goes-on-and-on-an"
    assert str(identifier_of("EVENT", ("name",)).derive("Workshop")).startswith("EVENT-workshop-")
    assert len(str(identifier_of("", ("title",)).derive("Ελληνικά"))) == 8
    assert str(identifier_of("", ("day",)).derive(date(2024, 3, 14))).startswith("2024-03-14-")


def test_a_match_becomes_a_part() -> None:
    columns: dict[str, str | tuple[str, ...]] = {"event_id": "E", "attendee": "Mail"}
    (part,) = mappings_of(Match("attendance", columns))
    assert (part.entity, part.columns) == ("attendance", columns)
    made = mappings_of(Match("project", {"project_id": ("A", "T"), "title": "T"}))[0].columns["project_id"]
    assert isinstance(made, Derived)
    assert made.columns == ("A", "T")


def test_the_currency_in_a_header_is_that_of_the_amounts() -> None:
    match = Match("project", {"title": "T", "funding_original": "Grant (CHF)"})
    currency = mappings_of(match)[0].columns["currency"]
    assert isinstance(currency, Derived)
    assert currency.derive() == "CHF"
    assert "currency" not in mappings_of(match, given=("currency",))[0].columns
    assert mappings_of(Match("project", {"funding_original": "G (CHF)", "currency": "C"}))[0].columns["currency"] == "C"
    assert "currency" not in mappings_of(Match("project", {"funding_original": "Original amount"}))[0].columns


def test_problems_of_a_match_are_said() -> None:
    match = Match(
        "project",
        {"start_date": "When", "end_date": "when", "acronym": "Gone", "funding_eur": "USD (m)", "oddity": "When"},
    )
    assert problems_of(match, ["When", "USD (m)"]) == [
        'A project has no field "oddity".',
        'The file has no column "Gone", which is chosen for acronym.',
        'The column "When" is chosen for start_date and for end_date and for oddity; choose it once.',
        "No column is chosen for project_id, which every row needs: identifier of the project.",
        "No column is chosen for title, which every row needs: full title.",
        'The column "USD (m)" is not in EUR; choose it for funding_original.',
    ]


def test_what_is_given_needs_no_column() -> None:
    match = Match("attendance", {"attendee": "Mail"})
    assert problems_of(match, ["Mail"]) != []
    assert problems_of(match, ["Mail"], given=("event_id",)) == []


def test_a_match_is_remembered_for_the_same_header(engine: Engine) -> None:
    header = ["Acronym", "Title"]
    match = Match("project", {"project_id": ("Acronym", "Title"), "title": "Title"})
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        assert remembered(connection, header) is None
        remember(connection, header, Match("event", {"name": "Title"}), Given(), "first", None)
        remember(connection, header, match, Given(), "second", None)
        assert remembered(connection, header) == (match, Given())
        spelt = Match("project", {"project_id": (" ACRONYM", "title"), "title": "title"})
        assert remembered(connection, [" ACRONYM", "title"]) == (spelt, Given())
        assert remembered(connection, header[::-1]) is None
        assert connection.scalar(select(func.count()).select_from(ColumnMatch)) == 1
        assert connection.scalar(select(ColumnMatch.saved_by)) == "second"


@pytest.mark.parametrize("change", [{"entity": "gone"}, {"columns": {"gone": "Title"}}])
def test_a_match_that_no_longer_fits_is_forgotten(engine: Engine, change: dict[str, object]) -> None:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        remember(connection, ["Title"], Match("project", {"title": "Title"}), Given(), "tests", None)
        connection.execute(update(ColumnMatch).values(change))
        assert remembered(connection, ["Title"]) is None


def test_headers_have_hashes() -> None:
    assert header_hash(["A", "B"]) == header_hash([" a", "b "])
    assert header_hash(["A", "B"]) != header_hash(["B", "A"])
    assert header_hash(["a b"]) != header_hash(["a", "b"])
    assert len(header_hash([])) == 64
