"""The filters as words: in the page's address, on the command line, in a link. One reading of them for all."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lib.common.countries import UnknownCountryError, country_code
from lib.common.folding import is_storable, plain_name
from lib.entities.event import EVENT_FORMATS, EVENT_TYPES
from lib.metrics.choices import Choices
from lib.metrics.groupings import FOUND, GROUPINGS
from lib.metrics.periods import Period, named_periods
from lib.metrics.scope import LABELS, Scope

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
DATASET_OF_EARLIER_LINKS, _EARLIER_DATASETS = "part", ("all data", "facts only")
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
#: Choices that a message lists; of more it lists none.
_FEW = 12
#: Signs that a text to search for may have, and corners that an outline may have.
MOST_SEARCHED, _MOST_CORNERS = 500, 100

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


def from_words(words: Words, choices: Choices, today: date | None = None) -> Scope:
    """Return the filters that words ask for.

    Args:
        words: values by the filter's name (NAMES). Countries are read as uploads read them; calls, events, funders and
            channels by name, as addresses hold them, without regard to capitals and accents, or by code.
        choices: what there is to choose from.
        today: the day on which programmes run out soon; without it the day that it is.

    Raises:
        FilterError: no such filter, or a value that is none of its choices.
    """
    for name in words:
        if name not in (*NAMES, DATASET_OF_EARLIER_LINKS):
            raise FilterError(f"{name}: is no filter; known are {', '.join(NAMES)}")
    first, last = _year(words, FROM, choices), _year(words, TO, choices)
    if first is not None and last is not None and first > last:
        raise FilterError(f"{FROM}: {first} lies after {TO}, {last}; the first year comes first")
    first_day, last_day = _days(words, choices)
    grouping = GROUPING_NAMES[_one(words, GROUPING, GROUPING_NAMES) or next(iter(GROUPING_NAMES))]
    together = (*_countries(words, WHO, choices, most=1), *_countries(words, WITH, choices, most=1))
    return Scope(
        countries=_countries(words, COUNTRY, choices),
        regions=_chosen(words, REGION, choices.regions),
        levels=_chosen(words, LEVEL, choices.levels),
        funders=_coded(words, FUNDER, choices.funders),
        areas=_chosen(words, AREA, choices.areas),
        statuses=_chosen(words, STATUS, choices.statuses),
        first_year=first,
        last_year=last,
        first_day=first_day,
        last_day=last_day,
        running_out=(today or date.today()) if _one(words, SOON, ("true", "false")) == "true" else None,
        calls=_coded(words, CALL, choices.calls),
        projects=tuple(dict.fromkeys(_storable(PROJECT, word) for word in words.get(PROJECT, ()))),
        together=tuple(dict.fromkeys(together)),
        grouping=grouping,
        topic=_topic(words, grouping, choices),
        outline=_outline(words),
        channels=_coded(words, CHANNEL, choices.channels),
        post_text=_search(words, POST_SEARCH),
        post_days=_post_days(words, choices),
        post_hours=_post_hours(words),
        event_types=_chosen(words, EVENT_TYPE, EVENT_TYPES),
        event_formats=_chosen(words, EVENT_FORMAT, EVENT_FORMATS),
        events=_coded(words, EVENT, choices.events),
        attendees_from=_countries(words, ATTENDEES_FROM, choices),
        search=_search(words),
        demonstration=is_demonstration(words),
    )


def is_demonstration(words: Words) -> bool:
    """Whether words ask for the demonstration data.

    Raises:
        FilterError: no such dataset, or both.
    """
    _one(words, DATASET_OF_EARLIER_LINKS, _EARLIER_DATASETS)
    return _one(words, DATASET, (FACTS, DEMONSTRATION)) == DEMONSTRATION


def refuse_idle(
    words: Iterable[str], scope: Scope, narrowed_by: frozenset[str], what: str, *, grouped: bool = False
) -> None:
    """Refuse filters that do not narrow what is asked for: an answer that ignores them would be taken for narrowed.

    Args:
        words: the names of the filters that are given.
        scope: what they were read as.
        narrowed_by: names of the attributes of Scope that narrow it.
        what: what is asked for, such as its rows in the plural.
        grouped: whether it is grouped by topics, so that a grouping alone says what its rows are.

    Raises:
        FilterError: one of them narrows nothing.
    """
    known = [name for name, sets in SETS.items() if set(sets) & narrowed_by]
    for name in words:
        sets = SETS.get(name, ())
        if sets and not set(sets) & narrowed_by:
            raise FilterError(
                f"{name}: does not narrow {what}; what does is {', '.join([*known, DATASET])}. Ask again without it."
            )
    if GROUPING in words and not scope.topic and not grouped and "topic" in narrowed_by:
        raise FilterError(f"{GROUPING}: says of what {TOPIC} is one, and narrows nothing without it")


def to_words(scope: Scope, choices: Choices) -> dict[str, list[str]]:
    """Return the words of filters that narrow anything, as addresses hold them: `from_words` reads them back."""
    countries = distinct_names(choices.countries)

    def coded(codes: Sequence[str], options: Mapping[str, str]) -> list[str]:
        names = distinct_names(options)
        return [names.get(code, code) for code in codes]

    grouping = next(name for name, value in GROUPING_NAMES.items() if value == scope.grouping)
    topic = choices.topics.get(scope.grouping, {}).get(scope.topic, scope.topic)
    words = {
        COUNTRY: [countries.get(code, code) for code in scope.countries],
        REGION: list(scope.regions),
        LEVEL: list(scope.levels),
        FUNDER: coded(scope.funders, choices.funders),
        AREA: list(scope.areas),
        STATUS: list(scope.statuses),
        FROM: [] if scope.first_year is None else [str(scope.first_year)],
        TO: [] if scope.last_year is None else [str(scope.last_year)],
        FIRST_DAY: [] if scope.first_day is None else [scope.first_day.isoformat()],
        LAST_DAY: [] if scope.last_day is None else [scope.last_day.isoformat()],
        SOON: ["true"] if scope.running_out else [],
        CALL: coded(scope.calls, choices.calls),
        PROJECT: list(scope.projects),
        WHO: coded(scope.together[:1], choices.countries),
        WITH: coded(scope.together[1:2], choices.countries),
        GROUPING: [] if scope.grouping == FOUND else [grouping],
        TOPIC: [topic] if scope.topic else [],
        OUTLINE: [outline_in_words(scope.outline)] if scope.outline else [],
        CHANNEL: coded(scope.channels, choices.channels),
        POST_SEARCH: [scope.post_text] if scope.post_text else [],
        POST_DAYS: [post_days_in_words(days, distinct_names(choices.channels)) for days in scope.post_days],
        POST_HOUR: [post_hour_in_words(hour) for hour in scope.post_hours],
        EVENT_TYPE: list(scope.event_types),
        EVENT_FORMAT: list(scope.event_formats),
        EVENT: coded(scope.events, choices.events),
        ATTENDEES_FROM: coded(scope.attendees_from, choices.countries),
        SEARCH: [scope.search] if scope.search else [],
        DATASET: [DEMONSTRATION] if scope.demonstration else [],
    }
    return {name: values for name, values in words.items() if values}


def in_sentences(scope: Scope, choices: Choices) -> dict[str, str]:
    """Return what a view is narrowed to, for its reader: by the filter's name. The dataset narrows nothing."""
    words = {name: values for name, values in to_words(scope, choices).items() if name != DATASET}
    if scope.topic:
        words[TOPIC] = [scope.topic]
    if scope.running_out:
        words[SOON] = ["in the next 24 months"]
    renamed = {SOON: LABELS["running_out"], OUTLINE: LABELS["outline"], WHO: "country that takes part"}
    return {renamed.get(name, name.replace("-", " ")): ", ".join(values) for name, values in words.items()}


