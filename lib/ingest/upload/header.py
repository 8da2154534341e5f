"""What is wrong with the header of a table."""

from __future__ import annotations

from lib.common.folding import fold_header
from lib.ingest.parsing.numbers import grouped
from lib.ingest.problems import WARNING, Code, Problem, expect
from lib.ingest.upload.found import FoundTable


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
        if named.count(name) > 1 and any(name in reader.used for reader in found.readers)
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
    """List columns of a template's file that no template has, or that this one had in an earlier version."""
    if not found.readers or found.table.format != f"{found.readers[-1].schema.entity} template":
        return []
    schema, row = found.readers[-1].schema, found.table.header_row
    unknown = expect(Code.UNKNOWN_COLUMN, entity=schema.entity, columns=", ".join(schema.by_name))
    retired = {fold_header(name): entity for name, entity in schema.retired.items()}
    return [
        Problem(row, name, name, expect(Code.RETIRED_COLUMN, entity=retired[fold_header(name)]), WARNING)
        if fold_header(name) in retired
        else Problem(row, name, name, unknown)
        for name in found.unused
    ]
