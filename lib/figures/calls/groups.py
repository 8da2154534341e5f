"""Groups of countries beside all, and one country against the sum of all others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from lib.charts import outcomes as charts
from lib.charts.rates import rates_over_years
from lib.common import formatting
from lib.figures import comparison, notes
from lib.figures.asking import Ask
from lib.figures.calls import words
from lib.figures.columns import CODE, COUNT, EUR, SHARE, YEAR, Column
from lib.figures.comparison import MY_COUNTRY, OWN_GROUP
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import CALLS
from lib.figures.options import Chosen, countries, split
from lib.metrics.calls import groups, participations
from lib.metrics.presence import OUTCOME_BY_COUNTRY
from lib.metrics.scope import Scope

_GROUP = (Column("group", "Group"), Column("countries", "Countries", COUNT))
#: The three success rates of a group, each with its counts; only those of the overall rate are shown.
_RATES = (
    Column("rate_funded", "Funded projects", COUNT),
    Column("rate_eligible", "Of eligible pre-proposals", COUNT),
    Column("overall", "Success rate, overall", SHARE, words="overall_words", instead=("rate_funded", "rate_eligible")),
    Column("overall_low", "95% from", SHARE),
    Column("overall_high", "95% to", SHARE),
    Column("rate_sample", "Different proposals, at least", COUNT),
    Column("stage1_invited", "Invited", COUNT, shown=False),
    Column("stage1_eligible", "Invited of eligible pre-proposals", COUNT, shown=False),
    Column("stage1", "Stage 1", SHARE, words="stage1_words", instead=("stage1_invited", "stage1_eligible")),
    Column("stage1_low", "Stage 1, 95% from", SHARE, shown=False),
    Column("stage1_high", "Stage 1, 95% to", SHARE, shown=False),
    Column("stage2_funded", "Funded of full proposals", COUNT, shown=False),
    Column("stage2_full", "Full proposals", COUNT, shown=False),
    Column("stage2", "Stage 2", SHARE, words="stage2_words", instead=("stage2_funded", "stage2_full")),
    Column("stage2_low", "Stage 2, 95% from", SHARE, shown=False),
    Column("stage2_high", "Stage 2, 95% to", SHARE, shown=False),
    Column("requested_eur", "Requested (EUR)", EUR),
)
_NO_OUTCOME = "No call publishes its outcome by country for these filters."
_NONE_RECORDED = "No project of these calls is recorded for these filters."
_GROUPS = (
    "EU27: today's Member States. EU13: those that joined in 2004 or later; EU14: the others. A group of your own: the "
    "countries that you choose."
)
_NOT_NARROWED = "Filters on countries do not narrow the groups."


def _groups(ask: Ask, scope: Scope, chosen: Chosen) -> tuple[groups.CountrySums, pd.DataFrame]:
    sums = ask(groups.country_sums, scope)
    return sums, groups.peer_groups(sums, split(chosen[OWN_GROUP.name]))


# Success rates of groups ------------------------------------------------------------------------------------------


def _rates(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    sums, found = _groups(ask, scope, chosen)
    return Result(found, (words.with_outcomes_by_country(sums),))


def _chosen_rate(answer: Answer) -> pd.DataFrame:
    return words.of_rate(answer.frame, answer.chosen[words.RATE.name])


def _say_rates(answer: Answer) -> str:
    known = _chosen_rate(answer)
    known = known[known["rate_low"].notna()]
    if known.empty:
        return "The success rates of groups of countries are not known."
    first, last = known.iloc[0], known.iloc[-1]
    text = f"{first['group']}: {words.write_rate_with_interval(first)}."
    if len(known) == 1:
        return text
    return f"{last['group']}: {words.write_rate_with_interval(last)}; {text[:1].lower()}{text[1:]}"


def _draw_rates(answer: Answer, look: Look) -> Chart | None:
    found = _chosen_rate(answer)
    marks = words.as_marks(found, "group", "group")
    if marks.empty:
        return None
    return charts.intervals_under_names(
        marks,
        average=float(found["rate"].iloc[0]),
        title=f"Success rate ({words.stage_of(answer)})",
        dark=look.dark,
    )


SUCCESS_RATE_BY_GROUP = Figure(
    id="calls.success_rate_by_group",
    title="Groups of countries: success rate",
    title_of=lambda answer: f"Groups of countries: success rate ({words.stage_of(answer)})",
    question="Do widening countries, or newer Member States, have the same chance as all?",
    unit="share of proposals",
    definition=Definition(
        counts=f"{_GROUPS} Success rates come from the outcomes that calls publish by country.",
        of=f"{words.STAGES_OF_RATES} Sums over sums. The stroke is all countries. {_NOT_NARROWED}",
        left_out="Calls that do not publish their outcome by country.",
        why="It shows whether a group fares otherwise than all countries, and whether that may well be chance.",
        notes=(notes.WIDENING_LIST, words.INTERVAL),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call outcome", "country"),
    needs=(OUTCOME_BY_COUNTRY,),
    narrowed_by=CALLS,
    options=(words.RATE, OWN_GROUP),
    compute=_rates,
    columns=(*_GROUP, *_RATES),
    turned=True,
    sentence=_say_rates,
    chart=_draw_rates,
    empty=_NO_OUTCOME,
)


# Participations of groups -----------------------------------------------------------------------------------------

_SHARES = {"participation_share": "Participations", "coordination_share": "Coordinations", "awarded_share": "Awarded"}


def _participations(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    sums, found = _groups(ask, scope, chosen)
    return Result(found, (participations.recorded_projects(sums.recorded),))


def _write_share(row: Any, column: str) -> str:
    if pd.notna(row[column]):
        return formatting.percent(row[column])
    words_ = row.get(f"{column}_words")
    return "not known" if pd.isna(words_) else str(words_)


def _say_participations(answer: Answer) -> str:
    if answer.frame["participations"].isna().all():
        return "No participation in a project of these calls is recorded."
    row = answer.frame.iloc[-1]
    shares = [f"{label.lower()} {_write_share(row, column)}" for column, label in _SHARES.items()]
    return f"{row['group']}, of all countries together: {', '.join(shares)}."


def _draw_participations(answer: Answer, look: Look) -> Chart | None:
    if answer.frame["participations"].isna().all():
        return None
    bars = pd.DataFrame(
        [
            {
                "key": row["group"],
                "name": row["group"],
                "kind": label,
                "value": row[column],
                "description": _write_share(row, column),
            }
            for row in answer.frame.iloc[1:].to_dict("records")
            for column, label in _SHARES.items()
        ]
    )
    return charts.bars_under_names(
        bars,
        kinds=list(_SHARES.values()),
        unit="share",
        title="Share of all participations, coordinations and money",
        dark=look.dark,
    )


PARTICIPATION_BY_GROUP = Figure(
    id="calls.participation_by_group",
    title="Groups of countries: participations and money",
    question="How much of the participations and of the money goes to each group of countries?",
    unit="share of all countries",
    definition=Definition(
        counts=f"{_GROUPS} Money and participations come from the recorded projects.",
        of=(
            f"Shares are of all countries together. Coordination rate: coordinations / participations. {_NOT_NARROWED}"
        ),
        left_out="Projects without a recorded participant.",
        why="Including countries that perform less in research is an aim of the European programmes.",
        notes=(notes.WIDENING_LIST,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("participation", "country"),
    narrowed_by=CALLS,
    options=(OWN_GROUP,),
    compute=_participations,
    columns=(*_GROUP, *words.OF_PARTICIPATIONS),
    turned=True,
    sentence=_say_participations,
    chart=_draw_participations,
    empty=_NONE_RECORDED,
)


# A country against all others -------------------------------------------------------------------------------------

_SIDES = (Column("group", "Country"), Column("iso2", "ISO code", CODE, shown=False))
_CHOOSE = "Choose a country to see it against the sum of all others."


def _named(found: pd.DataFrame, ask: Ask, scope: Scope, iso2: str) -> pd.DataFrame:
    """Return the rows with the country's name as its group, and its code; none where no country is chosen."""
    names = countries(ask, scope)
    own = found["group"] == iso2
    named = found.assign(
        iso2=pd.Series(iso2, index=found.index, dtype="object").where(own),
        group=found["group"].where(~own, names.get(iso2, iso2)),
    )
    return named if iso2 else named.iloc[:0]


