"""Countries side by side, and those without an active programme."""

from __future__ import annotations

from datetime import date

from lib.charts import plots
from lib.common import formatting
from lib.figures import notes
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, EUR, YEAR, Column
from lib.figures.comparison import MY_COUNTRY
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import PLACE, PROGRAMMES
from lib.figures.options import Chosen, Option, countries, split
from lib.figures.programmes import words
from lib.metrics import programmes
from lib.metrics.headline import headline_year
from lib.metrics.scope import Scope

#: Countries that are shown side by side.
COMPARE = Option("compare", "Compare up to four countries", offered=countries, several=True, most=4)
_CHOOSE = "Choose two to four countries above."
#: Years whose active programmes are compared.
_YEARS = 10


# Side by side -----------------------------------------------------------------------------------------------------


def _compare(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    return Result(ask(programmes.comparison, scope, split(chosen[COMPARE.name]), date.today()))


def _sentence_on_comparison(answer: Answer) -> str:
    if answer.frame.empty:
        return "No country is chosen to compare."
    text = [
        f"{row['country']}: {formatting.counted(row['programmes'], 'programme')}, whole budgets "
        f"{words.write_budget(row['budget_eur'])}"
        for row in answer.frame.to_dict("records")
    ]
    return f"{'; '.join(text)}."


COMPARISON = Figure(
    id="programmes.comparison",
    title="Countries side by side",
    question="How do programmes of a few countries compare?",
    unit="programmes, EUR",
    definition=Definition(
        counts=(
            "Programmes, their states today and their budgets, for each of the countries chosen, also where a country "
            f"has none. {words.PER_MILLION} {notes.BUDGETS_OVER_DAYS}"
        ),
        left_out=notes.NOT_IN_BUDGETS,
        why="Countries differ in size and in what they publish: the amount for each inhabitant and the kind of amount "
        "stand beside the sums.",
        notes=(notes.KINDS_OF_BUDGETS, notes.ACTIVE_PROGRAMMES, words.STATES),
    ),
    reviewed=words.REVIEWED,
    entities=("programme", "country"),
    narrowed_by=PROGRAMMES - PLACE,
    options=(COMPARE,),
    compute=_compare,
    columns=(
        *words.COUNTRY,
        Column("programmes", "Programmes", COUNT),
        Column("running", "Running now", COUNT),
        Column("running_out", "Running out in 24 months", COUNT),
        Column("end_not_stated", "Began, end not stated", COUNT),
        Column("dedicated", "Dedicated to PM", COUNT),
        Column("with_budget", "With a budget in EUR", COUNT),
        Column("budget_eur", "Their whole budgets", EUR),
        Column("amount_kinds", "The sum is of"),
        Column("yearly_eur", "Budgets spread over the days", EUR),
        Column("eur_per_million", "EUR per million inhabitants", EUR),
        Column("population_years", "Inhabitants of"),
        Column("competitions", "Single competitions, apart", COUNT),
        Column("competitions_eur", "Their budgets", EUR),
        Column("funders", "Funders", COUNT),
        Column("areas", "ICPerMed areas covered, of 8", COUNT),
        Column("first_year", "First programme in", YEAR),
    ),
    sentence=_sentence_on_comparison,
    turned=True,
    empty=_CHOOSE,
)


# Over the years ---------------------------------------------------------------------------------------------------


def _compare_years(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    last = ask(headline_year, scope.demonstration, date.today(), None, scope.last_year)
    first = last - _YEARS + 1
    codes = split(chosen[COMPARE.name])
    found = ask(programmes.by_country_and_year, scope, codes, first, last)
    return Result(found.rename(columns={"value": "programmes"}), context={"first": first, "last": last})


def _title_of_years(answer: Answer) -> str:
    return f"Programmes active, {answer.context['first']} to {answer.context['last']}"


def _sentence_on_years(answer: Answer) -> str:
    last = answer.frame[answer.frame["year"] == answer.context["last"]]
    if last.empty:
        return "No country is chosen to compare."
    text = [f"{row['country']} {formatting.number(row['programmes'])}" for row in last.to_dict("records")]
    return f"{answer.context['last']}, programmes active: {', '.join(text)}."


def _draw_years(answer: Answer, look: Look) -> Chart | None:
    values = answer.frame.rename(columns={"programmes": "value"})
    title = _title_of_years(answer)
    return plots.side_by_side(values, title=title, unit="count", dark=look.dark, home=answer.home_name)


ACTIVE_BY_YEAR = Figure(
    id="programmes.active_by_year",
    title="Programmes active by year",
    title_of=_title_of_years,
    question="Since when do these countries fund personalised medicine, and has it grown?",
    unit="programmes",
    definition=Definition(
        counts="Programmes active in each of ten years, for each of the countries chosen.",
        left_out="Single competitions, and programmes that state no end or whose first year is not known.",
        why="A rise may also be one of what is recorded: newer programmes are easier to find.",
        notes=(notes.ACTIVE_PROGRAMMES,),
    ),
    reviewed=words.REVIEWED,
    entities=("programme",),
    narrowed_by=PROGRAMMES - PLACE - {"first_year"},
    options=(COMPARE, MY_COUNTRY),
    compute=_compare_years,
    columns=(*words.COUNTRY, Column("year", "Year", YEAR), Column("programmes", "Programmes", COUNT)),
    sentence=_sentence_on_years,
    chart=_draw_years,
    empty=_CHOOSE,
)


# Countries without one --------------------------------------------------------------------------------------------


def _compute_gaps(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    year = ask(headline_year, scope.demonstration, date.today(), None, scope.last_year)
    return Result(ask(programmes.without_active_programme, scope, year), context={"year": year})


def _sentence_on_gaps(answer: Answer) -> str:
    count, year = len(answer.frame), answer.context["year"]
    if not count:
        return f"Every country that fits the filters has an active programme in {year}."
    may_be = int((answer.frame["end_not_stated"] > 0).sum())
    text = f"{formatting.counted(count, 'country', 'countries')} without a programme recorded as active in {year}"
    if not may_be:
        return f"{text}."
    return f"{text}; in {formatting.number(may_be)} of them one that states no end may still run."


WITHOUT_ACTIVE_PROGRAMME = Figure(
    id="programmes.without_active_programme",
    title="Countries without an active programme",
    title_of=lambda answer: f"Countries without an active programme in {answer.context['year']}",
    question="Which countries have no active programme?",
    unit="countries",
    definition=Definition(
        counts=(
            "Countries without a programme recorded as active in the year: the last of the period, else that of all "
            "headlines."
        ),
        left_out=(
            "Programmes that state no end count as active in no year; the table says how many began. Single "
            "competitions are no programmes. Countries that are neither in the order of protocol (the EU's members and "
            "those that work with them) nor in any row that was loaded are not listed."
        ),
        why=(
            "No programme is recorded as active; there may be one that nobody has recorded yet, or one of those that "
            "state no end."
        ),
        notes=(notes.ACTIVE_PROGRAMMES,),
    ),
    reviewed=words.REVIEWED,
    entities=("programme", "country"),
    narrowed_by=PROGRAMMES - {"first_year"},
    compute=_compute_gaps,
    columns=(
        *words.COUNTRY,
        Column("status", "Member status"),
        Column("programmes", "Programmes recorded", COUNT),
        Column("end_not_stated", "Began, end not stated", COUNT),
        Column("competitions", "Single competitions", COUNT),
    ),
    sentence=_sentence_on_gaps,
    empty="Every country that fits the filters has an active programme.",
)
