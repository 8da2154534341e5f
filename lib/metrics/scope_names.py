"""Names of what narrows, in addresses, on the command line and in files; they never change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.metrics.groupings import FOUND, GROUPINGS

#: Names in the address; links made with them keep working, so they never change.
COUNTRY, REGION, LEVEL, FUNDER, AREA, STATUS, FROM, TO, DATASET = (
    "country",
    "region",
    "level",
    "funder",
    "area",
    "status",
    "from",
    "to",
    "dataset",
)
#: The period: by a name, or to the day.
PERIOD, FIRST_DAY, LAST_DAY = "period", "first-day", "last-day"
SOON, CALL, PROJECT, WHO, WITH, GROUPING, TOPIC, OUTLINE, CHANNEL = (
    "soon",
    "call",
    "project",
    "who",
    "with",
    "grouping",
    "topic",
    "outline",
    "channel",
)
EVENT_TYPE, EVENT_FORMAT, EVENT, ATTENDEES_FROM, SEARCH = (
    "event-type",
    "event-format",
    "event",
    "attendees-from",
    "search",
)
#: Of posts: text that they hold, days of a channel, and hours of the week (UTC).
POST_SEARCH, POST_DAYS, POST_HOUR = "post-search", "post-days", "post-hour"
#: By name, the attributes of `Scope` that it sets.
SETS: dict[str, tuple[str, ...]] = {
    COUNTRY: ("countries",),
    REGION: ("regions",),
    LEVEL: ("levels",),
    FUNDER: ("funders",),
    AREA: ("areas",),
    STATUS: ("statuses",),
    FROM: ("first_year",),
    TO: ("last_year",),
    DATASET: (),
    PERIOD: ("first_day", "last_day"),
    FIRST_DAY: ("first_day",),
    LAST_DAY: ("last_day",),
    SOON: ("running_out",),
    CALL: ("calls",),
    PROJECT: ("projects",),
    WHO: ("together",),
    WITH: ("together",),
    GROUPING: ("grouping",),
    TOPIC: ("topic",),
    OUTLINE: ("outline",),
    CHANNEL: ("channels",),
    POST_SEARCH: ("post_text",),
    POST_DAYS: ("post_days",),
    POST_HOUR: ("post_hours",),
    EVENT_TYPE: ("event_types",),
    EVENT_FORMAT: ("event_formats",),
    EVENT: ("events",),
    ATTENDEES_FROM: ("attendees_from",),
    SEARCH: ("search",),
}
NAMES = tuple(SETS)
#: Those that may come several times; of the others the last word would silently win.
SEVERAL = (
    *(COUNTRY, REGION, LEVEL, FUNDER, AREA, STATUS, CALL, PROJECT, CHANNEL),
    *(POST_DAYS, POST_HOUR, EVENT_TYPE, EVENT_FORMAT, EVENT, ATTENDEES_FROM),
)
#: Values of DATASET.
FACTS, DEMONSTRATION = "facts", "demonstration"
#: Links of earlier days name the dataset by this, with one of these values. Both mean the facts: what named facts and
#: demonstration data together is no more, since the two are never added up.
DATASET_OF_EARLIER_LINKS, EARLIER_DATASETS = "part", ("all data", "facts only")
#: Values of PERIOD that name no period: the years hold, or the days do.
YEARS_HOLD, FREE_DAYS = "by year", "free dates"
#: What links of earlier days call YEARS_HOLD.
YEARS_OF_EARLIER_LINKS = "years of the sidebar"
#: Values of GROUPING, as readers and addresses name what projects are grouped by.
GROUPING_NAMES = {
    "found topics": FOUND,
    "HRCS health categories": "HRCS health category",
    "HRCS research activities": "HRCS research activity",
    "PM topics": "PM topic",
}
assert set(GROUPING_NAMES.values()) == set(GROUPINGS)
Words = Mapping[str, Sequence[str]]


class FilterError(ValueError):
    """A filter that cannot be used; the message names it and says what would be right."""


def distinct_names(options: Mapping[str, str]) -> dict[str, str]:
    """Return names that are all different, since the address holds the name: a second one of a name gets its code."""
    seen: set[str] = set()
    names = {}
    for code, name in options.items():
        names[code] = f"{name} [{code}]" if name in seen else name
        seen.add(name)
    return names
