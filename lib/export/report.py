"""A whole page as a file: its charts, tables, filters and definitions, to be read, sent on and printed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm, mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Image, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from lib.common import formatting
from lib.export.pictures import chart_pngs, chart_svg
from lib.export.tables import MARK_COLOUR, About

#: Rows of a table in a report; the export menus give all.
MOST_ROWS = 40
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
        return f"The first {MOST_ROWS} of {formatting.number(len(self.table))} rows; the page exports all."

    def told(self) -> list[str]:
        """What a reader should know of the figure, a paragraph each."""
        sources = (f"Source: {source}." for source in self.about.sources)
        covers = f"Covers {self.about.coverage}." if self.about.coverage else ""
        notes = (
            self.about.answer,
            self.left_out(),
            covers,
            f"Filters: {_filters(self.about)}.",
            self.about.definition,
            *sources,
        )
        return [note for note in notes if note]

    def alternative(self) -> str:
        """What the chart shows, for those who do not see it: the first rows in words."""
        rows = "; ".join(": ".join(row[:2]) for row in self.rows()[:_MOST_TOLD])
        return f"{self.about.title}, as a chart. {rows}"


def _filters(about: About) -> str:
    return "; ".join(f"{name}: {value}" for name, value in about.narrowed_to.items()) or "none"


def _mark(sections: Sequence[Section]) -> str:
    """The mark of a page: that of its data, which is of one dataset."""
    return sections[0].about.mark


def _with_mark(title: str, mark: str) -> str:
    """A title for lists of files, where nothing but the title is seen."""
    return f"{title} ({mark})" if mark else title


def as_text(title: str, sections: Sequence[Section]) -> str:
    """The tables of a page as plain lines, for the command line."""
    lines = [title, *([_mark(sections)] if _mark(sections) else [])]
    for section in sections:
        lines += ["", section.about.title, *("  " + ", ".join(row) for row in section.rows())]
        lines += [f"  {section.left_out()}"] if section.left_out() else []
        lines += [f"  Covers {section.about.coverage}."] if section.about.coverage else []
    return "\n".join(lines).replace(formatting.HARD, " ")


def as_html(title: str, sections: Sequence[Section]) -> bytes:
    """A page as one HTML file that needs nothing else."""
    made = formatting.long_date(sections[0].about.made)
    mark = _mark(sections)
    marked = f'<p class="mark">{escape(mark)}</p>' if mark else ""
    body = "".join(_html_section(section, f"s{number}") for number, section in enumerate(sections))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(_with_mark(title, mark))}</title>'
        f"<style>{_LOOKS}</style></head><body>{marked}<h1>{escape(title)}</h1>"
        f"<p>ICPerMed dashboard, {made}.</p>{body}</body></html>"
    ).encode()


_LOOKS = (
    "body{font:15px/1.5 'Liberation Sans',Arial,sans-serif;color:#1d2733;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}"
    "table{border-collapse:collapse;font-size:13px}th,td{border-bottom:1px solid #c9d1d9;padding:.2rem .6rem;"
    "text-align:left;vertical-align:top}td{min-width:7ch;overflow-wrap:anywhere}"
    "svg{max-width:100%;height:auto;overflow:visible}section{margin-top:2.5rem;break-inside:avoid}"
    ".note{color:#4d5761;font-size:13px}div{overflow-x:auto}"
    # Stays at the edge of the window, and is on every sheet that is printed.
    f".mark{{position:fixed;top:0;left:0;right:0;margin:0;padding:.2rem;background:{MARK_COLOUR};color:white;"
    "text-align:center;font-weight:bold;print-color-adjust:exact;-webkit-print-color-adjust:exact}"
)


def _html_section(section: Section, prefix: str) -> str:
    about = section.about
    drawn = (
        chart_svg(chart, f"{prefix}-{number}", 860, mark=about.mark) for number, chart in enumerate(section.charts)
    )
    charts = "".join(f"<figure>{svg}</figure>" for svg in drawn)
    head = "".join(f'<th scope="col">{escape(header)}</th>' for header, _ in section.columns.values())
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in section.rows())
    told = "".join(f'<p class="note">{escape(note)}</p>' for note in section.told())
    table = f"<div><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    return f"<section><h2>{escape(about.title)}</h2>{charts}{table}{told}</section>"


def as_pdf(title: str, sections: Sequence[Section]) -> bytes:
    """A page as a PDF of numbered A4 sheets; a heading stands with its chart."""
    looks = _pdf_looks()
    mark = _mark(sections)
    story: list[Any] = [Paragraph(escape(title), looks["Title"])]
    story.append(Paragraph(f"ICPerMed dashboard, {formatting.long_date(sections[0].about.made)}.", looks["Body"]))
    for section in sections:
        head: list[Any] = [Spacer(1, 6 * mm), Paragraph(escape(section.about.title), looks["Heading"])]
        charts = [picture for chart in section.charts for picture in _pdf_charts(chart, mark)]
        story += [KeepTogether([*head, *charts[:1]]), *charts[1:]]
        sheet = _on_a_sheet(section)
        if not section.table.empty:
            story += [Spacer(1, 3 * mm), _pdf_table(sheet), Spacer(1, 3 * mm)]
        story += [Paragraph(escape(note), looks["Note"]) for note in (*sheet.notes, *section.told())]
    out = io.BytesIO()
    edge = (210 * mm - _SHEET * cm) / 2 - _FRAME
    edges = partial(_edges, mark)
    SimpleDocTemplate(out, pagesize=A4, title=_with_mark(title, mark), leftMargin=edge, rightMargin=edge).build(
        story, onFirstPage=edges, onLaterPages=edges
    )
    return out.getvalue()


#: Fonts of PDFs: those that every reader of PDFs has know the letters of Western Europe alone.
_PDF_FONTS = {"Report": "DejaVuSansCondensed.ttf", "Report-Bold": "DejaVuSansCondensed-Bold.ttf"}
_FONTS = Path(__file__).parents[2] / "data" / "fonts"


@cache
def _pdf_looks() -> dict[str, Any]:
    for name, file in _PDF_FONTS.items():
        registerFont(TTFont(name, _FONTS / file))
    ink, faint = colors.HexColor("#1d2733"), colors.HexColor("#4d5761")
    body = ParagraphStyle("Body", fontName="Report", fontSize=9, leading=12, textColor=ink)
    return {
        "Title": ParagraphStyle("Title", body, fontName="Report-Bold", fontSize=18, leading=22, spaceAfter=8),
        "Heading": ParagraphStyle("Heading", body, fontName="Report-Bold", fontSize=13, leading=16, spaceAfter=6),
        "Body": body,
        "Note": ParagraphStyle("Note", body, fontSize=8, leading=10, spaceBefore=3, textColor=faint),
    }


#: What a frame of reportlab keeps free within its margins, in points.
_FRAME = 6
#: Highest that a chart can be on a sheet below its heading, in centimetres.
_HIGHEST = 21.0
#: Size of the letters of a table, in points.
_LETTERS = 7.5
_RULES = [("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.HexColor("#c9d1d9")), ("VALIGN", (0, 0), (-1, -1), "TOP")]


def _edges(mark: str, sheet: Any, _document: Any) -> None:
    """What is on the edges of every sheet: its number, and the mark of its data."""
    sheet.setFont("Report", 8)
    sheet.drawRightString(210 * mm - 20 * mm, 12 * mm, str(sheet.getPageNumber()))
    if mark:
        sheet.setFillColor(colors.HexColor(MARK_COLOUR))
        sheet.rect(0, 297 * mm - 9 * mm, 210 * mm, 9 * mm, stroke=0, fill=1)
        sheet.setFont("Report-Bold", 10)
        sheet.drawString(20 * mm, 12 * mm, mark)
        sheet.setFillColor(colors.white)
        sheet.drawCentredString(105 * mm, 297 * mm - 6 * mm, mark)


def _pdf_charts(chart: dict[str, Any], mark: str) -> list[Any]:
    pictures = [Image(io.BytesIO(png)) for png in chart_pngs(chart, _CHART_WIDTH, _CHART_HEIGHT, mark)]
    for picture in pictures:
        scale = min(_SHEET * cm / picture.imageWidth, _HIGHEST * cm / picture.imageHeight)
        picture.drawWidth, picture.drawHeight = picture.imageWidth * scale, picture.imageHeight * scale
        picture.hAlign = "LEFT"
    return pictures


def _pdf_table(sheet: _Sheet) -> Any:
    size = _LETTERS * sheet.scale
    cell = ParagraphStyle("Cell", _pdf_looks()["Body"], fontSize=size, leading=1.2 * size)
    head = ParagraphStyle("Head", cell, fontName="Report-Bold")
    texts = [
        [Paragraph(escape(text), cell if number else head) for text in line] for number, line in enumerate(sheet.lines)
    ]
    return Table(texts, [width * cm for width in sheet.widths], repeatRows=1, style=_RULES)


def as_docx(title: str, sections: Sequence[Section]) -> bytes:
    """A page as a Word document to be edited: headings, tables and numbered captions are Word's own."""
    document = Document()
    mark = _mark(sections)
    _set_up(document, _with_mark(title, mark))
    if mark:
        _mark_sheets(document, mark)
    document.add_heading(title, level=0)
    document.add_paragraph(f"ICPerMed dashboard, {formatting.long_date(sections[0].about.made)}.")
    for section in sections:
        document.add_heading(section.about.title, level=1)
        for chart in section.charts:
            _add_chart(document, section, chart, mark)
        sheet = _on_a_sheet(section)
        if not section.table.empty:
            _add_caption(document, "Table", section.about.title)
            _add_table(document, sheet)
        for note in (*sheet.notes, *section.told()):
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
#: Of a chart that fills a sheet, in pixels.
_CHART_WIDTH, _CHART_HEIGHT = 640, 780


