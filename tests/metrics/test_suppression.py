"""An attack on the hidden numbers of persons: everything that the pages show, under many filters at once, is taken as
linear conditions on the numbers behind it, and a solver asks whether any number of 1 to 4 can be pinned down.

The attacker knows every filter, all totals, the least and the most that are shown, which countries a breakdown names,
how attended and registered hang together, and that numbers of persons are whole and not negative. That includes every
difference of two overlapping filters and every other combination of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array
from sqlalchemy import Engine, delete, insert, select

from lib.entities.attendance import Attendance
from lib.entities.attendance_sum import AttendanceSum
from lib.entities.country import Country
from lib.entities.event import Event
from lib.entities.import_record import ImportRecord
from lib.metrics import activity
from lib.metrics.events import attendance, attendees
from lib.metrics.scope import Scope
from lib.store.engine import open_engine, write_transaction
from lib.store.schema import upgrade
from lib.store.summaries import refresh_summaries
from lib.store.summary_tables import AttendanceCell
from tests.metrics.reader_of_all import COUNTRIES, KINDS, TYPES, Cell, World, learn_all


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('attack')}/store.sqlite")
    upgrade(engine)
    with engine.connect() as connection, write_transaction(connection):
        connection.execute(
            insert(ImportRecord),
            {
                "import_id": 1,
                "file_name": "attack.csv",
                "sha256": "0" * 64,
                "file_format": "attack",
                "entity": "event",
                "imported_at": pd.Timestamp("2026-11-24").to_pydatetime(),
                "imported_by": "tests",
                "demonstration": False,
                **dict.fromkeys(("size_bytes", "rows_read", "rows_new", "rows_changed", "rows_same"), 0),
            },
        )
        for place, (iso2, iso3, name) in enumerate(
            (("MT", "MLT", "Malta"), ("FR", "FRA", "France"), ("DE", "DEU", "Germany"))
        ):
            connection.execute(
                insert(Country), {"iso2": iso2, "iso3": iso3, "name": name, "import_id": 1, "source_row": place}
            )
    return engine


Person = tuple[str, str, bool]
#: Groups of people alike, so that numbers of five and more come up too.
GROUPS = st.lists(
    st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(TYPES), st.booleans(), st.integers(1, 8)),
    min_size=1,
    max_size=6,
)


def fill(engine: Engine, lists: list[list[tuple[str, str, bool, int]]], sums: Collection[str] = ()) -> World:
    """Put the lists into the store as events a month apart; people come again in the order of their numbers.

    Of the events among `sums`, nothing but their sums is stored."""
    truth: dict[Cell, int] = {}
    days = {f"E{place}": date(2024, place + 1, 5) for place in range(len(lists))}
    types = {event_id: KINDS[place % 2] for place, event_id in enumerate(days)}
    rows = []
    seen: set[str] = set()
    summed: list[dict[str, Any]] = []
    for event_id, groups in zip(days, lists, strict=True):
        people = [(country, kind, came) for country, kind, came, size in groups for _ in range(size)]
        named = [(f"p{number:03}", *person) for number, person in enumerate(people)]
        for dimension, categories in (
            ("total", ("",)),
            ("country", COUNTRIES),
            ("organisation type", TYPES),
            ("history", ("new", "returning")),
        ):
            for category in categories if dimension != "history" or event_id not in sums else ():
                of_category = [
                    (attendee, came)
                    for attendee, country, kind, came in named
                    if category in ("", country, kind, "returning" if attendee in seen else "new")
                ]
                truth[event_id, dimension, category, "attended"] = sum(came for _, came in of_category)
                if dimension != "history":
                    truth[event_id, dimension, category, "away"] = sum(not came for _, came in of_category)
        if event_id in sums:
            summed += sums_of(event_id, people)
            continue
        seen |= {attendee for attendee, _, _, came in named if came}
        rows += [
            {
                "event_id": event_id,
                "attendee": attendee,
                "country": country,
                "organisation_type": kind,
                "registered": True,
                "attended": came,
                "import_id": 1,
                "source_row": 2,
            }
            for attendee, country, kind, came in named
        ]
    with engine.connect() as connection, write_transaction(connection):
        connection.execute(delete(Attendance))
        connection.execute(delete(AttendanceSum))
        connection.execute(delete(Event))
        connection.execute(
            insert(Event),
            [
                {
                    "event_id": event_id,
                    "name": event_id,
                    "type": types[event_id],
                    "start_date": day,
                    "import_id": 1,
                    "source_row": 2,
                }
                for event_id, day in days.items()
            ],
        )
        for model, listed in ((Attendance, rows), (AttendanceSum, summed)):
            if listed:
                connection.execute(insert(model), listed)
        refresh_summaries(connection, {"attendance"})
    return World(truth, days, types, COUNTRIES, frozenset(sums))


def sums_of(event_id: str, people: list[tuple[str, str, bool]]) -> Iterator[dict[str, Any]]:
    """The rows of sums that say of an event what its list would."""
    categories = [(None, None), *((country, None) for country in COUNTRIES), *((None, kind) for kind in TYPES)]
    for place, (country, kind) in enumerate(categories):
        came = [
            came for from_there, of_kind, came in people if country in (None, from_there) if kind in (None, of_kind)
        ]
        yield {
            "event_id": event_id,
            "country": country,
            "organisation_type": kind,
            "registered": len(came),
            "attended": sum(came),
            "import_id": 1,
            "source_row": place,
        }


@pytest.mark.slow
@pytest.mark.parametrize("number", [2, pytest.param(20, marks=pytest.mark.soak)])
def test_no_number_below_five_can_be_pinned_down(store: Engine, number: int) -> None:
    @settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        # A leak is plain enough as it is found, and making it smaller would take minutes.
        phases=[Phase.explicit, Phase.generate],
    )
    @given(st.lists(GROUPS, min_size=2, max_size=3))
    def attack(lists: list[list[tuple[str, str, bool, int]]]) -> None:
        assert_none_is_pinned_down(fill(store, lists, ["E1"] if len(lists) == 3 else []), store)

    attack()


def assert_none_is_pinned_down(world: World, store: Engine) -> None:
    known = learn_all(store, world)
    assert known.fits(world.truth)
    small = list(world.small())
    assert known.pinned(small, 1, 1) == [], "these are at least 2"
    assert known.pinned(small, -1, 4) == [], "these are at most 3"


def test_the_attack_finds_what_is_not_hidden(store: Engine) -> None:
    """The solver works out a hidden number as soon as one more total is told, so a leak would be found."""
    world = fill(store, [[("MT", "SME", True, 3), ("FR", "SME", True, 7), ("DE", "SME", True, 9)]] * 2)
    known = learn_all(store, world)
    cell: Cell = ("E0", "country", "MT", "attended")
    assert known.range_of(cell) == (1, 4)
    known.learn({("E0", "country", "MT", "attended"): 1, ("E1", "country", "MT", "attended"): 1}, 6, 6)
    known.learn({("E1", "country", "MT", "attended"): 1}, 3, 3)
    assert known.range_of(cell) == (3, 3)


def test_totals_without_a_second_hidden_number_would_leak(store: Engine) -> None:
    world = fill(store, [[("MT", "SME", True, 3), ("FR", "SME", True, 7), ("DE", "SME", True, 9)]] * 2)
    known = learn_all(store, world)
    known.learn({("E0", "country", "FR", "attended"): 1}, 7, 7)
    assert known.range_of(("E0", "country", "MT", "attended")) == (3, 3)


@pytest.mark.slow
@pytest.mark.engines("sqlite")
def test_sample_under_pairs_of_filters(sample_engine: Engine) -> None:
    """On the sample: all years, all pairs of years and all events alone, by country, with every total.

    Exact elimination first: no hidden number is a combination of what is exact. Then bounds for some of them."""
    shown, hidden = _sample_cells(sample_engine)
    held = attendance.by_event(sample_engine, Scope(demonstration=True)).set_index("event_id")
    listed = sorted({event_id for event_id, _ in {**shown, **hidden}})
    place = {cell: number for number, cell in enumerate({**shown, **hidden})}
    rows: list[tuple[list[int], float, float]] = []
    for event_id in listed:
        total = float(held.loc[event_id, "attended"])
        rows.append(([number for (event, _), number in place.items() if event == event_id], total, total))
    years = range(2018, 2027)
    for first in years:
        for last in range(first, 2027):
            scope = Scope(first_year=first, last_year=last, demonstration=True)
            inside = {event for event in listed if first <= held.loc[event, "start_date"].year <= last}
            for row in attendees.by_country(sample_engine, scope).to_dict("records"):
                cells = [place[event, row["iso2"]] for event in inside if (event, row["iso2"]) in place]
                rows.append((cells, float(row["attended"]), float(row["attended_most"])))
    for event_id in listed:
        alone = Scope(demonstration=True, events=(event_id,))
        for row in attendees.by_country(sample_engine, alone).to_dict("records"):
            if (event_id, row["iso2"]) in place:
                rows.append(([place[event_id, row["iso2"]]], float(row["attended"]), float(row["attended_most"])))
    matrix = np.zeros((len(rows), len(place)))
    for number, (cells, _, _) in enumerate(rows):
        matrix[number, cells] = 1
    least, most = (np.array([row[end] for row in rows]) for end in (1, 2))
    exact = matrix[least == most]
    _, sizes, base = np.linalg.svd(exact, full_matrices=False)
    base = base[sizes > 1e-9]
    small = [cell for cell, (low, high) in hidden.items() if (low, high) == (1, 4)]
    assert len(small) > 300
    for cell in small:
        assert np.linalg.norm(base[:, place[cell]]) < 1 - 1e-6, f"{cell} follows from what is exact"
    rising = csr_array(np.vstack([matrix, -matrix]))
    ends = np.concatenate([most, -least])
    for cell in small[::20]:
        aim = np.zeros(len(place))
        aim[place[cell]] = 1
        found = [linprog(sign * aim, A_ub=rising, b_ub=ends, bounds=(0, None)).fun for sign in (1, -1)]
        assert (round(found[0], 6), round(-found[1], 6)) == (1, 4), f"{cell} could be any of 1 to 4"


def _sample_cells(
    engine: Engine,
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], tuple[int, int]]]:
    """Of every event and country with people who attended: the number where it is shown, else its bounds."""
    with engine.connect() as connection:
        cells = connection.execute(
            select(
                AttendanceCell.event_id,
                AttendanceCell.category,
                AttendanceCell.attended,
                AttendanceCell.attended_least,
                AttendanceCell.attended_most,
            ).where(AttendanceCell.dimension == "country", AttendanceCell.attended_most > 0)
        ).all()
    shown = {(cell.event_id, cell.category): cell.attended for cell in cells if cell.attended is not None}
    hidden = {
        (cell.event_id, cell.category): (cell.attended_least, cell.attended_most)
        for cell in cells
        if cell.attended is None
    }
    return shown, hidden


def test_no_page_reads_attendance_rows() -> None:
    """What pages ask is answered from published cells alone."""
    for path in Path(activity.__file__).parent.rglob("*.py"):
        text = path.read_text("utf-8")
        assert "Attendance," not in text.replace("AttendanceCell", ""), path
        assert "m.Attendance." not in text, path
        assert "AttendanceSum" not in text, path


def test_sums_are_hidden_as_lists_are(store: Engine) -> None:
    """Two events of which the same is known, one by its list and one by its sums: the same cells, but for history."""
    groups = [("MT", "SME", True, 3), ("FR", "SME", True, 7), ("DE", "hospital", True, 9), ("DE", "SME", False, 2)]

    def cells(*sums: str) -> set[tuple[Any, ...]]:
        fill(store, [groups], sums)
        query = select(AttendanceCell.__table__).where(AttendanceCell.dimension != "history")
        with store.connect() as connection:
            found = connection.execute(query).mappings().all()
        assert {cell["from_sums"] for cell in found} == {bool(sums)}
        return {tuple(value for name, value in cell.items() if name != "from_sums") for cell in found}

    assert cells("E0") == cells()
    assert_none_is_pinned_down(fill(store, [groups, groups], ["E0"]), store)


def test_overview_hides_what_the_page_hides(store: Engine) -> None:
    fill(store, [[("MT", "SME", True, 3)], [("FR", "SME", True, 8)]])
    both = activity.events(store, Scope()).iloc[0]
    assert (both["attended"], both["attended_most"], both["attended_words"]) == (9, 12, "9 to 12")
    without = activity.events(store, Scope(first_day=date(2024, 2, 1), last_day=date(2024, 12, 31))).iloc[0]
    assert (without["attended"], without["attended_words"]) == (8, None)
