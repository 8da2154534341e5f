"""The first inspection of files: what they hold, how their columns are read, and what only their owner can say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine, select

from lib.common.folding import fold_header
from lib.common.progress import Progress, ignore_progress
from lib.entities.event import Event
from lib.entities.fields import Field
from lib.entities.registry import SCHEMAS
from lib.ingest.formats.blocks import parts_of
from lib.ingest.formats.recognise import NOT_NEEDED, recognise
from lib.ingest.matching import Match, propose, remembered
from lib.ingest.parsing.given import Given
from lib.ingest.parsing.inference import Question
from lib.ingest.readers.sheets import Sheet, open_sheets
from lib.ingest.readers.source import SourceFile
from lib.ingest.tables import UNKNOWN, Table
from lib.ingest.upload.answers import Answers, InputRequest
from lib.ingest.upload.encodings import encodings_given, request_encodings
from lib.ingest.upload.found import FoundTable, sample_rows, where_is
from lib.ingest.upload.matched import completed_match, may_be_given, read_as_template, use_match
from lib.ingest.upload.years import CELLS_HOLD, settle_years
from lib.store.datasets import of_dataset
from lib.store.dates import PartialDate, at_precision, with_precision

#: What is asked of a list of persons, and for each answer what it means and the fields that it states of all rows.
LIST_KIND = "list_of"
_LIST_KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "registered": ("All have registered; who came is not known.", ("registered",)),
    "attended": ("All have come; who registered is not known.", ("attended",)),
    "both": ("All have registered and come.", ("registered", "attended")),
    "unknown": ("Neither is known of all of them.", ()),
}


@dataclass(frozen=True)
class Inspection:
    """What was found in the files, and what their owner must say before they can be read.

    The answers have what is remembered of earlier files too.
    """

    found: tuple[FoundTable, ...]
    left_out: tuple[str, ...]
    requests: tuple[InputRequest, ...]
    answers: Answers


def inspect_files(
    engine: Engine,
    files: Sequence[SourceFile],
    answers: Answers,
    progress: Progress = ignore_progress,
    *,
    demonstration: bool = False,
) -> Inspection:
    """Find the tables in the files and infer how they are written. Nothing is written to the store.

    Args:
        engine: the store.
        files: those that are loaded together.
        answers: what their owner has answered.
        progress: receives the steps.
        demonstration: the dataset of the rows; what the store is asked for is of the same.

    Raises:
        UnreadableFileError: a file cannot be read, or holds no table.
    """
    found: list[FoundTable] = []
    left_out: list[str] = []
    requests: list[InputRequest] = []
    recalled: dict[str, Given] = {}
    with engine.connect() as connection:
        for file in files:
            progress(None, f"Opening {file.name}")
            sheets = [part for sheet in open_sheets(file, encodings_given(answers.given)) for part in parts_of(sheet)]
            wanted_sheets = [sheet for sheet in sheets if not _is_left_out(file, sheet, answers)]
            left_out += [where_is(file, sheet) for sheet in sheets if sheet not in wanted_sheets]
            doubts = request_encodings(wanted_sheets)
            if doubts:
                # What a file holds is seen once its words are known.
                requests += doubts
                continue
            for table in _recognised(file, wanted_sheets, answers):
                item = FoundTable(file, table, len(found), table.mappings, None, Given())
                item.corrections = answers.corrections.get(item.where, {})
                if table.format == NOT_NEEDED:
                    left_out.append(item.where)
                    continue
                requests += _match(connection, item, answers, demonstration)
                if item.recalled != Given():
                    recalled[item.where] = item.recalled
                found.append(item)
        requests += _request_list_kind(found)
        requests += _request_values(connection, found, demonstration)
    if not requests:
        for item in found:
            requests += infer_notations(item, progress)
    # From here on it is as if their owner had said it of these tables, who may say otherwise.
    answers = replace(answers, given_for={**answers.given_for, **recalled})
    return Inspection(tuple(found), tuple(left_out), tuple(requests), answers)


def _is_left_out(file: SourceFile, sheet: Sheet, answers: Answers) -> bool:
    return where_is(file, sheet) in answers.left_out or (sheet.name in answers.left_out and sheet.name != "")


def _recognised(file: SourceFile, sheets: Sequence[Sheet], answers: Answers) -> list[Table]:
    if not sheets:
        return []
    rows = {sheet.name: answers.header_row_of(where_is(file, sheet), sheet.name) for sheet in sheets}
    header_rows = {name: row for name, row in rows.items() if row is not None}
    return recognise(sheets, answers.wanted, file.name, given=answers.given.constants, header_rows=header_rows)


def _match(connection: Connection, item: FoundTable, answers: Answers, demonstration: bool) -> list[InputRequest]:
    """Settle which columns of a table are which: as stated, as remembered, as its format says, or as proposed."""
    item.given = answers.given_of(item.where)
    match, recalled = _remembered(connection, item, answers.wanted)
    stated = answers.matches.get(item.where)
    match = stated or match
    if item.where not in answers.given_for:
        recalled = replace(recalled, ignored=recalled.ignored - (stated.headers if stated else frozenset()))
        item.recalled = recalled
        item.given = recalled.and_for_one_table(item.given)
    if match is None or CELLS_HOLD in item.given.constants:
        requests = settle_years(connection, item, answers.wanted, demonstration)
        if requests:
            return requests
    if match is None:
        read_as_template(item)
        match = completed_match(item)
        if item.table.format == UNKNOWN:
            match = propose(item.table.header, sample_rows(item), answers.wanted if answers.wanted in SCHEMAS else None)
        # Names that no file gives its columns must not be guessed at.
        may_accept = answers.accept_proposals and item.table.header_row
        if match is not None and not may_accept:
            about = "This header is not known yet." if item.table.header_row else "It has no row with column names."
            question = Question(f"Which column is what? {about}", item.table.header, {})
            return [InputRequest(item.where, "", question, match=match)]
    if match is not None:
        use_match(item, match)
    return []


def _request_list_kind(found: Iterable[FoundTable]) -> list[InputRequest]:
    """Ask what a list of persons is that says of nobody whether they registered or came; apply what was answered."""
    requests: list[InputRequest] = []
    for item in found:
        attendance = [mapping for mapping in item.mappings if mapping.entity == "attendance"]
        said = {field for mapping in attendance for field in mapping.columns} | set(item.given.constants)
        if not attendance or item.table.format.endswith(" template") or said & {"registered", "attended"}:
            continue
        answer = item.given.constants.get(LIST_KIND, "")
        if answer in _LIST_KINDS:
            stated = dict.fromkeys(_LIST_KINDS[answer][1], "yes")
            item.given = replace(item.given, constants={**item.given.constants, **stated})
        else:
            meanings = {kind: meaning for kind, (meaning, _) in _LIST_KINDS.items()}
            question = Question("Have all of these registered, or have all of these come?", (), meanings)
            requests.append(InputRequest(item.where, LIST_KIND, question, "registered"))
    return requests[:1]


def _remembered(connection: Connection, item: FoundTable, wanted: str | None) -> tuple[Match | None, Given]:
    """Return what is remembered of an earlier file with these columns: the match, where the format does not say it."""
    match, given = remembered(connection, item.table.header) or (None, Given())
    if match is None or wanted not in (None, match.entity, f"{match.entity} template"):
        return None, Given()
    return match if match.columns else None, given


def _request_values(connection: Connection, found: Iterable[FoundTable], demonstration: bool) -> list[InputRequest]:
    """Ask for values that no column gives and that may be the same in all rows."""
    requests: dict[str, InputRequest] = {}
    for item in found:
        for reader in item.readers:
            for missing in reader.missing:
                if may_be_given(missing) and missing.name not in item.given.constants:
                    requests.setdefault(missing.name, _request_value(connection, item, missing, demonstration))
    return list(requests.values())


def _request_value(connection: Connection, item: FoundTable, missing: Field, demonstration: bool) -> InputRequest:
    own = demonstration if item.table.sheet.demonstration is None else item.table.sheet.demonstration
    answers, proposed = ({}, "") if missing.refers_to != "event" else _events(connection, item.table, own)
    about = f"Which {missing.name} do these rows belong to? The file does not say ({missing.guide})."
    if missing.refers_to == "event":
        named = f' The file calls it "{item.table.event_name}".' if item.table.event_name else ""
        about = f"Which event is this list of?{named}"
    return InputRequest(item.where, missing.name, Question(about, (), answers), proposed)


def _events(connection: Connection, table: Table, demonstration: bool) -> tuple[dict[str, str], str]:
    """List the events of a dataset, newest first, with the one that the file is about where that is plain."""
    rows = connection.execute(
        select(Event.event_id, Event.name, *with_precision(Event.start_date), Event.end_date)
        .where(of_dataset(Event.import_id, demonstration))
        .order_by(Event.start_date.is_(None), Event.start_date.desc(), Event.name)
    ).all()
    day, name = table.event_day, fold_header(table.event_name or "")
    starts = {row.event_id: at_precision(row.start_date, row.start_date_precision) for row in rows}

    def is_on(row: Any) -> bool:
        start = starts[row.event_id]
        if day is None or start is None:
            return False
        return start <= day <= (row.end_date or (start.latest() if isinstance(start, PartialDate) else start))

    fitting = [row.event_id for row in rows if is_on(row) or (name and fold_header(row.name) == name)]
    labels = {row.event_id: f"{row.name} ({starts[row.event_id] or 'no date'})" for row in rows}
    return labels, fitting[0] if len(fitting) == 1 else ""


def infer_notations(item: FoundTable, progress: Progress = ignore_progress) -> list[InputRequest]:
    """Infer from a table's first rows how its columns are written, and from all of them where those do not suffice.

    All rows are taken into account again when they are checked: the first ones do not overrule the rest.
    """
    requests: list[InputRequest] = []
    for last, rows in item.chunks():
        progress(None, f"{item.where}: reading row {last:,}")
        item.estimate_rows(rows)
        item.watch(rows)
        requests = item.settle_notations()
        if not requests:
            break
    return requests
