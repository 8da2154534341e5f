"""Countries in calls: how many of their proposals are funded, what they are awarded, and who is widening."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.charts import outcomes as charts
from lib.charts import plots
from lib.common import formatting
from lib.common.formatting import HARD
from lib.figures.asking import Ask
from lib.figures.calls import words
from lib.figures.columns import CODE, COUNT, EUR, PROPORTION, Column
from lib.figures.comparison import MY_COUNTRY
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import CALLS, PLACE
from lib.figures.options import Chosen, Option
from lib.metrics.calls import groups, outcomes, participations
from lib.metrics.presence import OUTCOME_BY_COUNTRY
from lib.metrics.scope import Scope

_COUNTRY = (Column("iso2", "ISO code", CODE, shown=False), Column("country", "Country"))
#: More calls than this are left to the table: nobody compares them one by one.
_MOST = 40
_NONE_RECORDED = "No project of these calls is recorded for these filters."


# Success rates ----------------------------------------------------------------------------------------------------


def _rates(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    rate = chosen[words.RATE.name]
    everywhere = ask(outcomes.by_country, scope.any_place())
    found = ask(outcomes.by_country, scope) if scope.by_place else everywhere
    covered = words.with_outcomes_by_country(ask(groups.country_sums, scope.any_place()))
    return Result(words.of_rate(found, rate), (covered,), words.compare_with(everywhere, rate, "All countries"))


def _say_rates(answer: Answer) -> str:
    known = answer.frame[answer.frame["rate_low"].notna()]
    if known.empty:
        return "The success rates of these countries are not known."
    if len(known) == 1:
        row = known.iloc[0]
        return f"{row['country']}: {words.write_rate_with_interval(row)}; {words.write_compared(answer)}."
    average = answer.context["average"]
    above, below = (known["rate_low"] > average).sum(), (known["rate_high"] < average).sum()
    if not above and not below:
        return (
            f"{answer.context['compared']}; the 95{HARD}% interval of none of {len(known)} countries lies wholly above "
            "or below that."
        )
    return (
        f"{answer.context['compared']}; of {len(known)} countries, the 95{HARD}% interval of {above} lies wholly above "
        f"that and of {below} wholly below; by chance alone about one in twenty would."
    )


def _by_rate(answer: Answer) -> pd.DataFrame:
    return answer.frame.sort_values("rate", ascending=False, na_position="last")


def _draw_rates(answer: Answer, look: Look) -> Chart | None:
    marks = words.as_marks(_by_rate(answer), "iso2", "country")
    if marks.empty:
        return None
    return charts.intervals_under_names(
        marks,
        average=answer.context["average"],
        title=answer.context["compared"],
        dark=look.dark,
        home=[answer.home],
    )


SUCCESS_RATE_BY_COUNTRY = Figure(
    id="calls.success_rate_by_country",
    title="Success rate by country",
    title_of=lambda answer: f"Success rate by country ({words.stage_of(answer)})",
    question="Where do proposals have a better chance than elsewhere?",
    unit="share of proposals",
    definition=Definition(
        counts=(
            "From the outcomes that calls publish by country: projects funded with at least one partner from the "
            "country."
        ),
        of=(
            "Eligible pre-proposals with at least one partner from it, and likewise for the two stages. A proposal "
            "with partners in three countries counts once in each country, so the countries add up to more than the "
            "calls. The grey stroke is all countries together, counted likewise."
        ),
        left_out="Countries for which no call publishes them.",
        why="Funders see how the proposals of their country fare, and whether that may be chance.",
        notes=(words.INTERVAL,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call", "call outcome"),
    needs=(OUTCOME_BY_COUNTRY,),
    narrowed_by=CALLS | PLACE,
    options=(words.RATE, MY_COUNTRY),
    compute=_rates,
    columns=(
        *_COUNTRY,
        Column("calls", "Calls", COUNT),
        *words.OF_RATE,
        words.STAGE2_OVER,
        *words.COUNTS,
        Column("requested_eur", "Requested (EUR)", EUR),
        Column("awarded_eur", "Awarded (EUR)", EUR),
        Column("awarded_of_requested", "Awarded of requested", PROPORTION),
    ),
    sentence=_say_rates,
    chart=_draw_rates,
    ranked=_by_rate,
    empty="No call publishes its outcome by country for these filters.",
)


# Money and participations -----------------------------------------------------------------------------------------

MEASURE = Option(
    "country-measure",
    "Money and participations: show",
    {
        "awarded": "Awarded",
        "participations": "Participations",
        "coordinations": "Coordinations",
        "coordination-rate": "Coordination rate",
    },
    default="awarded",
)
#: Of each measure: its column, its unit, and what the chart says.
_MEASURES = {
    "awarded": ("awarded_eur", "EUR", "Awarded to participants (EUR)"),
    "participations": ("participations", "count", "Participations"),
    "coordinations": ("coordinations", "count", "Coordinations"),
    "coordination-rate": ("coordination_rate", "share", "Coordinations of participations"),
}
_SHARES = {
    "awarded_eur": "awarded_share",
    "participations": "participation_share",
    "coordinations": "coordination_share",
}


def _participations(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    found = ask(participations.by_country, scope)
    found = found.assign(country=found["country"].fillna("country not known"))
    return Result(found, (participations.recorded_projects(ask(participations.recorded, scope.any_place())),))


def _say_participations(answer: Answer) -> str:
    column, unit, title = _MEASURES[answer.chosen[MEASURE.name]]
    found = answer.frame[answer.frame["iso2"].notna() & answer.frame[column].notna()]
    if found.empty:
        return f"{title}: not known."
    if column == "coordination_rate":
        counts = [int(found[name].sum()) for name in ("coordinations", "participations")]
        return (
            f"{title}, all countries shown together: {formatting.share_of(*counts)} ({formatting.counts_of(*counts)})."
        )
    row = found.sort_values(column, ascending=False).iloc[0]
    amount = formatting.short_euro(row[column]) if unit == "EUR" else formatting.number(row[column])
    share = row[_SHARES[column]]
    of_all = "its share of all countries is not known" if pd.isna(share) else f"{formatting.percent(share)} of all"
    return f"{title}: {row['country']} has the most, {amount} ({of_all})."


def _by_measure(answer: Answer) -> pd.DataFrame:
    column, _, _ = _MEASURES[answer.chosen[MEASURE.name]]
    return answer.frame.sort_values(column, ascending=False, na_position="last", kind="stable")


def _draw_participations(answer: Answer, look: Look) -> Chart | None:
    column, unit, title = _MEASURES[answer.chosen[MEASURE.name]]
    if answer.frame[column].isna().all():
        return None
    return plots.ranked_bars(
        answer.frame,
        measure=column,
        name="country",
        title=title,
        unit=unit,
        dark=look.dark,
        home=answer.home_name,
    )


def _no_participations(answer: Answer) -> str:
    if answer.frame.empty:
        return _NONE_RECORDED
    return "Too few are recorded for a rate or an amount; the view Table holds what is."


PARTICIPATIONS_BY_COUNTRY = Figure(
    id="calls.participations_by_country",
    title="Money and participations by country",
    question="Which countries take part, lead, and are awarded money?",
    unit="as chosen: EUR, number or share",
    definition=Definition(
        counts=(
            "From the recorded projects of the calls: participations of organisations in any role by the country of "
            "the participant, their money from all funders, and coordinations. A project with partners in five "
            "countries counts once in each country's number of projects."
        ),
        of=(
            "Shares are of all countries together, also of those that a filter leaves out. Coordination rate: "
            "coordinations / participations."
        ),
        left_out="Projects without a recorded participant.",
        why="A country sees what it gets out of the calls, and whether it leads or follows.",
    ),
    reviewed=date(2026, 11, 30),
    entities=("call", "project", "participation"),
    narrowed_by=CALLS | PLACE,
    options=(MEASURE, MY_COUNTRY),
    compute=_participations,
    columns=(*_COUNTRY, Column("projects", "Projects", COUNT), *words.OF_PARTICIPATIONS),
    sentence=_say_participations,
    chart=_draw_participations,
    ranked=_by_measure,
    empty=_no_participations,
)


# Widening ---------------------------------------------------------------------------------------------------------


def _widening(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    rows = ask(participations.widening_share, scope)
    return Result(rows, (participations.recorded_projects(rows),))


def _say_widening(answer: Answer) -> str:
    if answer.frame.empty:
        return "No participation in a project of these calls is recorded."
    latest = answer.frame.iloc[0]
    together = participations.pooled_widening(answer.frame).iloc[0]
    others = f"; all calls {words.write_share_with_counts(together)}" if len(answer.frame) > 1 else ""
    return (
        f"{latest['call']}: {words.write_share_with_counts(latest)} of the participations are from widening "
        f"countries{others}."
    )


def _draw_widening(answer: Answer, look: Look) -> Chart | None:
    shown = answer.frame.head(_MOST)
    bars = pd.DataFrame(
        {
            "key": shown["call_id"],
            "name": shown["call"] + ", " + shown["framework"],
            "kind": "Widening share",
            "value": shown["share"],
            "description": [words.write_share_with_counts(row) for row in shown.to_dict("records")],
        }
    )
    return charts.bars_under_names(
        bars,
        kinds=["Widening share"],
        unit="share",
        title="Participations from widening countries, of all",
        dark=look.dark,
    )


WIDENING_SHARE_BY_CALL = Figure(
    id="calls.widening_share_by_call",
    title="Widening share by call",
    question="How much of each call goes to widening countries?",
    unit="share of participations",
    definition=words.WIDENING,
    reviewed=date(2026, 11, 30),
    entities=("call", "project", "participation", "country"),
    narrowed_by=CALLS,
    compute=_widening,
    columns=(*words.OF_CALL, Column("framework", "Widening list of"), *words.OF_WIDENING),
    sentence=_say_widening,
    chart=_draw_widening,
    empty=_NONE_RECORDED,
)
