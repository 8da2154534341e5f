"""Programmes and their budgets by country: on the map, and ranked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from lib.charts import plots
from lib.common import formatting
from lib.figures import notes
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, EUR, NUMBER, YEAR, Column
from lib.figures.comparison import MY_COUNTRY
from lib.figures.country_maps import EXTENT, Measure, leaders, picture, say_what_is_shown, with_measure
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import PROGRAMMES
from lib.figures.options import Chosen, Option, countries
from lib.figures.programmes import words
from lib.metrics import programmes
from lib.metrics.headline import headline_year
from lib.metrics.scope import Scope


@dataclass(frozen=True)
class _ByCountry(Measure):
    """A measure of programmes by country.

    Attributes:
        covers: its name among lib.metrics.programmes.coverage; empty where nothing can be missing.
        leads: begins the sentence on the country that has most of it.
        of: what a country's value is, after it.
        drawn_as: its unit in charts.
    """

    covers: str
    leads: str
    of: str
    drawn_as: str = "EUR"


def _each(value: object) -> str:
    """Write `EUR 1.65`."""
    return formatting.euro(value, 2)


MEASURES = {
    one.column: one
    for one in (
        _ByCountry(
            "per_inhabitant",
            "EUR per inhabitant",
            "PM budget per inhabitant (EUR)",
            _each,
            "spread",
            "The largest PM budget per inhabitant",
            "per inhabitant",
            "EUR each",
        ),
        _ByCountry(
            "budget_eur",
            "EUR",
            "Whole budgets dedicated to PM (EUR)",
            formatting.short_euro,
            "on the map",
            "The largest whole budgets",
            "in whole budgets",
        ),
        _ByCountry(
            "yearly_eur",
            "EUR, spread over the days",
            "PM budgets that fall into the years shown (EUR)",
            formatting.short_euro,
            "spread",
            "The largest budgets in these years",
            "in the years shown",
        ),
        _ByCountry(
            "programmes",
            "Programmes",
            "Number of programmes",
            formatting.number,
            "",
            "Most programmes",
            "programmes",
            "count",
        ),
        _ByCountry(
            "eur_per_million",
            "EUR per million inhabitants",
            "PM budgets per million inhabitants (EUR)",
            formatting.short_euro,
            "spread",
            "The largest budgets for each million inhabitants",
            "per million inhabitants",
        ),
    )
}
_COUNT = MEASURES["programmes"]
MEASURE = Option(
    "measure", "Show by", {name: measure.label for name, measure in MEASURES.items()}, default="per_inhabitant"
)

COLUMNS = (
    *words.COUNTRY,
    Column("programmes", "Programmes", COUNT),
    Column("dedicated", "Dedicated to PM", COUNT),
    Column("with_budget", "With a budget in EUR", COUNT),
    Column("budget_eur", "Whole budgets (EUR)", EUR),
    Column("amount_kinds", "The sum is of"),
    Column("money_from", "Money from"),
    Column("yearly_eur", "Spread over the days (EUR)", EUR),
    Column("per_inhabitant", "EUR per inhabitant in the year of headlines", NUMBER, write=_each),
    Column("eur_per_million", "EUR per million inhabitants", EUR),
    Column("population_years", "Inhabitants of"),
    Column("end_not_stated", "End not stated", COUNT),
    Column("end_not_stated_eur", "Their budgets (EUR)", EUR),
    Column("competitions", "Single competitions", COUNT),
    Column("competitions_eur", "Budgets of single competitions (EUR)", EUR),
    Column("without_rate", "Budgets known only in"),
    Column("first_year", "First programme in", YEAR),
    Column("status", "Member status"),
)


def _compute(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    asked: Measure = MEASURES[chosen[MEASURE.name]]
    covers = MEASURES[asked.column].covers
    year = ask(headline_year, scope.demonstration, date.today(), scope.first_year, scope.last_year)
    in_year = scope.in_year(year)
    of_year = ask(programmes.by_country, in_year).set_index("iso2")["eur_per_million"] / 1e6
    rows = ask(programmes.by_country, scope)
    rows = rows.assign(per_inhabitant=rows["iso2"].map(of_year).astype("float64"))
    if asked.column == "per_inhabitant":
        asked = replace(asked, unit=f"PM budget per inhabitant in {year} (EUR)")
    of = in_year if asked.column == "per_inhabitant" else scope
    covered = (ask(programmes.coverage, of)[covers],) if covers else ()
    return with_measure(rows, asked, _COUNT, covered, countries(ask, scope))


def _compute_ranked(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    found = _compute(ask, scope, chosen)
    measure = found.context["measure"].column
    ranked = found.frame.sort_values(measure, ascending=False, kind="stable").reset_index(drop=True)
    return Result(ranked, found.coverage, found.context)


def _sentence(answer: Answer) -> str:
    measure = answer.context["measure"]
    values = answer.frame[measure.column]
    if not leaders(answer):
        return _NOTHING
    known = formatting.counted(int(values.notna().sum()), "country", "countries")
    of = "known of" if measure.column in _PER_HEAD else f"of {measure.write(values.sum())} in"
    return f"{measure.leads}: {leaders(answer)}; {of} {known}."


#: Measures whose sum over countries means nothing.
_PER_HEAD = ("eur_per_million", "per_inhabitant")


def _finding(answer: Answer) -> str:
    """Say where my country stands, or without one who has most."""
    measure = answer.context["measure"]
    values = answer.frame.set_index("iso2")[measure.column].dropna().astype("float64")
    if not answer.home:
        return f"{measure.leads}: {leaders(answer)}" if leaders(answer) else _NOTHING
    name = answer.context["names"].get(answer.home, answer.home)
    if answer.home not in values:
        return f"{name}: not known; {measure.leads[:1].lower()}{measure.leads[1:]}: {leaders(answer)}"
    rank = int((values > values[answer.home]).sum()) + 1
    place = f"rank {rank} of {formatting.counted(len(values), 'country', 'countries')}"
    return f"{name}: {measure.write(values[answer.home])} {measure.of}, {place}"


def _draw_ranked(answer: Answer, look: Look) -> Chart | None:
    measure = answer.context["measure"]
    if answer.frame[measure.column].isna().all():
        return None
    return plots.ranked_bars(
        answer.frame,
        measure=measure.column,
        name="country",
        title=measure.unit,
        unit=measure.drawn_as,
        dark=look.dark,
        home=answer.home_name,
    )


_DEFINITION = Definition(
    counts=(
        f"EUR per inhabitant: what falls into the year of headlines (the last year of the period) of budgets that are "
        f"spread over their days, divided by the country's inhabitants in that year. EUR: "
        f"{words.WHOLE_BUDGETS[:1].lower()}{words.WHOLE_BUDGETS[1:]} EUR, spread over the days: "
        f"{notes.BUDGETS_OVER_DAYS[:1].lower()}{notes.BUDGETS_OVER_DAYS[1:]} Programmes: those that are recorded and "
        "fit the filters; with a period chosen, those active in at least one of its years. EUR per million "
        f"inhabitants: {words.PER_MILLION[:1].lower()}{words.PER_MILLION[1:]}"
    ),
    left_out=f"European and international programmes belong to no country. {notes.NOT_IN_BUDGETS}",
    why=(
        "Who funds personalised medicine, and with how much. A country without a budget may have programmes whose "
        "budget is not published: grey is no data, not zero. Where too little is known to compare countries, the "
        "number of programmes is shown in place of money."
    ),
    notes=(notes.KINDS_OF_BUDGETS, notes.ACTIVE_PROGRAMMES),
)
_NOTHING = "Nothing is known for these filters."

BY_COUNTRY = Figure(
    id="programmes.by_country",
    title="Programmes by country",
    title_of=lambda answer: f"{answer.context['measure'].unit}, on the map",
    question="Which countries fund programmes for personalised medicine, and with how much?",
    unit="EUR, or programmes",
    definition=_DEFINITION,
    reviewed=words.REVIEWED,
    entities=("programme", "country"),
    narrowed_by=PROGRAMMES,
    options=(MEASURE, EXTENT, MY_COUNTRY),
    compute=_compute,
    columns=COLUMNS,
    sentence=_sentence,
    finding=_finding,
    chart=lambda answer, look: picture(answer, answer.context["measure"]),
    caption=say_what_is_shown,
    empty=_NOTHING,
)

RANKED_BY_COUNTRY = Figure(
    id="programmes.ranked_by_country",
    title="Countries, ranked by their programmes",
    title_of=lambda answer: f"{answer.context['measure'].unit}, ranked",
    question="Which countries have the most programmes, or the largest budgets, for personalised medicine?",
    unit="EUR, or programmes",
    definition=_DEFINITION,
    reviewed=words.REVIEWED,
    entities=("programme", "country"),
    narrowed_by=PROGRAMMES,
    options=(MEASURE, MY_COUNTRY),
    compute=_compute_ranked,
    columns=COLUMNS,
    sentence=_sentence,
    finding=_finding,
    chart=_draw_ranked,
    empty=_NOTHING,
)
