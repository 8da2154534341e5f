"""Funding programmes: which run out, by country, over time, side by side, and one by one."""

from lib.figures.programmes.by_year import BUDGET_KINDS
from lib.ui import frame, missing, programmes
from lib.ui.cards import show_cards
from lib.ui.tabs import draw_findings, draw_tabs

page = frame.begin(
    "Programmes",
    "Who funds personalised medicine (PM), since when, with how much, and which programmes run out.",
    covers=BUDGET_KINDS,
)

if not missing.whole_page(("programme",), page.scope.demonstration):
    draw_findings(page, programmes.FINDINGS, programmes.TABS)
    show_cards(page, "totals", programmes.CARDS)
    draw_tabs(page, programmes.TABS)
