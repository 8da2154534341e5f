"""Which figures about persons may be published: decided once for each attendance list, whatever the filters.

A *list* is all attendance rows of one event in one dataset. From each list this module computes the *cells* that may
leave the store: its total, and its breakdowns by country, by type of organisation, and by new and returning attendees.
Of events without such rows, the sums that somebody entered are a list: see lib.store.attendance_sums.
Pages only ever see cells and sums of cells. So two overlapping filters differ by whole cells that are published anyway,
and there is no need to protect each pair of filters. What one list reveals is decided here:

1. Two measures are protected, which have no person in common: those who attended, and those who registered and stayed
   away ("away"). Registered is their sum, and is exact only where both are; so registered minus attended is never a
   hidden number of no-shows.
2. A total of 1 to 4 is hidden ("<5"), and with it all breakdowns of that measure.
3. In a breakdown by country or by type of organisation each number from 1 to 4 is hidden, and larger numbers with them
   until enough is uncertain (`publish_breakdown`): "not known" first, the others in an order that follows from the
   names of the event and the category alone. Where six larger numbers are not enough, the breakdown of that measure is
   not published, not even which categories are in it.
4. New and returning attendees (`publish_history`) are published only where at least nine people came, and where all of
   them could have come on earlier days, whatever the hidden numbers are. That follows from published numbers alone. On
   the first day all are new.

The guarantee: to anyone who has everything that is published and knows these rules, each hidden number below five can
still be any of 1, 2, 3 and 4. For each of the four there is a list in which it has that value, and from which these
rules publish the same cells:

- Let n numbers be below five, and let `spare` be what the hidden numbers hold beyond the least that they can be (1, or
  5 for the larger ones), added up in the order of hiding. Larger numbers are hidden until spare exceeds 3. So with a
  number v below five, 1 in place of the others, and 5 in place of all larger hidden numbers but the last, spare is
  v - 1 <= 3 as long as it must not be enough, and the last one takes up the rest, which is more than 3 - (v - 1) >= 0.
  No step of the rule sees a difference. (Hiding the smallest of the larger numbers would reveal that they are not above
  the smallest that is shown; stopping as soon as spare is 3 would reveal that it was at most 2 before.)
- Without a larger number hidden the same holds where 3 < spare <= 3 (n - 1). Where there is no larger number at all,
  no later step has to be considered, and spare may also be 3.
- Where a breakdown is not published, its numbers are not even known to be below five. Each of 1 to 4 fits, even where
  only the 13 types of organisation can be in it. That is why no more than six larger numbers are hidden, and why a
  spare of 3 is too little for fewer than nine persons: otherwise all lists of so few with a 4 would be published.
- Each breakdown has one dimension. None crosses another and no filter crosses them, so two breakdowns of the same list
  have only their total in common, and lists have only the history of attendees in common: only those can return who
  came before. There are never more of them than could have come before, whatever the hidden numbers are; so no list
  reveals anything about another. (That more came than ever before reveals that some are new, published or not.)

A zero stands for no person and is shown.

What this does not do: it does not hide that somebody from a country came, only how many if they were fewer than five.
Those who know some of the hidden persons, or assume that people keep their country from one event to the next, can
infer more; so can those who compare what was published before and after a list was changed; and what a file held is
known to those who uploaded it. Figures of 1 to 4 persons at an event that somebody else published are not repeated
(`mask_small_figures`); larger ones are, and anyone who takes one for the list's own can subtract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, case, func, or_, select

from lib.entities.attendance import Attendance
from lib.entities.event import Event
from lib.entities.import_record import ImportRecord

#: Numbers of persons below this are not shown, except for 0.
FEWEST_PERSONS = 5
_MOST_HIDDEN = FEWEST_PERSONS - 1
#: The least difference between the least and the most that a hidden number can be.
_ROOM = _MOST_HIDDEN - 1
#: The most numbers of five and more that are hidden to protect smaller ones.
_MOST_LARGER = 6
#: The fewest persons that can be made up of one number of five or more and any number below five.
_FEWEST_OF_TWO = FEWEST_PERSONS + _MOST_HIDDEN

#: The dimensions of the cells, and the category of persons for whom it is not known.
TOTAL, COUNTRY, ORGANISATION_TYPE, HISTORY = "total", "country", "organisation type", "history"
NOT_KNOWN = ""
#: Categories of HISTORY.
NEW, RETURNING = "new", "returning"

#: Rows that are read at once.
_BATCH = 10_000

_attended = Attendance.attended.is_(True)
_recorded = Attendance.attended.is_not(None)
_registration = Attendance.registered.is_(True)
_stayed_away = and_(_registration, or_(Attendance.attended.is_(False), ~_recorded))


class Range(NamedTuple):
    """What is published of a number of persons: the least and the most that it can be, the same where it is exact."""

    least: int
    most: int


#: What is published of any number from 1 to 4, and how it is written.
SMALL = Range(1, _MOST_HIDDEN)
SMALL_IN_WORDS = f"<{FEWEST_PERSONS}"
#: Units in which published figures count persons.
OF_PERSONS = ("persons", "viewers")


def mask_small_figures(figure: Any) -> ColumnElement[str]:
    """Return the value of a published figure as it may leave the store: small numbers of persons are masked.

    Args:
        figure: PublishedFigure, or the columns of its table.
    """
    of_persons = or_(figure.quantity == "attended", figure.unit.in_(OF_PERSONS))
    small = figure.value.regexp_match(f"^0*[1-{_MOST_HIDDEN}]$")
    return case((and_(figure.subject == "event", of_persons, small), SMALL_IN_WORDS), else_=figure.value)


def publish_total(number: int) -> Range:
    """Decide what is published of a list's total."""
    return SMALL if _is_small(number) else Range(number, number)


