"""Every figure is what it declares: its columns, what narrows it, its definition, its sentence, and its oracle."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lib.common import formatting
from lib.entities.event import EVENT_FORMATS, EVENT_TYPES
from lib.figures import files, marks
from lib.figures.asking import Ask
from lib.figures.columns import for_programs
from lib.figures.figure import Answer, Figure, Look
from lib.figures.registry import BY_ID, FIGURES
from lib.metrics.choices import choices
from lib.metrics.scope import DEFAULTS, Scope
from lib.metrics.scope_names import NAMES
from tests.charts.drawn import illegible

TESTS = Path(__file__).parents[1]
#: Tests of a subject, which say what their figures need to have something to show: see `needed`.
SUBJECTS = [
    import_module(f"tests.figures.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("test_*.py"))
    if path.stem != "test_declarations"
]


def needed(name: str) -> dict[str, Any]:
    """What the tests of all subjects say under a name, by the id of the figure.

    CHOSEN: options without which a figure is empty. WITHIN: the scope in which a figure of one thing has rows.
    EMPTY: figures of which the sample has no row, with the test that draws one.
    SHOWN_ELSEWHERE: what the sample cannot show to narrow a figure, though it does, with the test that shows it.
    """
    return {figure: value for subject in SUBJECTS for figure, value in getattr(subject, name, {}).items()}


CHOSEN: dict[str, dict[str, str]] = needed("CHOSEN")
WITHIN: dict[str, Scope] = needed("WITHIN")
SHOWN_ELSEWHERE: dict[str, dict[str, str]] = needed("SHOWN_ELSEWHERE")
EMPTY: dict[str, str] = needed("EMPTY")

each_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
each_dataset = pytest.mark.parametrize("demonstration", [False, True], ids=["facts", "demonstration"])


def answer(ask: Ask, figure: Figure, scope: Scope, chosen: dict[str, str] | None = None) -> Answer:
    """The figure where it has something to say: with the options and the scope that it needs."""
    within = WITHIN.get(figure.id, Scope())
    given = {name: getattr(within, name) for name in within.narrowed if getattr(scope, name) == DEFAULTS[name]}
    return figure.answer(ask, replace(scope, **given), {**CHOSEN.get(figure.id, {}), **(chosen or {})})


@each_figure
@each_dataset
def test_rows_are_as_declared(ask: Ask, figure: Figure, demonstration: bool) -> None:
    for option in figure.options or (None,):
        values = option.choices(ask, Scope(demonstration=demonstration)) if option else [""]
        for value in list(values)[:6]:
            answered = answer(ask, figure, Scope(demonstration=demonstration), {option.name: value} if option else None)
            wrong = [
                f"{column.name}: not {column.kind.name} ({answered.frame[column.name].dtype})"
                for column in figure.columns
                if not column.kind.fits(answered.frame[column.name])
            ]
            assert wrong == []


@each_figure
@each_dataset
def test_answers_in_a_sentence(ask: Ask, figure: Figure, demonstration: bool) -> None:
    for scope in (
        Scope(demonstration=demonstration),
        Scope(demonstration=demonstration, first_year=1901, last_year=1902),
    ):
        answered = answer(ask, figure, scope)
        assert re.fullmatch(r"[A-ZÀ-Ž0-9“~].*[.]", answered.sentence), answered.sentence
        assert not re.search(r"\bnan\b|None|<NA>|\[\]", answered.sentence), answered.sentence
        assert answered.title
        if figure.card:
            assert answered.card.value


@each_figure
def test_is_drawn_and_filed(ask: Ask, figure: Figure) -> None:
    """In the dataset that has the most to show: a chart where it has one, and files for programs and readers."""
    if figure.id in EMPTY:
        # Drawn in the test that EMPTY names: the sample has no row of it.
        return
    both = (answer(ask, figure, Scope(demonstration=demonstration)) for demonstration in (True, False))
    answered = max(both, key=lambda one: len(one.frame))
    assert len(answered.frame), "one of the datasets shows every figure"
    if figure.chart:
        chart = answered.chart()
        assert chart is not None
        assert illegible(chart.to_dict(), dark=False) == []  # checked against the schema of Vega-Lite
        fields = marks.fields_of(chart, answered)
        for mark in marks.marks_of(chart, fields)[:20]:
            assert len(marks.rows_of(answered, mark)), f"a click on {mark} leads to no row"
        # Maps are charts only in files, which are light.
        if chart["autosize"]["type"] != "pad":
            chart = answered.chart(Look(dark=True))
            assert chart is not None
            assert illegible(marks.with_marks(chart, fields).to_dict(validate=False), dark=True) == []
    about = files.about(answered, ask, ask(choices, date.today().year, answered.asked.demonstration))
    program = files.table(answered, readable=False).read_all()
    names = [column.name for column in for_programs(figure.columns)]
    assert [name for name in program.column_names if not name.endswith(formatting.PRECISION)] == names
    assert program.num_rows == len(answered.every)
    readers = files.table(answered, readable=True).read_all()
    assert readers.num_rows == len(answered.every)
    section = files.section(answered, about)
    assert section.rows()
    assert files.metadata(answered, about)["answer"] == answered.sentence


@each_figure
def test_declaration(figure: Figure) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z0-9_]+", figure.id)
    assert figure.question.endswith("?")
    definition = figure.definition
    for text in (definition.counts, definition.of, definition.left_out, definition.why, *definition.notes):
        assert text == "" or text.endswith((".", "!", "?")), text
    assert definition.counts
    assert figure.reviewed <= date.today()
    assert figure.entities
    assert figure.narrowed_by <= set(DEFAULTS) - {"demonstration"}
    assert (figure.card is None) or (figure.chart is None)
    names = [column.name for column in figure.columns]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in names)
    headers = [column.header for column in figure.columns]
    assert len(set(headers)) == len(headers), "two columns have the same header"
    for column in figure.columns:
        assert not column.words or (column.instead and set(column.instead) <= set(names)), column.name
    for option in figure.options:
        assert option.name not in NAMES or option.name == "stage", "an option must not be mistaken for a filter"
        assert not option.default or not option.values or option.default in option.values


# What narrows ------------------------------------------------------------------------------------------------------


def candidates(ask: Ask, name: str, demonstration: bool) -> Iterator[Scope]:
    """Scopes that are narrowed by one attribute, those first that are likely to matter."""
    known = ask(choices, date.today().year, demonstration)
    base = Scope(demonstration=demonstration)
    several: dict[str, Any] = {
        "countries": list(known.countries),
        "regions": known.regions,
        "levels": known.levels,
        "funders": list(known.funders),
        "areas": known.areas,
        "statuses": known.statuses,
        "calls": list(known.calls),
        "channels": list(known.channels),
        "post_hours": [(0, 9)],
        "post_days": [(date(2024, 1, 1), date(2024, 3, 31), "x")],
        "event_types": EVENT_TYPES,
        "event_formats": EVENT_FORMATS,
        "events": list(known.events),
        "attendees_from": list(known.countries),
    }
    years = range(known.last_year, known.first_year - 1, -1)
    if name in several:
        yield from (replace(base, **{name: (value,)}) for value in several[name])
    elif name in ("first_year", "last_year"):
        yield from (replace(base, **{name: year}) for year in years)
    elif name in ("first_day", "last_day"):
        yield from (replace(base, **{name: date(year, month, 2)}) for year in years for month in (3, 9))
    elif name == "running_out":
        yield from (replace(base, running_out=date(year, 1, 1)) for year in years)
    elif name == "together":
        yield from (replace(base, together=(code,)) for code in known.countries)
    elif name == "topic":
        yield from (replace(base, topic=topic) for topic in known.topics.get(base.grouping, {}))
    elif name == "grouping":
        yield from (replace(base, grouping=grouping) for grouping in known.topics)
    elif name == "outline":
        yield replace(base, outline=((-2, -2), (0, -2), (0, 2), (-2, 2)))
    elif name in ("search", "post_text"):
        yield replace(base, **{name: "nothing has this"})
    elif name == "projects":
        yield replace(base, projects=("no such project",))


#: By attribute, the scopes that narrowed figures last, which are likely to narrow the next, and how many are tried.
_narrowed: dict[str, list[Scope]] = defaultdict(list)
_REMEMBERED = 6


def likely(ask: Ask, name: str) -> Iterator[Scope]:
    """Scopes of both datasets that are narrowed by one attribute, those first that narrowed other figures."""
    yield from _narrowed[name]
    for demonstration in (True, False):
        yield from candidates(ask, name, demonstration)


def differs(one: Answer, other: Answer) -> bool:
    try:
        pd.testing.assert_frame_equal(one.frame, other.frame)
    except AssertionError:
        return True
    return False


@each_figure
def test_what_narrows_it_narrows_it(ask: Ask, figure: Figure) -> None:
    if figure.id in EMPTY:
        return
    whole = {made_up: answer(ask, figure, Scope(demonstration=made_up)) for made_up in (True, False)}
    idle = []
    for name in sorted(figure.narrowed_by - SHOWN_ELSEWHERE.get(figure.id, {}).keys()):
        if name in WITHIN.get(figure.id, Scope()).narrowed:
            continue
        narrowing = next(
            (scope for scope in likely(ask, name) if differs(answer(ask, figure, scope), whole[scope.demonstration])),
            None,
        )
        if narrowing is None:
            idle.append(name)
        else:
            _narrowed[name] = [narrowing, *(scope for scope in _narrowed[name] if scope != narrowing)][:_REMEMBERED]
    assert idle == [], "declared to narrow the figure, and nothing that can be chosen does"


@each_figure
def test_what_does_not_narrow_it_is_named(ask: Ask, figure: Figure) -> None:
    """A figure never sees what does not narrow it, and says so."""
    others = sorted(set(DEFAULTS) - {"demonstration", "grouping"} - figure.narrowed_by)
    for name in others:
        scope = next(candidates(ask, name, True), None)
        if scope is not None:
            answered = figure.answer(ask, scope, CHOSEN.get(figure.id))
            assert answered.scope == Scope(demonstration=True)
            assert answered.not_narrowed_by


# Oracles -----------------------------------------------------------------------------------------------------------


def with_oracle() -> set[str]:
    """Ids that tests name in `@pytest.mark.figure(...)`: each such test computes the figure anew from the CSV files."""
    found = set()
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.figure"):
                found |= {str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)}
    return found


def test_each_figure_has_an_oracle() -> None:
    assert sorted(BY_ID.keys() - with_oracle()) == []
    assert sorted(with_oracle() - BY_ID.keys()) == [], "no such figure"
