"""A report as a Word document to be edited."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from lib.common import formatting
from lib.export.about import MARK_COLOUR
from lib.export.pictures import chart_pngs
from lib.export.report.section import Section, mark_of, marked_title
from lib.export.report.sheet import CHART_HEIGHT, CHART_WIDTH, HIGHEST, LETTERS, SHEET, Sheet, on_a_sheet


def as_docx(title: str, sections: Sequence[Section]) -> bytes:
    """Return a page as a Word document to be edited: headings, tables and numbered captions are Word's own."""
    document = Document()
    mark = mark_of(sections)
    _set_up(document, marked_title(title, mark))
    if mark:
        _mark_sheets(document, mark)
    document.add_heading(title, level=0)
    document.add_paragraph(f"ICPerMed dashboard, {formatting.long_date(sections[0].about.made)}.")
    for section in sections:
        document.add_heading(section.about.title, level=1)
        for chart in section.charts:
            _add_chart(document, section, chart, mark)
        sheet = on_a_sheet(section)
        if not section.table.empty:
            _add_caption(document, "Table", section.about.title)
            _add_table(document, sheet)
        for note in (*sheet.notes, *section.notes()):
            document.add_paragraph(note, style="Note")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any, title: str) -> None:
    """Set the page to A4 upright, the text colour, and a style for notes."""
    document.core_properties.title = title
    document.core_properties.author = "ICPerMed dashboard"
    document.core_properties.language = "en-GB"
    sheet = document.sections[0]
    sheet.orientation, sheet.page_width, sheet.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    sheet.left_margin = sheet.right_margin = Cm(2)
    ink = RGBColor.from_string(INK)
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
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FONT, INK = "Arial", "1D2733"


def _mark_sheets(document: Any, mark: str) -> None:
    """Write the label of the dataset at the head of every sheet, white on its colour."""
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
    for png in chart_pngs(chart, CHART_WIDTH, CHART_HEIGHT, mark):
        picture = document.add_picture(io.BytesIO(png))
        scale = min(Cm(SHEET - 0.5) / picture.width, Cm(HIGHEST) / picture.height)
        picture.width, picture.height = round(picture.width * scale), round(picture.height * scale)
        picture._inline.docPr.set("descr", section.alternative())
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _add_caption(document, "Figure", section.about.title)


def _add_caption(document: Any, kind: str, words: str) -> None:
    """Add a caption `Figure 1: ...` whose number is a field, so that Word renumbers and lists captions."""
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


def _add_table(document: Any, sheet: Sheet) -> None:
    table = document.add_table(rows=len(sheet.lines), cols=len(sheet.widths), style="Table Grid")
    for number, (row, texts) in enumerate(zip(table.rows, sheet.lines, strict=True)):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = NOT_IN_XML.sub("", text)
            for run in cell.paragraphs[0].runs:
                run.font.size, run.font.bold = Pt(LETTERS * sheet.scale), number == 0
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
