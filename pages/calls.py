"""Calls and what became of them."""

from lib.figures.calls import totals
from lib.figures.calls.proposals import PROPOSALS_BY_STAGE
from lib.ui import calls, frame, missing
from lib.ui.cards import show_cards
from lib.ui.tabs import draw_findings, draw_tabs

page = frame.begin(
    "Calls",
    "What became of each call: proposals, success rates, and money asked for, committed and awarded.",
    covers=PROPOSALS_BY_STAGE,
)

if not missing.whole_page(("call", "call outcome", "participation"), page.scope.demonstration):
    page = calls.narrow_to_calls(page)
    draw_findings(page, calls.FINDINGS, calls.TABS)
    show_cards(page, "call-totals", totals.CARDS)
    draw_tabs(page, calls.TABS)
