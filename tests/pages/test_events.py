"""The page on events: what stands there with none, one row and the sample, and that nothing hidden leaves it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.figures import files
from lib.figures.asking import asking
from lib.figures.events import FIGURES
from lib.figures.events.attendees import ATTENDEES_BY_COUNTRY
from lib.metrics.scope import Scope
from lib.ui.keys import key_on_page
from tests import totals
from tests.pages.test_calls import ids
from tests.pages.test_pages import heads, load_one_row, metrics, run, run_demonstration
from tests.rows import load

TABS = ("Attendance", "Origin", "Coming back", "Calendar")


def test_where_filters_leave_nothing_nothing_is_shown_as_zero(store: Engine) -> None:
    load_one_row(store)
    pages = [run("events", to="2016", tab=label) for label in TABS]
    shown = metrics(pages[0])
    assert shown["Attended"] == shown["Registered"] == shown["No-shows"] == shown["Came back"] == "no data"
    told = [info.value for test in pages for info in test.info]
    assert sum("fits the filters" in text or "known for these filters" in text for text in told) >= 8


def test_one_attendee_is_not_told(store: Engine) -> None:
    load_one_row(store)
    test = run("events", tab="Origin")
    assert metrics(test)["Attended"] == "<5"
    assert metrics(test)["Home countries"] == "no data", "which country it was is not told either"
    assert any("No attendance list fits" in text for text in heads(test))
    first = heads(run("events"), "a")[0]
    assert first == "<5 people came to 1\u00a0event"


@pytest.mark.usefixtures("unfolded")
def test_files_say_in_numbers_what_the_page_says(store: Engine) -> None:
    load(store, "country", "iso2,iso3,name\nMT,MLT,Malta\nFR,FRA,France\nDE,DEU,Germany\n")
    load(store, "event", "event_id,name,start_date\nE1,One,2024-05-05\n")
    rows = [
        f"E1,a1b2c3{number:02x},{'MT' if number < 3 else 'FR' if number < 12 else 'DE'},yes" for number in range(30)
    ]
    load(store, "attendance", "event_id,attendee,country,attended\n" + "\n".join(rows) + "\n")
    answer = ATTENDEES_BY_COUNTRY.answer(asking(store), Scope())
    shown = answer.for_readers[["country", "attended"]].astype("str")
    assert shown.values.tolist() == [["Germany", "17 to 20"], ["France", "9"], ["Malta", "<5"]]
    file = files.table(answer, readable=False).read_all().to_pandas()
    assert file[["iso2", "attended_least", "attended_most"]].values.tolist() == [
        ["DE", 17, 20],
        ["FR", 9, 9],
        ["MT", 1, 4],
    ]
    assert file["attended"].fillna(-1).tolist() == [-1, 9, -1], "missing where something is hidden"


@pytest.mark.usefixtures("sample")
def test_choices_of_the_page_are_in_the_address() -> None:
    test = run_demonstration(
        "events",
        tab="Coming back",
        **{"event-type": ["conference"], "event-format": ["on site"], "attendees-from": ["Germany"]},
    )
    assert test.multiselect(key="attendees-from").value == ["DE"]
    shown = metrics(test)
    assert shown["Events"] == "4"
    assert any("too few persons" in info.value for info in test.info)


@pytest.mark.usefixtures("sample")
def test_what_figures_rest_on_is_said() -> None:
    test = run("events")
    told = [caption.value.replace("\u00a0", " ") for caption in test.caption]
    told += [text.replace("\u00a0", " ") for text in heads(test)]
    held = totals.rows("event", False)
    dated = sum(bool(row["start_date"]) for row in held)
    assert dated < len(held)
    assert any(text.startswith(f"Of {len(held) - dated} events of {len(held)} no date is known") for text in told)
    assert any(f"Covers {dated} of {len(held)} events with a date" in text for text in told)
    assert any(text.startswith("Not ranked") for text in told), "of few facts the attendance is known"


@pytest.mark.usefixtures("sample")
def test_every_tab_shows_its_figures_and_findings_lead_to_them() -> None:
    for first, shown_by in (("registered stayed away", run_demonstration), ("whose attendance is known", run)):
        shown = {label: shown_by("events", tab=label) for label in TABS}
        found = set().union(*(ids(test) for test in shown.values()))
        assert found == {key_on_page(figure) for figure in FIGURES if figure.card is None}
        assert all(any(first in link for link in heads(test, "a")) for test in shown.values())
        assert first in heads(shown["Attendance"], "h2")[0], "the first chart proves it"


@pytest.mark.usefixtures("sample")
def test_reporting_period_narrows_the_page() -> None:
    everything = metrics(run_demonstration("events"))
    of_year = metrics(run_demonstration("events", period="2024"))
    assert int(of_year["Events"]) < int(everything["Events"])


@pytest.mark.usefixtures("sample")
def test_filter_that_leaves_nothing_says_so() -> None:
    test = run_demonstration("events", country=["Singapore"])
    assert metrics(test)["Events"] == "0"
    assert any("not known for any event that fits the filters" in info.value for info in test.info)


@pytest.mark.usefixtures("sample", "unfolded")
def test_online_viewers_stand_apart() -> None:
    test = run("events", tab="Calendar")
    online = next(
        table for table in test.dataframe if "quantity" in table.value.columns or "What" in table.value.columns
    )
    assert "viewers" in set(online.value["What"])
    assert "~500" in set(online.value["Published figure"])
