"""A single figure as a page that other sites can embed: no script, and no request to any other server."""

from __future__ import annotations

from html import escape

from lib.common import formatting
from lib.export.about import About
from lib.export.pictures import chart_svg
from lib.figures import files
from lib.figures.figure import Answer

#: Rows of a table that are shown where there is no chart.
_MOST_ROWS = 12
_WIDTH = 860
_STYLE = (
    "body{font:15px/1.45 'Liberation Sans',Arial,sans-serif;color:#1d2733;background:#fff;margin:0;padding:12px 16px}"
    "h1{font-size:18px;margin:0 0 4px}p{margin:4px 0}.value{font-size:32px;font-weight:600}"
    ".note{color:#4d5761;font-size:12px}.mark{background:#8a4b00;color:#fff;padding:2px 8px;font-weight:bold}"
    "svg{max-width:100%;height:auto}table{border-collapse:collapse;font-size:13px}"
    "th,td{border-bottom:1px solid #c9d1d9;padding:2px 8px;text-align:left;vertical-align:top}"
    "div{overflow-x:auto}a{color:#0b5cad}"
)


def as_html(answer: Answer, about: About, app: str) -> bytes:
    """Return the figure as HTML that needs nothing else.

    Args:
        answer: what is shown.
        about: its title, filters and sources.
        app: address of the app, to which the page leads.
    """
    mark = f'<p class="mark">{escape(about.mark)}</p>' if about.mark else ""
    notes = [
        f"Covers {about.coverage}." if about.coverage else "",
        "; ".join(f"{name}: {value}" for name, value in about.narrowed_to.items()),
        answer.not_narrowed_by,
    ]
    paragraphs = "".join(f'<p class="note">{escape(note)}</p>' for note in notes if note)
    day = formatting.long_date(about.made)
    source = f'<p class="note"><a href="{escape(app)}" target="_blank" rel="noopener">ICPerMed dashboard</a>, {day}</p>'
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(answer.title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>{mark}'
        f"<h1>{escape(answer.title)}</h1><p>{escape(answer.sentence)}</p>{_body(answer, about)}{paragraphs}{source}"
        "</body></html>"
    ).encode()


def _body(answer: Answer, about: About) -> str:
    if answer.figure.card:
        card = answer.card
        return f'<p class="value">{escape(card.value)}</p><p>{escape(card.base)}</p>'
    drawn = files.specs(answer)
    if drawn:
        return "".join(chart_svg(spec, f"f{place}", _WIDTH, mark=about.mark) for place, spec in enumerate(drawn))
    if answer.figure.chart or answer.frame.empty:
        return f"<p>{escape(answer.why_empty)}</p>"
    return _table(answer, about)


def _table(answer: Answer, about: About) -> str:
    section = files.section(answer, about)
    head = "".join(f'<th scope="col">{escape(header)}</th>' for header, _ in section.columns.values())
    rows = section.rows()[:_MOST_ROWS]
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    more = len(answer.frame) - len(rows)
    left_out = f'<p class="note">and {formatting.number(more)} more rows</p>' if more > 0 else ""
    return f"<div><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{left_out}"
