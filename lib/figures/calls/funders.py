"""What funders committed to calls, what they awarded, and which countries won nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from lib.charts import outcomes as charts
from lib.common import formatting
from lib.figures import comparison
from lib.figures.asking import Ask
from lib.figures.calls import words
from lib.figures.columns import CODE, COUNT, EUR, FLAG, PROPORTION, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import CALLS, PLACE
from lib.figures.options import Chosen, countries
from lib.metrics.calls import commitments
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope

#: More funders than this are left to the table.
_MOST = 60
_AMOUNTS = {"committed_eur": "Committed", "awarded_eur": "Awarded"}


# Committed and awarded --------------------------------------------------------------------------------------------


def _money(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    names = countries(ask, scope)
    return Result(ask(commitments.by_funder, scope), context={"home": names.get(comparison.home(chosen))})


def _say_money(answer: Answer) -> str:
    found = answer.frame
    if found["committed_eur"].isna().all() and found["awarded_eur"].isna().all():
        return "No funder's money is known."
    committed, awarded = (
        "an amount that is not known" if found[name].isna().all() else formatting.short_euro(found[name].sum())
        for name in _AMOUNTS
    )
    compared = [found[f"compared_{name}"].sum() for name in ("awarded_eur", "committed_eur")]
    uptake = (
        f"uptake {formatting.percent(compared[0] / compared[1])} in the calls whose money is recorded whole"
        if compared[1]
        else "uptake is not known, since no call's money is recorded whole"
    )
    return f"{formatting.counted(len(found), 'funder')} committed {committed} and awarded {awarded}; {uptake}."


def _find_money(answer: Answer) -> str:
    found = answer.frame
    if any(found[name].isna().all() for name in _AMOUNTS):
        return ""
    committed, awarded = (formatting.short_euro(found[name].sum()) for name in _AMOUNTS)
    return f"{formatting.counted(len(found), 'funder')} awarded {awarded} and had committed {committed}"


def _where(row: dict[Any, Any]) -> str:
    """Name a region, then its country, since it is the region that pays."""
    known = [row[name] for name in ("region", "country") if not pd.isna(row[name])]
    return ", ".join(known) or "country not known"


def _amount(row: dict[Any, Any], column: str) -> str:
    if pd.isna(row[column]):
        return "not known"
    if column == "committed_eur":
        return words.write_published(row[column], row["approximate"], formatting.short_euro)
    uptake = "" if pd.isna(row["uptake"]) else f", uptake {formatting.percent(row['uptake'])}"
    return f"{formatting.short_euro(row[column])}{uptake}"


def _draw_money(answer: Answer, look: Look) -> Chart | None:
    bars = pd.DataFrame(
        [
            {
                "key": row["funder_id"],
                "name": f"{row['funder']} ({_where(row)})",
                "kind": label,
                "value": row[column],
                "description": _amount(row, column),
            }
            for row in answer.frame.head(_MOST).to_dict("records")
            for column, label in _AMOUNTS.items()
        ]
    )
    of_home = answer.frame["country"] == answer.context["home"]
    return charts.bars_under_names(
        bars,
        kinds=list(_AMOUNTS.values()),
        unit="EUR",
        title="Money by funder (EUR million)",
        dark=look.dark,
        home=list(answer.frame.loc[of_home, "funder_id"]),
    )


def _caption(answer: Answer) -> str:
    count = len(answer.frame)
    return f"The first {_MOST} of {formatting.number(count)} funders; the table has all." if count > _MOST else ""


MONEY_BY_FUNDER = Figure(
    id="calls.money_by_funder",
    title="Committed and awarded by funder",
    question="How much of what funders committed was awarded?",
    unit="EUR",
    definition=Definition(
        counts=(
            "Committed: what a funder set aside for the calls before they opened. Awarded: its money in the recorded "
            "projects of these calls."
        ),
        of=(
            "Uptake: awarded / committed, sums over sums, over the calls whose recorded amounts add up to what they "
            "published as awarded (to 1%); of other calls it is not known how much is missing."
        ),
        left_out=(
            "A region's funder is a separate funder, named with its region, and is not part of its country's. With "
            "countries chosen: the funders of these countries."
        ),
        why="A funder whose money is hardly taken up may want to know why, and so may its partners.",
        notes=(words.TILDE,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call commitment", "funding", "participation", "organisation"),
    narrowed_by=CALLS | PLACE,
    options=(comparison.MY_COUNTRY,),
    compute=_money,
    columns=(
        Column("funder_id", "Identifier", CODE, shown=False),
        Column("funder", "Funder"),
        Column("country", "Country"),
        Column("region", "Region it stands for"),
        Column("calls", "Calls committed to", COUNT),
        Column("committed_eur", "Committed (EUR)", EUR),
        Column("approximate", "Committed is approximate", FLAG),
        Column("awarded_eur", "Awarded as recorded (EUR)", EUR),
        Column("compared_committed_eur", "Committed in calls recorded whole (EUR)", EUR),
        Column("compared_awarded_eur", "Awarded in calls recorded whole (EUR)", EUR),
        Column("uptake", "Uptake", PROPORTION),
    ),
    sentence=_say_money,
    finding=_find_money,
    chart=_draw_money,
    ranked=lambda answer: answer.frame,
    caption=_caption,
    empty="No funder's money is known for these filters.",
)


# Countries that won nothing ---------------------------------------------------------------------------------------


def _with_result(result: str) -> Callable[[Ask, Scope, Chosen], Result]:
    """Compute the commitments with one result."""

    def compute(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
        found = ask(commitments.results, scope)
        known = int((found["result"] != commitments.NOT_KNOWN).sum())
        covered = Coverage("countries' commitments to a call with a known result", known, len(found))
        rows = found[found["result"] == result].reset_index(drop=True)
        return Result(rows, (covered,), {"commitments": len(found), "is_enough": covered.is_enough})

    return compute


def _say_nothing_won(answer: Answer) -> str:
    count = len(answer.frame)
    if not answer.context["commitments"]:
        return "No commitment is recorded."
    if not count and not answer.context["is_enough"]:
        return "Too little is known to say that there is none."
    if not count:
        return "Every country with a commitment won something in each of these calls."
    return f"In {formatting.counted(count, 'case')} a country committed money to a call and won nothing."


def _say_not_known(answer: Answer) -> str:
    count = len(answer.frame)
    if not answer.context["commitments"]:
        return "No commitment is recorded."
    if not count:
        return "Of every commitment it is known whether its country won something."
    return f"In {formatting.counted(count, 'case')} it is not known whether the country won anything."


_OF_RESULT = (
    Column("iso2", "ISO code", CODE, shown=False),
    Column("country", "Country"),
    Column("call_id", "Identifier", CODE, shown=False),
    Column("call", "Call"),
    Column("committed_eur", "Committed (EUR)", EUR),
    Column("funders", "Funders", COUNT),
    Column("projects", "Projects", COUNT),
    Column("awarded_eur", "Awarded (EUR)", EUR),
)
_DEFINITION = Definition(
    counts=(
        "Countries whose funders committed money to a call. Nothing won: the call's outcome for the country says that "
        "no project was funded or no money awarded, or all funded projects of the call are recorded and none has a "
        "participant from it."
    ),
    left_out=(
        "Not known, and listed separately: no outcome by country is published and not all projects are recorded. "
        "With countries chosen: the commitments of their funders."
    ),
    why="A country that pays and wins nothing may leave the next call.",
)
_NOTHING_TO_LIST = "There is nothing to list."
_ENTITIES = ("call commitment", "call outcome", "project", "participation")

NOTHING_WON = Figure(
    id="calls.nothing_won",
    title="Countries that committed and won nothing",
    question="Which countries put money into a call and won nothing?",
    unit="commitments of a country to a call",
    definition=_DEFINITION,
    reviewed=date(2026, 11, 30),
    entities=_ENTITIES,
    narrowed_by=CALLS | PLACE,
    compute=_with_result(commitments.NOTHING_WON),
    columns=_OF_RESULT,
    sentence=_say_nothing_won,
    empty=_NOTHING_TO_LIST,
)
RESULT_NOT_KNOWN = Figure(
    id="calls.result_not_known",
    title="Countries that committed and of which it is not known what they won",
    question="For which countries that put money into a call is it not known what they won?",
    unit="commitments of a country to a call",
    definition=_DEFINITION,
    reviewed=date(2026, 11, 30),
    entities=_ENTITIES,
    narrowed_by=CALLS | PLACE,
    compute=_with_result(commitments.NOT_KNOWN),
    columns=_OF_RESULT,
    sentence=_say_not_known,
    empty=_NOTHING_TO_LIST,
)
