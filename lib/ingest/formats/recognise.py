"""What the sheets of a file are, recognised by their content."""

from __future__ import annotations

import re
from dataclasses import replace

from lib.ingest.examples import GUIDE_HEADER, GUIDE_SHEET, LISTS_SHEET, LISTS_TITLE
from lib.ingest.formats import cordis, forms, linkedin, meetings, registrations, websites, x
from lib.ingest.formats.format import Format, Head, filled
from lib.ingest.formats.templates import TEMPLATES, template_of
from lib.ingest.readers.sheets import Sheet
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.tables import UNKNOWN, Table

#: Format of a sheet that came with others of a known file and gives nothing that is kept.
NOT_NEEDED = "not needed"

#: Formats of other systems; of two that fit, the first is it.
_FOREIGN = (
    *cordis.FORMATS,
    *x.FORMATS,
    *linkedin.FORMATS,
    *meetings.FORMATS,
    *registrations.FORMATS,
    *forms.FORMATS,
    *websites.FORMATS,
)
_E_MAIL = re.compile(r"[^@\s]@[^@\s]+\.[^@\s]")
#: All formats by name.
FORMATS: dict[str, Format] = {format_.name: format_ for format_ in (*_FOREIGN, *TEMPLATES.values())}


def recognise(sheets: list[Sheet], wanted: str | None = None, label: str = "the file") -> list[Table]:
    """Find the tables of all sheets, in their order. Sheets without a row of column names are left out.

    Args:
        sheets: of one file.
        wanted: name of a format or an entity that the file is to be read as, whatever its content is.
        label: the file's name, for messages.

    Raises:
        UnreadableFileError: no sheet has a row of column names, or `wanted` is not known.
    """
    heads = [head for head in map(Head.of, sheets) if not _is_guide(head)]
    tables = _by_content(heads) if wanted is None else _as_wanted(heads, _format(wanted))
    if not tables:
        raise UnreadableFileError(
            f"{label}: no row with column names was found; write them above the rows, or say that there are none"
        )
    return tables


def _is_guide(head: Head) -> bool:
    """A sheet of our own templates that explains their columns, or has the words for them; it holds no rows."""
    name = head.sheet.name.rpartition(" / ")[2]
    told = {GUIDE_SHEET: GUIDE_HEADER, LISTS_SHEET: (LISTS_TITLE,)}.get(name)
    return told is not None and any(tuple(filled(line)) == told for _, line in head.lines)


def _format(wanted: str) -> Format:
    found = FORMATS.get(wanted) or TEMPLATES.get(wanted)
    if found is None:
        raise UnreadableFileError(
            f"{wanted!r} is neither a format nor an entity; known are: {', '.join([*FORMATS, *TEMPLATES])}"
        )
    return found


def _by_content(heads: list[Head]) -> list[Table]:
    tables: list[Table] = []
    for head in heads:
        found = _recognised(head)
        if found is not None:
            format_, place = found
            tables += format_.tables(head, place)
        else:
            tables += _unread(head, UNKNOWN)
    foreign = {format_.name for format_ in _FOREIGN}
    if not any(table.format in foreign for table in tables):
        return tables
    return [replace(table, format=NOT_NEEDED) if table.format == UNKNOWN else table for table in tables]


def _recognised(head: Head) -> tuple[Format, int] | None:
    """The format of a sheet, and which line of its head is the header."""
    for format_ in _FOREIGN:
        place = format_.place(head)
        if place is not None:
            return format_, place
    for place, (_, line) in enumerate(head.lines):
        template = template_of(line)
        if template is not None:
            return template, place
    return None


def _as_wanted(heads: list[Head], wanted: Format) -> list[Table]:
    """Sheets that are of the format where there are any, else those that have some of its columns.

    Where none has any, columns of a template are still to be matched, and those of another system's format are missing.
    """
    places = [wanted.place(head) for head in heads]
    if all(place is None for place in places):
        places = [_most_known(head, wanted) for head in heads]
    if all(place is None for place in places):
        if wanted in TEMPLATES.values():
            return [table for head in heads for table in _unread(head, UNKNOWN)]
        places = [_first_header(head) for head in heads]
    tables: list[Table] = []
    for head, place in zip(heads, places, strict=True):
        tables += _unread(head, NOT_NEEDED) if place is None else wanted.tables(head, place)
    return tables


def _most_known(head: Head, wanted: Format) -> int | None:
    """The line that has the most columns of the format; None where none has any."""
    known = [wanted.known(line) for _, line in head.lines]
    return known.index(max(known)) if any(known) else None


def _first_header(head: Head) -> int | None:
    """The first line that can hold column names: titles have one cell, and a line with an e-mail address is a row."""
    place = next((place for place, (_, line) in enumerate(head.lines) if len(filled(line)) > 1), None)
    return None if place is None or any(map(_E_MAIL.search, head.lines[place][1])) else place


def _unread(head: Head, name: str) -> list[Table]:
    place = _first_header(head)
    if place is None:
        return []
    number, header = head.lines[place]
    return [Table(head.sheet, name, header, number)]
