"""Figures together as a file to be read, sent on, printed or edited: one kind of file a module."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lib.export.report.html import as_html
from lib.export.report.pdf import as_pdf
from lib.export.report.section import Section
from lib.export.report.slides import as_pptx
from lib.export.report.word import as_docx

_OFFICE = "application/vnd.openxmlformats-officedocument"


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
    "docx": Kind("Word (DOCX)", f"{_OFFICE}.wordprocessingml.document", as_docx),
    "pptx": Kind("PowerPoint (PPTX)", f"{_OFFICE}.presentationml.presentation", as_pptx),
}
