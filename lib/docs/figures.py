"""The page of all figures: what each answers, how it is computed, what narrows it, and where programs find it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from lib.common import formatting
from lib.figures.addresses import FIGURES as ADDRESS
from lib.figures.columns import for_programs
from lib.figures.figure import Figure
from lib.figures.files import parameters
from lib.figures.options import Option
from lib.figures.registry import FIGURES

PAGE = Path(__file__).parents[2] / "docs" / "figures.md"
_HEAD = """# Figures

Every figure of the dashboard, made from its declaration in `lib/figures`; `make docs` writes this page anew.

Programs find each at `/{address}/ID.ENDING`, with the parameters of a page's address. Endings: `csv`, `json`,
`parquet`, `xlsx` (rows), `png`, `svg` (the chart; `size=slide` or `print`), `metadata.json` (definition, coverage,
sources), `html` (a page that other sites can frame). `dataset=demonstration` gives the demonstration data.
"""


def figures_page(figures: Sequence[Figure] = FIGURES) -> str:
    """The page as Markdown."""
    parts = [_HEAD.format(address=ADDRESS)]
    for subject, of_subject in groupby(figures, key=lambda figure: figure.subject):
        parts += [f"## {subject.capitalize()}\n", *(described(figure) for figure in of_subject)]
    return "\n".join(parts)


def described(figure: Figure) -> str:
    """A figure as a section of the page."""
    definition = figure.definition
    said = (
        ("Counted", definition.counts),
        ("Of what", definition.of),
        ("Left out", definition.left_out),
        ("Rules", " ".join(definition.notes)),
        ("Why", definition.why),
    )
    lines = [
        f"### {figure.title}\n",
        f"`{figure.id}` · {figure.unit} · {figure.owner}, reviewed on {formatting.long_date(figure.reviewed)}\n",
        f"**{figure.question}**\n",
        *(f"- {head}: {text}" for head, text in said if text),
        f"- Made of: {', '.join(figure.entities)}",
        f"- Narrowed by: {', '.join(f'`{name}`' for name in parameters(figure)) or 'nothing'}",
        *(f"- Option {_option(option)}" for option in figure.options),
        f"- Columns: {', '.join(f'`{column.name}`' for column in for_programs(figure.columns))}",
    ]
    return "\n".join(lines).replace(formatting.HARD, " ") + "\n"


def _option(option: Option) -> str:
    values = ", ".join(f"`{value}`" for value in option.values) or "as the store offers"
    default = f"; else `{option.default}`" if option.default else ""
    several = "; several, joined by commas" if option.several else ""
    return f"`{option.name}` ({option.label}): {values}{default}{several}"


if __name__ == "__main__":
    PAGE.write_text(figures_page(), "utf-8")
