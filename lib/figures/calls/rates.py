"""How many proposals are funded: by call, by year of the call."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.charts import outcomes as charts
from lib.charts.rates import rates_over_years
from lib.common import formatting
from lib.figures import notes
from lib.figures.asking import Ask
from lib.figures.calls import words
from lib.figures.columns import COUNT, YEAR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import ALL_CALLS, CALLS, PLACE
from lib.figures.options import Chosen
from lib.metrics.calls import outcomes
from lib.metrics.scope import Scope

#: More calls than this are left to the table: nobody compares them one by one.
_MOST = 40
_NO_RATE = "No call publishes both numbers of this rate for these filters."


def _average(ask: Ask, scope: Scope, rows: pd.DataFrame, rate: str) -> dict[str, object]:
    """Compute what a rate is compared with: all calls, or with countries chosen all countries in the calls that fit."""
    if scope.by_place:
        return words.compare_with(ask(outcomes.by_country, scope.any_place()), rate, "All countries")
    return words.compare_with(rows, rate, "The calls chosen" if scope.calls else "All calls")


# By call ----------------------------------------------------------------------------------------------------------


def _by_call(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    rate = chosen[words.RATE.name]
    rows = ask(outcomes.by_call, scope)
    covered = words.published_by(rows, [f"{rate}_low"], "both numbers of this rate")
    context = _average(ask, scope, rows, rate) | {"others": _other_calls(rows, rate)}
    return Result(words.of_rate(rows, rate), (covered,), context)


def _other_calls(rows: pd.DataFrame, rate: str) -> dict[str, object]:
    """Return the sums of all calls but the newest one whose rate is known."""
    known = rows[rows[f"{rate}_low"].notna()]
    pooled: dict[str, object] = words.compare_with(known.iloc[1:], rate, "The other calls")["pooled"]
    return pooled


def _find_by_call(answer: Answer) -> str:
    known = answer.frame[answer.frame["rate_low"].notna()]
    if known.empty:
        return ""
    latest = known.iloc[0]
    interval = f" ({words.write_interval(latest)})" if pd.notna(latest["rate"]) else ""
    others = f", the other calls {words.write_rate(answer.context['others'])}" if len(known) > 1 else ""
    return f"{latest['call']}: {words.write_rate(latest)}{interval}{others}"


def _sentence_by_call(answer: Answer) -> str:
    known = answer.frame[answer.frame["rate_low"].notna()]
    if known.empty:
        return "The success rate of these calls is not known."
    latest = known.iloc[0]
    others = f"; {words.write_compared(answer)}" if len(answer.frame) > 1 else ""
    return f"{latest['call']}: {words.write_rate_with_interval(latest)}{others}."


def _draw_by_call(answer: Answer, look: Look) -> Chart | None:
    marks = words.as_marks(answer.frame, "call_id", "call").head(_MOST)
    if marks.empty:
        return None
    return charts.intervals_under_names(
        marks,
        average=answer.context["average"],
        title=answer.context["compared"],
        dark=look.dark,
        clickable=look.clickable,
        chosen=look.picked,
    )


def _caption_by_call(answer: Answer) -> str:
    known = int(answer.frame["rate_low"].notna().sum())
    return f"The latest {_MOST} of {formatting.number(known)} calls; the table has all." if known > _MOST else ""


SUCCESS_RATE_BY_CALL = Figure(
    id="calls.success_rate_by_call",
    title="Success rate by call",
    title_of=lambda answer: f"Success rate by call ({words.stage_of(answer)})",
    question="Which calls fund a larger part of their proposals than others?",
    unit="share of proposals",
    definition=Definition(
        counts=words.STAGES_OF_RATES,
        of=(
            f"{words.SUMS_OVER_SUMS} {words.COUNTED_BY_COUNTRY} The grey stroke is all calls of the period together; "
            "with countries chosen, all countries together, in outcomes by country."
        ),
        left_out="Calls that do not publish both numbers have no rate.",
        why="Applicants and funders see where a proposal has a fair chance, and how far calls differ by chance alone.",
        notes=(words.INTERVAL,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call", "call outcome"),
    narrowed_by=ALL_CALLS | PLACE,
    options=(words.RATE,),
    compute=_by_call,
    columns=(*words.OF_CALL, *words.OF_RATE, words.STAGE2_OVER, *words.OF_SOURCE),
    sentence=_sentence_by_call,
    finding=_find_by_call,
    chart=_draw_by_call,
    caption=_caption_by_call,
    empty=_NO_RATE,
)


# By year ----------------------------------------------------------------------------------------------------------


def _by_year(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    rate = chosen[words.RATE.name]
    rows = ask(outcomes.by_call, scope)
    dated = rows.assign(dated=rows[f"{rate}_low"].where(rows["year"].notna()))
    covered = words.published_by(dated, ["dated"], "a year and both numbers of this rate")
    yearly = words.of_rate(outcomes.by_year(rows), rate)
    return Result(yearly, (covered,), _average(ask, scope, rows, rate))


def _sentence_by_year(answer: Answer) -> str:
    known = answer.frame[answer.frame["rate_low"].notna()]
    if known.empty:
        return "The success rate of these calls is not known."
    first, last = known.iloc[0], known.iloc[-1]
    if first["year"] == last["year"]:
        return f"{last['year']}: {words.write_rate_with_counts(last)}."
    return f"From {words.write_rate(first)} in {first['year']} to {words.write_rate(last)} in {last['year']}."


def _find_by_year(answer: Answer) -> str:
    return "" if answer.frame["rate_low"].isna().all() else _sentence_by_year(answer).rstrip(".")


def _draw_by_year(answer: Answer, look: Look) -> Chart | None:
    yearly = answer.frame
    if yearly["rate_low"].isna().all():
        return None
    marks = words.as_yearly_marks(yearly, "Calls")
    return rates_over_years(
        marks, average=answer.context["average"], title="Success rate by year of the call", dark=look.dark
    )


SUCCESS_RATE_BY_YEAR = Figure(
    id="calls.success_rate_by_year",
    title="Success rate over the years",
    title_of=lambda answer: f"Success rate over the years ({words.stage_of(answer)})",
    question="Has it become harder to be funded?",
    unit="share of proposals",
    definition=Definition(
        counts=words.STAGES_OF_RATES,
        of=f"{words.SUMS_OVER_SUMS} By the year of the call; a year without a call is a gap.",
        left_out="Calls of unknown year, and calls that do not publish both numbers.",
        why="A trend that lies within the intervals may well be chance.",
        notes=(notes.CALL_YEAR, words.INTERVAL),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call", "call outcome"),
    narrowed_by=CALLS | PLACE,
    options=(words.RATE,),
    compute=_by_year,
    columns=(Column("year", "Year", YEAR), Column("calls", "Calls", COUNT), *words.OF_RATE),
    sentence=_sentence_by_year,
    finding=_find_by_year,
    chart=_draw_by_year,
    caption=lambda answer: f"Dashed: {answer.context['compared']}.",
    empty=_NO_RATE,
)
