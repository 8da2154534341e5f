"""All figures, by their id. Each subject lists its own; a new subject is added here."""

from __future__ import annotations

from lib.figures import calls, collaboration, events, overview, programmes, project, reach, report, topics
from lib.figures.figure import Figure

#: In the order of the pages, and on a page in that of its figures.
FIGURES: tuple[Figure, ...] = tuple(
    figure
    for subject in (overview, programmes, calls, collaboration, topics, project, events, reach, report)
    for figure in subject.FIGURES
)
BY_ID: dict[str, Figure] = {figure.id: figure for figure in FIGURES}
assert len(BY_ID) == len(FIGURES), "two figures have the same id"
