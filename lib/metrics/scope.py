"""What a reader has narrowed a page to.

One object, `Scope`, carries every choice that narrows, from the address to SQL, exports, the addresses for programs
and what files say of themselves. What a choice means for a kind of row is in lib.metrics.conditions.

`NARROWED_BY` says for each kind of row which choices narrow it, as lib.entities declares it; the others are refused
where a program asks for them, and named where a page shows the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import case, func

from lib.entities.listing import DAYS as DAYS
from lib.entities.listing import PLACES as PLACES
from lib.entities.listing import YEARS as YEARS
from lib.entities.programme import Programme
from lib.entities.registry import EXPORTED, choices_of
from lib.metrics.groupings import FOUND

#: Stands for "no status with a source" among the member statuses.
STATUS_UNKNOWN = "not known"
#: A programme runs out soon when its last day lies in this many months from today.
SOON_MONTHS = 24


@dataclass(frozen=True)
class Scope:
    """Every choice that narrows; an empty one lets everything through.

    Attributes:
        countries: ISO 3166-1 alpha-2 codes.
        regions: UN M49 subregions.
        levels: of programmes.
        funders: organisation ids.
        areas: ICPerMed areas.
        statuses: member statuses, or STATUS_UNKNOWN.
        first_year, last_year: the period, both ends included; None is open.
        first_day, last_day: the period to the day, both ends included, in place of years; only rows with a date of
            their own are narrowed by it.
        running_out: a day; only programmes that run on it and run out within SOON_MONTHS from it.
        calls: call ids.
        projects: project ids.
        together: one or two ISO codes; only projects in which each of these countries takes part.
        grouping, topic: one of lib.metrics.groupings.GROUPINGS, and one of its categories: only projects of which a
            part belongs to it. A grouping without a topic narrows nothing.
        outline: corners of an outline drawn on the map of topics, as (x, y): only projects that lie inside.
        channels: codes of the channels of posts.
        post_text: text that a post must hold.
        post_days: first day, last day and channel; only posts of one of these.
        post_hours: day of the week (0 is Monday) and hour (UTC); only posts of one of these.
        event_types, event_formats: of events.
        events: event ids.
        attendees_from: ISO codes; attendance is then that of the people from there.
        search: text that one of a row's text columns must hold, without regard to capitals and accents.
        demonstration: show the demonstration data in place of the facts; the two are never in one figure.
    """

    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    funders: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    running_out: date | None = None
    calls: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    grouping: str = FOUND
    topic: str = ""
    outline: tuple[tuple[float, float], ...] = ()
    channels: tuple[str, ...] = ()
    post_text: str = ""
    post_days: tuple[tuple[date, date, str], ...] = ()
    post_hours: tuple[tuple[int, int], ...] = ()
    event_types: tuple[str, ...] = ()
    event_formats: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    attendees_from: tuple[str, ...] = ()
    search: str = ""
    demonstration: bool = False

    @property
    def by_place(self) -> bool:
        """Whether countries are narrowed down in any way."""
        return bool(self.countries or self.regions or self.statuses)

    @property
    def by_project(self) -> bool:
        """Whether projects are narrowed down by what the summary tables, which know level and date, do not know."""
        return bool(
            self.funders or self.areas or self.calls or self.projects or self.together or self.topic or self.outline
        )

    @property
    def narrowed(self) -> frozenset[str]:
        """Names of the attributes that narrow anything, the dataset aside."""
        left_out = {"demonstration", *(() if self.topic else ("grouping",))}
        return frozenset(
            name for name, default in DEFAULTS.items() if name not in left_out and getattr(self, name) != default
        )

    def without(self, *names: str) -> Scope:
        """Return the same without these choices."""
        return replace(self, **{name: DEFAULTS[name] for name in names})

    def any_year(self) -> Scope:
        return self.without(*YEARS)

    def any_place(self) -> Scope:
        return self.without(*PLACES)

    def in_year(self, year: int) -> Scope:
        return replace(self, first_year=year, last_year=year)

    def only(self, names: frozenset[str]) -> Scope:
        """Return the same with these choices alone, and of the same dataset."""
        return self.without(*(self.narrowed - names))

    def of(self, entity: str) -> Scope:
        """Return only what narrows an entity's rows."""
        return self.only(NARROWED_BY[entity])


#: What each attribute of `Scope` is where it narrows nothing.
DEFAULTS: dict[str, Any] = {field.name: field.default for field in fields(Scope)}
#: By kind of row, the attributes of `Scope` that narrow it; the dataset narrows all.
NARROWED_BY: dict[str, frozenset[str]] = {
    **{entity: choices_of(entity) for entity in EXPORTED},
    # The sums of groupings: of these rows, the grouping says what they are.
    "topic": choices_of("project") - {"topic", "search"},
}
#: What readers call each attribute.
LABELS = {
    "countries": "country",
    "regions": "region",
    "levels": "level",
    "funders": "funder",
    "areas": "area",
    "statuses": "member status",
    "first_year": "first year",
    "last_year": "last year",
    "first_day": "first day",
    "last_day": "last day",
    "running_out": "running out soon",
    "calls": "call",
    "projects": "project",
    "together": "countries that take part together",
    "grouping": "grouping of topics",
    "topic": "topic",
    "outline": "outline on the map of topics",
    "channels": "channel",
    "post_text": "text of posts",
    "post_days": "days of posts",
    "post_hours": "hours of posts",
    "event_types": "type of event",
    "event_formats": "format of event",
    "events": "event",
    "attendees_from": "attendees from",
    "search": "search",
}


def without_effect(scope: Scope, narrowed_by: frozenset[str]) -> tuple[str, ...]:
    """Return the choices that are made and narrow nothing there, in words: what `narrowed_by` leaves out."""
    idle = scope.narrowed - narrowed_by
    return tuple(LABELS[name] for name in DEFAULTS if name in idle)


#: A programme's last year. A single competition that states none ends with the year it began in.
last_year_of_programme = func.coalesce(
    Programme.end_year, case((Programme.single_competition.is_(True), Programme.start_year))
)
