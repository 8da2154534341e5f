"""The options that say something of files beside their names, and the answers that they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import click
from sqlalchemy import Engine

from lib.cli.options import MisuseError, Pair
from lib.common.folding import fold_header
from lib.ingest.matching import Match
from lib.ingest.parsing.given import EVERY_COLUMN, Given
from lib.ingest.parsing.only import CRITERIA
from lib.ingest.parsing.values import rate as rate_of
from lib.ingest.readers.source import SourceFile
from lib.ingest.staging.creation import CREATED
from lib.ingest.staging.namesakes import PERSONS
from lib.ingest.staging.references import Choices
from lib.ingest.staging.same_title import ENTITY
from lib.ingest.upload.answers import Answers
from lib.ingest.upload.found import FoundTable
from lib.ingest.upload.inspection import Inspection, inspect_files
from lib.ingest.upload.matched import current_match

F = TypeVar("F", bound=Callable[..., Any])


class Rate(click.ParamType[tuple[str, tuple[Decimal, date]]]):
    """CHF=1.04@2024-01-02: EUR for one unit, and the day of the rate."""

    name = "rate"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, tuple[Decimal, date]]:
        if isinstance(value, tuple):
            return value
        currency, _, said = value.partition("=")
        rate, _, day = said.partition("@")
        try:
            return currency.strip().upper(), (rate_of(rate.strip()), date.fromisoformat(day.strip()))
        except ValueError:
            self.fail(f"{value}: write it as CHF=1.04@2024-01-02", param, ctx)


class HeaderRow(click.ParamType[tuple[str, int]]):
    """3, or Sheet 1=3: the row with the column names, of every sheet or of one."""

    name = "header row"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        sheet, _, row = value.rpartition("=")
        if not row.strip().isdecimal():
            self.fail(f"{value}: write the number of the row, or SHEET=ROW", param, ctx)
        return sheet.strip(), int(row)


@dataclass(frozen=True)
class FileOptions:
    """What the command line says of the files.

    Args:
        wanted: entity or format of every table.
        constants: values by field.
        readings: how columns are written, by column.
        rates: for currencies.
        matches: columns by field; several with "+" between them.
        left_out: names of sheets.
        header_rows: by the name of a sheet, "" for all.
        ignored: columns that are not loaded.
        empty_words: words that stand for empty cells.
        replaced: column, cell, and what to read in its place.
        only: which projects are wanted: criteria with their words.
        same: entities whose rows are those of the store that have their title.
        overruled: fields of the constants that count in place of cells.
        create: entities of which rows that the files name are created.
        namesakes: whether persons of one name with different addresses are the same; None: nobody says it.
    """

    wanted: str | None
    constants: tuple[tuple[str, str], ...]
    readings: tuple[tuple[str, str], ...]
    rates: tuple[tuple[str, tuple[Decimal, date]], ...]
    matches: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    header_rows: tuple[tuple[str, int], ...]
    ignored: tuple[str, ...]
    empty_words: tuple[str, ...]
    replaced: tuple[tuple[str, str, str], ...]
    only: tuple[tuple[str, str], ...]
    create: tuple[str, ...]
    overruled: tuple[str, ...]
    same: tuple[str, ...]
    namesakes: str | None


_SAME, _DIFFERENT = "same", "different"
_OPTIONS = [
    click.option("--as", "wanted", metavar="ENTITY|FORMAT", help="What the rows are, where it is not plain."),
    click.option(
        "--match",
        "matches",
        multiple=True,
        type=Pair(),
        metavar="FIELD=COLUMN[+COLUMN]",
        help="A column whose name is unknown.",
    ),
    click.option("--ignore", "ignored", multiple=True, metavar="COLUMN", help="A column that is not loaded."),
    click.option(
        "--set", "constants", multiple=True, type=Pair(), metavar="FIELD=VALUE", help="A field that no column gives."
    ),
    click.option(
        "--overrule",
        "overruled",
        multiple=True,
        metavar="FIELD",
        help="A field of --set whose value counts in place of what a column says.",
    ),
    click.option(
        "--replace",
        "replaced",
        multiple=True,
        nargs=3,
        metavar="COLUMN CELL VALUE",
        help='What to read in place of a cell, such as type HEI university; "" for empty.',
    ),
    click.option("--empty", "empty_words", multiple=True, metavar="WORD", help="A word that stands for an empty cell."),
    click.option(
        "--read",
        "readings",
        multiple=True,
        type=Pair(),
        metavar="COLUMN=HOW",
        help="Dates: dmy, mdy or ymd; kept or swapped, where a spreadsheet may have swapped day and month. Amounts: "
        'the sign for decimals, "." or ","; the code of their currency; round or reject, where they have digits beyond '
        "cents. Numbers under a header with %: percent or share. Blanks separate several.",
    ),
    click.option(
        "--rate", "rates", multiple=True, type=Rate(), metavar="CUR=RATE@DATE", help="EUR for one unit, and when."
    ),
    click.option(
        "--only",
        multiple=True,
        type=Pair(),
        metavar="WHAT=WORD[;WORD]",
        help=f"Which projects are wanted: {'; '.join(f'{name}: {what}' for name, what in CRITERIA.items())}.",
    ),
    click.option(
        "--create",
        multiple=True,
        type=click.Choice([CREATED, ENTITY]),
        help="Create those that the files name and the store does not have; projects, also where it has their title.",
    ),
    click.option(
        "--same",
        multiple=True,
        type=click.Choice([ENTITY]),
        help="Take projects without an identifier for those of the store that have their title.",
    ),
    click.option(
        "--namesakes",
        type=click.Choice([_SAME, _DIFFERENT]),
        help="What persons are who bear the name that another list of their event knows by another address.",
    ),
    click.option("--leave-out", "left_out", multiple=True, metavar="SHEET", help="A sheet that is not loaded."),
    click.option(
        "--header-row",
        "header_rows",
        multiple=True,
        type=HeaderRow(),
        metavar="[SHEET=]ROW",
        help="The row with the column names; 0 where there is none.",
    ),
]


def says_of_files(command: F) -> F:
    """Give a command the options that say something of files, in the order in which its help lists them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _only(options: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Which projects are wanted; a criterion that is given twice has the words of both."""
    only: dict[str, frozenset[str]] = {}
    for criterion, words in options:
        if criterion not in CRITERIA:
            raise MisuseError(f"--only {criterion}: known are {', '.join(CRITERIA)}")
        listed = frozenset(word.strip() for word in words.split(";") if word.strip())
        only[criterion] = only.get(criterion, frozenset()) | listed
    return only


def answers_of(engine: Engine, files: Sequence[SourceFile], options: FileOptions) -> Answers:
    """Return what the options say of the files.

    Raises:
        MisuseError: no file has a column or a sheet that an option names.
        UnreadableFileError: a file cannot be read.
    """
    unset = set(options.overruled) - {name for name, _ in options.constants}
    if unset:
        raise MisuseError(
            f"--overrule {min(unset)}: say with --set {min(unset)}=VALUE what counts in place of the cells"
        )
    answers = Answers(
        options.wanted,
        given=Given(
            constants=dict(options.constants),
            notations={fold_header(name): how for name, how in options.readings},
            rates=dict(options.rates),
            empty_words={EVERY_COLUMN: frozenset(options.empty_words)} if options.empty_words else {},
            values=_by_column(options.replaced),
            ignored=frozenset(map(fold_header, options.ignored)),
            overruled=frozenset(options.overruled),
            only=_only(options.only),
        ),
        accept_proposals=options.wanted is not None,
        left_out=frozenset(options.left_out),
        header_rows=dict(options.header_rows),
        choices=Choices(
            frozenset(options.create) | ({PERSONS} if options.namesakes == _DIFFERENT else set()),
            same=frozenset(options.same) | ({PERSONS} if options.namesakes == _SAME else set()),
        ),
    )
    columns = {field: tuple(name.split("+")) if "+" in name else name for field, name in options.matches}
    named = [
        *(column for source in columns.values() for column in ((source,) if isinstance(source, str) else source)),
        *options.ignored,
        *(column for column, _, _ in options.replaced),
    ]
    sheets = [*options.left_out, *(sheet for sheet, _ in options.header_rows if sheet)]
    if not named and not sheets:
        return answers
    inspection = inspect_files(engine, files, replace(answers, accept_proposals=False))
    _check_names(inspection, named, sheets)
    return replace(answers, matches=dict(_matched(inspection, columns))) if columns else answers


def _by_column(replaced: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, str]]:
    values: dict[str, dict[str, str]] = {}
    for column, cell, value in replaced:
        values.setdefault(fold_header(column), {})[cell] = value
    return values


def _check_names(inspection: Inspection, columns: Iterable[str], sheets: Iterable[str]) -> None:
    there = {fold_header(header) for found in inspection.found for header in found.table.header}
    for column in columns:
        if fold_header(column) not in there:
            raise MisuseError(f'no file has a column "{column}"; check how its header is written')
    known = {found.table.sheet.name for found in inspection.found} | {found.where for found in inspection.found}
    known |= {name for where in inspection.left_out for name in (where, where.partition(" / ")[2])}
    for sheet in sheets:
        if sheet not in known:
            raise MisuseError(f'no file has a sheet "{sheet}"')


def _matched(inspection: Inspection, columns: dict[str, str | tuple[str, ...]]) -> Iterable[tuple[str, Match]]:
    """Lay the stated columns over how each table that has them is matched, or would be."""
    asked = {request.where: request.match for request in inspection.requests if request.match}
    for found in inspection.found:
        match = asked.get(found.where) or current_match(found)
        own = {field: source for field, source in columns.items() if _has(found, source)}
        if match is not None and own:
            # A column goes to one field: to the one that is stated.
            stated = {fold_header(source) for source in own.values() if isinstance(source, str)}
            others = {
                field: source
                for field, source in match.columns.items()
                if not (isinstance(source, str) and fold_header(source) in stated)
            }
            yield found.where, Match(match.entity, {**others, **own})


def _has(found: FoundTable, source: str | tuple[str, ...]) -> bool:
    header = {fold_header(name) for name in found.table.header}
    return all(fold_header(name) in header for name in ((source,) if isinstance(source, str) else source))
