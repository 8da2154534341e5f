"""The page on events: each figure equals one computed from the CSV files alone, written from the definitions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from lib.entities.import_record import ImportRecord
from lib.entities.registry import SCHEMAS
from lib.ingest.undo import undo
from lib.metrics import activity, definitions, events, freshness, overview, programmes, records
from lib.metrics.scope import Scope
from lib.metrics.whole_store import template_rows
from lib.services.actors import operator
from lib.store.summary_tables import AttendanceCell
from lib.store.suppression import compute_cells
from tests import totals
from tests.attack import order_of_hiding
from tests.rows import load

TODAY = date(2026, 11, 24)
#: By measure ("attended", "away"): the least and the most that a number can be for all that is published.
Bounds = tuple[int, int]


def published(event_id: str, numbers: dict[str, int]) -> dict[str, Bounds] | None:
    """What may be published of a breakdown, by category; None where nothing may. Written from the rule in words."""
    total = sum(numbers.values())
    small = [name for name, number in numbers.items() if 1 <= number <= 4]
    if 1 <= total <= 4:
        return None
    shown = {name: (number, number) for name, number in numbers.items()} | dict.fromkeys(small, (1, 4))
    large = sorted((name for name, number in numbers.items() if number >= 5), key=partial(order_of_hiding, event_id))
    of_small = sum(numbers[name] - 1 for name in small)
    takes = 3 * (len(small) - 1)
    if not small or 4 <= of_small <= takes or (of_small == 3 and not large and total >= 9):
        return shown
    for more in range(1, min(6, len(large)) + 1):
        hidden = large[:more]
        spare = of_small + sum(numbers[name] - 5 for name in hidden)
        if spare >= 4:
            # All that the others can hold of it: as far as it was not enough without the last.
            held = max(n for n in range(spare + 1) if n <= 3 or (more == 1 and takes < n <= takes + 3))
            return shown | dict.fromkeys(hidden[:-1], (5, 8)) | {hidden[-1]: (5 + spare - held, 5 + spare)}
    return None


def persons(demonstration: bool) -> pd.DataFrame:
    """The attendance rows of the files with their events."""
    people = pd.DataFrame(totals.rows("attendance", demonstration), columns=_COLUMNS)
    held = pd.DataFrame(totals.rows("event", demonstration)).set_index("event_id")
    people["day"] = people["event_id"].map(held["start_date"])
    people["came"] = people["attended"] == "yes"
    people["away"] = (people["registered"] == "yes") & ~people["came"]
    return people


_COLUMNS = ["event_id", "attendee", "organisation_type", "country", "registered", "attended", "minutes", "role"]
FACTS = Scope()
#: Lists of persons are in the demonstration data alone.
ALL = Scope(demonstration=True)


def bounds(row: Any, measure: str) -> Bounds:
    """What a page shows of a number: the least and the most, with words exactly where the two differ."""
    least, most, words = int(row[measure]), int(row[f"{measure}_most"]), row[f"{measure}_words"]
    if least == most:
        assert words is None or words.startswith("~")
    elif most < 5:
        assert words == "<5"
    else:
        assert words == f"{least:,} to {most:,}".replace(",", "\u00a0")
    return least, most


def test_attendance_of_each_event(sample_engine: Engine) -> None:
    people = persons(True)
    shown = events.by_event(sample_engine, ALL).set_index("event_id")
    assert set(shown.index) == {row["event_id"] for row in totals.rows("event", True)}
    for event_id, group in people.groupby("event_id"):
        row = shown.loc[event_id]
        came, away = int(group["came"].sum()), int(group["away"].sum())
        assert bounds(row, "attended") == (came, came), "the sample has no list of fewer than five"
        if 1 <= away <= 4:
            assert bounds(row, "registered") == (came + 1, came + 4)
            assert pd.isna(row["rate"])
        else:
            assert bounds(row, "registered") == (came + away, came + away)
            assert row["rate"] == came / (came + away)
            assert row["no_show"] == pytest.approx(away / (came + away))
        assert row["source"] == "attendance list"


def test_published_attendance_where_there_is_no_list(sample_engine: Engine) -> None:
    shown = events.by_event(sample_engine, FACTS).set_index("event_id")
    with_list = set(persons(False)["event_id"])
    figures = [row for row in totals.rows("published_figure", False) if row["subject"] == "event"]
    attended = [row for row in figures if row["quantity"] == "attended" and row["shown"] == "yes"]
    assert attended
    for figure in attended:
        row = shown.loc[figure["subject_id"]]
        assert figure["subject_id"] not in with_list
        assert row["attended"] == int(figure["value"])
        assert (row["attended_words"] or "").startswith("~") == (figure["approximate"] == "yes")
        assert row["source"] == "published figure"
    nothing = shown[~shown.index.isin(with_list | {row["subject_id"] for row in attended})]
    assert nothing["attended"].isna().all(), "viewers and online participants are never attendance"


def test_other_published_figures_stand_apart(sample_engine: Engine) -> None:
    shown = events.online_figures(sample_engine, FACTS)
    figures = [
        row
        for row in totals.rows("published_figure", False)
        if row["subject"] == "event" and row["quantity"] != "attended" and row["shown"] == "yes"
    ]
    expected = sorted(
        ("~" if row["approximate"] == "yes" else "") + row["value"] + " " + row["quantity"] for row in figures
    )
    assert sorted(shown["value"] + " " + shown["quantity"]) == expected


@pytest.mark.parametrize("kind", ["type", "format", "year"])
def test_attendance_by_kind_of_event(sample_engine: Engine, kind: str) -> None:
    held = totals.rows("event", True)
    people = persons(True)
    listed = {str(name): group for name, group in people.groupby("event_id")}
    figures = {
        row["subject_id"]: int(row["value"])
        for row in totals.rows("published_figure", True)
        if row["subject"] == "event" and row["quantity"] == "attended" and row["shown"] == "yes"
    }
    expected: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for event in held:
        name = event["start_date"][:4] if kind == "year" else event[kind]
        sums = expected[name]
        sums[0] += 1
        if event["event_id"] in listed:
            group = listed[event["event_id"]]
            came, away = int(group["came"].sum()), int(group["away"].sum())
            least, most = (1, 4) if 1 <= away <= 4 else (away, away)
            sums[1] += 1
            sums[2] += came
            sums[3] += came + least
            sums[4] += came + most
            sums[5] += came
        elif event["event_id"] in figures:
            sums[1] += 1
            sums[2] += figures[event["event_id"]]
    if kind == "year":
        expected.pop("", None)
    shown = events.by_kind(sample_engine, ALL, kind)
    names = ["" if pd.isna(value) else str(value) for value in shown[kind]]
    assert set(names) == set(expected)
    for name, row in zip(names, shown.to_dict("records"), strict=True):
        count, known, attended, registered, most_registered, of_lists = expected[name]
        assert (row["events"], row["events_with_attendance"]) == (count, known)
        if known:
            assert bounds(row, "attended") == (attended, attended)
        if of_lists:
            assert bounds(row, "registered") == (registered, most_registered)
            if registered == most_registered:
                assert row["rate"] == of_lists / registered, "sums over sums, of the events that noted both"
            else:
                low, high = of_lists / most_registered, of_lists / registered
                assert row["rate_words"] == f"{low * 100:.1f} to {high * 100:.1f}\u00a0%"


def expected_cells(people: pd.DataFrame, column: str) -> dict[str, list[Bounds]]:
    """By category: attended and registered, each the sums of the least and the most over the lists."""
    found: dict[str, list[Bounds]] = defaultdict(lambda: [(0, 0), (0, 0)])
    for event_id, group in people.groupby("event_id"):
        by = {
            measure: published(str(event_id), {str(k): int(v) for k, v in group.groupby(column)[measure].sum().items()})
            for measure in ("came", "away")
        }
        for category in group[column].unique():
            came, away = (cells[category] if cells is not None else None for cells in by.values())
            if came is not None:
                found[category][0] = add(found[category][0], came)
            if came is not None and away is not None:
                found[category][1] = add(found[category][1], add(came, away))
    return found


def add(one: Bounds, other: Bounds) -> Bounds:
    return one[0] + other[0], one[1] + other[1]


@pytest.mark.parametrize("narrowed", [{}, {"first_year": 2021, "last_year": 2023}, {"countries": ("FR", "AT")}])
@pytest.mark.parametrize("column", ["country", "organisation_type"])
def test_attendance_by_country_and_kind_of_organisation(
    sample_engine: Engine, column: str, narrowed: dict[str, Any]
) -> None:
    people = persons(True)
    hosts = {row["event_id"]: row["country"] for row in totals.rows("event", True)}
    if "countries" in narrowed:
        people = people[people["event_id"].map(hosts).isin(narrowed["countries"])]
    else:
        people = people[
            people["day"].between(f"{narrowed.get('first_year', 1990)}", f"{narrowed.get('last_year', 2100)}x")
        ]
    expected = expected_cells(people, column)
    scope = Scope(demonstration=True, **narrowed)
    if column == "country":
        shown = events.by_country(sample_engine, scope).rename(columns={"iso2": "category"})
    else:
        shown = events.by_organisation_type(sample_engine, scope)
        shown["category"] = shown["organisation_type"].replace("not known", "")
    assert set(shown["category"]) == set(expected)
    for row in shown.to_dict("records"):
        attended, registered = expected[row["category"]]
        assert bounds(row, "attended") == attended, row["category"]
        if not pd.isna(row["registered"]):
            assert bounds(row, "registered") == registered, row["category"]


def test_attendees_from_some_countries(sample_engine: Engine) -> None:
    people = persons(True)
    shown = events.by_event(sample_engine, replace(ALL, attendees_from=("DE",))).set_index("event_id")
    for event_id, group in people.groupby("event_id"):
        cells = published(str(event_id), {str(k): int(v) for k, v in group.groupby("country")["came"].sum().items()})
        away = published(str(event_id), {str(k): int(v) for k, v in group.groupby("country")["away"].sum().items()})
        assert cells is not None
        row = shown.loc[event_id]
        named = cells.get("DE", (0, 0)) != (0, 0) or (away or {}).get("DE", (0, 0)) != (0, 0)
        assert named == (not pd.isna(row["attended"])), "nobody is named for people who are hidden"
        if named:
            assert bounds(row, "attended") == cells["DE"]
    facts = events.by_event(sample_engine, replace(FACTS, attendees_from=("DE",))).set_index("event_id")
    assert facts.loc["E02", "attended"] is pd.NA, "nobody knows where the published 300 came from"


def test_new_and_returning(sample_engine: Engine) -> None:
    people = persons(True)
    came = people[people["came"] & (people["day"] != "")]
    expected: dict[int, dict[str, Bounds]] = defaultdict(lambda: {"new": (0, 0), "returning": (0, 0)})
    could_return = 0
    for day, of_day in came.groupby("day"):
        before = set(came.loc[came["day"] < day, "attendee"])
        new_of_day, sizes = 0, [len(group) for _, group in of_day.groupby("event_id")]
        for _, group in of_day.groupby("event_id"):
            size, returning = len(group), int(group["attendee"].isin(before).sum())
            if size < 5 or (before and not 9 <= size <= could_return):
                continue
            cells: dict[str, Bounds] = {"new": (size - returning,) * 2, "returning": (returning,) * 2}
            if 1 <= returning <= 4:
                cells = {"new": (size - 4, size - 1), "returning": (1, 4)}
            elif 1 <= size - returning <= 4:
                cells = {"new": (1, 4), "returning": (size - 4, size - 1)}
            new_of_day += cells["new"][0]
            for name, cell in cells.items():
                expected[int(day[:4])][name] = add(expected[int(day[:4])][name], cell)
        could_return = max([could_return + new_of_day, *(size for size in sizes if size >= 5)])
    shown = events.new_and_returning(sample_engine, ALL)
    assert list(shown["year"]) == sorted(expected)
    for row in shown.to_dict("records"):
        for name, cell in expected[int(row["year"])].items():
            assert bounds(row, name) == cell
    totalled = events.totals(sample_engine, ALL)
    returning_sum = (sum(cells["returning"][end] for cells in expected.values()) for end in (0, 1))
    assert totalled["returning_words"] == "{:,} to {:,}".format(*returning_sum).replace(",", "\u00a0")


def test_calendar_and_hosts(sample_engine: Engine) -> None:
    held = totals.rows("event", True)
    months = events.calendar(sample_engine, ALL)
    counted = pd.Series([row["start_date"][:7] for row in held if row["start_date"]]).value_counts()
    assert {f"{row.year}-{row.month:02}": row.events for row in months.itertuples()} == counted.to_dict()
    hosts = events.by_host(sample_engine, ALL)
    by_host = pd.Series([row["country"] for row in held]).value_counts()
    assert dict(zip(hosts["iso2"].fillna(""), hosts["events"], strict=True)) == by_host.to_dict()


def test_programme_countries_and_who_never_came(sample_engine: Engine) -> None:
    recorded = [row for row in totals.rows("programme", True) if row["single_competition"] != "yes"]
    funding = {row["country"] for row in recorded if row["country"]}
    # Public statements are reference data, and hold beside the made-up rows.
    members = {
        row["country"]
        for row in totals.rows("membership", False)
        if row["status"] and (totals.last_of(row["to_date"]) or date.today()) >= date.today()
    }
    came = set(persons(True)["country"]) - {""}
    shown = events.against_programmes(sample_engine, ALL).set_index("iso2")
    assert set(shown.index) == funding | members | came
    by_standing = {name: set(shown.index[shown["standing"] == name]) for name in events.STANDINGS}
    assert by_standing == {
        events.TOOK_PART: (funding | members) & came,
        events.NEVER_CAME: (funding | members) - came,
        events.WITHOUT_PROGRAMME: came - funding - members,
    }
    assert by_standing[events.NEVER_CAME]
    assert by_standing[events.WITHOUT_PROGRAMME]


@pytest.mark.parametrize("demonstration", [False, True])
def test_programmes_are_those_that_the_page_on_programmes_counts(sample_engine: Engine, demonstration: bool) -> None:
    scope = Scope(first_year=2025, last_year=2025, demonstration=demonstration)
    here = events.against_programmes(sample_engine, scope).set_index("iso2")["programmes"]
    there = programmes.by_country(sample_engine, scope).set_index("iso2")["programmes"]
    assert there.sum() > 0
    assert {iso2: n for iso2, n in here.items() if n} == {iso2: n for iso2, n in there.items() if n}


def test_period_to_the_day_narrows_programmes_to_its_years(sample_engine: Engine) -> None:
    by_day = Scope(demonstration=True, first_day=date(2021, 3, 1), last_day=date(2022, 8, 31))
    by_year = Scope(demonstration=True, first_year=2021, last_year=2022)
    columns = ["iso2", "programmes"]
    one = events.against_programmes(sample_engine, by_day)[columns].set_index("iso2")["programmes"]
    other = events.against_programmes(sample_engine, by_year)[columns].set_index("iso2")["programmes"]
    common = one.index.intersection(other.index)
    assert len(common) > 20
    assert one[common].equals(other[common])


def test_facts_know_no_list_of_the_demonstration_data(sample_engine: Engine) -> None:
    facts = Scope(demonstration=False)
    found = events.totals(sample_engine, facts)
    assert found["events"] == len(totals.rows("event", False))
    assert pd.isna(found["registered"]), "no attendance list is public"
    assert events.by_country(sample_engine, facts).empty
    assert events.new_and_returning(sample_engine, facts).empty


def test_single_events_and_kinds_can_be_chosen(sample_engine: Engine) -> None:
    listed = events.by_event(sample_engine, replace(ALL, event_types=("conference",), event_formats=("on site",)))
    assert set(zip(listed["type"], listed["format"], strict=True)) == {("conference", "on site")}
    one = replace(ALL, events=(listed["event_id"].iloc[0],))
    assert events.totals(sample_engine, one)["events"] == 1
    assert events.by_country(sample_engine, one)["events"].max() == 1


def test_overview_agrees_with_the_page(sample_engine: Engine) -> None:
    years = events.by_kind(sample_engine, ALL, "year").set_index("year")
    by_year = activity.events(sample_engine, ALL).set_index("year")
    assert by_year["attended"].equals(years["attended"])
    cards = overview.headlines(sample_engine, Scope(demonstration=True, last_year=2023), TODAY)
    assert cards.loc["attendance", "value"] == years.loc[2023, "attended"]
    assert cards.loc["attendance", "words"] == (years.loc[2023, "attended_words"] or "")
    published = events.by_kind(sample_engine, FACTS, "year").set_index("year")
    shown = overview.headlines(sample_engine, Scope(last_year=2023), TODAY).loc["attendance"]
    assert shown["words"] == published.loc[2023, "attended_words"]
    assert shown["words"].startswith("~"), "a sum with approximate numbers is approximate"


HEAD = "event_id,attendee,organisation_type,country,registered,attended\n"


def people(event: str, first: int, count: int, country: str, *, registered: str = "yes", attended: str = "yes") -> str:
    return "".join(
        f"{event},a1b2c3{number:04x},SME,{country},{registered},{attended}\n" for number in range(first, first + count)
    )


@pytest.fixture
def countries(engine: Engine) -> Engine:
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\nFR,FRA,France\nDE,DEU,Germany\n")
    load(engine, "event", "event_id,name,start_date\nE1,One,2024-05-05\nE2,Two,2024-06-05\n")
    return engine


def test_list_of_few_is_hidden_with_all_its_parts(countries: Engine) -> None:
    load(countries, "attendance", HEAD + people("E1", 0, 3, "MT") + people("E2", 9, 8, "MT"))
    shown = events.by_event(countries, FACTS).set_index("event_id")
    assert shown.loc["E1", "attended_words"] == "<5"
    assert shown.loc["E2", "attended"] == 8
    assert events.totals(countries, FACTS)["attended_words"] == "9 to 12"
    assert events.by_country(countries, FACTS)["attended"].tolist() == [8], "the sum of what is shown"
    assert events.without_breakdown(countries, FACTS)["country"] == 1
    card = overview.headlines(countries, Scope(last_year=2024), TODAY).loc["attendance"]
    assert (card["words"], card["value"], card["small"]) == ("9 to 12", 9, False)


def test_second_number_is_hidden_where_the_total_gives_the_first_away(countries: Engine) -> None:
    load(
        countries, "attendance", HEAD + people("E1", 0, 3, "MT") + people("E1", 9, 7, "FR") + people("E1", 20, 9, "DE")
    )
    shown = events.by_country(countries, FACTS).set_index("iso2")
    assert shown.loc["MT", "attended_words"] == "<5"
    order = sorted(("FR", "DE"), key=partial(order_of_hiding, "E1"))
    words = {"FR": "6 to 9", "DE": "8 to 11"}
    assert shown.loc[order[0], "attended_words"] == words[order[0]], "its place has nothing to do with its size"
    assert shown.loc[order[1], "attended"] == {"FR": 7, "DE": 9}[order[1]]
    assert events.by_event(countries, FACTS)["attended"].max() == 19


def test_breakdown_that_cannot_be_hidden_is_not_published(countries: Engine) -> None:
    load(countries, "attendance", HEAD + people("E1", 0, 1, "MT") + people("E1", 9, 5, "FR"))
    assert events.by_country(countries, FACTS).empty
    assert events.by_event(countries, FACTS)["attended"].max() == 6
    assert events.without_breakdown(countries, FACTS)["country"] == 1


def test_few_no_shows_are_hidden_in_registered(countries: Engine) -> None:
    load(countries, "attendance", HEAD + people("E1", 0, 20, "MT") + people("E1", 40, 2, "MT", attended="no"))
    shown = events.by_event(countries, FACTS).set_index("event_id").loc["E1"]
    assert shown["attended"] == 20
    assert shown["registered_words"] == "21 to 24"
    assert pd.isna(shown["rate"])
    assert shown["rate_words"] == "not shown"


def test_registered_without_word_on_who_came_is_not_attendance(countries: Engine) -> None:
    load(countries, "attendance", HEAD + people("E1", 0, 9, "MT", attended=""))
    shown = events.by_event(countries, FACTS).set_index("event_id").loc["E1"]
    assert pd.isna(shown["attended"])
    assert shown["registered"] == 9
    assert pd.isna(shown["rate"])


def test_who_came_without_registering_counts_as_registered(countries: Engine) -> None:
    load(countries, "attendance", HEAD + people("E1", 0, 9, "MT") + people("E1", 20, 6, "MT", registered="no"))
    shown = events.by_event(countries, FACTS).set_index("event_id").loc["E1"]
    assert (shown["attended"], shown["registered"], shown["rate"]) == (15, 15, 1)


def test_few_by_a_published_figure_are_hidden_too(countries: Engine) -> None:
    head = "subject,subject_id,quantity,value,unit,shown\n"
    load(
        countries,
        "published figure",
        f"{head}event,E1,attended,3,persons,yes\nevent,E2,viewers,2,viewers,yes\nevent,E2,countries,12,countries,yes\n",
    )
    shown = events.by_event(countries, FACTS).set_index("event_id")
    assert shown.loc["E1", "attended_words"] == "<5"
    assert events.online_figures(countries, FACTS)["value"].tolist() == ["12", "<5"]
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
    assert events.by_event(countries, FACTS).set_index("event_id").loc["E1", "attended_words"] == "<5"


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
    files = definitions.source_files(sample_engine, ("attendance", "event"), ALL).set_index("entity")
    assert pd.isna(files.loc["attendance", "rows_read"])
    assert files.loc["event", "rows_read"] == len(totals.rows("event", True))
    assert pd.isna(freshness.freshness(sample_engine, True).set_index("entity").loc["attendance", "rows"])