def publish_breakdown(numbers: Mapping[str, int], order: Callable[[str], Any]) -> dict[str, Range] | None:
    """Decide what is published of one measure in a breakdown by country or by type of organisation.

    Args:
        numbers: of persons, by category; their sum is published as `publish_total` decides.
        order: sort key of the categories that are hidden although they are not small. It must follow from what is
            published.

    Returns:
        Ranges by category; None where nothing is published. They are as narrow as anyone who knows the rule could
        make them.
    """
    total = sum(numbers.values())
    if _is_small(total):
        return None
    published = {category: Range(number, number) for category, number in numbers.items()}
    small = [category for category, number in numbers.items() if _is_small(number)]
    if not small:
        return published
    published |= dict.fromkeys(small, SMALL)
    larger = sorted((category for category, number in numbers.items() if number >= FEWEST_PERSONS), key=order)
    spare = sum(numbers[category] - 1 for category in small)
    # The most that the other small numbers can hold beyond 1 if one of them is 1.
    most_of_others = _ROOM * (len(small) - 1)
    last_step = not larger and total >= _FEWEST_OF_TWO
    if _ROOM <= spare <= most_of_others and (spare > _ROOM or last_step):
        return published
    for place, category in enumerate(larger[:_MOST_LARGER]):
        spare += numbers[category] - FEWEST_PERSONS
        if spare > _ROOM:
            # What the hidden numbers before it can have to spare: at most 3, or more than the others can take.
            before = _ROOM
            if place == 0 and spare > most_of_others:
                before = max(before, min(spare, most_of_others + _ROOM))
            return published | {category: Range(FEWEST_PERSONS + spare - before, FEWEST_PERSONS + spare)}
        published[category] = Range(FEWEST_PERSONS, FEWEST_PERSONS + _ROOM)
    return None


class Attendees(NamedTuple):
    """How many new and returning people attended an event; days only need to be comparable."""

    event_id: str
    day: Any
    new: int
    returning: int


