"""Which figures about persons may be published, decided once for each attendance list, whatever anybody filters by.

A *list* is all attendance rows of one event in one part (facts or demonstration). Of each list this module makes the
*cells* that may leave the store: its total, and its breakdowns by country, by kind of organisation, and by new against
returning attendees. Pages never see anything but cells and sums of cells. So two overlapping filters differ by whole
cells that are published anyway, and a difference tells nothing that the cells do not tell; there is no need to guard
each pair of filters. What one list tells is settled here:

1. Two measures are guarded, which share no person: those who attended, and those who registered and stayed away
   ("away"). Registered is their sum, and is exact only where both are; so registered minus attended is never a hidden
   number of no-shows.
2. A total of 1 to 4 is hidden ("<5"), and with it all breakdowns of that measure.
3. In a breakdown each number of 1 to 4 is hidden. The total gives away the sum of what is hidden, so the smallest
   numbers of 5 and more are hidden too ("not shown"), one by one, until each number below 5 could still be any of 1,
   2, 3 and 4 for all that is published: with n numbers below 5, s further hidden ones, and a hidden sum H, that is so
   when 3 <= H - n - 5s (s > 0), or 3 <= H - n <= 3 (n - 1) (s = 0).
4. Where hiding all numbers is still not enough, the breakdown of that measure is not published at all, not even which
   countries are in it.

Breakdowns are of one dimension. None crosses another (no country by kind of organisation), and no filter crosses them,
so two breakdowns of the same list have only their total in common. Nobody (0) is no person and is shown.

What this does not do: it does not hide that somebody from a country came, only how many below five; who knows the rule
and some of the hidden persons can reason further, as with every such rule; and what a file held is seen by those who
uploaded it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from lib.store.models import Attendance, AttendanceCell, Event, ImportRecord

#: Numbers of persons below this one are not shown, unless they are 0.
FEWEST_PERSONS = 5
_MOST_HIDDEN = FEWEST_PERSONS - 1
#: Persons between the least and the most that a hidden number can be: so much must stay open.
_ROOM = _MOST_HIDDEN - 1

#: The dimensions of the cells, and the category of persons of whom it is not known.
TOTAL, COUNTRY, ORGANISATION_TYPE, HISTORY = "total", "country", "organisation type", "history"
NOT_KNOWN = ""
#: Categories of HISTORY.
NEW, RETURNING = "new", "returning"

#: Columns of AttendanceCell in the order of `published_cells`.
CELL_COLUMNS = [column.name for column in AttendanceCell.__table__.columns]

_came = Attendance.attended.is_(True)
_stayed_away = and_(Attendance.registered.is_(True), or_(Attendance.attended.is_(False), Attendance.attended.is_(None)))


def published_cells() -> Select[*tuple[Any, ...]]:
    """The cells of every list, made from the attendance rows: the columns of AttendanceCell."""
    cells = union_all(_totals(_counts(TOTAL)), _breakdowns()).subquery()
    return select(*(cells.c[name] for name in CELL_COLUMNS)).where(
        or_(cells.c.attended_least.is_not(None), cells.c.registered_least.is_not(None))
    )


def _counts(dimension: str) -> Select[*tuple[Any, ...]]:
    """Of each list and category of the dimension: attended, away, and the rows that say who came and who registered."""
    query = select().join_from(Attendance, ImportRecord, ImportRecord.import_id == Attendance.import_id)
    signed: Any = case((Attendance.registered.is_(True), 1), else_=0)
    away: Any = case((_stayed_away, 1), else_=0)
    category: Any = {
        TOTAL: literal(NOT_KNOWN),
        COUNTRY: func.coalesce(Attendance.country, NOT_KNOWN),
        ORGANISATION_TYPE: func.coalesce(Attendance.organisation_type, NOT_KNOWN),
    }.get(dimension)
    if dimension == HISTORY:
        first = _first_attended()
        category = case((Event.start_date > first.c.day, RETURNING), else_=NEW)
        # Of those who stayed away nobody asks whether they came before.
        signed = away = literal(0, Integer)
        query = (
            query.join(Event, Event.event_id == Attendance.event_id)
            .join(
                first,
                and_(first.c.attendee == Attendance.attendee, first.c.demonstration == ImportRecord.demonstration),
            )
            .where(_came, Event.start_date.is_not(None))
        )
    return query.add_columns(
        literal(dimension).label("dimension"),
        category.label("category"),
        Attendance.event_id,
        ImportRecord.demonstration,
        func.sum(case((_came, 1), else_=0)).label("attended"),
        func.sum(away).label("away"),
        func.count(Attendance.attended).label("marked"),
        func.sum(signed).label("signed"),
    ).group_by(category, Attendance.event_id, ImportRecord.demonstration)


def _first_attended() -> Subquery:
    """The first day of the first event that each attendee came to, in each part."""
    return (
        select(
            ImportRecord.demonstration,
            Attendance.attendee,
            func.min(Event.start_date).label("day"),
        )
        .join_from(Attendance, ImportRecord, ImportRecord.import_id == Attendance.import_id)
        .join(Event, Event.event_id == Attendance.event_id)
        .where(_came, Event.start_date.is_not(None))
        .group_by(ImportRecord.demonstration, Attendance.attendee)
        .subquery()
    )


def _totals(counts: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The cells of the lists' totals."""
    rows = counts.subquery()
    bounds = [
        _bounds(
            number,
            shown=taken,
            hidden=number.between(1, _MOST_HIDDEN),
            most_of_larger=null(),
        )
        for number, taken in ((rows.c.attended, rows.c.marked > 0), (rows.c.away, rows.c.signed > 0))
    ]
    return _cells(rows, rows.c.marked > 0, *bounds)


