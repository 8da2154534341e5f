"""The parts of the page on topics: choices, totals, rank, years, trends, countries and funders, peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from lib import style
from lib.charts import topics as charts
from lib.metrics import definitions, topic_projects, topics
from lib.metrics.filter_words import GROUPING, GROUPING_NAMES, TOPIC
from lib.topics import lenses
from lib.ui.ask import ask
from lib.ui.filters import TOPIC_KEPT
from lib.ui.frame import Column, Page, cards_in_rows, draw, draw_selectable, figure, narrow
from lib.ui.topic_map import CLICKED

#: Names in the address.
MEASURE, OURS, PEERS, MANY = "topics-by", "our-country", "peers", "how-many"
_MEASURES = {"number of projects": topics.PROJECTS, "money": topics.MONEY}
#: Columns of a heat map that there are to choose from.
_MANY = (12, 24, 40)
UNASSIGNED = "unassigned"
ENTITIES = ("project", "participation", "organisation")
_NOTHING = "No project that fits the filters has a topic."
#: How often a topic was clicked in a chart.
_CLICKS = "topic-clicks"
#: The topic that is chosen, in its list.
_CHOICE = "topic-choice"


def _decimal(value: object) -> str:
    return style.number(value, 1)


def _ratio(value: object) -> str:
    return "too few" if pd.isna(value) else style.number(value, 2)  # type: ignore[call-overload]


def _tested(value: object) -> str:
    return "not tested" if pd.isna(value) else style.number(value, 3)  # type: ignore[call-overload]


_TOPIC_COLUMNS = {
    "topic": Column("Topic"),
    "projects": Column("Projects", style.number),
    "weighted": Column("Projects (weighted)", _decimal),
    "projects_share": Column("Share of projects", style.percent),
    "money_eur": Column("Money (EUR)", style.euro),
    "money_share": Column("Share of money", style.percent),
}
_YEAR_COLUMNS = {"year": Column("Year"), **_TOPIC_COLUMNS}
_TREND_COLUMNS = {
    "category": Column("Topic"),
    "verdict": Column("What can be said"),
    "projects": Column("Projects (weighted)", _decimal),
    "share_before": Column("Share in the earlier years", style.percent),
    "share_after": Column("Share in the later years", style.percent),
    "change": Column("Change of the odds a year", style.percent),
    "p": Column("p", _tested),
    "p_adjusted": Column("p, adjusted", _tested),
    "first_year": Column("From"),
    "last_year": Column("To"),
}
_CELL_COLUMNS = {
    "name": Column("Where"),
    "category": Column("Topic"),
    "projects": Column("Projects", style.number),
    "weighted": Column("Projects (weighted)", _decimal),
    "money_eur": Column("Money (EUR)", style.euro),
    "share": Column("Share there", style.percent),
    "overall": Column("Share of all", style.percent),
    "specialisation": Column("Specialisation (1: as everywhere)", _ratio),
}
_PEER_COLUMNS = {
    "category": Column("Topic"),
    "gap": Column("Here"),
    "own_projects": Column("Projects here", style.number),
    "own_share": Column("Share here", style.percent),
    "own_money_eur": Column("Money here (EUR)", style.euro),
    "peers_projects": Column("Projects there", style.number),
    "peers_share": Column("Share there", style.percent),
    "peers_money_eur": Column("Money there (EUR)", style.euro),
    "ratio": Column("Share here / there", _ratio),
    "names": Column("Who takes part there"),
}


@dataclass(frozen=True)
class Chosen:
    """What a reader chose.

    Attributes:
        grouping: key of lib.metrics.topics.GROUPINGS.
        measure: topics.PROJECTS or topics.MONEY.
        topic: a category, or None.
        colours: number in the palette by category.
    """

    grouping: str
    measure: str
    topic: str | None
    colours: Mapping[str, int]

    @property
    def unit(self) -> str:
        return "Projects" if self.measure == topics.PROJECTS else "Money (EUR)"

    @property
    def definition(self) -> str:
        own = definitions.TOPIC_PROJECTS if self.measure == topics.PROJECTS else definitions.TOPIC_MONEY
        return own if self.grouping == topics.FOUND else f"{own}\n\n{definitions.TOPIC_LENS}"


def grouped(page: Page) -> Page:
    """The page by what the reader chose that projects are grouped by."""
    return narrow(page, grouping=GROUPING_NAMES[_one_of("Topics", list(GROUPING_NAMES), GROUPING)])


def _one_of(label: str, options: list[str], key: str) -> str:
    chosen: str = st.segmented_control(
        label, options, default=options[0], required=True, key=key, bind="query-params", persist_state="session"
    )
    return chosen


def choose(grouping: str) -> Chosen:
    """Draw the choices of the measure and of a topic."""
    colours = _colours(grouping)
    words = _words(grouping)
    if (clicked := st.session_state.pop(CLICKED, None)) is not None:
        _to_address(words.get(clicked))
    word = st.query_params.get(TOPIC) or st.session_state.get(TOPIC_KEPT)
    of_address = next((topic for topic in words if word in (words[topic], topic)), None)
    was = ""
    if word and not of_address:
        was, of_address = _now(grouping, word)
    _to_address(words.get(of_address or ""))
    st.session_state[_CHOICE] = of_address
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = _MEASURES[_one_of("Show by", list(_MEASURES), MEASURE)]
        topic = st.selectbox(
            "Topic",
            sorted(words),
            index=None,
            key=_CHOICE,
            placeholder="choose one to see all of it",
            on_change=lambda: _to_address(words.get(st.session_state[_CHOICE] or "")),
            width=420,
        )
    if was:
        st.text(f"The topic “{was}” was merged into “{of_address}”.")
    elif word and not of_address:
        st.text(f"There is no topic {word} here, or no longer.")
    return Chosen(grouping, measure, topic, colours)


def _now(grouping: str, word: str) -> tuple[str, str | None]:
    """What a topic that is gone was called, and the topic that holds its projects now."""
    if grouping == topics.FOUND:
        for row in ask(topic_projects.merged).to_dict("records"):
            if word in (str(row["topic_id"]), row["label"]):
                return str(row["label"]), str(row["into"])
    return "", None


def _words(grouping: str) -> dict[str, str]:
    """What the address calls each topic."""
    if grouping != topics.FOUND:
        return {category: category for category in lenses.lenses()[grouping].categories}
    return {str(row["label"]): str(row["topic_id"]) for row in ask(topic_projects.described).to_dict("records")}


def _to_address(word: str | None) -> None:
    st.session_state[TOPIC_KEPT] = word
    if word:
        st.query_params[TOPIC] = word
    else:
        st.query_params.pop(TOPIC, None)


def _colours(grouping: str) -> dict[str, int]:
    """Number in the palette of each category: a found topic keeps its own, a lens's follow its order."""
    if grouping != topics.FOUND:
        return {category: number for number, category in enumerate(lenses.lenses()[grouping].categories)}
    return {str(row["label"]): int(row["colour"]) for row in ask(topic_projects.described).to_dict("records")}


