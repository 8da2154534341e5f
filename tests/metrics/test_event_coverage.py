"""What the figures on events cover, counted anew from the CSV files, and what is shown where that is too little."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics.events import attendance, attendees, covered
from lib.metrics.scope import Scope
from tests import totals
from tests.attendance import HEAD, people, persons, published
from tests.attendance import countries as countries
from tests.rows import load


@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize("years", [(None, None), (2021, 2023)])
def test_what_figures_on_events_cover(
    sample_engine: Engine, demonstration: bool, years: tuple[int | None, int | None]
) -> None:
    every = totals.rows("event", demonstration)
    first, last = years
    held = [row for row in every if first is None or first <= int(row["start_date"][:4] or 0) <= (last or 0)]
    people_of = {str(name): group for name, group in persons(demonstration).groupby("event_id")}
    figures = {
        row["subject_id"]
        for row in totals.rows("published_figure", demonstration)
        if row["subject"] == "event" and row["quantity"] == "attended" and row["shown"] == "yes"
    }

    def by(column: str) -> int:
        """Lists that may be broken down by a column and say something of it."""
        count = 0
        for row in held:
            group = people_of.get(row["event_id"])
            if group is not None and set(group[column]) - {""}:
                numbers = {str(name): int(value) for name, value in group.groupby(column)["came"].sum().items()}
                count += published(row["event_id"], numbers) is not None
        return count

    expected = {
        "dated": (sum(bool(row["start_date"]) for row in every), len(every)),
        "month": (sum(len(row["start_date"]) >= 7 for row in every), len(every)),
        "attended": (sum(row["event_id"] in figures or row["event_id"] in people_of for row in held), len(held)),
        "registered": (sum(row["event_id"] in people_of for row in held), len(held)),
        "rate": (sum(row["event_id"] in people_of for row in held), len(held)),
        "type": (sum(bool(row["type"]) for row in held), len(held)),
        "format": (sum(bool(row["format"]) for row in held), len(held)),
        "hosts": (sum(bool(row["country"]) for row in held), len(held)),
        "country": (by("country"), len(held)),
        "organisation type": (by("organisation_type"), len(held)),
    }
    scope = Scope(demonstration=demonstration, first_year=first, last_year=last)
    shown = covered.coverage(sample_engine, scope)
    assert {name: (shown[name].known, shown[name].of) for name in expected} == expected
    without = attendees.without_breakdown(sample_engine, scope)["history"]
    assert shown["history"].known == shown["rate"].known - without


def test_who_never_came_is_said_of_enough_lists_only(countries: Engine) -> None:
    load(countries, "programme", "programme_id,name,level,country\nP1,One,national,DE\n")
    load(countries, "attendance", HEAD + people("E1", 0, 9, "MT"))
    standing = attendees.against_programmes(countries, Scope()).set_index("iso2")["standing"]
    assert standing["DE"] == attendees.NEVER_CAME, "of one of two events there is a list"
    load(countries, "event", "event_id,name,start_date\nE3,Three,2024-07-05\n")
    standing = attendees.against_programmes(countries, Scope()).set_index("iso2")["standing"]
    assert standing["DE"] == attendees.NOT_KNOWN, "of one of three"
    assert standing["MT"] == attendees.WITHOUT_PROGRAMME


def test_rate_of_few_persons_or_few_events_is_shown_as_counts(countries: Engine) -> None:
    load(countries, "attendance", HEAD + people("E1", 0, 9, "MT"))
    of_event = attendance.by_event(countries, Scope()).set_index("event_id").loc["E1"]
    assert (of_event["rate_words"], of_event["no_show_words"]) == ("9 of 9", "0 of 9")
    assert pd.isna(of_event["rate"])
    assert pd.isna(of_event["no_show"])
    load(countries, "attendance", HEAD + people("E1", 20, 6, "MT", attended="no"))
    found = attendance.totals(countries, Scope())
    assert (found["rate"], found["no_show"], found["rate_words"]) == (9 / 15, 6 / 15, None)
    load(countries, "event", "event_id,name,start_date\nE3,Three,2024-07-05\n")
    found = attendance.totals(countries, Scope())
    assert (found["rate_words"], found["no_show_words"]) == ("9 of 15", "6 of 15")
    assert attendees.by_country(countries, Scope())["rate_words"].tolist() == ["9 of 15"]
    only = replace(Scope(), events=("E1",))
    assert attendance.by_kind(countries, only, "year")["rate"].tolist() == [9 / 15]


def test_hidden_numbers_make_no_rate_of_few(countries: Engine) -> None:
    load(countries, "attendance", HEAD + people("E1", 0, 200, "MT") + people("E1", 300, 2, "MT", attended="no"))
    load(countries, "event", "event_id,name,start_date\nE3,Three,2024-07-05\n")
    row = attendance.by_event(countries, Scope()).set_index("event_id").loc["E1"]
    assert row["rate_words"] == "98.0 to 99.5\u00a0%"
    assert attendance.totals(countries, Scope())["rate_words"] == "not shown"
