"""A report as one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from lib.common import formatting
from lib.export.about import MARK_COLOUR
from lib.export.pictures import chart_svg
from lib.export.report.section import Section, mark_of, marked_title


def as_html(title: str, sections: Sequence[Section]) -> bytes:
    """Return a page as one HTML file that needs nothing else."""
    made = formatting.long_date(sections[0].about.made)
    mark = mark_of(sections)
    marked = f'<p class="mark">{escape(mark)}</p>' if mark else ""
    body = "".join(_html_section(section, f"s{number}") for number, section in enumerate(sections))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(marked_title(title, mark))}</title>'
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
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in section.notes())
    table = f"<div><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    return f"<section><h2>{escape(about.title)}</h2>{charts}{table}{notes}</section>"
