"""What the sheets of a file are, recognised by their content."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from lib.ingest.examples import GUIDE_HEADER, GUIDE_SHEET, LISTS_SHEET, LISTS_TITLE
from lib.ingest.formats import cordis, forms, grants, linkedin, meetings, portals, registrations, websites, x
from lib.ingest.formats.format import Format, Head, filled, of_two_rows
from lib.ingest.formats.templates import TEMPLATES, has_required, is_mostly, template_of
from lib.ingest.readers.sheets import Sheet
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.tables import UNKNOWN, Table

#: Format of a sheet that came with others of a known file and gives nothing that is kept.
NOT_NEEDED = "not needed"

#: Formats of other systems; of two that fit, the first is it.
_FOREIGN = (
    *cordis.FORMATS,
    *grants.FORMATS,
    *portals.FORMATS,
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


def recognise(
    sheets: Sequence[Sheet],
    wanted: str | None = None,
    label: str = "the file",
    *,
    given: Collection[str] = (),
    header_rows: Mapping[str, int] = MappingProxyType({}),
) -> list[Table]:
    """Find the tables of all sheets, in their order. Sheets without a row of column names are left out.

    Args:
        sheets: of one file.
        wanted: name of a format or an entity that the file is to be read as, whatever its content is.
        label: the file's name, for messages.
        given: fields whose value is given for all rows.
        header_rows: by the name of a sheet, the number of the row with its column names; 0: it has none.

    Raises:
        UnreadableFileError: no sheet has a row of column names, or `wanted` is not known.
    """
    heads = [head for sheet in sheets if not _is_guide(head := Head.of(sheet, header_rows.get(sheet.name), label))]
    bare = {head.sheet.name for head in heads if header_rows.get(head.sheet.name) == 0}
    named = [head for head in heads if head.sheet.name not in bare]
    tables = _by_content(named, given) if wanted is None else _as_wanted(named, _format(wanted), given)
    tables += [_without_header(head) for head in heads if head.sheet.name in bare]
    if not tables:
        # A row of cells that are no column names can be matched all the same.
        tables = [_without_header(head) for head in named if any(len(filled(line)) > 1 for _, line in head.lines)]
    if not tables and heads and all(head.sheet.properties.get("kind") == "JSON" for head in heads):
        members = ", ".join(
            dict.fromkeys(name for head in heads for _, line in head.lines[:1] for name in filled(line))
        )
        raise UnreadableFileError(
            f"{label}: its objects have nothing but {members}; a row needs two members or more, such as an identifier "
            "and a name"
        )
    if not tables:
        raise UnreadableFileError(
            f"{label}: no row with two or more column names was found; write them above the rows, or say that there "
            "are none"
        )
    return tables


def _is_guide(head: Head) -> bool:
    """A sheet of our own templates that explains their columns, or has the words for them; it holds no rows."""
    name = head.sheet.name.rpartition(" / ")[2]
    header = {GUIDE_SHEET: GUIDE_HEADER, LISTS_SHEET: (LISTS_TITLE,)}.get(name)
    return header is not None and any(tuple(filled(line)) == header for _, line in head.lines)


def _format(wanted: str) -> Format:
    found = FORMATS.get(wanted) or TEMPLATES.get(wanted)
    if found is None:
        raise UnreadableFileError(
            f"{wanted!r} is neither a format nor an entity; known are: {', '.join([*FORMATS, *TEMPLATES])}"
        )
    return found


def _by_content(heads: list[Head], given: Collection[str]) -> list[Table]:
    tables: list[Table] = []
    for head in heads:
        found = _recognised(head, given)
        if found is not None:
            format_, place = found
            tables += _named_by_groups(format_.tables(head, place), head, place)
        else:
            tables += _unread(head, UNKNOWN)
    foreign = {format_.name for format_ in _FOREIGN}
    if not any(table.format in foreign for table in tables):
        return tables
    return [replace(table, format=NOT_NEEDED) if table.format == UNKNOWN else table for table in tables]


def _recognised(head: Head, given: Collection[str]) -> tuple[Format, int] | None:
    """The format of a sheet, and which line of its head is the header."""
    for format_ in _FOREIGN:
        place = format_.place(head)
        if place is not None:
            return format_, place
    for place in head.places:
        template = template_of(head.lines[place][1], given)
        if template is not None:
            return template, place
    return None


def _as_wanted(heads: list[Head], wanted: Format, given: Collection[str]) -> list[Table]:
    """Sheets that are of the format where there are any, else those that have most of its columns.

    Where none has, columns of a template are still to be matched, and those of another system's format are missing.
    """
    entity = next((entity for entity, template in TEMPLATES.items() if template is wanted), None)
    if entity is None:
        places = [wanted.place(head) for head in heads]
    else:
        places = [
            next((place for place in head.places if has_required(entity, head.lines[place][1], given)), None)
            for head in heads
        ]
    if all(place is None for place in places):
        places = [_most_known(head, wanted, mostly=entity is not None) for head in heads]
    if all(place is None for place in places):
        if entity is not None:
            return [table for head in heads for table in _unread(head, UNKNOWN, _most_known(head, wanted))]
        places = [_first_header(head) for head in heads]
    tables: list[Table] = []
    for head, place in zip(heads, places, strict=True):
        tables += (
            _unread(head, NOT_NEEDED) if place is None else _named_by_groups(wanted.tables(head, place), head, place)
        )
    return tables


def _named_by_groups(tables: list[Table], head: Head, place: int) -> list[Table]:
    """Name the columns of a template's table by both rows of its header, where names of groups stand above it."""
    number = head.lines[place][0]
    template = next((template for template in TEMPLATES.values() if template.name == tables[0].format), None)
    if template is None or head.header is not None or not 0 < place < len(head.lines) - 1:
        return tables
    above, groups = head.lines[place - 1]
    names = of_two_rows(groups, head.lines[place][1], head.lines[place + 1][1]) if above == number - 1 else None
    return (
        tables if names is None else [Table(head.sheet, template.name, names, number, None, template.mappings(names))]
    )


