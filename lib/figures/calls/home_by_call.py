"""My country against all others, call by call."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from lib.charts import outcomes as charts
from lib.figures.asking import Ask
from lib.figures.calls import words
from lib.figures.columns import CODE, Column
from lib.figures.comparison import MY_COUNTRY
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import ALL_CALLS
from lib.figures.options import Chosen, countries
from lib.metrics.calls import groups
from lib.metrics.country_groups import OTHERS
from lib.metrics.coverage import Coverage
from lib.metrics.presence import OUTCOME_BY_COUNTRY
from lib.metrics.scope import Scope

#: More calls than this are left to the table.
_MOST = 20
_CHOOSE = "Choose my country in the bar to see it against the sum of all others."
_NOT_PUBLISHED = "No call publishes its outcome by country for these filters."


def _compute(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    iso2 = chosen[MY_COUNTRY.name]
    found = words.of_rate(ask(groups.against_others_by_call, scope, iso2), "overall")
    own = found["group"] == iso2
    name = countries(ask, scope).get(iso2, iso2)
    found = found.assign(
        iso2=pd.Series(iso2, index=found.index, dtype="object").where(own), group=found["group"].where(~own, name)
    )
    known = int(found.loc[own, "rate_low"].notna().sum())
    covered = Coverage(f"calls with outcomes by country that know those of {name}", known, int(own.sum()))
    return Result(found, (covered,), {"name": name}) if iso2 else Result(found.iloc[:0])


def _newest(answer: Answer) -> tuple[dict[Any, Any], dict[Any, Any]] | None:
    """Return the rates of my country and of all others in the newest call in which mine is known."""
    frame = answer.frame
    own = frame[frame["iso2"].notna() & frame["rate_low"].notna()]
    if own.empty:
        return None
    newest = own.to_dict("records")[0]
    others = frame[(frame["call_id"] == newest["call_id"]) & frame["iso2"].isna()]
    return newest, others.to_dict("records")[0]


def _say(answer: Answer) -> str:
    if not answer.home:
        return "No country is chosen."
    newest = _newest(answer)
    if newest is None:
        return f"{answer.context['name']}: its success rate is not known in any call."
    own, others = newest
    return (
        f"{own['group']} in {own['call']}: {words.write_rate_with_interval(own)}; all others "
        f"{words.write_rate_with_counts(others)}."
    )


def _find(answer: Answer) -> str:
    newest = _newest(answer)
    if newest is None:
        return ""
    own, others = newest
    interval = f" ({words.write_interval(own)})" if pd.notna(own["rate"]) else ""
    return f"{own['call']}: {own['group']} {words.write_rate(own)}{interval}, all others {words.write_rate(others)}"


def _draw(answer: Answer, look: Look) -> Chart | None:
    known = answer.frame[answer.frame["rate_low"].notna()]
    known = known[known["call_id"].isin(known["call_id"].drop_duplicates().head(_MOST))]
    marks = words.as_marks(known, "call_id", "call").assign(kind=known["group"])
    if marks.empty:
        return None
    return charts.intervals_of_two(
        marks,
        kinds=(answer.context["name"], OTHERS),
        title="Success rate by call, overall",
        dark=look.dark,
        clickable=look.clickable,
        chosen=look.picked,
    )


COUNTRY_AGAINST_OTHERS_BY_CALL = Figure(
    id="calls.country_against_others_by_call",
    title="My country against all others, by call",
    question="In which calls do our proposals fare otherwise than those of all others?",
    unit="share of pre-proposals",
    definition=Definition(
        counts=(
            "The overall success rate, projects funded / eligible pre-proposals, in the outcomes by country of a call."
        ),
        of="The country against the sum of all others, which it is not part of; sums over sums.",
        left_out="Calls that publish no outcome by country. Filters on countries do not narrow it.",
        why="A difference that lies within the intervals may well be chance.",
        notes=(words.INTERVAL,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call", "call outcome"),
    needs=(OUTCOME_BY_COUNTRY,),
    narrowed_by=ALL_CALLS,
    options=(MY_COUNTRY,),
    compute=_compute,
    columns=(
        *words.OF_CALL,
        Column("group", "Country"),
        Column("iso2", "ISO code", CODE, shown=False),
        *words.OF_RATE,
    ),
    sentence=_say,
    finding=_find,
    chart=_draw,
    empty=lambda answer: _NOT_PUBLISHED if answer.home else _CHOOSE,
)
