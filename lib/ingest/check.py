"""Rows of text to rows of values, with every problem collected and none raised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from lib.ingest.read import Row, Table
from lib.ingest.schemas import Schema
from lib.ingest.values import Unfit

Values = dict[str, object]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, or with a row or the header where `column` is empty."""

    file: str
    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.file}, row {self.row}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.value!r} found, expected {self.expected}"


@dataclass
class Checked:
    """Rows that fit, by row number, and the problems of those that do not."""

    table: Table
    rows: dict[int, Values] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


#: Keys that an entity has in the store.
KnownKeys = Callable[[str], set[str]]


def check(table: Table, known_keys: KnownKeys) -> Checked:
    """Check a table against its schema and against the keys in the store.

    Args:
        table: the file's rows.
        known_keys: for an entity's name, the keys the store holds.
    """
    checked = Checked(table)
    checked.problems.extend(_header_problems(table))
    if checked.problems:
        return checked
    for row in table.rows():
        values, problems = _check_row(table, row)
        if problems:
            checked.problems.extend(problems)
        else:
            checked.rows[row.number] = values
    for find in (_duplicates, _contradictions):
        _drop(checked, find(checked))
    _drop(checked, _dangling(checked, known_keys))
    return checked


def _drop(checked: Checked, problems: Iterable[Problem]) -> None:
    for problem in problems:
        checked.problems.append(problem)
        checked.rows.pop(problem.row, None)


def _header_problems(table: Table) -> list[Problem]:
    file, schema, header = table.file.name, table.schema, table.header
    names = set(schema.by_name)
    missing = [Problem(file, 1, name, "", f"the column {name}") for name in sorted(schema.required - set(header))]
    unknown = [
        Problem(file, 1, name, name, f"a column of the {schema.entity} template: {', '.join(schema.by_name)}")
        for name in header
        if name not in names
    ]
    twice = [Problem(file, 1, name, name, "each column once") for name, n in Counter(header).items() if n > 1]
    return missing + unknown + twice


def _check_row(table: Table, row: Row) -> tuple[Values, list[Problem]]:
    file, schema = table.file.name, table.schema
    record = table.records[row.number - 2]
    if len(record) > len(table.header):
        return {}, [Problem(file, row.number, "", ",".join(record[len(table.header) :]), "no cells beyond the header")]
    values: Values = {}
    problems: list[Problem] = []
    for column in schema.fields:
        cell = row.cells.get(column.name, "")
        if not cell:
            values[column.name] = None
            if column.required:
                problems.append(Problem(file, row.number, column.name, "", f"a value: {column.guide}"))
            continue
        try:
            values[column.name] = column.parse(cell)
        except Unfit as unfit:
            shown = "(not shown)" if column.name == "attendee" else cell
            problems.append(Problem(file, row.number, column.name, shown, str(unfit)))
    if not problems:
        problems += _order_problems(file, schema, row, values)
        problems += _money_problems(file, schema, row, values)
    return values, problems


def _order_problems(file: str, schema: Schema, row: Row, values: Values) -> list[Problem]:
    problems = []
    for first, second in schema.ordered:
        start, end = values[first], values[second]
        if start is not None and end is not None and end < start:  # type: ignore[operator]  # both of one kind
            expected = f"not before {first} ({row.cells[first]})"
            problems.append(Problem(file, row.number, second, row.cells[second], expected))
    return problems


def _money_problems(file: str, schema: Schema, row: Row, values: Values) -> list[Problem]:
    """Fill in what follows from the amounts that are there; report what contradicts."""
    if not schema.amounts:
        return []
    problems: list[Problem] = []

    def wrong(column: str, expected: str) -> None:
        problems.append(Problem(file, row.number, column, row.cells.get(column, ""), expected))

    foreign = values["currency"] not in (None, "EUR")
    rate = values["eur_rate"]
    if rate is not None and values["eur_rate_date"] is None:
        wrong("eur_rate_date", "the date of the rate")
    for name in schema.amounts:
        eur, original = values[f"{name}_eur"], values[f"{name}_original"]
        assert eur is None or isinstance(eur, Decimal)
        assert original is None or isinstance(original, Decimal)
        if eur is None and original is None:
            continue
        if not foreign:
            values["currency"] = "EUR"
            if eur is not None and original is not None and eur != original:
                wrong(f"{name}_eur", f"the same as {name}_original ({original}), the currency being EUR")
            values[f"{name}_eur"] = values[f"{name}_original"] = eur if eur is not None else original
            continue
        if original is None:
            wrong(f"{name}_original", f"the amount in {values['currency']}")
        elif isinstance(rate, Decimal):
            converted = (original * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
            if eur is None:
                values[f"{name}_eur"] = converted
            elif abs(eur - converted) > 1:
                wrong(f"{name}_eur", f"{name}_original x eur_rate = {converted}, within EUR 1")
        elif eur is not None:
            wrong("eur_rate", f"the rate that turns {name}_original into {name}_eur")
    return problems


def _duplicates(checked: Checked) -> list[Problem]:
    """Rows whose key another row of the file has already."""
    first: dict[tuple[object, ...], int] = {}
    problems = []
    for number, values in checked.rows.items():
        key = tuple(values[name] for name in checked.table.schema.key)
        if key in first:
            shown = " + ".join(str(part) for part in key if part is not None)
            columns = " + ".join(checked.table.schema.key)
            problems.append(_about(checked, number, columns, shown, f"a key not used before (row {first[key]} has it)"))
        first.setdefault(key, number)
    return problems


def _contradictions(checked: Checked) -> list[Problem]:
    """Rows that say otherwise of the same thing, such as two countries of one participation."""
    problems: list[Problem] = []
    for target in checked.table.schema.targets:
        if target.key == checked.table.schema.key:
            continue
        first: dict[tuple[object, ...], tuple[int, Values]] = {}
        names = [name for name in target.columns if name in ("country", "role")]
        for number, values in checked.rows.items():
            key = tuple(values[name] for name in target.key)
            row, said = first.setdefault(key, (number, values))
            problems.extend(
                _about(checked, number, name, str(values[name]), f"{said[name]} as in row {row}")
                for name in names
                if values[name] != said[name]
            )
    return problems


def _dangling(checked: Checked, known_keys: KnownKeys) -> list[Problem]:
    """References to rows that neither the store nor the file has."""
    schema = checked.table.schema
    problems = []
    for column in schema.fields:
        if column.refers_to is None:
            continue
        known = known_keys(column.refers_to)
        if column.refers_to == schema.entity:
            known = known | {str(values[schema.key[0]]) for values in checked.rows.values()}
        expected = f"the identifier of a {column.refers_to} that is in the store; load it first"
        problems += [
            _about(checked, number, column.name, str(values[column.name]), expected)
            for number, values in checked.rows.items()
            if values[column.name] is not None and values[column.name] not in known
        ]
    return problems


def _about(checked: Checked, row: int, column: str, value: str, expected: str) -> Problem:
    return Problem(checked.table.file.name, row, column, value, expected)