def draw_totals(found: pd.DataFrame) -> None:
    """The sums over the projects that fit, as cards."""
    total = topics.total(found)
    cards = (
        ("Topics", style.number(found["category"].nunique()), "Topics with a project that fits the filters."),
        ("Projects", style.number(total["projects"]), definitions.TOPIC_PROJECTS),
        ("Unassigned", style.number(total["unassigned"]), "Projects that fit no topic, by their weights."),
        ("Money", _money(total["money_eur"]), definitions.TOPIC_MONEY),
        ("Unassigned money", _money(total["unassigned_eur"] if total["unassigned"] else 0), definitions.TOPIC_MONEY),
    )
    with cards_in_rows("totals"):
        for label, value, definition in cards:
            st.metric(label, value, help=definition, border=True)


def _money(value: object) -> str:
    return "no data" if pd.isna(value) else style.short_euro(value)  # type: ignore[call-overload]


def _named(found: pd.DataFrame) -> pd.DataFrame:
    return found.assign(topic=found["category"].fillna(UNASSIGNED))


def in_order(found: pd.DataFrame, chosen: Chosen) -> pd.DataFrame:
    """The assigned rows of `by_topic`, the largest by the chosen measure first."""
    column = "projects" if chosen.measure == topics.PROJECTS else "money_eur"
    assigned = found[found["category"].notna()]
    return assigned.sort_values([column, "category"], ascending=[False, True], na_position="last")


def _take_click(clicked: list[dict[str, Any]]) -> None:
    if clicked and "category" in clicked[0]:
        st.session_state[CLICKED] = clicked[0]["category"]
        # A new key after each click, so that the same mark can be clicked again.
        st.session_state[_CLICKS] += 1
        st.rerun()