def publish_history(lists: Iterable[Attendees]) -> Iterator[tuple[Attendees, dict[str, Range]]]:
    """Decide what is published of new and returning attendees.

    Args:
        lists: all lists of one dataset with an attendee, in the order of their days.

    Returns:
        The lists of which it is published, with what is published by NEW and RETURNING.
    """
    # How many people can have come on earlier days, whatever the hidden numbers are; None before the first day. Those
    # who are new at two events of one day can be different people.
    could_return: int | None = None
    for _, same_day in groupby(lists, key=attrgetter("day")):
        all_new = most_attended = 0
        for came in same_day:
            total = came.new + came.returning
            if total < FEWEST_PERSONS:
                continue
            most_attended = max(most_attended, total)
            # On the first day all are new, which is no secret.
            if could_return is None or _FEWEST_OF_TWO <= total <= could_return:
                new, returning = publish_total(came.new), publish_total(came.returning)
                if returning is SMALL:
                    new = Range(total - returning.most, total - returning.least)
                if new is SMALL:
                    returning = Range(total - new.most, total - new.least)
                all_new += new.least
                yield came, {NEW: new, RETURNING: returning}
        could_return = max((could_return or 0) + all_new, most_attended)


def _is_small(number: int) -> bool:
    return 0 < number < FEWEST_PERSONS


def compute_cells(connection: Connection) -> Iterator[dict[str, Any]]:
    """Compute the cells of every list from the attendance rows, with the columns of AttendanceCell."""
    for dimension in (COUNTRY, ORGANISATION_TYPE):
        with connection.execute(_select_counts(dimension), execution_options={"yield_per": _BATCH}) as counts:
            for (event_id, demonstration), rows in groupby(counts, key=itemgetter(0, 1)):
                yield from publish_list(event_id, demonstration, dimension, [CategoryCount(*row[2:]) for row in rows])
    counts = connection.execute(_select_histories())
    for demonstration, rows in groupby(counts, key=attrgetter("demonstration")):
        lists = (Attendees(row.event_id, row.start_date, int(row.first), int(row.again)) for row in rows)
        for came, published in publish_history(lists):
            for category, number in published.items():
                if number.most:
                    yield make_cell(HISTORY, category, came.event_id, demonstration, number, None)


def _select_counts(dimension: str) -> Select[*tuple[Any, ...]]:
    """Select the categories of each list, list by list: event, dataset, and the columns of CategoryCount."""
    column = Attendance.country if dimension == COUNTRY else Attendance.organisation_type
    category = func.coalesce(column, NOT_KNOWN)
    return (
        select(
            Attendance.event_id,
            ImportRecord.demonstration,
            category,
            *(func.sum(case((there, 1), else_=0)) for there in (_attended, _stayed_away, _recorded, _registration)),
        )
        .join_from(Attendance, ImportRecord, ImportRecord.import_id == Attendance.import_id)
        .group_by(Attendance.event_id, ImportRecord.demonstration, category)
        .order_by(Attendance.event_id, ImportRecord.demonstration)
    )


def _select_histories() -> Select[*tuple[Any, ...]]:
    """Select for each list with an attendee how many came for the first time, and how many had come on earlier days."""
    first = _select_first_days()
    came_before = Event.start_date > first.c.day
    return (
        select(
            ImportRecord.demonstration,
            Event.start_date,
            Attendance.event_id,
            func.sum(case((came_before, 0), else_=1)).label("first"),
            func.sum(case((came_before, 1), else_=0)).label("again"),
        )
        .join_from(Attendance, ImportRecord, ImportRecord.import_id == Attendance.import_id)
        .join(Event, Event.event_id == Attendance.event_id)
        .join(
            first,
            and_(first.c.attendee == Attendance.attendee, first.c.demonstration == ImportRecord.demonstration),
        )
        .where(_attended, Event.start_date.is_not(None))
        .group_by(ImportRecord.demonstration, Event.start_date, Attendance.event_id)
        .order_by(ImportRecord.demonstration, Event.start_date, Attendance.event_id)
    )


def _select_first_days() -> Subquery:
    """Select the first day of the first event that each attendee came to, in each dataset."""
    return (
        select(
            ImportRecord.demonstration,
            Attendance.attendee,
            func.min(Event.start_date).label("day"),
        )
        .join_from(Attendance, ImportRecord, ImportRecord.import_id == Attendance.import_id)
        .join(Event, Event.event_id == Attendance.event_id)
        .where(_attended, Event.start_date.is_not(None))
        .group_by(ImportRecord.demonstration, Attendance.attendee)
        .subquery()
    )


