"""What figures on calls share: notes of definitions, columns, and rates in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pandas as pd

from lib.common import formatting
from lib.common.formatting import HARD
from lib.figures import notes
from lib.figures.columns import CHECKED, CODE, COUNT, DATASET, DAY, EUR, FLAG, SHARE, SOURCE, YEAR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer
from lib.figures.options import Option
from lib.metrics.calls import outcomes
from lib.metrics.calls.groups import CountrySums
from lib.metrics.coverage import Coverage

#: The rate that is shown. Its name in addresses is that of the stage of a call.
RATE = Option(
    "stage",
    "Success rate",
    {"overall": "Overall", "stage1": "Stage 1: invited", "stage2": "Stage 2: funded"},
    default="overall",
)

INTERVAL: Final = (
    "The bar around a rate is Wilson's 95% interval: a range that holds the true rate in about 95 of 100 cases, given "
    "the number of proposals. Below ten proposals the counts are shown and no percentage. A proposal with partners "
    "from several countries counts once for each of them in a sum over countries, and how many different proposals "
    "there are is not published: the interval of such a sum is that of the fewest that there can be, those of the "
    "country with the most, call by call (of all countries together, those of the whole call)."
)
COUNTED_BY_COUNTRY: Final = (
    "With countries chosen: the outcomes that the calls publish for these countries; a proposal with partners from "
    "several of them counts once for each."
)
NOT_ZERO: Final = "What was not published is left out, which is not zero."
TILDE: Final = "A tilde (~) says that the source gives the figure as approximate."
WHOLE_CALLS: Final = "Shown for whole calls, not by country."
STAGES_OF_RATES: Final = (
    "Overall: projects funded / eligible pre-proposals. Stage 1: full proposals invited / eligible pre-proposals. "
    "Stage 2: projects funded / full proposals submitted, or invited where the number submitted is not published."
)
SUMS_OVER_SUMS: Final = "Sums over sums over the calls that publish both numbers; never an average of rates."
WIDENING: Final = Definition(
    counts="Participations from widening countries in the recorded projects of the calls.",
    of=f"All participations in these projects. {WHOLE_CALLS}",
    left_out=(
        "Where a participant is recorded of fewer than half of the projects that the calls funded, or there are fewer "
        "than ten participations, counts stand in place of the share."
    ),
    why="Including countries that perform less in research is an aim of the European programmes.",
    notes=(notes.WIDENING_LIST,),
)

OF_CALL = (Column("call_id", "Identifier", CODE, shown=False), Column("call", "Call"), Column("year", "Year", YEAR))
#: Of a rate: what is divided, by what, and what the true rate may be.
OF_RATE = (
    Column("successes", "Funded or invited", COUNT),
    Column("trials", "Of proposals", COUNT),
    Column("rate", "Rate", SHARE, words="rate_words", instead=("successes", "trials")),
    Column("rate_low", "95% from", SHARE),
    Column("rate_high", "95% to", SHARE),
    Column("sample", "Different proposals, at least", COUNT),
)
#: What stage 2 is divided by.
STAGE2_OVER = Column("stage2_over", "Full proposals are those")
#: Proposals by stage.
COUNTS = (
    Column("pre_submitted", "Submitted pre-proposals", COUNT),
    *(Column(name, label, COUNT) for name, label in outcomes.STAGES.items()),
)
#: A country's, or a group's, part in the recorded projects.
OF_PARTICIPATIONS = (
    Column("participations", "Participations", COUNT),
    Column("all_participations", "Participations of all countries", COUNT, shown=False),
    Column(
        "participation_share",
        "Share of participations",
        SHARE,
        words="participation_share_words",
        instead=("participations", "all_participations"),
    ),
    Column("coordinations", "Coordinations", COUNT),
    Column("all_coordinations", "Coordinations of all countries", COUNT, shown=False),
    Column(
        "coordination_share",
        "Share of coordinations",
        SHARE,
        words="coordination_share_words",
        instead=("coordinations", "all_coordinations"),
    ),
    Column(
        "coordination_rate",
        "Coordination rate",
        SHARE,
        words="coordination_rate_words",
        instead=("coordinations", "participations"),
    ),
    Column("awarded_eur", "Awarded (EUR)", EUR),
    Column("awarded_share", "Share of awarded", SHARE),
)
#: Participations from widening countries, of those of how many projects.
OF_WIDENING = (
    Column("widening", "Participations from widening countries", COUNT),
    Column("participations", "Participations", COUNT),
    Column("share", "Widening share", SHARE, words="share_words", instead=("widening", "participations")),
    Column("projects", "Projects with a participant", COUNT),
    Column("of_projects", "of funded projects", COUNT),
)
#: Where an outcome was taken from.
OF_SOURCE = (
    Column("approximate", "Approximate", FLAG),
    Column("note", "Note"),
    SOURCE,
    Column("as_of", "As of", DAY),
    *CHECKED,
    DATASET,
)


def of_rate(rows: pd.DataFrame, rate: str) -> pd.DataFrame:
    """Return outcomes with the columns of one of lib.metrics.calls.outcomes.RATES under the names of OF_RATE."""
    successes, trials = outcomes.RATES[rate]
    return rows.assign(
        successes=rows[successes],
        trials=rows[trials],
        rate=rows[rate],
        rate_words=rows[f"{rate}_words"],
        rate_low=rows[f"{rate}_low"],
        rate_high=rows[f"{rate}_high"],
        sample=rows[outcomes.SAMPLES[rate]],
    )


def compare_with(rows: pd.DataFrame, rate: str, name: str) -> dict[str, Any]:
    """Return what a rate is compared with, for the context of a result: sums over sums of outcomes.

    Args:
        rows: of lib.metrics.calls.outcomes, by call or by country.
        rate: one of RATES.
        name: of what the rows are together, such as "All calls".

    Returns:
        average (a share, NaN where not known), compared (in words), pooled (the sums, with the columns of OF_RATE).
    """
    sums = of_rate(pd.DataFrame([outcomes.pooled(rows)]), rate).to_dict("records")[0]
    return {"average": sums["rate"], "compared": f"{name} {write_rate_with_counts(sums)}", "pooled": sums}


def write_rate(row: Any) -> str:
    """Write `15.1 %`; `2 of 5` below ten; "no data" where nothing is known. The row has the columns of OF_RATE."""
    if pd.isna(row["successes"]) or pd.isna(row["trials"]):
        return "no data"
    if pd.isna(row["rate"]):
        return formatting.counts_of(row["successes"], row["trials"])
    return formatting.percent(row["rate"])


def write_rate_with_counts(row: Any) -> str:
    """Write `15.1 % (349 of 2 307)`."""
    text = write_rate(row)
    counts = formatting.counts_of(row["successes"], row["trials"])
    return text if pd.isna(row["rate"]) else f"{text} ({counts})"


def write_rate_with_interval(row: Any) -> str:
    """Write `15.1 % (349 of 2 307), 95 % interval 13.7 to 16.6 %`."""
    text = write_rate_with_counts(row)
    return f"{text}, 95{HARD}% interval {write_interval(row)}" if pd.notna(row["rate_low"]) else text


def write_interval(row: Any) -> str:
    """Write `13.6 to 28.4 %`; empty where nothing is known."""
    if pd.isna(row["rate_low"]):
        return ""
    return formatting.percent_range(row["rate_low"], row["rate_high"])


def write_compared(answer: Answer) -> str:
    """Write what a rate is compared with, within a sentence: `all calls 15.1 % (349 of 2 307)`."""
    compared = str(answer.context["compared"])
    return compared[:1].lower() + compared[1:]


def write_share_with_counts(row: Any) -> str:
    """Write `26.1 % (523 of 2 004)`, or the counts alone; the row has the columns of OF_WIDENING."""
    counts = formatting.counts_of(row["widening"], row["participations"])
    return counts if pd.isna(row["share"]) else f"{formatting.percent(row['share'])} ({counts})"


def stage_of(answer: Answer) -> str:
    """Return the rate that is chosen, for titles: `stage 1: invited`."""
    return RATE.values[answer.chosen[RATE.name]].lower()


def as_marks(rows: pd.DataFrame, key: str, name: str) -> pd.DataFrame:
    """Return rows for charts of rates with intervals, without those where nothing is known.

    Returns:
        key, name (as the columns of these names), rate, low, high (shares), description (the rate in words).
    """
    known = rows[rows["rate_low"].notna()]
    return pd.DataFrame(
        {
            "key": known[key],
            "name": known[name],
            "rate": known["rate"],
            "low": known["rate_low"],
            "high": known["rate_high"],
            "description": [write_rate_with_counts(row) for row in known.to_dict("records")],
        }
    )


def as_yearly_marks(rows: pd.DataFrame, group: Any) -> pd.DataFrame:
    """Return rows of charts of rates over years.

    Args:
        rows: year, and the columns of OF_RATE.
        group: what each row is of, or all are.

    Returns:
        year, group, rate, low, high (shares), description (the rate in words).
    """
    return pd.DataFrame(
        {
            "year": rows["year"],
            "group": group,
            "rate": rows["rate"],
            "low": rows["rate_low"],
            "high": rows["rate_high"],
            "description": [write_rate_with_counts(row) for row in rows.to_dict("records")],
        }
    )


def published_by(rows: pd.DataFrame, columns: list[str], what: str) -> Coverage:
    """Return for how many of the calls one of these columns is known."""
    known = rows[columns].notna().any(axis="columns")
    return Coverage(f"calls with {what}", int(known.sum()), len(rows))


def with_outcomes_by_country(sums: CountrySums) -> Coverage:
    """Return for how many of the calls the outcome by country is known."""
    return Coverage("calls with outcomes by country", int(sums.outcomes["call_id"].nunique()), len(sums.proposals))


def write_published(value: Any, approximate: Any, write: Callable[[object], str]) -> str:
    """Write a figure with a tilde where its source says about; "not published" where it is missing."""
    return "not published" if pd.isna(value) else f"{tilde(approximate)}{write(value)}"


def tilde(approximate: Any) -> str:
    """Return `~` where a source says about; missing is taken as exact."""
    return "~" if not pd.isna(approximate) and approximate else ""
