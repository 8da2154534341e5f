"""What each page asks of the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from unittest import mock

from sqlalchemy import Engine

from lib.metrics import (
    activity,
    choices,
    collaboration,
    freshness,
    overview,
    programmes,
    project,
    records,
)
from lib.metrics.calls import commitments, grants, groups, outcomes, participations, published
from lib.metrics.events import attendance, attendees, online
from lib.metrics.reach import channels, effect, growth, hours, over_time, posts, steps
from lib.metrics.scope import Scope
from lib.store.summaries.reach import post_rows

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class RawFilters(Scope):
    """Filters for which no summary table answers, so that the raw rows are summed."""

    @property
    def by_programme(self) -> bool:
        return True


Question = Callable[[Engine, Scope], object]


def _overview(engine: Engine, scope: Scope) -> None:
    choices.choices(engine, TODAY.year)
    overview.headlines(engine, scope, TODAY)
    programmes.by_country(engine, scope)
    activity.participations_by_country(engine, scope)
    overview.series(engine, scope, "programmes", TODAY)
    freshness.freshness(engine, scope.demonstration)


def _programmes(engine: Engine, scope: Scope) -> None:
    choices.choices(engine, TODAY.year)
    programmes.totals(engine, scope)
    programmes.by_country(engine, scope)
    programmes.listing(engine, scope, TODAY)
    programmes.comparison(engine, scope, ("DE", "FR", "MT"), TODAY)
    programmes.by_country_and_year(engine, scope, ("DE", "FR", "MT"), 2016, 2025)
    programmes.without_active_programme(engine, scope, 2025)


def _reach(engine: Engine, scope: Scope) -> None:
    if isinstance(scope, RawFilters):
        # The posts themselves in place of their summaries.
        with mock.patch.object(channels, "day_sums", post_rows), mock.patch.object(hours, "hour_sums", post_rows):
            _reach(engine, Scope(**{name: getattr(scope, name) for name in Scope.__dataclass_fields__}))
        return
    chosen = channels.channels(engine, scope)
    days, period = channels.span(scope, chosen, TODAY), growth.growth_period(scope, chosen, TODAY)
    assert days is not None
    assert period is not None
    step = steps.step_for(days)
    growth.growth(engine, scope, chosen, period)
    over_time.over_time(engine, scope, chosen, step, days)
    effect.marks(engine, scope, days.first, days.last)
    hours.heat_map(engine, scope, chosen)
    effect.comparison(engine, scope, chosen, date(2024, 3, 14), 4, "impressions")
    over_time.daily_figures(engine, scope, chosen, step, days)
    posts.ranked_posts(engine, scope, chosen, "impressions", 200)


def _events(engine: Engine, scope: Scope) -> None:
    choices.choices(engine, TODAY.year)
    attendance.totals(engine, scope)
    attendance.by_event(engine, scope)
    attendance.by_kind(engine, scope, "type")
    attendance.by_kind(engine, scope, "year")
    attendees.by_organisation_type(engine, scope)
    attendees.by_country(engine, scope)
    attendees.new_and_returning(engine, scope)
    attendees.without_breakdown(engine, scope)
    attendees.against_programmes(engine, scope)
    attendance.calendar(engine, scope)
    attendance.by_host(engine, scope)
    online.online_figures(engine, scope)


def _records(engine: Engine, scope: Scope) -> None:
    records.record_page(engine, "participation", scope, 0, 100)
    records.record_page(engine, "project", scope, 3, 100)


def _calls(engine: Engine, scope: Scope, picked: tuple[str, ...] = ()) -> None:
    chosen = replace(scope, calls=picked)
    choices.choices(engine, TODAY.year)
    outcomes.names(engine, scope)
    outcomes.by_call(engine, scope)
    outcomes.by_call(engine, chosen)
    outcomes.by_call(engine, chosen.any_place())
    participations.widening_share(engine, chosen)
    outcomes.by_country(engine, chosen)
    participations.by_country(engine, chosen)
    grants.time_to_grant(engine, chosen)
    groups.against_others_by_year(engine, chosen, "DE")
    groups.country_sums(engine, chosen)
    commitments.by_funder(engine, chosen)
    commitments.results(engine, chosen)
    published.differing_figures(engine, chosen)


def _two_calls(engine: Engine, scope: Scope) -> None:
    _calls(engine, scope, ("C7", "C8"))
    grants.projects(engine, replace(scope, calls=("C7", "C8")))


def _collaboration(engine: Engine, scope: Scope) -> None:
    collaboration.call_names(engine, scope.demonstration)
    collaboration.pairs(engine, scope)
    collaboration.widening(engine, scope)


def _pair(engine: Engine, scope: Scope) -> None:
    _collaboration(engine, scope)
    collaboration.widening(engine, replace(scope, together=("MT",)))
    collaboration.shared_projects(engine, replace(scope, together=("MT", "SE")))


def _project(engine: Engine, scope: Scope) -> None:
    project.details(engine, "J777")
    project.money(engine, "J777", scope.demonstration)
    project.subjects(engine, "J777")
    project.listed(engine, ("J1", "J2", "J3", "J4", "J5"))


def _search(engine: Engine, scope: Scope) -> None:
    project.search(engine, "ACRONYM77", scope.demonstration, 50)


_NARROW: dict[str, Any] = {"countries": ("DE", "FR"), "first_year": 2018, "last_year": 2025}
PAGES: dict[str, tuple[Question, dict[str, Any]]] = {
    "Overview": (_overview, {}),
    "Overview, one country": (_overview, {"countries": ("DE",)}),
    "Overview, 2 countries, years": (_overview, _NARROW),
    "Overview, one funder": (_overview, {"funders": ("O3",)}),
    "Programmes by country": (_programmes, {}),
    "Programmes, 2 countries, years": (_programmes, _NARROW),
    "Calls": (_calls, {}),
    "Calls, 2 calls": (_two_calls, {}),
    "Calls, 2 countries, years": (_calls, _NARROW),
    "Events": (_events, {}),
    "Events, 2 countries, years": (_events, _NARROW),
    "Reach": (_reach, {}),
    "Reach, 18 months": (_reach, {"first_day": date(2021, 3, 1), "last_day": date(2022, 8, 31)}),
    "Records": (_records, {}),
    "Collaboration": (_collaboration, {}),
    "Collaboration, years, level": (_collaboration, {"levels": ("national",), "first_year": 2018, "last_year": 2025}),
    "Collaboration, one funder": (_collaboration, {"funders": ("O3",)}),
    "Collaboration, period of days": (
        _collaboration,
        {"first_day": date(2021, 3, 1), "last_day": date(2022, 8, 31)},
    ),
    "Collaboration, one pair": (_pair, {}),
    "Project": (_project, {}),
    "Project, search": (_search, {}),
}
