"""The questions that the board, the Secretariat and funders ask: each is answered by at most two clicks from the first
page, on the first screen, in the words of a figure that an oracle recomputes (see tests/figures)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, expect

from lib.figures.asking import asking
from lib.figures.calls import home_by_call, proposals
from lib.figures.collaboration import pairs, widening
from lib.figures.events import no_shows
from lib.figures.figure import Figure
from lib.figures.overview import changes
from lib.figures.programmes import countries, ending
from lib.figures.reach import best, effects, hours
from lib.figures.report import FIGURES as REPORT
from lib.figures.topics import peers, trends
from lib.metrics.scope import Scope
from lib.ui.keys import key_on_page
from tests.browser.walk import Walk, assert_clean, box_of, start
from tests.conftest import opened

pytestmark = pytest.mark.browser

#: What a reader sees without scrolling, in pixels.
FIRST_SCREEN = 900
HOME = {"my-country": "ES"}


@dataclass(frozen=True)
class Question:
    """A question, the clicks that lead to its answer, and the figure that answers it.

    Attributes:
        asked: the question, in its reader's words.
        page: the entry of the menu; empty for the first page.
        tab: of that page; empty where the answer is in the first one.
        figure: that answers it.
        chosen: values of its options.
    """

    asked: str
    page: str
    tab: str
    figure: Figure
    chosen: Mapping[str, str] = field(default_factory=dict)


QUESTIONS = (
    Question("What changed since the last board meeting?", "", "What is new", changes.CHANGES),
    Question("Which programmes run out in the next years?", "Programmes", "", ending.RUNNING_OUT),
    Question("Which members have no active programme?", "Programmes", "By country", countries.WITHOUT_ACTIVE_PROGRAMME),
    Question(
        "How does our success rate compare, call by call?", "Calls", "", home_by_call.COUNTRY_AGAINST_OTHERS_BY_CALL
    ),
    Question("Where is money requested but not awarded?", "Calls", "Money", proposals.MONEY_BY_CALL),
    Question(
        "Which countries work together beyond chance?", "Collaboration", "", pairs.MATRIX, {"pairs-by": "strength"}
    ),
    Question("How much goes to widening countries?", "Collaboration", "Widening", widening.WIDENING_BY_YEAR),
    Question("Which topics grow, which shrink?", "Topics", "", trends.TRENDS),
    Question("What do we not fund although our peers do?", "Topics", "Peers", peers.AGAINST_PEERS),
    Question("Who came, and who registered and stayed away?", "Events", "", no_shows.REGISTERED_AND_ATTENDED),
    Question("Does an event or a call show in the reach after it?", "Reach", "", effects.EFFECTS),
    Question("Which posts worked?", "Reach", "Posts", best.BEST_POSTS),
    Question("At what hour?", "Reach", "Hours", hours.HOURS),
    Question("What did we do from date to date?", "Report", "", REPORT[0]),
)


@pytest.fixture(scope="module")
def walk(browser: Browser, app: str) -> Iterator[Walk]:
    """One reader for all questions, who has said which country is theirs."""
    walk = start(browser, app)
    walk.go_demonstration("/?my-country=Spain")
    yield walk
    assert_clean(walk)
    walk.page.close()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.asked)
def test_two_clicks_lead_to_the_answer(walk: Walk, topics_file: object, question: Question) -> None:
    walk.page.get_by_test_id("stSidebarNav").get_by_role("link", name=question.page or "Overview", exact=True).click()
    walk.settle()
    if question.tab:
        walk.page.get_by_role("tab", name=question.tab, exact=True).click()
        walk.settle()
    engine = opened(f"sqlite:///{topics_file}")
    answer = question.figure.answer(asking(engine), Scope(demonstration=True), {**HOME, **question.chosen})
    engine.dispose()
    head = walk.page.locator(f".st-key-figure-{key_on_page(question.figure)} .figure-head")
    expect(head).to_contain_text(answer.finding if question.figure.finding else answer.sentence)
    assert box_of(head)["y"] + box_of(head)["height"] < FIRST_SCREEN, "the answer stands on the first screen"


def test_a_figure_names_its_files_by_a_click(walk: Walk) -> None:
    """Where does this figure come from: which file, loaded when?"""
    walk.page.get_by_test_id("stSidebarNav").get_by_role("link", name="Calls", exact=True).click()
    walk.settle()
    frame = walk.page.locator(f".st-key-figure-{key_on_page(proposals.PROPOSALS_BY_STAGE)}")
    frame.get_by_role("radio", name="About").click(force=True)
    walk.settle()
    expect(frame.get_by_text("Source files, the newest first:")).to_be_visible()
    expect(frame.get_by_role("region", name="Files that the figures come from")).to_be_visible()
