"""What is missing, old, double or contradictory in the data, each with the way to the row."""

from lib.ui import frame, quality

page = frame.begin(
    "Data quality",
    "What is missing, not checked for long, double, contradictory or without a source, each with the way to the row.",
)
quality.draw_found(page.scope.demonstration)
quality.draw_complete(page.scope.demonstration)
