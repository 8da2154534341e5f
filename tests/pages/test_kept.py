"""What pages keep of what they have drawn: a rerun builds nothing, and nothing stays that the store no longer says."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from lib.figures.calls.rates import SUCCESS_RATE_BY_CALL
from lib.figures.figure import Figure, Look
from lib.ingest.undo import undo
from lib.metrics.scope import Scope
from lib.services.actors import operator
from lib.ui import charts, figures
from lib.ui.ask import answer
from tests.pages.test_pages import load_one_row, run, run_demonstration
from tests.rows import upload

#: What is sent as bytes, and what Streamlit draws around it.
SENT = ("vega_lite_chart", "arrow_data_frame", "markdown", "text", "caption", "header", "metric")


def sent(test: AppTest) -> list[str]:
    return [str(element.proto) for kind in SENT for element in test.get(kind)]


def shown(test: AppTest) -> tuple[str, str]:
    """The figures of the table of success rates, and the rows of its chart."""
    chart: Any = test.get("vega_lite_chart")[0]
    return test.dataframe[0].value.to_csv(), str(chart.proto.datasets)


def test_a_rerun_sends_the_same_and_builds_nothing(sample: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run_demonstration("calls")
    before = sent(test)

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("built again")

    monkeypatch.setattr(Figure, "answer", fail)
    monkeypatch.setattr(charts, "_convert_altair_to_vega_lite_spec", fail)
    monkeypatch.setattr(figures, "_draw_table", fail)
    monkeypatch.setattr(figures, "_draw_explanation", fail)
    again = run_demonstration("calls")
    assert len(before) > 100
    assert test.dataframe
    assert test.get("vega_lite_chart")
    assert sent(again) == before, "another session too is sent what was kept"


def test_an_import_and_its_undoing_show_at_once(store: Engine) -> None:
    load_one_row(store)
    first = shown(run("calls"))
    text = "call_id,pre_proposals_eligible,projects_funded\nC1,40,20\n"
    loaded = upload(store, "call outcome", text)
    second = shown(run("calls"))
    assert all(before != after for before, after in zip(first, second, strict=True))
    assert loaded.upload_id is not None
    undo(store, loaded.upload_id, operator("tests"))
    assert shown(run("calls")) == first


def test_facts_demonstration_and_themes_are_kept_apart(sample: Engine) -> None:
    facts, made_up = (answer(SUCCESS_RATE_BY_CALL, Scope(demonstration=made_up)) for made_up in (False, True))
    assert not facts.frame["call_id"].isin(made_up.frame["call_id"]).any()
    drawn = [figures._specified(one, Look(dark)) for one in (facts, made_up) for dark in (False, True)]
    assert len({str(chart) for chart in drawn}) == 4


def test_what_does_not_narrow_a_figure_is_said_and_computes_nothing(
    sample: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = answer(SUCCESS_RATE_BY_CALL, Scope(demonstration=True))
    monkeypatch.setattr(Figure, "answer", None)
    narrowed = answer(SUCCESS_RATE_BY_CALL, Scope(demonstration=True, event_types=("Workshop",)))
    assert narrowed.frame is whole.frame
    assert narrowed.not_narrowed_by
    assert not whole.not_narrowed_by
