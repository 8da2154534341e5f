"""Answers as files: tables, pictures, sections of reports, and what a program should know of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from lib.common import formatting
from lib.export import pictures
from lib.export.about import About
from lib.export.forms import Form
from lib.export.frames import of_frame
from lib.export.report.section import Section
from lib.export.rows import source_lines
from lib.figures.asking import Ask
from lib.figures.columns import Column, for_programs
from lib.figures.figure import Answer, Figure
from lib.metrics.choices import Choices, choices
from lib.metrics.scope import Scope
from lib.metrics.scope_names import SETS
from lib.metrics.scope_words import in_sentences
from lib.metrics.sources import source_files

#: Endings of the files in which readers, not programs, look at a table: headers in place of names.
_READABLE = ("xlsx",)
#: Pictures by their ending, with the media type.
PICTURES = {"png": "image/png", "svg": "image/svg+xml"}


def about(answer: Answer, ask: Ask, choices: Choices) -> About:
    """Return what a reader of a file of the answer should know."""
    figure = answer.figure
    narrowed_to = in_sentences(answer.scope, choices) | {
        option.label: option.describe(value, ask, answer.scope)
        for option in figure.options
        if (value := answer.chosen.get(option.name))
    }
    return About(
        answer.title,
        narrowed_to,
        answer.definition,
        tuple(source_lines(ask(source_files, figure.entities, answer.scope))),
        answer=answer.sentence,
        coverage=answer.covers,
        demonstration=answer.asked.demonstration,
    )


def table(answer: Answer, *, readable: bool) -> pa.RecordBatchReader:
    """Return the rows under the columns' names, or where readers look at them, under their headers."""
    columns = {column.name: column for column in for_programs(answer.figure.columns)}
    frame = answer.for_programs
    headers = {str(name): _header(columns, str(name)) if readable else str(name) for name in frame}
    formats = {name: column.kind.number_format for name, column in columns.items()}
    return of_frame(frame, headers, formats)


def _header(columns: dict[str, Column], name: str) -> str:
    if name in columns:
        return columns[name].header
    # The precision of a date: the file's writer knows it by its name.
    date, _, rest = name.rpartition("_")
    return f"{columns[date].header}_{rest}"


def pieces(form: Form, answer: Answer, about: About) -> Iterator[bytes]:
    """Yield the answer's rows as a kind of file."""
    return form.pieces(table(answer, readable=form.ending in _READABLE), about)


def specs(answer: Answer) -> tuple[dict[str, Any], ...]:
    """Return what is drawn of the answer, as Vega-Lite in the light theme; nothing where there is nothing to draw.

    The specification is not checked again: that takes a second for a map of countries.
    """
    chart = answer.chart()
    return () if chart is None else (chart.to_dict(validate=False),)


def picture(ending: str, answer: Answer, about: About, size: pictures.Size) -> bytes:
    """Return the answer's chart as one of PICTURES.

    Raises:
        ValueError: there is nothing to draw.
    """
    drawn = specs(answer)
    if not drawn:
        raise ValueError(f"{answer.figure.id}: {answer.why_empty}")
    return pictures.as_png(drawn, about, size) if ending == "png" else pictures.as_svg(drawn, about, size)


def section(answer: Answer, about: About) -> Section:
    """Return the answer as a section of a report."""
    written: dict[str, tuple[str, Callable[[object], str]]]
    if answer.figure.turned:
        rows = answer.turned
        written = {str(name): (str(name), formatting.text) for name in rows}
    else:
        rows = answer.for_readers
        shown = [column for column in answer.figure.columns if column.shown and not column.is_page]
        written = {column.name: (column.header, column.writer) for column in shown}
    return Section(about, rows, written, specs(answer))


def metadata(answer: Answer, about: About) -> dict[str, Any]:
    """Return the metadata of a figure and of this answer, as JSON has it."""
    return {
        **described(answer.figure),
        "title": answer.title,
        "answer": answer.sentence,
        "coverage": [
            {
                "of_what": one.what,
                "known": one.known,
                "of": one.of,
                "known_eur": None if one.known_eur is None else float(one.known_eur),
                "of_eur": None if one.of_eur is None else float(one.of_eur),
            }
            for one in answer.coverage
        ],
        "dataset": about.dataset,
        "narrowed_to": dict(about.narrowed_to),
        "not_narrowed_by": list(answer.idle),
        "rows": len(answer.every),
        "sources": list(about.sources),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def described(figure: Figure) -> dict[str, Any]:
    """Return what a figure declares, whatever it is asked for."""
    definition = figure.definition
    return {
        "id": figure.id,
        "title": figure.title,
        "question": figure.question,
        "unit": figure.unit,
        "definition": {
            "counts": definition.counts,
            "of": definition.of or None,
            "left_out": definition.left_out or None,
            "why": definition.why or None,
            "notes": list(definition.notes),
        },
        "owner": figure.owner,
        "reviewed": figure.reviewed.isoformat(),
        "made_of": list(figure.entities),
        "narrowed_by": parameters(figure),
        "options": {
            option.name: {
                "label": option.label,
                "values": dict(option.values),
                "default": option.default or None,
                "several": option.several,
            }
            for option in figure.options
        },
        "columns": [
            {"name": column.name, "header": column.header, "kind": column.kind.name, "unit": column.kind.unit or None}
            for column in for_programs(figure.columns)
        ],
        "has_chart": figure.chart is not None,
    }


def parameters(figure: Figure) -> list[str]:
    """Return names in addresses of what narrows a figure."""
    return [name for name, sets in SETS.items() if set(sets) & figure.narrowed_by]


def sections(figures: Sequence[Figure], ask: Ask, scope: Scope) -> list[Section]:
    """Return figures as the sections of a report, in their order, with the defaults of their options."""
    available = ask(choices, date.today().year, scope.demonstration)
    answers = (figure.answer(ask, scope) for figure in figures)
    return [section(answer, about(answer, ask, available)) for answer in answers]
