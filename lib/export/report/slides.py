"""A report as slides to be edited: one for each figure, its finding above its chart, its definition in the notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Cm, Pt

from lib.common import formatting
from lib.export.about import MARK_COLOUR
from lib.export.pictures import chart_pngs
from lib.export.report.section import Section, mark_of, marked_title
from lib.export.report.word import NOT_IN_XML

#: A slide of 16 to 9, and what its edges keep free, in centimetres.
_WIDTH, _HEIGHT, _EDGE = 33.87, 19.05, 1.2
#: Where the finding ends and the notes begin, in centimetres from the top.
_TOP, _BOTTOM = 3.6, 17.2
#: Of a chart, in pixels: a tall one is made smaller, and beyond twice the height of a slide goes on to others.
_CHART_WIDTH, _CHART_HEIGHT = 1000, 900
#: Rows and columns of a table that fit a slide.
_MOST_ROWS, _MOST_COLUMNS = 10, 7
_BLANK = 6
_INK, _FAINT = "1D2733", "4D5761"


def as_pptx(title: str, sections: Sequence[Section]) -> bytes:
    """Return a report as a PowerPoint presentation; charts are pictures, tables are PowerPoint's own."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(_WIDTH), Cm(_HEIGHT)
    mark = mark_of(sections)
    deck.core_properties.title = marked_title(title, mark)
    deck.core_properties.author = "ICPerMed dashboard"
    first = _slide(deck, mark)
    _write(first, title, top=7, height=2, size=32, bold=True)
    _write(first, f"ICPerMed dashboard, {formatting.long_date(sections[0].about.made)}", top=9.4, height=1, size=16)
    for section in sections:
        _add_section(deck, section, mark)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _add_section(deck: Any, section: Section, mark: str) -> None:
    pictures = [png for chart in section.charts for png in chart_pngs(chart, _CHART_WIDTH, _CHART_HEIGHT, mark)]
    # A chart that is too tall for one slide goes on to others.
    for png in pictures or [b""]:
        slide = _slide(deck, mark)
        about = section.about
        _write(slide, about.answer or about.title, top=_EDGE, height=1.6, size=22, bold=True)
        if about.answer:
            _write(slide, about.title, top=2.8, height=0.8, size=14, colour=_FAINT)
        if png:
            _add_picture(slide, section, png)
        elif len(section.table):
            _add_table(slide, section)
        else:
            _write(slide, section.left_out(), top=_TOP, height=1, size=16)
        covers = f"Covers {about.coverage}. " if about.coverage else ""
        source = "; ".join(about.sources[:2])
        _write(
            slide, f"{covers}Source: {source}." if source else covers, top=_BOTTOM, height=1.2, size=9, colour=_FAINT
        )
        slide.notes_slide.notes_text_frame.text = _plain("\n".join(section.notes()))


def _slide(deck: Any, mark: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[_BLANK])
    if mark:
        colour = MARK_COLOUR.removeprefix("#").upper()
        _write(slide, mark, top=0.2, height=0.8, size=12, bold=True, colour=colour)
    return slide


def _write(
    slide: Any, text: str, *, top: float, height: float, size: int, bold: bool = False, colour: str = _INK
) -> None:
    frame = slide.shapes.add_textbox(Cm(_EDGE), Cm(top), Cm(_WIDTH - 2 * _EDGE), Cm(height)).text_frame
    frame.word_wrap = True
    frame.text = _plain(text)
    for run in frame.paragraphs[0].runs:
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Arial"
        run.font.color.rgb = RGBColor.from_string(colour)  # type: ignore[no-untyped-call]


def _plain(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def _add_picture(slide: Any, section: Section, png: bytes) -> None:
    picture = slide.shapes.add_picture(io.BytesIO(png), Cm(_EDGE), Cm(_TOP))
    scale = min(Cm(_WIDTH - 2 * _EDGE) / picture.width, Cm(_BOTTOM - _TOP) / picture.height)
    picture.width, picture.height = round(picture.width * scale), round(picture.height * scale)
    picture.left = round((Cm(_WIDTH) - picture.width) / 2)
    picture._element._nvXxPr.cNvPr.set("descr", section.alternative())


def _add_table(slide: Any, section: Section) -> None:
    headers = [header for header, _ in section.columns.values()][:_MOST_COLUMNS]
    lines = [headers, *(row[:_MOST_COLUMNS] for row in section.rows()[:_MOST_ROWS])]
    shape = slide.shapes.add_table(
        len(lines), len(headers), Cm(_EDGE), Cm(_TOP), Cm(_WIDTH - 2 * _EDGE), Cm(1) * len(lines)
    )
    for row, texts in zip(shape.table.rows, lines, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = _plain(text)
            for run in cell.text_frame.paragraphs[0].runs:
                run.font.size = Pt(11)