class CategoryCount(NamedTuple):
    """Numbers of a category of a list.

    Attributes:
        category: a country or a type of organisation.
        attended, away: persons who came, and who registered and stayed away.
        recorded: rows that say whether the person came.
        registered: rows that say that the person registered.
    """

    category: str
    attended: int
    away: int
    recorded: int
    registered: int


def publish_list(
    event_id: str, demonstration: bool, dimension: str, counts: Sequence[CategoryCount]
) -> Iterator[dict[str, Any]]:
    """Make the cells of a list by country or by type of organisation; with the countries, the cell of its total.

    Args:
        event_id, demonstration: which list it is.
        dimension: COUNTRY or ORGANISATION_TYPE.
        counts: of every category in the list.

    Returns:
        Rows of AttendanceCell.
    """
    recorded = any(count.recorded for count in counts)
    registration = any(count.registered for count in counts)
    attended = {count.category: count.attended for count in counts} if recorded else None
    away = {count.category: count.away for count in counts} if registration else None
    yield from publish_numbers(event_id, demonstration, dimension, attended, away)


def publish_numbers(
    event_id: str,
    demonstration: bool,
    dimension: str,
    attended: Mapping[str, int] | None,
    away: Mapping[str, int] | None,
) -> Iterator[dict[str, Any]]:
    """Make the cells of a list in one dimension; with the countries, the cell of its total.

    Args:
        event_id, demonstration: which list it is.
        dimension: COUNTRY or ORGANISATION_TYPE.
        attended, away: by category, persons who came, and who registered and stayed away; None where that is not known.

    Returns:
        Rows of AttendanceCell.
    """
    came = _NOTHING if attended is None else publish_measure(event_id, attended)
    stayed_away = _NOTHING if away is None else publish_measure(event_id, away)
    if dimension == COUNTRY and not (attended is None and away is None):
        registered = add_up_registered(attended is not None, came.total, stayed_away.total)
        yield make_cell(TOTAL, NOT_KNOWN, event_id, demonstration, came.total, registered)
    if attended is not None and not came.by_category:
        return
    for category in {**(attended or {}), **(away or {})}:
        here, stayed = came.by_category.get(category), stayed_away.by_category.get(category)
        # A category appears for the measures that are published: the other may be hidden, or be zero.
        if (here and here.most) or (stayed and stayed.most):
            registered = add_up_registered(attended is not None, here, stayed)
            yield make_cell(dimension, category, event_id, demonstration, here, registered)


class Measure(NamedTuple):
    """What is published of one measure of a list."""

    total: Range | None
    by_category: Mapping[str, Range]

    @property
    def is_exact(self) -> bool:
        """Whether the total is published as it is."""
        return self.total is not None and self.total.least == self.total.most


_NOTHING = Measure(None, {})


def publish_measure(event_id: str, numbers: Mapping[str, int]) -> Measure:
    """Decide what is published of one measure of a list, by category."""
    return Measure(publish_total(sum(numbers.values())), publish_breakdown(numbers, _order_in(event_id)) or {})


def _order_in(event_id: str) -> Callable[[str], Any]:
    """Return the sort key by which larger numbers of an event are hidden: "not known" first, as it is missed least."""

    def order(category: str) -> Any:
        # The order differs between events; otherwise the same countries would always be hidden.
        return category != NOT_KNOWN, sha256(f"{event_id}\n{category}".encode()).digest()

    return order


def add_up_registered(recorded: bool, attended: Range | None, away: Range | None) -> Range | None:
    """Add up attended and away. Where attendance was not recorded, all who registered are away."""
    if not recorded or away is None:
        return away
    return attended and Range(attended.least + away.least, attended.most + away.most)


def make_cell(
    dimension: str,
    category: str,
    event_id: str,
    demonstration: bool,
    attended: Range | None,
    registered: Range | None,
) -> dict[str, Any]:
    """Make a row of AttendanceCell, as it is for a list of persons."""
    numbers: dict[str, int | None] = {}
    for measure, number in (("attended", attended), ("registered", registered)):
        least, most = number or (None, None)
        numbers |= {measure: least if least == most else None, f"{measure}_least": least, f"{measure}_most": most}
    values = {"dimension": dimension, "category": category, "event_id": event_id, "demonstration": demonstration}
    return values | numbers | {"from_sums": False, "approximate": False}
