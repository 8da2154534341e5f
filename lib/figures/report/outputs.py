"""Sections on what was produced: outputs, and training."""

from __future__ import annotations

from lib.charts.counts import counted_bars
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, DAY, FLAG, SOURCE, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import PERIOD, PLACE
from lib.figures.options import Chosen
from lib.figures.report import period
from lib.metrics import report
from lib.metrics.events import attendance, covered
from lib.metrics.scope import Scope

_FIRST = Column("first", "First day", DAY, write=formatting.long_date)
_LAST = Column("last", "Last day", DAY, write=formatting.long_date)
_WORDS_OF_SOURCE = "“About” and “more than” are the words of the source."


def _outputs(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    found = report.outputs(ask(report.listing, period.within(scope)))
    known = ask(report.known, scope)["outputs"]
    return Result(found.astype({"approximate": "boolean", "rows": "Int64"}), (known,))


def _sentence_of_outputs(answer: Answer) -> str:
    if answer.frame.empty:
        return f"No output is recorded {period.in_words(answer)}."
    kinds = "; ".join(f"{row['number']} {row['type']}" for row in answer.frame.to_dict("records")[:4])
    return f"{formatting.counted(len(answer.frame), 'kind')} of outputs {period.in_words(answer)}, among them {kinds}."


def _draw_outputs(answer: Answer, look: Look) -> Chart | None:
    known = answer.frame.rename(columns={"type": "kind"}).dropna(subset="count")
    known = known.sort_values("count", ascending=False, kind="stable")
    return None if known.empty else counted_bars(known, title="Outputs by kind", dark=look.dark)


OUTPUTS = Figure(
    id="report.outputs",
    title="What was produced",
    question="What did the consortium produce in the period?",
    unit="outputs",
    definition=Definition(
        counts=f"The outputs whose time lies in the period, added up by kind. {_WORDS_OF_SOURCE}",
        left_out=(
            "A piece of an output that is counted, such as a single item of “more than 70 news items”, is not counted "
            "again; one that reaches beyond the period is not counted."
        ),
        why="What is reported to the Commission in the periodic report.",
        notes=(period.DATED,),
    ),
    reviewed=period.REVIEWED,
    entities=("output",),
    narrowed_by=PERIOD,
    compute=_outputs,
    columns=(
        Column("type", "Kind"),
        Column("number", "Number"),
        Column("count", "Count", COUNT, shown=False),
        Column("approximate", "Approximate", FLAG, shown=False),
        Column("rows", "Rows", COUNT, shown=False),
    ),
    sentence=_sentence_of_outputs,
    chart=_draw_outputs,
    empty=period.NOTHING,
)


def _listing(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    return Result(ask(report.listing, period.within(scope)), (ask(report.known, scope)["outputs"],))


OUTPUTS_ONE_BY_ONE = Figure(
    id="report.outputs_one_by_one",
    title="Outputs one by one",
    question="Which outputs does the period have?",
    unit="outputs",
    definition=Definition(
        counts="All outputs whose time overlaps the period.",
        left_out=(
            "Outputs without any date are left out. Not counted: pieces of one that is, and those that reach beyond "
            "the period."
        ),
        why="The rows behind the numbers, each with its source.",
        notes=(period.DATED,),
    ),
    reviewed=period.REVIEWED,
    entities=("output",),
    narrowed_by=PERIOD,
    compute=_listing,
    columns=(
        Column("output_id", "Identifier", CODE, shown=False),
        Column("title", "Output"),
        Column("type", "Kind"),
        Column("number", "Number"),
        Column("count", "Count", COUNT, shown=False),
        Column("approximate", "Approximate", FLAG, shown=False),
        _FIRST,
        _LAST,
        Column("counted", "Counted", FLAG),
        SOURCE,
    ),
    sentence=lambda answer: period.count_in_words(answer, len(answer.frame), "output"),
)


def _training(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    days = period.within(scope)
    found = report.training(ask(report.listing, days), ask(attendance.by_event, days))
    return Result(found, (ask(covered.coverage, days)["dated"], ask(report.known, scope)["outputs"]))


TRAINING = Figure(
    id="report.training",
    title="Training",
    question="Which training took place in the period?",
    unit="training events",
    definition=Definition(
        counts="Training events, from the events and from the outputs.",
        left_out="One that is recorded as both stands here twice. Filters on places narrow the events alone.",
        why="Training is a separate deliverable.",
        notes=(period.DATED,),
    ),
    reviewed=period.REVIEWED,
    entities=("event", "output"),
    narrowed_by=PERIOD | PLACE,
    compute=_training,
    columns=(
        Column("what", "Training"),
        Column("recorded_as", "Recorded as"),
        Column("number", "Number"),
        _FIRST,
        _LAST,
    ),
    sentence=lambda answer: period.count_in_words(answer, len(answer.frame), "training event"),
)