def _mark_sheets(document: Any, mark: str) -> None:
    """The mark at the head of every sheet, white on its colour."""
    line = document.sections[0].header.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(mark)
    run.font.bold, run.font.size, run.font.color.rgb = True, Pt(10), RGBColor(255, 255, 255)
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", MARK_COLOUR.removeprefix("#"))):
        ground.set(qn(f"w:{name}"), value)
    # The order of a paragraph's properties is laid down; its ground stands before how it is aligned.
    line._p.pPr.find(qn("w:jc")).addprevious(ground)


def _add_chart(document: Any, section: Section, chart: dict[str, Any], mark: str) -> None:
    for png in chart_pngs(chart, _CHART_WIDTH, _CHART_HEIGHT, mark):
        picture = document.add_picture(io.BytesIO(png))
        scale = min(Cm(_SHEET - 0.5) / picture.width, Cm(_HIGHEST) / picture.height)
        picture.width, picture.height = round(picture.width * scale), round(picture.height * scale)
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


def _add_table(document: Any, sheet: _Sheet) -> None:
    table = document.add_table(rows=len(sheet.lines), cols=len(sheet.widths), style="Table Grid")
    for number, (row, texts) in enumerate(zip(table.rows, sheet.lines, strict=True)):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = _NOT_IN_XML.sub("", text)
            for run in cell.paragraphs[0].runs:
                run.font.size, run.font.bold = Pt(_LETTERS * sheet.scale), number == 0
    table.autofit = False
    for column, width in zip(table.columns, sheet.widths, strict=True):
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


