"""What lib/ui uses that is private to Streamlit: a release that changes it fails here."""

from __future__ import annotations

import inspect

from streamlit.elements.vega_charts import VegaChartsMixin
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import script_runner


def test_one_attribute_still_decides_between_the_two_kinds_of_app() -> None:
    assert "uses_pages_directory" in vars(PagesManager)
    assert "if PagesManager.uses_pages_directory:" in inspect.getsource(script_runner)


def test_charts_still_are_sent_as_their_specifications() -> None:
    assert "vega_lite_spec = _convert_altair_to_vega_lite_spec(altair_chart)" in inspect.getsource(VegaChartsMixin)