_PLURALS = {COUNTRY: "countries", STATUS: "statuses", ATTENDEES_FROM: "attendees' countries"}


def names_of(scope: Scope, choices: Choices) -> str:
    """Return what a view is narrowed to in a few short words, for the name of a file: such as `malta-2021-to-2022`."""
    words = to_words(scope, choices)
    span = [words.pop(name, [""])[0] for name in (FROM, TO)]
    days = [words.pop(name, [""])[0] for name in (FIRST_DAY, LAST_DAY)]
    short = [
        values[0] if len(values) == 1 else f"{len(values)} {_PLURALS.get(name, f'{name}s')}"
        for name, values in words.items()
        if name not in (DATASET, GROUPING, OUTLINE, SOON)
    ]
    if scope.topic:
        short = [word for word in short if word != words[TOPIC][0]] + [scope.topic]
    short += ["running out"] if scope.running_out else []
    short += ["outline"] if scope.outline else []
    for first, last in (span, days):
        if first or last:
            short.append(first if first == last else f"{first or 'begin'} to {last or 'today'}")
    return " ".join(short)


# Values of single filters ---------------------------------------------------------------------------------------


def not_known(words: Words, choices: Choices) -> dict[str, list[str]]:
    """Return the values that name nothing in the store, by the filter's name; of names that are no filter, nothing
    is said."""
    unknown: dict[str, list[str]] = {}
    for name, values in words.items():
        if name not in NAMES:
            continue
        # `topic` and `first-day` only refine other filters.
        beside = {other: words[other] for other in (GROUPING,) if name == TOPIC and other in words}
        if beside and not _is_good(beside, choices):
            beside = {}
        for value in values:
            if not _is_good({**beside, name: [value]}, choices):
                unknown.setdefault(name, []).append(value)
    return unknown