def draw_ranked(page: Page, found: pd.DataFrame, chosen: Chosen) -> None:
    """Topics by projects or money; a click chooses one."""
    ordered = in_order(found, chosen)
    is_money = chosen.measure == topics.MONEY
    column, write = ("money_eur", style.euro) if is_money else ("projects", style.number)
    clicks = st.session_state.setdefault(_CLICKS, 0)
    with figure(
        f"{chosen.unit} by topic, ranked",
        table=_named(pd.concat([ordered, found[found["category"].isna()]])),
        columns=_TOPIC_COLUMNS,
        definition=chosen.definition,
        entities=ENTITIES,
        filters=page.filters,
        key="topics-ranked",
        empty="" if len(ordered) else _NOTHING,
    ) as place:
        if place:
            bars = ordered.assign(value=ordered[column], told=ordered[column].map(write))
            title = "Money by topic (EUR million)" if is_money else "Projects by topic (number)"
            clicked = draw_selectable(
                charts.ranked(bars, measure=chosen.measure, colours=chosen.colours, title=title),
                f"{title}: bars, the largest first. The tab Table holds the same figures.",
                f"topics-ranked-{clicks}",
                charts.TOPIC,
                ("category",),
            )
            st.caption("A project of several topics counts in each of them; its money is shared. Click a bar for more.")
            _take_click(clicked)


def draw_years(page: Page, found: pd.DataFrame, chosen: Chosen) -> None:
    """Topics against years."""
    years = ask(topics.by_year, chosen.grouping, page.filters)
    order = list(in_order(found, chosen)["category"])
    column = "money_eur" if chosen.measure == topics.MONEY else "projects"
    dated = years[years["category"].notna()]
    with figure(
        f"{chosen.unit} by topic and year",
        table=_named(years),
        columns=_YEAR_COLUMNS,
        definition=chosen.definition,
        entities=ENTITIES,
        filters=page.filters,
        key="topics-years",
        empty="" if len(dated) else "No project with a topic and a known first day fits the filters.",
    ) as place:
        if place:
            unit = "EUR million" if chosen.measure == topics.MONEY else "number"
            title = f"{'Money' if unit != 'number' else 'Projects'} by year of the first day ({unit})"
            draw(
                charts.over_years(
                    dated.assign(value=dated[column]),
                    order=[name for name in order if (dated["category"] == name).any()],
                    measure=chosen.measure,
                    title=title,
                    dark=page.dark,
                ),
                f"{title}: topics against years, shaded. The tab Table holds the same figures.",
                "topics-years-chart",
            )


def draw_trends(page: Page, chosen: Chosen) -> None:
    """Which topics emerge and which fade, and how sure that is."""
    trends = topics.trends(ask(topics.by_year, chosen.grouping, page.filters))
    known = trends[trends["share_before"].notna()]
    with figure(
        "Emerging and fading topics",
        table=trends,
        columns=_TREND_COLUMNS,
        definition=definitions.TREND,
        entities=("project",),
        filters=page.filters,
        key="topics-trends",
        empty="" if len(known) else "Too few projects with a topic and a known first day to compare years.",
    ) as place:
        if not place:
            return
        st.text(_honest(trends))
        rest = f"{topics.STEADY}, or too few to say"
        clear = known["verdict"].isin([topics.EMERGING, topics.FADING])
        rows = known.assign(
            first=known["share_before"],
            second=known["share_after"],
            group=known["verdict"].where(clear, rest),
            told=known["verdict"],
        )
        draw(
            charts.two_shares(
                rows,
                kinds=("earlier years", "later years"),
                groups=(topics.EMERGING, topics.FADING, rest),
                title="Share of projects, earlier and later half of the years",
                dark=page.dark,
            ),
            "Each topic's share of the projects in the earlier and in the later half of the years.",
            "topics-trends-chart",
        )


def _honest(trends: pd.DataFrame) -> str:
    """What the test found, in a sentence."""
    told = trends["verdict"].value_counts()
    tested = int(trends["p"].notna().sum())
    emerging, fading = int(told.get(topics.EMERGING, 0)), int(told.get(topics.FADING, 0))
    few = len(trends) - tested
    first = f"Of {style.counted(tested, 'topic')} that could be tested, {emerging} emerge and {fading} fade"
    rest = " beyond what chance would do." if emerging + fading else ": no change is beyond what chance would do."
    return f"{first}{rest}{f' Of {few} there are too few projects or years to say.' if few else ''}"


def choose_many() -> int:
    """Draw the choice of how many countries and funders the heat maps show."""
    chosen: int = st.segmented_control(
        "Countries and funders in the heat maps",
        _MANY,
        default=_MANY[1],
        required=True,
        key=MANY,
        bind="query-params",
        persist_state="session",
    )
    return chosen


