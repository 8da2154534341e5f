"""A report as a PDF of numbered sheets."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm, mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Image, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from lib.common import formatting
from lib.export.about import MARK_COLOUR
from lib.export.pictures import chart_pngs
from lib.export.report.section import Section, mark_of, marked_title
from lib.export.report.sheet import CHART_HEIGHT, CHART_WIDTH, HIGHEST, LETTERS, SHEET, Sheet, on_a_sheet


def as_pdf(title: str, sections: Sequence[Section]) -> bytes:
    """Return a page as a PDF of numbered A4 sheets; a heading stands with its chart."""
    looks = _pdf_looks()
    mark = mark_of(sections)
    story: list[Any] = [Paragraph(escape(title), looks["Title"])]
    story.append(Paragraph(f"ICPerMed dashboard, {formatting.long_date(sections[0].about.made)}.", looks["Body"]))
    for section in sections:
        head: list[Any] = [Spacer(1, 6 * mm), Paragraph(escape(section.about.title), looks["Heading"])]
        charts = [picture for chart in section.charts for picture in _pdf_charts(chart, mark)]
        story += [KeepTogether([*head, *charts[:1]]), *charts[1:]]
        sheet = on_a_sheet(section)
        if not section.table.empty:
            story += [Spacer(1, 3 * mm), _pdf_table(sheet), Spacer(1, 3 * mm)]
        story += [Paragraph(escape(note), looks["Note"]) for note in (*sheet.notes, *section.notes())]
    out = io.BytesIO()
    edge = (210 * mm - SHEET * cm) / 2 - _FRAME
    edges = partial(_edges, mark)
    SimpleDocTemplate(out, pagesize=A4, title=marked_title(title, mark), leftMargin=edge, rightMargin=edge).build(
        story, onFirstPage=edges, onLaterPages=edges
    )
    return out.getvalue()


#: Fonts of PDFs: those that every reader of PDFs has know the letters of Western Europe alone.
_PDF_FONTS = {"Report": "DejaVuSansCondensed.ttf", "Report-Bold": "DejaVuSansCondensed-Bold.ttf"}
_FONTS = Path(__file__).parents[3] / "data" / "fonts"


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
_RULES = [("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.HexColor("#c9d1d9")), ("VALIGN", (0, 0), (-1, -1), "TOP")]


def _edges(mark: str, sheet: Any, _document: Any) -> None:
    """Draw the edges of every sheet: its number, and the label of its dataset."""
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
    pictures = [Image(io.BytesIO(png)) for png in chart_pngs(chart, CHART_WIDTH, CHART_HEIGHT, mark)]
    for picture in pictures:
        scale = min(SHEET * cm / picture.imageWidth, HIGHEST * cm / picture.imageHeight)
        picture.drawWidth, picture.drawHeight = picture.imageWidth * scale, picture.imageHeight * scale
        picture.hAlign = "LEFT"
    return pictures


def _pdf_table(sheet: Sheet) -> Any:
    size = LETTERS * sheet.scale
    cell = ParagraphStyle("Cell", _pdf_looks()["Body"], fontSize=size, leading=1.2 * size)
    head = ParagraphStyle("Head", cell, fontName="Report-Bold")
    texts = [
        [Paragraph(escape(text), cell if number else head) for text in line] for number, line in enumerate(sheet.lines)
    ]
    return Table(texts, [width * cm for width in sheet.widths], repeatRows=1, splitInRow=1, style=_RULES)