def _is_good(words: Words, choices: Choices) -> bool:
    try:
        from_words(words, choices)
    except FilterError:
        return False
    return True


def canonical(words: Words, choices: Choices) -> dict[str, list[str]]:
    """Return words with each value as addresses hold it, such as Malta for `MT`; values that name nothing stay as
    they are."""
    found = {}
    for name, values in words.items():
        found[name] = [
            _canonical(name, value, choices) if name in SEVERAL or name in (WHO, WITH) else value for value in values
        ]
    return found


def _canonical(name: str, value: str, choices: Choices) -> str:
    try:
        written = to_words(from_words({name: [value]}, choices), choices)
    except FilterError:
        return value
    # A partner alone is written as the one who takes part.
    return next((values[0] for values in written.values()), value)


def _countries(words: Words, name: str, choices: Choices, most: int | None = None) -> tuple[str, ...]:
    """Return codes of countries that are read as uploads read them, among those that the store knows."""
    values = words.get(name, ())
    if most is not None and len(values) > most:
        raise FilterError(f"{name}: takes one value, not {len(values)}")
    by_name = {plain_name(label): code for code, label in choices.countries.items()}
    found = []
    for word in values:
        code = by_name.get(plain_name(word))
        if code is None:
            try:
                code = country_code(word)
            except UnknownCountryError:
                code = None
        if code not in choices.countries:
            raise FilterError(f"{name}: {word!r} is none of its values{_listed(list(choices.countries.values()))}")
        found.append(code)
    return tuple(dict.fromkeys(found))


def _coded(words: Words, name: str, options: Mapping[str, str]) -> tuple[str, ...]:
    """Return codes by exact code or name, else by the name without regard to capitals and accents."""
    exact = {label: code for code, label in distinct_names(options).items()} | {code: code for code in options}
    loose: dict[str, list[str]] = {}
    if any(word not in exact for word in words.get(name, ())):
        for label, code in exact.items():
            loose.setdefault(plain_name(label), []).append(code)
    found = []
    for word in words.get(name, ()):
        codes = {exact[word]} if word in exact else set(loose.get(plain_name(word), ()))
        if len(codes) != 1:
            raise FilterError(f"{name}: {word!r} is none of its values{_listed(list(options.values()))}")
        found.append(codes.pop())
    return tuple(dict.fromkeys(found))


def _chosen(words: Words, name: str, options: Iterable[str]) -> tuple[str, ...]:
    allowed = {plain_name(option): option for option in options}
    found = []
    for word in words.get(name, ()):
        if plain_name(word) not in allowed:
            raise FilterError(f"{name}: {word!r} is none of its values{_listed(list(allowed.values()))}")
        found.append(allowed[plain_name(word)])
    return tuple(dict.fromkeys(found))


def _listed(shown: list[str]) -> str:
    if not shown:
        return "; the store has none"
    return f": {', '.join(sorted(shown))}" if len(shown) <= _FEW else f", such as {sorted(shown)[0]!r}"


def _single(words: Words, name: str) -> str | None:
    values = words.get(name, ())
    if len(values) > 1:
        raise FilterError(f"{name}: takes one value, not {len(values)}")
    return values[0] if values else None


def _one(words: Words, name: str, options: Iterable[str]) -> str | None:
    _single(words, name)
    return next(iter(_chosen(words, name, options)), None)


def _year(words: Words, name: str, choices: Choices) -> int | None:
    word = _single(words, name)
    if word is None:
        return None
    if not (word.isascii() and word.isdigit() and choices.first_year <= int(word[:9]) <= choices.last_year):
        raise FilterError(f"{name}: {word!r} is no year from {choices.first_year} to {choices.last_year}")
    return int(word)


def _days(words: Words, choices: Choices) -> tuple[date | None, date | None]:
    """Return first and last day: of the period that is named, else those that are given."""
    named = _one(words, PERIOD, (YEARS_HOLD, YEARS_OF_EARLIER_LINKS, FREE_DAYS, *periods(choices)))
    if named in (YEARS_HOLD, YEARS_OF_EARLIER_LINKS):
        return None, None
    if named is not None and named != FREE_DAYS:
        period = periods(choices)[named]
        return period.first, period.last
    first, last = _day(words, FIRST_DAY), _day(words, LAST_DAY)
    if first is not None and last is not None and first > last:
        raise FilterError(f"{FIRST_DAY}: {first} lies after {LAST_DAY}, {last}; the first day comes first")
    return first, last


