"""Which topics emerge and which fade, as far as the data show it."""

from __future__ import annotations

import pandas as pd

from lib.charts import topics as charts
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CHANGE, P_VALUE, YEAR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.figures.topics import words
from lib.metrics import topics
from lib.metrics.scope import Scope
from lib.metrics.topics import trends as topic_trends

#: The group of the grey marks of charts of two shares.
UNCLEAR = "nothing clear"
_TOO_FEW = "Too few projects with a topic and a known first day to compare years."


def _trends(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    trends = ask(topic_trends.trends_of, scope.grouping, scope)
    found = ask(topics.by_topic, scope.grouping, scope)
    coverage = topics.with_date(ask(topics.by_year, scope.grouping, scope), found)
    empty = "" if trends["share_before"].notna().any() else _TOO_FEW
    if not empty and not coverage.is_enough:
        empty = f"Too little data to tell; known: {coverage.words}. The table lists what is known."
    rows = words.named(trends, words.topics_of(ask, scope)).astype(_DTYPES)
    return words.result(rows, (coverage,), empty)


#: Also of no topic at all.
_DTYPES = {
    **dict.fromkeys(("first_year", "last_year", "projects"), "Int64"),
    **dict.fromkeys(("weighted", "share_before", "share_after", "change", "change_low", "change_high"), "float64"),
    **dict.fromkeys(("p", "p_adjusted"), "float64"),
}


def _sentence(answer: Answer) -> str:
    if words.empty_of(answer):
        return words.empty_of(answer)
    counts = answer.frame["verdict"].value_counts()
    named = {
        topic_trends.EMERGING: topic_trends.EMERGING,
        topic_trends.FADING: topic_trends.FADING,
        topic_trends.STEADY: f"with {topic_trends.STEADY}",
        topic_trends.TOO_LITTLE: f"with {topic_trends.TOO_LITTLE}",
    }
    phrases = [f"{counts[verdict]} {said}" for verdict, said in named.items() if counts.get(verdict, 0)]
    return f"Of {formatting.counted(len(answer.frame), 'topic')}: {', '.join(phrases)}."


def _finding(answer: Answer) -> str:
    """Name the topics that grow and shrink beyond chance; else say that none does, or that the data are too few."""
    if words.empty_of(answer):
        return words.empty_of(answer)
    verdicts = answer.frame["verdict"]
    of_all = formatting.counted(len(verdicts), "topic")
    said = [
        f"{words.listed(answer.frame.loc[verdicts == verdict, 'topic'])} {way}"
        for verdict, way in ((topic_trends.EMERGING, "on the rise"), (topic_trends.FADING, "on the decline"))
        if (verdicts == verdict).any()
    ]
    unclear = int((verdicts == topic_trends.TOO_LITTLE).sum())
    if unclear == len(verdicts):
        return f"Too little data to tell which of {of_all} grow or shrink."
    untold = f"; for {formatting.number(unclear)} the data are too few to tell" if unclear else ""
    if said:
        return f"Beyond chance, of {of_all}: {'; '.join(said)}{untold}."
    return f"None of {of_all} grows or shrinks beyond chance{untold}."


def _draw(answer: Answer, look: Look) -> Chart | None:
    if words.empty_of(answer):
        return None
    known = answer.frame[answer.frame["share_before"].notna()]
    clear = known["verdict"].isin([topic_trends.EMERGING, topic_trends.FADING])
    return charts.two_shares(
        known.assign(
            first=known["share_before"],
            second=known["share_after"],
            group=known["verdict"].where(clear, UNCLEAR),
            description=known["verdict"],
        ),
        kinds=("earlier years", "later years"),
        groups=(topic_trends.EMERGING, topic_trends.FADING, UNCLEAR),
        title="Share of projects, earlier and later half of the years",
        dark=look.dark,
    )


def _points(value: object) -> str:
    """Write `+ 8.0 points` from 0.08."""
    if pd.isna(value):  # type: ignore[call-overload]
        return formatting.MISSING
    size = float(value) * 100  # type: ignore[arg-type]
    sign = "" if round(size, 1) == 0 else f"{'+' if size > 0 else '−'}{formatting.HARD}"
    return f"{sign}{formatting.number(abs(size), 1)}{formatting.HARD}points"


def _tested(value: object) -> str:
    return "not tested" if pd.isna(value) else formatting.number(value, 3)  # type: ignore[call-overload]


TRENDS = Figure(
    id="topics.trends",
    title="Emerging and fading topics",
    question="Which topics are on the rise, and which on the decline?",
    unit="percentage points of the projects",
    definition=Definition(
        counts=(
            "Change of a topic's share of the projects, from the first to the last year along a straight line, in "
            "percentage points, with its 95 % interval (robust, HC3). The earlier and the later years are the two "
            "halves of the years with projects; a year in the middle is in neither."
        ),
        of=(
            "p: how often a topic's projects would lie as much towards the later or the earlier years if the years "
            "were shuffled over the projects (4 999 shuffles; for more than 1 000 projects the normal distribution "
            "that they come to). A project is shuffled whole, with its parts in all topics. p is adjusted for the "
            "number of topics (Benjamini and Hochberg). Emerging and fading: adjusted p below 0.05. No clear change: "
            "the interval leaves out a change as large as the topic's own share, such as from 4 to 12 %."
        ),
        left_out=(
            "All else is too little data to tell, as are fewer than 6 years with projects, and fewer than 10 projects "
            "in the topic or outside it. Projects without a known first day are in no year."
        ),
        why=(
            "Tells a trend from chance. Projects are taken as chosen one by one: a call on one subject brings many at "
            "once, which the test takes for part of a trend."
        ),
        notes=words.WHAT_TOPICS_ARE,
    ),
    reviewed=words.REVIEWED,
    entities=("project",),
    narrowed_by=words.TOPICS,
    compute=_trends,
    columns=(
        *words.TOPIC,
        Column("verdict", "Trend"),
        Column("why", "Reason"),
        words.PROJECTS,
        words.IN_PARTS,
        words.share_column("share_before", "Share in the earlier years"),
        words.share_column("share_after", "Share in the later years"),
        Column("change", "Change of the share", CHANGE, write=_points),
        Column("change_low", "at least (95 %)", CHANGE, write=_points),
        Column("change_high", "at most (95 %)", CHANGE, write=_points),
        Column("p", "p", P_VALUE, write=_tested),
        Column("p_adjusted", "p, adjusted", P_VALUE, write=_tested),
        Column("first_year", "From", YEAR),
        Column("last_year", "To", YEAR),
    ),
    sentence=_sentence,
    finding=_finding,
    chart=_draw,
    empty=words.empty_of,
)
