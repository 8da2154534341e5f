"""Organisations that may be one, and merging them."""

from lib.ui import frame
from lib.ui.merging import draw_merging

page = frame.begin(
    "Duplicate organisations",
    "For the Secretariat: pairs that may be one organisation under two names, and the way to merge them.",
)
draw_merging(page.scope.demonstration)