def periods(choices: Choices) -> dict[str, Period]:
    """Return every period that has a name, by it: reporting periods, years and quarters."""
    return {period.label: period for period in named_periods(choices.first_year, choices.last_year)}


def _day(words: Words, name: str) -> date | None:
    word = _single(words, name)
    if word is None:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise FilterError(f"{name}: {word!r} is no day; write it as 2021-03-01") from None


def _topic(words: Words, grouping: str, choices: Choices) -> str:
    """Return the category that is meant by its word in addresses, or by its name."""
    word = _single(words, TOPIC)
    if word is None:
        return ""
    known = choices.topics.get(grouping, {})
    by_word = {written: category for category, written in known.items()} | {category: category for category in known}
    if grouping == FOUND:
        by_word = choices.merged_topics | by_word
    if word not in by_word:
        raise FilterError(f"{TOPIC}: {word!r} is none of its values{_listed(list(known))}")
    return by_word[word]


def _outline(words: Words) -> tuple[tuple[float, float], ...]:
    word = _single(words, OUTLINE)
    if not word:
        return ()
    corners = outline_of(word)
    if not corners:
        raise FilterError(f"{OUTLINE}: is no outline; write its corners as 0.1 0.2,0.3 0.1,0.2 0.4")
    return corners


def outline_of(words: str) -> tuple[tuple[float, float], ...]:
    """Return corners from words such as `0.1 0.2,0.3 0.1,0.2 0.4`; none where they are no outline."""
    try:
        corners = tuple((float(x), float(y)) for x, y in (corner.split() for corner in words.split(",")))
    except ValueError:
        return ()
    fits = 3 <= len(corners) <= _MOST_CORNERS and all(math.isfinite(v) and abs(v) <= 2 for xy in corners for v in xy)
    return corners if fits else ()


def outline_in_words(corners: Sequence[tuple[float, float]]) -> str:
    """Return corners as addresses hold them."""
    return ",".join(f"{x:g} {y:g}" for x, y in corners)


def searched(text: str) -> str:
    """Return the text to search for.

    Raises:
        FilterError: no text can hold it, or it is too long to search for.
    """
    return _search({SEARCH: [text]})


def _search(words: Words, name: str = SEARCH) -> str:
    word = (_single(words, name) or "").strip()
    if len(word) > MOST_SEARCHED:
        raise FilterError(f"{name}: has {len(word)} signs; at most {MOST_SEARCHED} can be searched for")
    return _storable(name, word)


#: As addresses hold days of a channel: `LinkedIn 2024-01-01 to 2024-03-31`.
_POST_DAYS = re.compile(r"(.+) ([0-9]{4}-[0-9]{2}-[0-9]{2}) to ([0-9]{4}-[0-9]{2}-[0-9]{2})")


def post_days_in_words(days: tuple[date, date, str], channels: Mapping[str, str]) -> str:
    """Return days of a channel as addresses hold them: `LinkedIn 2024-01-01 to 2024-03-31`."""
    first, last, channel = days
    return f"{channels.get(channel, channel)} {first} to {last}"


def _post_days(words: Words, choices: Choices) -> tuple[tuple[date, date, str], ...]:
    found = []
    for word in words.get(POST_DAYS, ()):
        parts = _POST_DAYS.fullmatch(word)
        try:
            first, last = (date.fromisoformat(day) for day in parts.groups()[1:]) if parts else (None, None)
        except ValueError:
            first = last = None
        if parts is None or first is None or last is None or first > last:
            raise FilterError(f"{POST_DAYS}: {word!r} is none of its values; write LinkedIn 2024-01-01 to 2024-03-31")
        (channel,) = _coded({POST_DAYS: [parts[1]]}, POST_DAYS, choices.channels)
        found.append((first, last, channel))
    return tuple(dict.fromkeys(found))


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = {f"{day} {hour:02d}:00": (place, hour) for place, day in enumerate(WEEKDAYS) for hour in range(24)}


def post_hour_in_words(hour: tuple[int, int]) -> str:
    """Return an hour of the week (UTC) as addresses hold it: `Monday 09:00`."""
    return next(word for word, meant in _HOURS.items() if meant == hour)


def _post_hours(words: Words) -> tuple[tuple[int, int], ...]:
    return tuple(_HOURS[word] for word in _chosen(words, POST_HOUR, _HOURS))


def _storable(name: str, word: str) -> str:
    if not is_storable(word):
        raise FilterError(f"{name}: holds a sign that no text can have, such as NUL")
    return word