def _breakdowns() -> Select[*tuple[Any, ...]]:
    """The cells of the lists' breakdowns."""
    counts = union_all(*(_counts(dimension) for dimension in (COUNTRY, ORGANISATION_TYPE, HISTORY))).subquery()
    ranked = _ranked(counts)
    rows = _cut(ranked)
    bounds = []
    for measure in ("attended", "away"):
        number, small, cut, held = (rows.c[f"{measure}{part}"] for part in ("", "_small", "_cut", "_held"))
        total = rows.c[f"{measure}_total"]
        taken = rows.c.list_marked > 0 if measure == "attended" else rows.c.list_signed > 0
        bounds.append(
            _bounds(
                number,
                shown=and_(taken, or_(total == 0, total >= FEWEST_PERSONS), or_(small == 0, cut.is_not(None))),
                hidden=and_(small > 0, number > 0, rows.c[f"{measure}_rank"] <= cut),
                # What is left of the hidden sum when all others are as small as they can be.
                most_of_larger=held - small - FEWEST_PERSONS * (cut - small - 1),
            )
        )
    return _cells(rows, rows.c.list_marked > 0, *bounds)


def _ranked(counts: Subquery) -> Subquery:
    """`counts` with, for each measure in its breakdown: the total, how many numbers are below five, and, from the
    smallest number upwards, the place of each and the sum so far."""
    of_list: Any = (counts.c.dimension, counts.c.event_id, counts.c.demonstration)
    more = []
    for measure in ("attended", "away"):
        number = counts.c[measure]
        upwards: dict[str, Any] = {
            "partition_by": of_list,
            "order_by": (number, counts.c.category),
            "rows": (None, 0),
        }
        more += [
            func.sum(number).over(partition_by=of_list).label(f"{measure}_total"),
            func.sum(case((number.between(1, _MOST_HIDDEN), 1), else_=0))
            .over(partition_by=of_list)
            .label(f"{measure}_small"),
            func.sum(case((number > 0, 1), else_=0)).over(**upwards).label(f"{measure}_rank"),
            func.sum(number).over(**upwards).label(f"{measure}_sum"),
        ]
    taken = [func.sum(counts.c[mark]).over(partition_by=of_list).label(f"list_{mark}") for mark in ("marked", "signed")]
    return select(counts, *more, *taken).subquery()


def _cut(ranked: Subquery) -> Subquery:
    """`ranked` with, for each measure, the place up to which numbers are hidden (NULL: no place is enough), and the sum
    of the hidden numbers."""
    of_list: Any = (ranked.c.dimension, ranked.c.event_id, ranked.c.demonstration)
    more = []
    for measure in ("attended", "away"):
        small, rank, so_far = (ranked.c[f"{measure}_{part}"] for part in ("small", "rank", "sum"))
        enough = or_(
            and_(rank == small, (so_far - small).between(_ROOM, _ROOM * (small - 1))),
            and_(rank > small, so_far - small - FEWEST_PERSONS * (rank - small) >= _ROOM),
        )
        more += [
            func.min(case((enough, value))).over(partition_by=of_list).label(f"{measure}_{name}")
            for value, name in ((rank, "cut"), (so_far, "held"))
        ]
    return select(ranked, *more).subquery()


Bounds = tuple[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]]


def _bounds(number: Any, *, shown: Any, hidden: Any, most_of_larger: Any) -> Bounds:
    """What is published of a number: the number itself, the least and the most that it can be; all NULL where nothing
    is, the number alone where it is hidden."""
    small = number < FEWEST_PERSONS
    exact = case((and_(shown, ~hidden), number))
    least = case((~shown, null()), (~hidden, number), (small, 1), else_=FEWEST_PERSONS)
    most = case((~shown, null()), (~hidden, number), (small, _MOST_HIDDEN), else_=most_of_larger)
    return exact, least, most


def _cells(rows: Subquery, marked: Any, attended: Bounds, away: Bounds) -> Select[*tuple[Any, ...]]:
    """The columns of AttendanceCell. Where nobody noted who came, all who registered are away."""
    registered = [case((marked, came + stayed), else_=stayed) for came, stayed in zip(attended, away, strict=True)]
    values = dict(
        zip(
            (
                *(f"attended{part}" for part in ("", "_least", "_most")),
                *(f"registered{part}" for part in ("", "_least", "_most")),
            ),
            (*attended, *registered),
            strict=True,
        )
    )
    return select(
        rows.c.dimension,
        rows.c.category,
        rows.c.event_id,
        rows.c.demonstration,
        *(cast(value, Integer).label(name) for name, value in values.items()),
    )