def draw_countries(page: Page, found: pd.DataFrame, chosen: Chosen, many: int) -> None:
    """Topics against countries."""
    cells = ask(topics.by_country, chosen.grouping, page.filters, chosen.measure)
    _draw_cells(page, found, chosen, cells, many, "countries")


def draw_funders(page: Page, found: pd.DataFrame, chosen: Chosen, many: int) -> None:
    """Topics against funders."""
    cells = ask(topics.by_funder, chosen.grouping, page.filters, chosen.measure)
    _draw_cells(page, found, chosen, cells, many, "funders")


def _draw_cells(page: Page, found: pd.DataFrame, chosen: Chosen, cells: pd.DataFrame, many: int, what: str) -> None:
    by = "projects" if chosen.measure == topics.PROJECTS else "money"
    clicks = st.session_state.setdefault(_CLICKS, 0)
    with figure(
        f"Topics and {what}",
        table=cells,
        columns=_CELL_COLUMNS,
        definition=f"{definitions.SPECIALISATION}\n\n{chosen.definition}",
        entities=(*ENTITIES, "funding"),
        filters=page.filters,
        key=f"topics-{what}",
        empty="" if len(cells) else f"No {what} are known of projects with a topic that fit the filters.",
    ) as place:
        if not place:
            return
        most = cells.groupby("key", sort=False)["weighted"].sum().nlargest(many).index
        # In the order of the table: protocol for countries, the most projects first for funders.
        names = list(dict.fromkeys(cells.loc[cells["key"].isin(most), "name"]))
        order = [name for name in in_order(found, chosen)["category"] if (cells["category"] == name).any()]
        title = f"Share of each topic there, against all {by}"
        clicked = draw_selectable(
            charts.specialisation(cells, order=order, names=names, title=title, dark=page.dark),
            f"{title}: topics against {len(names)} {what}, shaded. The tab Table holds all of them.",
            f"topics-{what}-{clicks}",
            charts.TOPIC,
            ("category",),
        )
        st.caption(
            f"Shown are the {what} with the most projects ({len(names)}). Where too few projects are to be expected "
            "nothing is said: even none at all could be chance. Click a cell for more on its topic."
        )
        _take_click(clicked)


def draw_peers(page: Page, chosen: Chosen) -> None:
    """What peers take part in and a country does not."""
    st.header("What our peers fund and we do not", anchor=False)
    names = page.choices.countries
    with st.container(horizontal=True, vertical_alignment="bottom"):
        ours = st.selectbox(
            "Our country",
            list(names),
            index=None,
            format_func=lambda code: names.get(code, code),
            key=OURS,
            placeholder="choose a country",
            bind="query-params",
            persist_state="session",
            width=260,
        )
        groups = ask(topics.peer_groups, ours) if ours else {}
        group = (
            st.selectbox(
                "Held against", list(groups), key=PEERS, bind="query-params", persist_state="session", width=320
            )
            if groups
            else None
        )
    if not ours or group is None:
        st.text("Choose a country to hold its topics against those of its neighbours or of a group of countries.")
        return
    found = ask(topics.against_peers, chosen.grouping, page.filters, ours, groups[group])
    with figure(
        "Topics here and there",
        table=found,
        columns=_PEER_COLUMNS,
        definition=definitions.AGAINST_PEERS,
        entities=ENTITIES,
        filters=page.filters,
        key="topics-peers",
        empty="" if len(found) else "These countries take part in no project with a topic that fits the filters.",
    ) as place:
        if not place:
            return
        gaps = found[found["gap"] != ""]
        st.text(
            f"{names[ours]} against {group}: {int((gaps['gap'] == topics.NOT_HERE).sum())} topics are there and not "
            f"here, {int((gaps['gap'] == topics.LESS_HERE).sum())} are much less here than there."
        )
        rest = "no clear gap"
        rows = found.assign(
            first=found["own_share"].fillna(0.0),
            second=found["peers_share"],
            group=found["gap"].replace("", rest),
            told=found["gap"].replace("", rest),
        )
        draw(
            charts.two_shares(
                rows,
                kinds=("here", "there"),
                groups=(topics.NOT_HERE, topics.LESS_HERE, rest),
                title="Share of projects, here and there",
                dark=page.dark,
            ),
            "Each topic's share of the projects of the country and of those of its peers.",
            "topics-peers-chart",
        )
