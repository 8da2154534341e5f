"""Money of projects by country, on the map of the Overview. That of programmes is programmes.by_country."""

from __future__ import annotations

from datetime import date

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, EUR, Column
from lib.figures.comparison import MY_COUNTRY
from lib.figures.country_maps import EXTENT, Measure, leaders, picture, say_what_is_shown, with_measure
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Figure, Result
from lib.figures.narrowing import OF_PROGRAMME, PLACE
from lib.figures.options import Chosen, countries
from lib.figures.programmes.words import COUNTRY
from lib.metrics import activity
from lib.metrics.scope import YEARS, Scope

_PROJECTS = Measure("projects", "Projects", "Projects with a participant", formatting.number)
_AWARDED = Measure("awarded_eur", "Awarded to participants", "Awarded to participants (EUR)", formatting.short_euro)


def _compute(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    names = countries(ask, scope)
    rows = ask(activity.participations_by_country, scope)
    covered = ask(activity.coverage_by_country, scope)
    return with_measure(
        rows.assign(country=rows["iso2"].map(names).astype("object")), _AWARDED, _PROJECTS, (covered,), names
    )


def _sentence(answer: Answer) -> str:
    measure: Measure = answer.context["measure"]
    if not leaders(answer):
        return "No amount is known for these filters."
    if measure is _PROJECTS:
        return (
            f"Most projects with a participant: {leaders(answer)}. What is awarded is known of too little to compare."
        )
    known = answer.frame["awarded_eur"]
    of = formatting.counted(int(known.notna().sum()), "country", "countries")
    return f"The most is awarded to participants from {leaders(answer)}; of {measure.write(known.sum())} in {of}."


AWARDED_BY_COUNTRY = Figure(
    id="overview.awarded_by_country",
    title="Awarded to participants, by country",
    title_of=lambda answer: (
        f"{(_AWARDED.label if answer.context['measure'] is _AWARDED else _PROJECTS.unit)}, by country"
    ),
    question="To which countries does the money of projects go?",
    unit="EUR",
    definition=Definition(
        counts=(
            "Funding of the participants from the country, in EUR, from all funders, in the projects that began in the "
            "period."
        ),
        left_out=(
            "Money without a named participant, or whose participant's country is not known, is in no country's sum."
        ),
        why=(
            "A project with partners in five countries counts once in each country's number of projects. Where too "
            "little is known to compare countries, the number of projects is shown in place of money."
        ),
    ),
    reviewed=date(2026, 11, 30),
    entities=("project", "participation", "funding"),
    narrowed_by=PLACE | OF_PROGRAMME | {*YEARS},
    options=(EXTENT, MY_COUNTRY),
    compute=_compute,
    columns=(
        *COUNTRY,
        Column("awarded_eur", "Awarded to participants (EUR)", EUR),
        Column("projects", "Projects with a participant", COUNT),
        Column("participations", "Participations", COUNT),
        Column("coordinations", "Coordinations", COUNT),
    ),
    sentence=_sentence,
    chart=lambda answer, look: picture(answer, answer.context["measure"]),
    caption=say_what_is_shown,
    empty="No amount is known for these filters.",
)
