"""Who works with whom, against pandas and sets over the CSV files, written from the definitions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import combinations

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.ingest.undo import undo
from lib.metrics import collaboration
from lib.metrics.scope import Scope
from lib.services.actors import operator
from tests import totals
from tests.rows import load, upload


def countries_of_projects(scope: Scope, calls: tuple[str, ...] = ()) -> dict[str, set[str]]:
    """The known countries of each project that fits, read from the files."""
    level = {row["programme_id"]: row["level"] for row in totals.rows("programme", scope.demonstration)}
    fitting = set()
    for row in totals.rows("project", scope.demonstration):
        # A month or a year given alone belongs to the period where all of it does.
        earliest, latest = totals.first_of(row["start_date"]), totals.last_of(row["start_date"])
        first = scope.first_day or (date(scope.first_year, 1, 1) if scope.first_year else None)
        last = scope.last_day or (date(scope.last_year, 12, 31) if scope.last_year else None)
        in_time = (first is None or (earliest is not None and earliest >= first)) and (
            last is None or (latest is not None and latest <= last)
        )
        of_level = not scope.levels or level.get(row["programme"]) in scope.levels
        if in_time and of_level and (not calls or row["call"] in calls):
            fitting.add(row["project_id"])
    found: dict[str, set[str]] = defaultdict(set)
    for row in totals.rows("participation", scope.demonstration):
        if row["project_id"] in fitting and row["country"]:
            found[row["project_id"]].add(row["country"])
    return found


MADE_UP = Scope(demonstration=True)
NARROWED: list[tuple[Scope, tuple[str, ...]]] = [
    (Scope(), ()),
    (Scope(demonstration=True), ()),
    (Scope(first_year=2018, last_year=2022), ()),
    (Scope(first_day=date(2021, 3, 1), last_day=date(2022, 8, 31), demonstration=True), ()),
    (Scope(first_day=date(2020, 1, 1), last_day=date(2021, 12, 31)), ()),
    (Scope(first_day=date(2016, 11, 15), last_day=date(2021, 7, 15)), ()),
    (Scope(levels=("European",), first_year=2017, demonstration=True), ()),
    (Scope(demonstration=True), ("X-CALL-2016", "X-CALL-2018")),
]


@pytest.mark.parametrize(("scope", "calls"), NARROWED)
def test_pairs_equal_those_of_the_files(sample_engine: Engine, scope: Scope, calls: tuple[str, ...]) -> None:
    projects = countries_of_projects(scope, calls)
    assert projects, "the filters leave something"
    own: dict[str, int] = defaultdict(int)
    both: dict[frozenset[str], int] = defaultdict(int)
    for members in projects.values():
        for code in members:
            own[code] += 1
        for one, other in combinations(sorted(members), 2):
            both[frozenset((one, other))] += 1
    shown = collaboration.pairs(sample_engine, replace(scope, calls=calls))
    assert len(shown) == len(own) * (len(own) - 1) // 2
    for row in shown.to_dict("records"):
        a, b = row["a"], row["b"]
        assert row["projects"] == both[frozenset((a, b))]
        assert (row["projects_a"], row["projects_b"], row["all_projects"]) == (own[a], own[b], len(projects))
        expected = own[a] * own[b] / len(projects)
        assert row["expected"] == pytest.approx(expected)
        if expected < 5:
            assert pd.isna(row["strength"])
        else:
            assert row["strength"] == pytest.approx(both[frozenset((a, b))] * len(projects) / (own[a] * own[b]))


def test_pairs_are_in_order_of_protocol(sample_engine: Engine) -> None:
    order = {row["iso2"]: int(row["protocol_order"]) for row in totals.listed_countries()}
    shown = collaboration.pairs(sample_engine, MADE_UP)
    places = [(order[a], order[b]) for a, b in zip(shown["a"], shown["b"], strict=True)]
    assert places == sorted(places)
    assert all(a < b for a, b in places)
    codes = collaboration.busiest(shown, 12)
    assert len(codes) == 12
    assert [order[code] for code in codes] == sorted(order[code] for code in codes)


def test_place_keeps_pairs_with_the_country_and_their_ratio_to_chance(sample_engine: Engine) -> None:
    everywhere = collaboration.pairs(sample_engine, MADE_UP)
    narrowed = collaboration.pairs(sample_engine, replace(MADE_UP, countries=("MT",)))
    assert "MT" in collaboration.busiest(narrowed, 12), "the country of the filter is in the matrix"
    assert "MT" not in collaboration.busiest(everywhere, 12)
    assert "MT" in collaboration.busiest(everywhere, 12, ("MT",)), "and so is one that was chosen"
    expected = everywhere[(everywhere["a"] == "MT") | (everywhere["b"] == "MT")]
    key = ["a", "b", "projects", "expected", "strength"]
    pd.testing.assert_frame_equal(narrowed[key], expected[key].reset_index(drop=True))
    listed = collaboration.partners(everywhere, "MT")
    assert "MT" not in set(listed["iso2"])
    assert listed["projects"].sum() == expected["projects"].sum()


def test_hardly_and_strongest(sample_engine: Engine) -> None:
    shown = collaboration.pairs(sample_engine, MADE_UP)
    # None of the real pairs differs from chance: as if some did.
    assert not shown["holds"].any()
    shown = shown.assign(holds=shown["strength"].notna() & (shown.index % 2 == 0))
    few = collaboration.hardly(shown)
    assert len(few) == sum(
        1 for ratio, holds in zip(shown["strength"], shown["holds"], strict=True) if ratio <= 0.5 and holds
    )
    assert len(few) > 0
    assert (few["missed"] == few["expected"] - few["projects"]).all()
    assert few["missed"].is_monotonic_decreasing
    strong = collaboration.strongest(shown, "strength")
    assert strong["strength"].is_monotonic_decreasing
    assert strong["holds"].all()
    assert set(collaboration.strongest(shown, "projects")["projects"]) == set(shown["projects"]) - {0}


@pytest.mark.parametrize(("scope", "calls"), NARROWED)
def test_shared_projects_are_those_that_the_pair_counts(
    sample_engine: Engine, scope: Scope, calls: tuple[str, ...]
) -> None:
    members = countries_of_projects(scope, calls)
    wanted = {project for project, codes in members.items() if {"DE", "FR"} <= codes}
    listed, total = collaboration.shared_projects(sample_engine, replace(scope, calls=calls, together=("DE", "FR")))
    assert set(listed["project_id"]) == wanted
    assert total == len(wanted)
    for row in listed.to_dict("records"):
        assert row["countries"] == len(members[row["project_id"]])


def widening_of_files(scope: Scope, calls: tuple[str, ...] = ()) -> dict[int | None, tuple[int, int, int]]:
    lists = {row["iso2"]: row for row in totals.rows("country", True)}
    opened = {
        row["call_id"]: row["opened"] or row["pre_proposal_deadline"] or row["full_proposal_deadline"]
        for row in totals.rows("call", scope.demonstration)
    }
    projects = {row["project_id"]: row for row in totals.rows("project", scope.demonstration)}
    counts: dict[int | None, list[int]] = defaultdict(lambda: [0, 0, 0])
    for project_id, members in countries_of_projects(scope, calls).items():
        project = projects[project_id]
        when = totals.first_of(opened.get(project["call"]) or project["signature_date"] or project["start_date"])
        column = "widening_h2020" if when and when < date(2021, 1, 1) else "widening"
        if scope.countries and not members & set(scope.countries):
            continue
        said = {lists[code][column] for code in members}
        if not said & {"yes", "no"}:
            continue
        count = counts[totals.year_of(project["start_date"])]
        count[0] += 1
        count[1] += "yes" in said
        count[2] += {"yes", "no"} <= said
    return {year: (a, b, c) for year, (a, b, c) in counts.items()}


@pytest.mark.parametrize(("scope", "calls"), [*NARROWED, (Scope(countries=("MT", "PL"), demonstration=True), ())])
def test_widening_equals_that_of_the_files(sample_engine: Engine, scope: Scope, calls: tuple[str, ...]) -> None:
    shown = collaboration.widening(sample_engine, replace(scope, calls=calls))
    expected = widening_of_files(scope, calls)
    found = {
        None if pd.isna(row["year"]) else int(row["year"]): (row["projects"], row["with_widening"], row["together"])
        for row in shown.to_dict("records")
    }
    assert found == expected
    total = collaboration.widening_total(shown)
    sums = [sum(column) for column in zip(*expected.values(), strict=True)]
    for name, part in (("share_widening", sums[1]), ("share_together", sums[2])):
        if sums[0] >= 10:
            assert total[name] == pytest.approx(part / sums[0])
        else:
            assert pd.isna(total[name])
            assert total[f"{name}_words"] == f"{part} of {sums[0]}"
    one, several = collaboration.covered(sample_engine, replace(scope, calls=calls))
    members = countries_of_projects(scope, calls)
    if scope.countries:
        members = {project: codes for project, codes in members.items() if codes & set(scope.countries)}
    assert (one.known, several.known) == (len(members), sum(len(codes) > 1 for codes in members.values()))
    assert one.of == several.of >= one.known


def assert_summaries_are_the_sums(engine: Engine) -> None:
    for scope in (
        Scope(),
        Scope(demonstration=True),
        Scope(levels=("national",)),
        Scope(first_year=2019, last_year=2024),
        Scope(first_year=2019, last_day=date(2022, 5, 31)),
        Scope(first_day=date(2019, 5, 1), last_day=date(2022, 5, 1)),
        Scope(first_day=date(2018, 12, 15), last_day=date(2021, 12, 31)),
        Scope(first_day=date(2019, 4, 20), last_day=date(2022, 5, 14), demonstration=False),
        Scope(first_day=date(2022, 4, 20), last_day=date(2022, 5, 14)),
        Scope(first_day=date(2022, 5, 1), last_day=date(2022, 5, 14)),
        Scope(last_day=date(2019, 5, 1), levels=("national",)),
    ):
        for question in (collaboration.pairs, collaboration.widening):
            summed = question(engine, scope)
            with pytest.MonkeyPatch.context() as patch:
                for name in ("counts", "widening_countries"):
                    patch.setattr(f"lib.metrics.collaboration.{name}.summary_knows", lambda *_: False)
                pd.testing.assert_frame_equal(summed, question(engine, scope))


def test_summaries_never_differ_from_the_rows(sample_engine: Engine) -> None:
    assert_summaries_are_the_sums(sample_engine)


@pytest.mark.slow
@pytest.mark.engines("sqlite")
def test_summaries_follow_imports_changes_and_undoing(engine: Engine) -> None:
    load(
        engine,
        "country",
        "iso2,iso3,name,widening,widening_h2020\nDE,DEU,Germany,no,no\nMT,MLT,Malta,yes,yes\nGR,GRC,Greece,yes,no\n",
    )
    load(engine, "organisation", "organisation_id,name,country\nO1,One,DE\nO2,Two,MT\nO3,Three,GR\nO4,Four,DE\n")
    load(engine, "programme", "programme_id,name,level\nP,Programme,national\n")
    load(
        engine,
        "project",
        "project_id,title,programme,start_date\nJ1,First,P,2019-05-01\nJ2,Second,,2022-05-01\nJ3,Third,,\n",
    )
    load(
        engine,
        "participation",
        "project_id,organisation,country,role\nJ1,O1,DE,coordinator\nJ1,O4,DE,partner\nJ1,O3,GR,partner\n"
        "J2,O1,DE,coordinator\nJ2,O3,GR,partner\nJ3,O2,MT,coordinator\n",
    )
    assert_summaries_are_the_sums(engine)
    before = collaboration.pairs(engine, Scope())
    assert dict(zip(before["a"] + before["b"], before["projects"], strict=True))["DEGR"] == 2
    assert collaboration.widening(engine, Scope())["with_widening"].tolist() == [1, 0, 1], "Greece only from 2021"

    more = upload(engine, "participation", "project_id,organisation,country,role\nJ1,O2,MT,partner\nJ2,O4,DE,partner\n")
    assert_summaries_are_the_sums(engine)
    shown = collaboration.pairs(engine, Scope())
    assert dict(zip(shown["a"] + shown["b"], shown["projects"], strict=True))["DEMT"] == 1
    assert collaboration.pairs(engine, MADE_UP).empty, "facts are not among the demonstration data"

    changed = upload(engine, "project", "project_id,title,programme,start_date\nJ3,Third,P,2021-02-01\n")
    assert_summaries_are_the_sums(engine)
    load(engine, "country", "iso2,iso3,name,widening,widening_h2020\nGR,GRC,Greece,no,no\n")
    assert_summaries_are_the_sums(engine)
    for loaded in (changed, more):
        undo(engine, loaded.upload_id, operator("tests"))
        assert_summaries_are_the_sums(engine)