def _most_known(head: Head, wanted: Format, *, mostly: bool = False) -> int | None:
    """The line that has the most columns of the format; None where none has any, or not most of its cells are."""
    known = {place: wanted.known(head.lines[place][1]) for place in head.places}
    best = max(known, key=lambda place: known[place], default=None)
    if best is None or not known[best] or (mostly and not is_mostly(wanted, head.lines[best][1])):
        return None
    return best


def _first_header(head: Head) -> int | None:
    """The first line that can hold column names: titles have one cell, and a line with an e-mail address is a row."""
    if head.header is not None:
        return head.header
    place = next((place for place, (_, line) in enumerate(head.lines) if len(filled(line)) > 1), None)
    return None if place is None or any(map(_E_MAIL.search, head.lines[place][1])) else place


def _unread(head: Head, name: str, place: int | None = None) -> list[Table]:
    """The table below a header that no format knows; `place` is the header's, where it is known."""
    place = _first_header(head) if place is None else place
    if place is None:
        return []
    number, header = head.lines[place]
    if head.header is None and place + 2 < len(head.lines) and head.lines[place + 1][0] == number + 1:
        below = of_two_rows(header, head.lines[place + 1][1], head.lines[place + 2][1])
        if below is not None:
            return [Table(head.sheet, name, below, number + 1)]
    return [Table(head.sheet, name, header, number)]


def _without_header(head: Head) -> Table:
    """The table of a sheet that has no column names: they are called "column 1" and so on."""
    width = max((len(line) for _, line in head.lines), default=0)
    return Table(head.sheet, UNKNOWN, tuple(f"column {place}" for place in range(1, width + 1)), 0)
