"""The filters as words: in the page's address, on the command line, in a link. One reading of them for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lib.entities.event import EVENT_FORMATS, EVENT_TYPES
from lib.metrics.choices import Choices
from lib.metrics.groupings import FOUND
from lib.metrics.scope import LABELS, Scope
from lib.metrics.scope_names import (
    AREA,
    ATTENDEES_FROM,
    CALL,
    CHANNEL,
    COUNTRY,
    DATASET,
    DATASET_OF_EARLIER_LINKS,
    DEMONSTRATION,
    EARLIER_DATASETS,
    EVENT,
    EVENT_FORMAT,
    EVENT_TYPE,
    FACTS,
    FIRST_DAY,
    FROM,
    FUNDER,
    GROUPING,
    GROUPING_NAMES,
    LAST_DAY,
    LEVEL,
    NAMES,
    OUTLINE,
    POST_DAYS,
    POST_HOUR,
    POST_SEARCH,
    PROJECT,
    REGION,
    SEARCH,
    SETS,
    SEVERAL,
    SOON,
    STATUS,
    TO,
    TOPIC,
    WHO,
    WITH,
    FilterError,
    Words,
    distinct_names,
)
from lib.metrics.scope_values import (
    outline_in_words,
    post_days_in_words,
    post_hour_in_words,
    read_chosen,
    read_codes,
    read_countries,
    read_days,
    read_one,
    read_outline,
    read_post_days,
    read_post_hours,
    read_search,
    read_topic,
    read_year,
    storable,
)


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
    first, last = read_year(words, FROM, choices), read_year(words, TO, choices)
    if first is not None and last is not None and first > last:
        raise FilterError(f"{FROM}: {first} lies after {TO}, {last}; the first year comes first")
    first_day, last_day = read_days(words, choices)
    grouping = GROUPING_NAMES[read_one(words, GROUPING, GROUPING_NAMES) or next(iter(GROUPING_NAMES))]
    together = (*read_countries(words, WHO, choices, most=1), *read_countries(words, WITH, choices, most=1))
    return Scope(
        countries=read_countries(words, COUNTRY, choices),
        regions=read_chosen(words, REGION, choices.regions),
        levels=read_chosen(words, LEVEL, choices.levels),
        funders=read_codes(words, FUNDER, choices.funders),
        areas=read_chosen(words, AREA, choices.areas),
        statuses=read_chosen(words, STATUS, choices.statuses),
        first_year=first,
        last_year=last,
        first_day=first_day,
        last_day=last_day,
        running_out=(today or date.today()) if read_one(words, SOON, ("true", "false")) == "true" else None,
        calls=read_codes(words, CALL, choices.calls),
        projects=tuple(dict.fromkeys(storable(PROJECT, word) for word in words.get(PROJECT, ()))),
        together=tuple(dict.fromkeys(together)),
        grouping=grouping,
        topic=read_topic(words, grouping, choices),
        outline=read_outline(words),
        channels=read_codes(words, CHANNEL, choices.channels),
        post_text=read_search(words, POST_SEARCH),
        post_days=read_post_days(words, choices),
        post_hours=read_post_hours(words),
        event_types=read_chosen(words, EVENT_TYPE, EVENT_TYPES),
        event_formats=read_chosen(words, EVENT_FORMAT, EVENT_FORMATS),
        events=read_codes(words, EVENT, choices.events),
        attendees_from=read_countries(words, ATTENDEES_FROM, choices),
        search=read_search(words),
        demonstration=is_demonstration(words),
    )


def is_demonstration(words: Words) -> bool:
    """Whether words ask for the demonstration data.

    Raises:
        FilterError: no such dataset, or both.
    """
    read_one(words, DATASET_OF_EARLIER_LINKS, EARLIER_DATASETS)
    return read_one(words, DATASET, (FACTS, DEMONSTRATION)) == DEMONSTRATION


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