def _against(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    sums, iso2 = ask(groups.country_sums, scope), chosen[MY_COUNTRY.name]
    covered = (words.with_outcomes_by_country(sums), participations.recorded_projects(sums.recorded))
    return Result(_named(groups.against_others(sums, iso2), ask, scope, iso2), covered)


def _say_against(answer: Answer) -> str:
    if answer.frame.empty:
        return "No country is chosen."
    own, others = words.of_rate(answer.frame, "overall").to_dict("records")
    if pd.isna(own["rate_low"]):
        return f"{own['group']}: its success rate is not known."
    return f"{own['group']}: {words.write_rate_with_interval(own)}; all others {words.write_rate_with_counts(others)}."


COUNTRY_AGAINST_OTHERS = Figure(
    id="calls.country_against_others",
    title="My country against all others",
    question="How does our success rate compare with that of all others?",
    unit="as the columns say",
    definition=Definition(
        counts="The country against the sum of all others, which it is not part of.",
        of=(
            f"{words.STAGES_OF_RATES} Sums over sums over their outcomes by country, and over the recorded projects. "
            "Shares are of the two together."
        ),
        left_out="Filters on countries do not narrow it.",
        why="A country sees whether it fares otherwise than the others, and whether that may well be chance.",
        notes=(words.INTERVAL,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call outcome", "participation"),
    needs=(OUTCOME_BY_COUNTRY,),
    narrowed_by=CALLS,
    options=(MY_COUNTRY,),
    compute=_against,
    columns=(*_SIDES, _GROUP[1], *_RATES, *words.OF_PARTICIPATIONS),
    turned=True,
    sentence=_say_against,
    empty=_CHOOSE,
)


def _against_by_year(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    iso2 = chosen[MY_COUNTRY.name]
    yearly = words.of_rate(ask(groups.against_others_by_year, scope, iso2), "overall")
    covered = words.with_outcomes_by_country(ask(groups.country_sums, scope))
    return Result(_named(yearly, ask, scope, iso2), (covered,))


def _say_against_by_year(answer: Answer) -> str:
    if answer.frame.empty and not answer.chosen[MY_COUNTRY.name]:
        return "No country is chosen."
    own = answer.frame[answer.frame["iso2"].notna() & answer.frame["rate_low"].notna()]
    if own.empty:
        return "The success rate of the country is not known in any year."
    first, last = own.iloc[0], own.iloc[-1]
    others = answer.frame[answer.frame["iso2"].isna() & (answer.frame["year"] == last["year"])].iloc[0]
    before = f"from {words.write_rate(first)} in {first['year']} to " if first["year"] != last["year"] else ""
    return (
        f"{last['group']}: {before}{words.write_rate(last)} in {last['year']}, all others "
        f"{words.write_rate(others)} in that year."
    )


def _draw_against_by_year(answer: Answer, look: Look) -> Chart | None:
    if answer.frame["rate_low"].isna().all():
        return None
    marks = words.as_yearly_marks(answer.frame, answer.frame["group"])
    return rates_over_years(
        marks,
        average=float("nan"),
        title="Success rate by year, overall",
        dark=look.dark,
        home=comparison.name_in(answer.frame, answer.home, name="group"),
    )


COUNTRY_AGAINST_OTHERS_BY_YEAR = Figure(
    id="calls.country_against_others_by_year",
    title="My country against all others, over the years",
    question="Has our success rate come nearer to that of the others?",
    unit="share of pre-proposals",
    definition=Definition(
        counts="The overall success rate, projects funded / eligible pre-proposals, by the year of the call.",
        of="The country against the sum of all others, which it is not part of; sums over sums.",
        left_out="Filters on countries do not narrow it. A year without an outcome by country is a gap.",
        why="A difference that lies within the intervals may well be chance.",
        notes=(notes.CALL_YEAR, words.INTERVAL),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call", "call outcome"),
    needs=(OUTCOME_BY_COUNTRY,),
    narrowed_by=CALLS,
    options=(MY_COUNTRY,),
    compute=_against_by_year,
    columns=(Column("year", "Year", YEAR), *_SIDES, *words.OF_RATE),
    sentence=_say_against_by_year,
    chart=_draw_against_by_year,
    empty=lambda answer: _NO_OUTCOME if answer.chosen[MY_COUNTRY.name] else _CHOOSE,
)
