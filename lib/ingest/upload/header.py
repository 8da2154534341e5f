"""What is wrong with the header of a table."""

from __future__ import annotations

from lib.common.folding import fold_header
from lib.entities.registry import SCHEMAS
from lib.ingest.parsing.numbers import grouped
from lib.ingest.problem_codes import Code
from lib.ingest.problems import WARNING, Problem, expect
from lib.ingest.upload.found import FoundTable
from lib.ingest.upload.matched import is_template, propose_unused


def check_header(found: FoundTable) -> list[Problem]:
    """List what is wrong with a table's header: columns that are missing, repeated or not the template's."""
    row = found.table.header_row
    problems = [
        Problem(row, missing.name, "", expect(Code.MISSING_COLUMN, column=missing.name, guide=missing.guide))
        for reader in found.readers
        for missing in reader.missing
    ]
    named = [fold_header(header) for header in found.table.header if header.strip()]
    problems += [
        Problem(row, name, name, expect(Code.REPEATED_COLUMN, times=named.count(name)))
        for name in dict.fromkeys(named)
        if named.count(name) > 1 and name in found.used
    ]
    return problems + _scaled_columns(found) + _unknown_columns(found)


def _scaled_columns(found: FoundTable) -> list[Problem]:
    """Warn of columns whose header says thousands or millions: their amounts are multiplied."""
    scaled = {column.header: column.scale for reader in found.readers for column in reader.columns if column.scale}
    return [
        Problem(
            found.table.header_row, header, header, expect(Code.AMOUNTS_SCALED, factor=grouped(str(10**scale))), WARNING
        )
        for header, scale in scaled.items()
    ]


def _unknown_columns(found: FoundTable) -> list[Problem]:
    """List columns of a template's file that are not loaded and may be another of its columns, or once were one."""
    if found.match is not None or not is_template(found):
        return []
    schema, row = SCHEMAS[found.mappings[0].entity], found.table.header_row
    retired = {fold_header(name): entity for name, entity in schema.retired.items()}
    proposed = propose_unused(found)
    expected = {
        name: expect(Code.RETIRED_COLUMN, entity=retired[fold_header(name)])
        if fold_header(name) in retired
        else expect(Code.UNKNOWN_COLUMN, entity=schema.entity, proposed=proposed[name])
        for name in found.unused
        if fold_header(name) in retired or name in proposed
    }
    return [Problem(row, name, name, would_be, WARNING) for name, would_be in expected.items()]
