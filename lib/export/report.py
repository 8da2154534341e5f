"""A whole page as a file: its charts, tables, filters and definitions, to be read, sent on and printed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Image, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from lib import style
from lib.export.pictures import SIZES, as_png, chart_png, chart_svg
from lib.export.tables import About

#: Rows of a table in a report; the export menus give all.
MOST_ROWS = 40
#: Columns that fit on a page of a PDF.
_MOST_COLUMNS = 9
_MOST_SIGNS = 80
#: Rows that the text alternative of a chart tells.
_MOST_TOLD = 12


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
        if self.table.empty:
            return "Nothing is recorded."
        if len(self.table) <= MOST_ROWS:
            return ""
        return f"The first {MOST_ROWS} of {style.number(len(self.table))} rows; the page exports all."

    def told(self) -> list[str]:
        """What a reader should know of the figure, a paragraph each."""
        sources = (f"Source: {source}." for source in self.about.sources)
        notes = (self.left_out(), f"Filters: {_filters(self.about)}.", self.about.definition, *sources)
        return [note for note in notes if note]

    def alternative(self) -> str:
        """What the chart shows, for those who do not see it: the first rows in words."""
        rows = "; ".join(": ".join(row[:2]) for row in self.rows()[:_MOST_TOLD])
        return f"{self.about.title}, as a chart. {rows}"


def _filters(about: About) -> str:
    return "; ".join(f"{name}: {value}" for name, value in about.filters.items()) or "none"


def as_text(title: str, sections: Sequence[Section]) -> str:
    """The tables of a page as plain lines, for the command line."""
    lines = [title]
    for section in sections:
        lines += ["", section.about.title, *("  " + ", ".join(row) for row in section.rows())]
        lines += [f"  {section.left_out()}"] if section.left_out() else []
    return "\n".join(lines).replace(style.HARD, " ")


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
    told = "".join(f'<p class="note">{escape(note)}</p>' for note in section.told())
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
        story += [Paragraph(escape(note), small) for note in section.told()]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(A4), title=title, leftMargin=18 * mm, rightMargin=18 * mm).build(story)
    return out.getvalue()


_RULES = [("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.HexColor("#c9d1d9")), ("VALIGN", (0, 0), (-1, -1), "TOP")]


def as_docx(title: str, sections: Sequence[Section]) -> bytes:
    """A page as a Word document to be edited: headings, tables and numbered captions are Word's own."""
    document = Document()
    _set_up(document, title)
    document.add_heading(title, level=0)
    document.add_paragraph(f"ICPerMed dashboard, {style.long_date(sections[0].about.made)}.")
    for section in sections:
        document.add_heading(section.about.title, level=1)
        for chart in section.charts:
            _add_chart(document, section, chart)
        if not section.table.empty:
            _add_caption(document, "Table", section.about.title)
            _add_table(document, section)
        for note in section.told():
            document.add_paragraph(note, style="Note")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any, title: str) -> None:
    """A4 upright, the house's ink, and a style for notes."""
    document.core_properties.title = title
    document.core_properties.author = "ICPerMed dashboard"
    document.core_properties.language = "en-GB"
    sheet = document.sections[0]
    sheet.orientation, sheet.page_width, sheet.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    sheet.left_margin = sheet.right_margin = Cm(2)
    ink = RGBColor.from_string(_INK)
    for name in ("Normal", "Title", "Heading 1", "Caption"):
        looks = document.styles[name]
        looks.font.name, looks.font.color.rgb = _FONT, ink
        looks.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    for name in ("Title", "Heading 1"):
        # These styles name a font of the theme, which would go before ours.
        fonts = document.styles[name].element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    note = document.styles.add_style("Note", 1)
    note.base_style = document.styles["Normal"]
    note.font.size, note.paragraph_format.space_after = Pt(8.5), Pt(2)


#: Signs that a document cannot hold.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FONT, _INK = "Arial", "1D2733"
_CHART_WIDTH = 640


def _add_chart(document: Any, section: Section, chart: dict[str, Any]) -> None:
    picture = document.add_picture(io.BytesIO(chart_png(chart, _CHART_WIDTH)), width=Cm(16.5))
    picture._inline.docPr.set("descr", section.alternative())
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _add_caption(document, "Figure", section.about.title)


def _add_caption(document: Any, kind: str, words: str) -> None:
    """`Figure 1: ...`, the number as a field, so that Word counts anew and can list them."""
    caption = document.add_paragraph(f"{kind} ", style="Caption")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), f" SEQ {kind} \\* ARABIC ")
    shown = OxmlElement("w:r")
    text = OxmlElement("w:t")
    so_far = [p for p in document.paragraphs if p.style.name == "Caption" and p.text.startswith(f"{kind} ")]
    text.text = str(len(so_far))
    shown.append(text)
    number.append(shown)
    caption._p.append(number)
    caption.add_run(f": {words}")
    caption.paragraph_format.keep_with_next = kind == "Table"


def _add_table(document: Any, section: Section) -> None:
    headers = [header for header, _ in section.columns.values()]
    rows = section.rows()
    table = document.add_table(rows=1 + len(rows), cols=len(headers), style="Table Grid")
    for number, (line, cells) in enumerate(zip(table.rows, [headers, *rows], strict=True)):
        for cell, text in zip(line.cells, cells, strict=True):
            cell.text = _NOT_IN_XML.sub("", text)
            for run in cell.paragraphs[0].runs:
                run.font.size, run.font.bold = Pt(7.5), number == 0
    table.autofit = False
    for column, width in zip(table.columns, _widths([headers, *rows]), strict=True):
        # Word asks the cells, other programs the column.
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    # Stands at the top of every sheet that the table goes on to.
    header = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    document.add_paragraph(style="Note")


def _widths(lines: Sequence[Sequence[str]]) -> list[float]:
    """Widths of columns in centimetres: room for the longest word of each, and the rest to those with longer texts."""
    columns = list(zip(*lines, strict=True))
    words = [min(max(len(word) for text in column for word in text.split(" ")), _LONGEST_WORD) for column in columns]
    least = [_PADDING + _SIGN * word for word in words]
    longer = [min(max(map(len, column)), _LONGEST_TEXT) - word for column, word in zip(columns, words, strict=True)]
    rest = max(0.0, _SHEET - sum(least))
    scale = min(1.0, _SHEET / sum(least))
    return [
        one * scale + rest * (more / sum(longer) if sum(longer) else 1 / len(least))
        for one, more in zip(least, longer, strict=True)
    ]


#: In centimetres: what the text of a sheet is wide, a sign of a table, and the edges of a cell.
_SHEET, _SIGN, _PADDING = 17.0, 0.16, 0.4
#: Signs of a word that is not broken, such as a date, and of a text that gets room for a line.
_LONGEST_WORD, _LONGEST_TEXT = 18, 60
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Kind:
    """A kind of report: as menus call it, its media type, and what makes it of a title and sections."""

    label: str
    media: str
    make: Callable[[str, Sequence[Section]], bytes]


#: Every kind of report, by the ending of its file.
KINDS = {
    "html": Kind("HTML", "text/html", as_html),
    "pdf": Kind("PDF", "application/pdf", as_pdf),
    "docx": Kind("Word (DOCX)", _WORD, as_docx),
}
