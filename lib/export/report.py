"""A whole page as a file: its charts, tables, filters and definitions, to be read, sent on and printed."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Image, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from lib import style
from lib.export.pictures import SIZES, as_png, chart_svg
from lib.export.tables import About

#: Rows of a table in a report; the export menus give all.
MOST_ROWS = 40
#: Columns that fit on a page of a PDF.
_MOST_COLUMNS = 9
_MOST_SIGNS = 80


@dataclass(frozen=True)
class Section:
    """A figure of the page.

    Args:
        about: title, filters, definition and sources.
        table: its rows.
        columns: for the columns that readers see, in order: header, and how a value is written.
        charts: what is drawn of it, as Vega-Lite in the light theme.
    """

    about: About
    table: pd.DataFrame
    columns: dict[str, tuple[str, Callable[[object], str]]]
    charts: tuple[dict[str, Any], ...]

    def rows(self) -> list[list[str]]:
        """The first rows as readers see them."""
        shown = self.table.head(MOST_ROWS)
        cells = [
            [value if isinstance(value, str) else write(value) for value in shown[name]]
            for name, (_, write) in self.columns.items()
        ]
        return [list(row) for row in zip(*cells, strict=True)]

    def left_out(self) -> str:
        """How many rows are not shown; empty where all are."""
        if len(self.table) <= MOST_ROWS:
            return ""
        return f"The first {MOST_ROWS} of {style.number(len(self.table))} rows; the page exports all."


def _filters(about: About) -> str:
    return "; ".join(f"{name}: {value}" for name, value in about.filters.items()) or "none"


def as_html(title: str, sections: Sequence[Section]) -> bytes:
    """A page as one HTML file that needs nothing else."""
    made = style.long_date(sections[0].about.made)
    body = "".join(_html_section(section, f"s{number}") for number, section in enumerate(sections))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_LOOKS}</style></head><body><h1>{escape(title)}</h1>"
        f"<p>ICPerMed dashboard, {made}.</p>{body}</body></html>"
    ).encode()


_LOOKS = (
    "body{font:15px/1.5 'Liberation Sans',Arial,sans-serif;color:#1d2733;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}"
    "table{border-collapse:collapse;font-size:13px}th,td{border-bottom:1px solid #c9d1d9;padding:.2rem .6rem;"
    "text-align:left;vertical-align:top}svg{max-width:100%;height:auto}section{margin-top:2.5rem;break-inside:avoid}"
    ".note{color:#4d5761;font-size:13px}div{overflow-x:auto}"
)


def _html_section(section: Section, mark: str) -> str:
    about = section.about
    drawn = (chart_svg(chart, f"{mark}-{number}", 860) for number, chart in enumerate(section.charts))
    charts = "".join(f"<figure>{svg}</figure>" for svg in drawn)
    head = "".join(f'<th scope="col">{escape(header)}</th>' for header, _ in section.columns.values())
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in section.rows())
    sources = (f"Source: {source}." for source in about.sources)
    notes = [section.left_out(), f"Filters: {_filters(about)}.", about.definition, *sources]
    told = "".join(f'<p class="note">{escape(note)}</p>' for note in notes if note)
    table = f"<div><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    return f"<section><h2>{escape(about.title)}</h2>{charts}{table}{told}</section>"


def as_pdf(title: str, sections: Sequence[Section]) -> bytes:
    """A page as a PDF of A4 sheets, a figure to a sheet or two."""
    looks = getSampleStyleSheet()
    faint = colors.HexColor("#4d5761")
    small = ParagraphStyle("small", parent=looks["BodyText"], fontSize=8, leading=10, textColor=faint)
    cell = ParagraphStyle("cell", parent=looks["BodyText"], fontSize=7, leading=8.5)
    story: list[Any] = [Paragraph(escape(title), looks["Title"])]
    story.append(Paragraph(f"ICPerMed dashboard, {style.long_date(sections[0].about.made)}.", looks["BodyText"]))
    for number, section in enumerate(sections):
        if number:
            story.append(PageBreak())
        if section.charts:
            picture = io.BytesIO(as_png(section.charts, section.about, SIZES["slide"]))
            story.append(Image(picture, width=230 * mm, height=129.4 * mm))
        else:
            story.append(Paragraph(escape(section.about.title), looks["Heading2"]))
        headers = [header for header, _ in section.columns.values()][:_MOST_COLUMNS]
        lines = [headers, *(row[:_MOST_COLUMNS] for row in section.rows())]
        texts = [[Paragraph(escape(text[:_MOST_SIGNS]), cell) for text in line] for line in lines]
        story += [Spacer(1, 4 * mm), Table(texts, repeatRows=1, style=_RULES), Spacer(1, 3 * mm)]
        notes = [section.left_out(), f"Filters: {_filters(section.about)}.", section.about.definition]
        story += [Paragraph(escape(note), small) for note in [*notes, *section.about.sources] if note]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(A4), title=title, leftMargin=18 * mm, rightMargin=18 * mm).build(story)
    return out.getvalue()


_RULES = [("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.HexColor("#c9d1d9")), ("VALIGN", (0, 0), (-1, -1), "TOP")]
