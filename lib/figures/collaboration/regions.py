"""From which regions organisations take part."""

from __future__ import annotations

from lib.charts.map_pictures import dots_picture
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.collaboration import words
from lib.figures.collaboration.pairs import REVIEWED
from lib.figures.columns import CODE, COUNT, NUMBER, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.metrics import collaboration
from lib.metrics.scope import Scope


def _regions(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    return Result(ask(collaboration.regions, scope), (ask(collaboration.with_region, scope),))


def _sentence(answer: Answer) -> str:
    if answer.frame.empty:
        return "The region is not known for any participation that fits the filters."
    first = answer.frame.iloc[0]
    return (
        f"Organisations take part from {formatting.counted(len(answer.frame), 'region')}, most often from "
        f"{first['nuts']} ({first['country']}): {formatting.counted(int(first['participations']), 'participation')}."
    )


def _draw(answer: Answer, look: Look) -> Chart | None:
    placed = answer.frame[answer.frame["north"].notna()]
    if placed.empty:
        return None
    dots = placed.rename(columns={"east": "x", "north": "y", "participations": "value"})
    labels = {"nuts": "Region", "country": "Country", "value": "Participations", "projects": "Projects"}
    unit = "The larger a dot, the more participations"
    return dots_picture(dots, labels=labels, unit=unit, view="Europe", dark=look.dark)


def _caption(answer: Answer) -> str:
    elsewhere = int(answer.frame["north"].isna().sum())
    shown = "Dots stand in the middle of a region's organisations."
    return f"{shown} Not on the map: {formatting.counted(elsewhere, 'region')} without a place." if elsewhere else shown


REGIONS = Figure(
    id="collaboration.regions",
    title="Participations by region",
    question="From which regions do organisations take part?",
    unit="participations",
    definition=Definition(
        counts="Participations of organisations in projects, by basic region (NUTS 2) of the place they take part "
        "from; a larger region where only that is known. A project counts once in each of its regions, so the projects "
        "of the regions do not add up to all projects.",
        left_out="Participations without a known region are left out. Codes are those of the source's year: regions "
        "are divided anew every few years.",
        why="Regions fund and take part by themselves; a country's number does not show where in it the work is done.",
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PROJECTS,
    compute=_regions,
    columns=(
        Column("nuts", "Region (NUTS)", CODE),
        Column("iso2", "Country code", CODE, shown=False),
        Column("country", "Country"),
        Column("participations", "Participations", COUNT),
        Column("coordinations", "Coordinations", COUNT),
        Column("projects", "Projects", COUNT),
        Column("organisations", "Organisations", COUNT),
        Column("north", "Degrees north", NUMBER, shown=False),
        Column("east", "Degrees east", NUMBER, shown=False),
    ),
    sentence=_sentence,
    chart=_draw,
    caption=_caption,
    empty="The region is not known for any participation that fits the filters; CORDIS' organization.csv has it.",
)
