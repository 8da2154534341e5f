"""A new figure takes its declaration, a line and an oracle: everything else is made of it."""

from __future__ import annotations

import io
from datetime import date

import altair as alt
import pandas as pd
import pytest
from sqlalchemy import Engine, extract, func, select
from streamlit.testing.v1 import AppTest

from lib.api import figures as api
from lib.docs.figures import figures_page
from lib.entities.call import Call
from lib.export.report import KINDS
from lib.figures import files
from lib.figures.asking import Ask, asking
from lib.figures.columns import COUNT, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.metrics.choices import choices
from lib.metrics.conditions import call_conditions
from lib.metrics.frames import fetch
from lib.metrics.scope import Scope
from tests.api.conftest import served


def _count(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Calls by month of their opening: month (1 to 12), calls."""
    month = extract("month", Call.opened)
    query = select(month.label("month"), func.count().label("calls"))
    return fetch(engine, query.where(Call.opened.is_not(None), *call_conditions(scope)).group_by(month))


def _compute(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    return Result(ask(_count, scope))


def _sentence(answer: Answer) -> str:
    if answer.frame.empty:
        return "The month in which these calls open is not known."
    most = answer.frame.sort_values("calls").iloc[-1]
    return f"Most calls open in month {most['month']}: {most['calls']}."


def _draw(answer: Answer, _look: Look) -> Chart | None:
    return alt.Chart(answer.frame).mark_bar().encode(x="month:O", y="calls:Q")


MADE_UP = Figure(
    id="calls.by_month_of_opening",
    title="Calls by month of opening",
    question="When in the year do calls open?",
    unit="calls",
    definition=Definition(counts="Calls by the month in which they open."),
    reviewed=date(2026, 11, 30),
    entities=("call",),
    narrowed_by=frozenset({"calls", "first_year", "last_year"}),
    compute=_compute,
    columns=(Column("month", "Month", COUNT), Column("calls", "Calls", COUNT)),
    sentence=_sentence,
    chart=_draw,
)


def page() -> None:
    from lib.metrics.choices import choices as what_there_is
    from lib.metrics.scope import Scope as Everything
    from lib.ui import figures
    from lib.ui.ask import ask as answered
    from lib.ui.frame import Page
    from tests.figures.test_made_up_figure import MADE_UP as FIGURE

    scope = Everything(demonstration=True, countries=("DE",))
    figures.show(Page(scope, answered(what_there_is, 2026, True), dark=False), FIGURE)


def test_page_shows_it(topics_file: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{topics_file}")
    shown = AppTest.from_function(page, default_timeout=60).run()
    assert not shown.exception
    assert [head.value for head in shown.header] == [MADE_UP.title]
    assert shown.text[0].value.startswith("Most calls open in month")
    assert any("Not narrowed by country." in caption.value for caption in shown.caption)
    assert len(shown.dataframe) == 2, "the table, and the source files"


def test_programs_find_it(topics_file: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api.BY_ID, MADE_UP.id, MADE_UP)
    from tests.conftest import opened

    engine = opened(f"sqlite:///{topics_file}")
    answer = MADE_UP.answer(asking(engine), Scope(demonstration=True))
    with served(engine) as client:
        address = f"/api/v1/figures/{MADE_UP.id}"
        rows = pd.read_csv(io.BytesIO(client.ask(f"{address}.csv?dataset=demonstration").content))
        assert rows.to_dict("list") == answer.frame.to_dict("list")
        assert client.ask(f"{address}.csv?country=Malta").status == 400
        for ending in api.MEDIA:
            assert client.ask(f"{address}.{ending}?dataset=demonstration").status == 200, ending


def test_reports_and_documentation_hold_it(ask: Ask) -> None:
    answer = MADE_UP.answer(ask, Scope(demonstration=True))
    about = files.about(answer, ask, ask(choices, 2026, True))
    for kind in KINDS.values():
        assert kind.make("Report", [files.section(answer, about)])
    assert "When in the year do calls open?" in figures_page([MADE_UP])
