"""What `import` says of files: what it must know, and what it made of them."""

from __future__ import annotations

import shlex
from typing import Any

from lib.cli.options import plain
from lib.common import formatting
from lib.ingest.staging.creation import CREATED
from lib.ingest.upload import Loaded, Report
from lib.ingest.upload.answers import InputRequest


def asked(need: InputRequest) -> str:
    """What is needed, and the option that says it."""
    if need.match is not None:
        found = ", ".join(
            f"{field}={source if isinstance(source, str) else '+'.join(source)}"
            for field, source in need.match.columns.items()
        )
        return (
            f"{need.where}: {need.question.about} Say what its rows are, with --as ENTITY, and which columns belong "
            f"where, with --match FIELD=COLUMN; as {need.match.entity} they would be read as {found or 'nothing'}."
        )
    answers = "; ".join(f"{answer}: {meaning}" for answer, meaning in list(need.question.answers.items())[:20])
    examples = f" Found: {', '.join(need.question.examples)}." if need.question.examples else ""
    option = "--read" if need.question.examples else "--set"
    proposed = f" It may be {need.proposed}." if need.proposed else ""
    column = f", column {need.name}" if need.question.examples else ""
    return (
        f"{need.where}{column}: {need.question.about}{examples}{proposed} "
        f"Say so with {option} {shlex.quote(need.name)}=... {f'({answers})' if answers else ''}"
    ).rstrip()


def _told(value: object) -> str:
    return "(empty)" if value is None else str(value)


def _in_one_line(header: str) -> str:
    return " ".join(header.split())


def report_as_json(report: Report, outcome: str, loaded: Loaded | None) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "import": loaded.upload_id if loaded else None,
        "tables": [
            {
                "where": table.where,
                "format": table.format,
                "entity": table.entity,
                "rows": table.rows_read,
                "rows_with_errors": table.rows_bad,
                "read_as": list(table.read_as),
                "columns_not_loaded": list(table.unused),
                "which_may_be": dict(table.proposed),
            }
            for table in report.tables
        ],
        "left_out": list(report.left_out),
        "counts": {
            entity: {
                "new": c.new,
                "changed": c.changed,
                "same": c.same,
                "missing_from_file": c.missing,
                "completed": c.completed,
            }
            for entity, c in report.counts.items()
        },
        "errors": [group.as_json() for group in report.errors],
        "warnings": [group.as_json() for group in report.warnings],
        "unknown": [
            {
                "entity": unknown.entity,
                "name": unknown.name,
                "country": unknown.country,
                "rows": unknown.rows,
                "near": [near.key for near in unknown.near],
            }
            for unknown in report.unknown
        ],
        "namesakes": [
            {
                "where": named.where,
                "row": named.row,
                "others": [{"where": other.where, "row": other.row} for other in named.others],
                "answered": named.answer is not None,
            }
            for named in report.namesakes
        ],
        "changes": [{name: str(value) for name, value in change.items()} for change in report.changes],
        "seen_before": list(report.seen_before),
        "large_changes": list(report.large_changes),
    }


def _unknown_as_text(report: Report) -> list[str]:
    """Say which rows could be created, and the option that creates them."""
    lines = []
    organisations = [unknown for unknown in report.unknown if unknown.entity == CREATED]
    projects = [unknown for unknown in report.unknown if unknown.entity != CREATED]
    if organisations:
        names = [f"{unknown.name} ({unknown.country or 'no country'})" for unknown in organisations]
        count = plain(formatting.counted(len(organisations), "organisation is", "organisations are"))
        lines.append(f"{count} not known yet: {_first(names)}. Create them with --create organisation.")
    if projects:
        names = [f"{unknown.name} ({', '.join(near.key for near in unknown.near)})" for unknown in projects]
        count = plain(formatting.counted(len(projects), "project has", "projects have"))
        lines.append(
            f"{count} the title of one that the store has: {_first(names)}. Say with --same project that they are "
            "these, or with --create project that they are new."
        )
    lines += [
        f"{named.where}, row {named.row}: the name of {' and '.join(f'row {o.row} of {o.where}' for o in named.others)}"
        for named in report.namesakes[:20]
        if named.answer is None
    ]
    if any(named.answer is None for named in report.namesakes):
        lines.append(
            "Persons bear one name and have different addresses, as listed: say with --namesakes same that each is one "
            "person, or with --namesakes different that they are different ones."
        )
    return lines


def _first(names: list[str]) -> str:
    return ", ".join([*names[:20], *([f"{len(names) - 20} more"] if len(names) > 20 else [])])


def report_as_text(report: Report, outcome: str, loaded: Loaded | None) -> str:
    lines: list[str] = []
    for table in report.tables:
        read = plain(formatting.counted(table.rows_read, "row"))
        lines.append(f"{table.where}: {table.format}, {read}, {table.rows_bad} with errors")
        lines += [f"  {said}" for said in table.read_as]
        if table.unused:
            lines.append(f"  columns not loaded: {', '.join(map(_in_one_line, table.unused))}")
        lines += [
            f"  to load one of them: --match '{field}={_in_one_line(column)}'"
            for column, field in table.proposed.items()
        ]
    lines += [f"{where}: left out" for where in report.left_out]
    lines += [f"error: {group}" for group in report.errors]
    lines += [f"warning: {group}" for group in report.warnings]
    lines += [
        f"{entity}: {c.new} new, {c.changed} changed, {c.same} the same, {c.missing} in the store but not in the file"
        + (f"; {c.completed} rows complete those of another of the files" if c.completed else "")
        for entity, c in report.counts.items()
    ]
    lines += [
        f"  row {change['row']}: {change['entity']} {change['key']}, {change['field']}: "
        f"{_told(change['old'])} -> {_told(change['new'])}"
        for change in report.changes[:20]
    ]
    lines += _unknown_as_text(report)
    lines += report.seen_before
    lines += [f"Mind: {plain(sentence)}" for sentence in report.large_changes]
    closing = {
        "rejected": "Rejected: nothing was loaded. Correct the rows, or load the valid ones with --keep-bad-rows.",
        "dry run": "Dry run: nothing was loaded.",
        "no change": "Nothing to load: the store has all of it already.",
        "nothing": report.why_nothing,
        "store changed": "The store has changed meanwhile, as shown above: nothing was loaded. Say it again to load.",
        "loaded": f"Loaded as import {loaded.upload_id if loaded else ''}"
        + (f"; {loaded.rows_quarantined} quarantined." if loaded and loaded.rows_quarantined else "."),
    }
    return "\n".join([*lines, closing[outcome]])
