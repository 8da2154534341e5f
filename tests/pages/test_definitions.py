"""Each definition explains the figures that it speaks of, and those alone; every figure has one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from lib.metrics import definitions
from lib.ui import exports
from tests.pages.choices import DATASETS
from tests.pages.test_pages import PAGES, run

SOURCE = Path(definitions.__file__)
TEXTS = {name: value for name, value in vars(definitions).items() if name.isupper() and isinstance(value, str)}
#: Choices that bring out figures which a page shows only then.
CHOSEN: dict[str, dict[str, str]] = {
    "overview": {"money": "Awarded to participants"},
    "collaboration": {"who": "Germany"},
    "calls": {"my-country": "Germany"},
    "topics": {"our-country": "Germany"},
    "project": {"project": "X-2016-EBULGRAFT"},
}
#: Figures (by the key of their frame) and cards (by their label without numbers) that each definition explains, in any
#: dataset. Definitions that are only parts of others are named with the figures where they stand alone.
EXPLAINED: dict[str, set[str]] = {
    "AWARDED_BY_COUNTRY": {"overview: money-map"},
    "ACTIVE": {
        "overview: Programmes active",
        "overview: years",
        "programmes: End not stated, of them",
        "programmes: comparison",
        "programmes: competitions",
    },
    "SUM_OF": {"programmes: kinds"},
    "AGAINST_OTHERS": {"calls: against"},
    "AGAINST_PEERS": {"topics: topics-peers"},
    "AGAINST_PROGRAMMES": {"events: never-came", "events: standing"},
    "ATTENDANCE": {"events: Attended", "overview: Attendance"},
    "ATTENDANCE_BY_COUNTRY": {"events: Home countries", "events: origin-map", "events: origin-ranked"},
    "ATTENDANCE_BY_EVENT": {"events: by-event"},
    "ATTENDANCE_BY_KIND": {"events: by-kind", "events: by-year"},
    "ATTENDANCE_BY_ORGANISATION": {"events: by-organisation"},
    "AWARDED_OVER_DAYS": {"overview: Awarded to projects"},
    "AWARDED_IN_CALLS": {"calls: Awarded"},
    "BEFORE_AND_AFTER": {"reach: before-after"},
    "BUDGET": {"programmes: Whole budgets", "programmes: map", "programmes: ranked"},
    "BUDGET_ACTIVE": {"overview: Whole active budgets"},
    "BUDGET_OVER_DAYS": {"overview: Programme budgets", "programmes: budget-years"},
    "CALENDAR": {"events: calendar"},
    "CALLS": {"calls: Calls", "overview: Calls"},
    "CALL_PARTICIPATIONS": {"calls: participations"},
    "COUNTRIES": {"overview: Countries"},
    "DAILY_FIGURES": {"reach: daily"},
    "DIFFERING_FIGURES": {"calls: differing"},
    "EVENTS": {"events: Events", "overview: Events held"},
    "FUNNEL": {"calls: Eligible pre-proposals", "calls: Projects funded", "calls: funnels"},
    "HARDLY": {"collaboration: Hardly at all", "collaboration: hardly"},
    "HEAT_MAP": {"reach: hours"},
    "HOSTS": {"events: hosts"},
    "MONEY_OF_CALLS": {"calls: money"},
    "NEW_AND_RETURNING": {"events: Came back", "events: history"},
    "OVERSUBSCRIPTION": {"calls: Oversubscription"},
    "PARTICIPATIONS": {"overview: Participations"},
    "PEER_GROUPS": {"calls: peers"},
    "PER_MILLION": {"programmes: comparison"},
    "PROGRAMMES": {"programmes: Programmes"},
    "PROJECTS": {"overview: Projects begun"},
    "PROJECT_MONEY": {"project: partners"},
    "RANKED_POSTS": {"reach: ranked-posts"},
    "RATE_BY_CALL": {"calls: call-rates"},
    "RATE_BY_COUNTRY": {"calls: country-rates"},
    "RATE_BY_YEAR": {"calls: year-rates"},
    "RATE_OF_ALL_CALLS": {"calls: Success rate"},
    "REACH": {"overview: Reach (impressions)"},
    "REACH_GROWTH": {
        "reach: Engagement rate",
        "reach: Engagements",
        "reach: Followers, LinkedIn",
        "reach: Followers, X",
        "reach: Impressions",
        "reach: Posts",
        "reach: growth",
    },
    "REACH_MARKS": {"reach: over-time"},
    "REACH_OVER_TIME": {"reach: over-time"},
    "REGISTERED": {"events: No-shows", "events: Registered"},
    "SHARED_PROJECTS": {
        "collaboration: Country pairs",
        "collaboration: arcs",
        "collaboration: matrix",
        "collaboration: pair-projects",
        "collaboration: partners",
        "collaboration: ranked",
    },
    "SIMILAR": {"project: similar"},
    "SPECIALISATION": {"topics: topics-countries", "topics: topics-funders"},
    "STRENGTH": {"collaboration: More than by chance", "collaboration: partners"},
    "SUCCESS_RATE": {"overview: Call success rate"},
    "TIMELINE": {"programmes: timeline"},
    "TIME_TO_GRANT": {"calls: time"},
    "TIME_TO_GRANT_OF_PROJECT": {"project: Time to grant"},
    "TOPIC_FOUND": {"project: project-topics"},
    "TOPIC_TAXONOMY": {"project: project-topics"},
    "TOPIC_MAP": {"topics: topics-map"},
    "TOPIC_MONEY": {"topics: Money", "topics: Unassigned money"},
    "TOPIC_PROJECTS": {
        "topics: Projects",
        "topics: topics-countries",
        "topics: topics-funders",
        "topics: topics-ranked",
        "topics: topics-years",
    },
    "TOPIC_STABILITY": {
        "topics: topics-countries",
        "topics: topics-funders",
        "topics: topics-ranked",
        "topics: topics-years",
    },
    "TREND": {"topics: topics-trends"},
    "UPTAKE": {"calls: funders"},
    "WIDENING_IN_PROJECTS": {
        "collaboration: Widening mixed",
        "collaboration: With widening",
        "collaboration: widening",
    },
    "WIDENING_SHARE": {"calls: Widening share", "calls: widening"},
    "WITH_ATTENDANCE": {"events: With attendance"},
    "WON_NOTHING": {"calls: not-known", "calls: nothing"},
}
#: Stand in other definitions, or beside what is not shown without a choice that only a click makes; those of the
#: sidebar explain its choices, and no figure.
NOT_ALONE = {
    "CALL_YEAR",
    "BUDGETS",
    "INTERVAL",
    "POSTS_KNOWN",
    "RATE_OF_FEW",
    "SMALL_FIGURES",
    "STAGE_RATES",
    "WIDENING_LIST",
}
BY_CHOICE = {"AWARDED", "BUDGET_BY_START", "REAL_TERMS", "ONLINE_FIGURES", "TOPIC_TYPICAL"}
OF_SIDEBAR = {"MEMBER_STATUS", "ROUGH_DATES"}


def explaining(text: str) -> set[str]:
    """The definitions that a text consists of, without those that are only parts of others in it."""
    inside = {name for name, definition in TEXTS.items() if definition in text}
    return {name for name in inside if not any(TEXTS[name] in TEXTS[other] for other in inside - {name})}


def test_each_definition_explains_its_figures(sample: object, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, str] = {}
    offer = exports.offer

    def note(view: exports.View, key: str) -> None:
        drawn[key] = view.definition
        offer(view, key)

    monkeypatch.setattr(exports, "offer", note)
    found: dict[str, set[str]] = {}
    unexplained = []
    for page in PAGES:
        for dataset in DATASETS:
            drawn.clear()
            test = run(page, dataset=dataset, **CHOSEN.get(page, {}))
            cards = {re.sub(r"\W+\d.*$", "", metric.label): metric.proto.help for metric in test.metric}
            unexplained += [f"{page}: {label}" for label, told in cards.items() if not told]
            for name, text in {**drawn, **cards}.items():
                for definition in explaining(text):
                    found.setdefault(definition, set()).add(f"{page}: {name}")
    assert unexplained == []
    assert found == EXPLAINED


def test_every_definition_is_used() -> None:
    parts = {name for name in TEXTS if any(TEXTS[name] in text for other, text in TEXTS.items() if other != name)}
    assert parts >= NOT_ALONE
    assert set(TEXTS) == EXPLAINED.keys() | NOT_ALONE | BY_CHOICE | OF_SIDEBAR


def twice(source: str) -> list[str]:
    """Names that are given a value more than once, or without being declared Final."""
    names: list[str] = []
    wrong: list[str] = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign):
            wrong += [ast.unparse(target) for target in node.targets]
        elif isinstance(node, ast.AnnAssign):
            names.append(ast.unparse(node.target))
            if ast.unparse(node.annotation) != "Final":
                wrong.append(names[-1])
    return wrong + [name for name in set(names) if names.count(name) > 1]


def test_definitions_are_constants_of_one_name_each() -> None:
    assert twice(SOURCE.read_text("utf-8")) == []
    assert len(set(TEXTS.values())) == len(TEXTS), "no two say the same"
    assert twice("A: Final = 'a'\nB = 'b'\nA: Final = 'c'\nC: str = 'd'\n") == ["B", "C", "A"]
