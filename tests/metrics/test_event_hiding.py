"""What is hidden of few persons at events, in made-up lists, and that cells follow the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select

from lib.entities.import_record import ImportRecord
from lib.entities.registry import SCHEMAS
from lib.ingest.undo import undo
from lib.metrics import freshness, overview, records, sources
from lib.metrics.events import attendance, attendees, online
from lib.metrics.scope import Scope
from lib.metrics.whole_store import template_rows
from lib.services.actors import operator
from lib.store.summary_tables import AttendanceCell
from lib.store.suppression import compute_cells
from tests import totals
from tests.attack import order_of_hiding
from tests.attendance import HEAD, people
from tests.attendance import countries as countries
from tests.rows import load

FACTS = Scope()
TODAY = date(2026, 11, 24)


def test_list_of_few_is_hidden_with_all_its_parts(countries: Engine) -> None:
    load(countries, "attendance", HEAD + people("E1", 0, 3, "MT") + people("E2", 9, 8, "MT"))
    shown = attendance.by_event(countries, FACTS).set_index("event_id")
    assert shown.loc["E1", "attended_words"] == "<5"
    assert shown.loc["E2", "attended"] == 8
    assert attendance.totals(countries, FACTS)["attended_words"] == "9 to 12"
    assert attendees.by_country(countries, FACTS)["attended"].tolist() == [8], "the sum of what is shown"
    assert attendees.without_breakdown(countries, FACTS)["country"] == 1
    card = overview.headlines(countries, Scope(last_year=2024), TODAY).loc["attendance"]
    assert (card["words"], card["value"], card["small"]) == ("9 to 12", 9, False)


def test_second_number_is_hidden_where_the_total_gives_the_first_away(countries: Engine) -> None:
    load(
        countries, "attendance", HEAD + people("E1", 0, 3, "MT") + people("E1", 9, 7, "FR") + people("E1", 20, 9, "DE")
    )
    shown = attendees.by_country(countries, FACTS).set_index("iso2")
    assert shown.loc["MT", "attended_words"] == "<5"
    order = sorted(("FR", "DE"), key=partial(order_of_hiding, "E1"))
    words = {"FR": "6 to 9", "DE": "8 to 11"}
    assert shown.loc[order[0], "attended_words"] == words[order[0]], "its place has nothing to do with its size"
    assert shown.loc[order[1], "attended"] == {"FR": 7, "DE": 9}[order[1]]
    assert attendance.by_event(countries, FACTS)["attended"].max() == 19


def test_breakdown_that_cannot_be_hidden_is_not_published(countries: Engine) -> None:
    load(countries, "attendance", HEAD + people("E1", 0, 1, "MT") + people("E1", 9, 5, "FR"))
    assert attendees.by_country(countries, FACTS).empty
    assert attendance.by_event(countries, FACTS)["attended"].max() == 6
    assert attendees.without_breakdown(countries, FACTS)["country"] == 1


def test_few_no_shows_are_hidden_in_registered(countries: Engine) -> None:
    load(countries, "attendance", HEAD + people("E1", 0, 20, "MT") + people("E1", 40, 2, "MT", attended="no"))
    shown = attendance.by_event(countries, FACTS).set_index("event_id").loc["E1"]
    assert shown["attended"] == 20
    assert shown["registered_words"] == "21 to 24"
    assert pd.isna(shown["rate"])
    assert shown["rate_words"] == "not shown"


def test_registered_without_word_on_who_came_is_not_attendance(countries: Engine) -> None:
    load(countries, "attendance", HEAD + people("E1", 0, 9, "MT", attended=""))
    shown = attendance.by_event(countries, FACTS).set_index("event_id").loc["E1"]
    assert pd.isna(shown["attended"])
    assert shown["registered"] == 9
    assert pd.isna(shown["rate"])


def test_who_came_without_registering_counts_as_registered(countries: Engine) -> None:
    load(countries, "attendance", HEAD + people("E1", 0, 9, "MT") + people("E1", 20, 6, "MT", registered="no"))
    shown = attendance.by_event(countries, FACTS).set_index("event_id").loc["E1"]
    assert (shown["attended"], shown["registered"], shown["rate"]) == (15, 15, 1)


def test_few_by_a_published_figure_are_hidden_too(countries: Engine) -> None:
    head = "subject,subject_id,quantity,value,unit,shown\n"
    load(
        countries,
        "published figure",
        f"{head}event,E1,attended,3,persons,yes\nevent,E2,viewers,2,viewers,yes\nevent,E2,countries,12,countries,yes\n",
    )
    shown = attendance.by_event(countries, FACTS).set_index("event_id")
    assert shown.loc["E1", "attended_words"] == "<5"
    assert online.online_figures(countries, FACTS)["value"].tolist() == ["12", "<5"]
    # Nor do the rows tell it, in whatever form, nor whether a search finds them.
    listed = records.record_page(countries, "published figure", FACTS, 0, 10).rows["value"]
    exported = records.raw_rows(countries, "published figure", FACTS).read_all()["value"].to_pylist()
    assert sorted(listed) == sorted(exported) == ["12", "<5", "<5"]
    found = [
        records.record_page(countries, "published figure", replace(FACTS, search=str(n)), 0, 10).total for n in (3, 12)
    ]
    assert found == [0, 1]
    columns = [field.name for field in SCHEMAS["published figure"].fields]
    with countries.connect() as connection:
        for for_all, values in ((True, ["12", "<5", "<5"]), (False, ["12", "2", "3"])):
            rows = template_rows(connection, False, "published figure", columns, for_all=for_all).read_all()
            assert sorted(rows["value"].to_pylist()) == values


def test_zip_without_small_figures_still_says_that_few_came(countries: Engine) -> None:
    head = "subject,subject_id,quantity,value,unit,shown\n"
    load(countries, "published figure", f"{head}event,E1,attended,<5,persons,yes\n")
    assert attendance.by_event(countries, FACTS).set_index("event_id").loc["E1", "attended_words"] == "<5"


def cells(engine: Engine, query: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(query))


def cells_of_rows(engine: Engine) -> list[tuple[Any, ...]]:
    columns = [column.name for column in AttendanceCell.__table__.columns]
    with engine.connect() as connection:
        return sorted(tuple(cell[name] for name in columns) for cell in compute_cells(connection))


def test_cells_never_differ_from_the_rows(countries: Engine) -> None:
    """After an import, a change, a change of an event's date, and after each of them is undone."""
    listed = HEAD + people("E1", 0, 9, "MT") + people("E2", 3, 12, "FR") + people("E1", 30, 7, "DE", attended="no")
    load(countries, "attendance", listed)
    steps = [cells(countries, select(AttendanceCell.__table__))]
    assert steps[0]
    for entity, content in (
        ("attendance", HEAD + people("E1", 0, 3, "MT", attended="no") + people("E2", 40, 5, "DE")),
        ("event", "event_id,name,start_date\nE1,One,2025-05-05\n"),
    ):
        load(countries, entity, content)
        steps.append(cells(countries, select(AttendanceCell.__table__)))
        assert steps[-1] == cells_of_rows(countries)
    assert steps[0] != steps[1] != steps[2], "the events changed places, so others are new"
    with countries.connect() as connection:
        newest = sorted(connection.scalars(select(ImportRecord.import_id)), reverse=True)
    for import_id, before in zip(newest, steps[-2::-1], strict=False):
        undo(countries, import_id, operator("tests"))
        assert cells(countries, select(AttendanceCell.__table__)) == before
        assert before == cells_of_rows(countries)


def test_rows_of_persons_are_not_counted_beside_the_figures(sample_engine: Engine) -> None:
    sample = Scope(demonstration=True)
    files = sources.source_files(sample_engine, ("attendance", "event"), sample).set_index("entity")
    assert pd.isna(files.loc["attendance", "rows_read"])
    assert files.loc["event", "rows_read"] == len(totals.rows("event", True))
    assert pd.isna(freshness.freshness(sample_engine, True).set_index("entity").loc["attendance", "rows"])
