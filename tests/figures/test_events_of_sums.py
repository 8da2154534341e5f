"""Figures on events of which some are known by sums, computed anew from the CSV files."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import replace
from functools import partial
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine

from lib.common.clock import utc_now
from lib.entities.registry import EXPORTED, SCHEMAS
from lib.export.whole_store import OF_PERSONS, write_zip
from lib.figures.asking import asking
from lib.figures.events import attendees, grouped, listed, totals
from lib.metrics.freshness import freshness
from lib.metrics.records import raw_rows
from lib.metrics.scope import Scope
from lib.metrics.sources import source_files
from lib.metrics.templates import rows_to_edit
from lib.metrics.whole_store import template_rows
from lib.store.batches import snapshot
from tests.attack import SMALL
from tests.attendance import HEAD, Bounds, add, people, published
from tests.attendance import countries as countries
from tests.figures.test_events import FACTS, card, plain, shown
from tests.rows import load

LIST = HEAD + people("E1", 0, 12, "MT") + people("E1", 20, 3, "FR") + people("E1", 30, 7, "DE", attended="no")
SUMS = """event_id,country,organisation_type,registered,attended,approximate
E2,,,90,70,yes
E2,MT,,40,31,
E2,FR,,6,2,
E2,DE,,,9,
E2,,SME,20,20,
E2,,university,12,3,
E3,,,25,,
E3,MT,,14,,
E3,,hospital,3,,
E4,,,30,20,
E4,DE,,11,,
"""
Told = dict[str, dict[str, Bounds]]


def told_of_sums(event_id: str, column: str) -> tuple[Told, dict[str, int]]:
    """What may be published of an event by category and measure, and its totals, from the file of sums."""
    rows = [row for row in csv.DictReader(SUMS.splitlines()) if row["event_id"] == event_id]
    total = next(row for row in rows if not row["country"] and not row["organisation_type"])
    of_all = {name: int(total[name]) for name in ("registered", "attended") if total[name]}
    if len(of_all) == 2:
        of_all["away"] = of_all["registered"] - of_all["attended"]
    known: dict[str, dict[str, int]] = {measure: {} for measure in of_all}
    for row in (row for row in rows if row[column]):
        numbers = {name: int(row[name]) for name in ("registered", "attended") if row[name]}
        if len(numbers) == 2:
            numbers["away"] = numbers["registered"] - numbers["attended"]
        for name, number in numbers.items():
            known[name][row[column]] = number
    cells: Told = {}
    for measure, parts in known.items():
        parts[""] = of_all[measure] - sum(parts.values())
        cells[measure] = published(event_id, parts) or {}
    return cells, of_all


def of_list(column: str) -> Told:
    """What may be published of the list of persons."""
    numbers: dict[str, dict[str, int]] = {"attended": defaultdict(int), "away": defaultdict(int)}
    for row in csv.DictReader(LIST.splitlines()):
        numbers["attended" if row["attended"] == "yes" else "away"][row[column]] += 1
    for measure in numbers.values():
        for category in {*numbers["attended"], *numbers["away"]}:
            measure.setdefault(category, 0)
    return {measure: published("E1", dict(parts)) or {} for measure, parts in numbers.items()}


def expected(column: str) -> dict[str, tuple[Bounds | None, Bounds | None]]:
    """By category, attended and registered over the four events, each the least and the most."""
    found: dict[str, list[Bounds | None]] = defaultdict(lambda: [None, None])

    def count(category: str, place: int, ends: Bounds) -> None:
        found[category][place] = add(found[category][place] or (0, 0), ends)

    for told in (of_list(column), told_of_sums("E2", column)[0]):
        for category, ends in told["attended"].items():
            count(category, 0, ends)
            if category in told["away"]:
                count(category, 1, add(ends, told["away"][category]))
    for category, ends in told_of_sums("E3", column)[0]["registered"].items():
        count(category, 1, ends)
    # Of the last one, who came is known in total, and by country only who registered.
    told, of_all = told_of_sums("E4", column)
    if column == "country":
        for category, ends in told["registered"].items():
            count(category, 1, ends)
    else:
        count("", 0, (of_all["attended"],) * 2)
        count("", 1, (of_all["registered"],) * 2)
    return {
        category: (attended, registered)
        for category, (attended, registered) in found.items()
        if (attended or (0, 0))[1] or (registered or (0, 0))[1]
    }


@pytest.fixture
def mixed(countries: Engine) -> Engine:
    load(countries, "event", "event_id,name,start_date\nE3,Three,2024-07-05\nE4,Four,2024-08-05\nE5,Five,2024-09-05\n")
    load(countries, "attendance", LIST)
    load(countries, "attendance sum", SUMS)
    return countries


@pytest.mark.figure(
    "events.number",
    "events.with_attendance",
    "events.attended",
    "events.registered",
    "events.home_countries",
    "events.attendees_by_country",
    "events.attendance_by_organisation_type",
    "events.attendance_by_event",
    "events.listing",
    "events.attendance_by_year",
    "events.came_back",
)
def test_events_of_sums_are_in_every_figure_that_they_have_a_number_for(mixed: Engine) -> None:
    ask = asking(mixed)
    rows = listed.LISTING.answer(ask, FACTS).frame.set_index("event_id")
    numbers = {
        event: (shown(rows.loc[event], "attended"), shown(rows.loc[event], "registered")) for event in rows.index
    }
    assert numbers == {
        "E1": ((15, 15), (22, 22)),
        "E2": ((70, 70), (90, 90)),
        "E3": (None, (25, 25)),
        "E4": ((20, 20), (30, 30)),
        "E5": (None, None),
    }
    assert rows.loc["E2", ["attended_words", "approximate", "source"]].tolist() == ["~70", True, "sums of attendance"]
    assert set(listed.ATTENDANCE_BY_EVENT.answer(ask, FACTS).frame["event_id"]) == {"E1", "E2", "E3", "E4"}
    assert card(totals.WITH_ATTENDANCE.answer(ask, FACTS)) == "3"
    assert card(totals.ATTENDED.answer(ask, FACTS)) == "~105"
    assert card(totals.REGISTERED.answer(ask, FACTS)) == "167"
    assert grouped.ATTENDANCE_BY_YEAR.answer(ask, FACTS).frame["attended_words"].tolist() == ["~105"]
    for figure, column, name in (
        (attendees.ATTENDEES_BY_COUNTRY, "country", "iso2"),
        (attendees.ATTENDANCE_BY_ORGANISATION_TYPE, "organisation_type", "organisation_type"),
    ):
        answer = figure.answer(ask, FACTS)
        found = {
            "" if row[name] == "not known" else row[name]: (shown(row, "attended"), shown(row, "registered"))
            for row in answer.frame.to_dict("records")
        }
        assert found == expected(column), column
    assert card(totals.HOME_COUNTRIES.answer(ask, FACTS)) == "3"
    # Nobody knows who came back to an event of sums, and the figure covers it not.
    assert plain(totals.CAME_BACK.answer(ask, FACTS).card.base) == "1 of 5 events"
    assert attendees.NEW_AND_RETURNING.answer(ask, FACTS).caption == ""
    maltese = listed.LISTING.answer(ask, replace(FACTS, attendees_from=("MT",))).frame.set_index("event_id")
    of_malta = told_of_sums("E2", "country")[0]["attended"]["MT"]
    assert shown(maltese.loc["E2"], "attended") == of_malta


def test_nothing_but_what_is_published_of_sums_leaves_the_store(mixed: Engine) -> None:
    table = raw_rows(mixed, "attendance", Scope()).read_all().to_pylist()
    assert {row["event_id"] for row in table if row["from_sums"]} == {"E2", "E3", "E4"}
    assert not [row for row in table if row["attended"] in SMALL or row["registered"] in SMALL]
    load(mixed, "attendance sum", "event_id,country,registered,note\nE4,FR,2,kept to ourselves\n")
    for entity in EXPORTED:
        assert "kept to ourselves" not in str(raw_rows(mixed, entity, Scope()).read_all().to_pylist()), entity
    with snapshot(mixed) as connection:
        write_zip(
            partial(template_rows, connection), SCHEMAS.keys() - OF_PERSONS, (False,), utc_now(), out := io.BytesIO()
        )
    assert not [name for name in ZipFile(out).namelist() if "attendance" in name]
    assert rows_to_edit(mixed, "attendance sum") is None
    assert source_files(mixed, ("attendance sum",), Scope())["rows_read"].isna().all()
    assert freshness(mixed, False).set_index("entity").loc["attendance sum", ["rows", "newest_as_of"]].isna().all()