@dataclass(frozen=True)
class _Sheet:
    """A table as a sheet of paper can hold it.

    Args:
        lines: the headers and the rows.
        widths: of the columns, in centimetres.
        scale: how much smaller the letters are, so that the longest words fit.
        notes: which columns have no room; empty where all have.
    """

    lines: list[list[str]]
    widths: list[float]
    scale: float
    notes: tuple[str, ...]


def _on_a_sheet(section: Section) -> _Sheet:
    """Each column gets room for its longest word, and the rest goes to those with longer texts."""
    lines = [[header for header, _ in section.columns.values()], *section.rows()]
    columns = list(zip(*lines, strict=True))
    words = [min(max(len(word) for text in column for word in text.split(" ")), _LONGEST_WORD) for column in columns]
    least = [_PADDING + _SIGN * word for word in words]
    fit = max(1, sum(so_far <= _SHEET / _SMALLEST for so_far in accumulate(least)))
    left_out = f"Columns without room here: {', '.join(lines[0][fit:])}; the page exports all."
    lines, columns, words, least = [line[:fit] for line in lines], columns[:fit], words[:fit], least[:fit]
    longer = [min(max(map(len, column)), _LONGEST_TEXT) - word for column, word in zip(columns, words, strict=True)]
    rest = max(0.0, _SHEET - sum(least))
    scale = min(1.0, _SHEET / sum(least))
    widths = [
        one * scale + rest * (more / sum(longer) if sum(longer) else 1 / fit)
        for one, more in zip(least, longer, strict=True)
    ]
    return _Sheet(lines, widths, scale, (left_out,) if fit < len(section.columns) else ())


#: In centimetres: what the text of a sheet is wide, a sign of a table, and the edges of a cell.
_SHEET, _SIGN, _PADDING = 17.0, 0.17, 0.5
#: How much smaller the letters of a table may be made for the sake of more columns.
_SMALLEST = 0.75
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
