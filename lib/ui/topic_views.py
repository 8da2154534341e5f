"""The figures of the page on topics: choices, totals, rank, years, trends, countries and funders, peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import topics as charts
from lib.common import formatting
from lib.metrics import definitions, topic_projects, topic_trends, topics
from lib.metrics.coverage import Coverage
from lib.metrics.rates import with_share
from lib.metrics.scope_words import GROUPING, GROUPING_NAMES, TOPIC
from lib.topics import taxonomies
from lib.ui.ask import ask
from lib.ui.filters import TOPIC_KEPT
from lib.ui.frame import Column, Page, cards_in_rows, draw, draw_selectable, figure, narrow
from lib.ui.topic_map import CLICKED

#: Names in the address.
MEASURE, OURS, PEERS, MANY = "topics-by", "our-country", "peers", "how-many"
_MEASURES = {"number of projects": topics.PROJECTS, "money": topics.MONEY}
#: The numbers of columns of a heat map to choose from.
_MANY = (12, 24, 40)
UNASSIGNED = "unassigned"
ENTITIES = ("project", "participation", "organisation")
_NOTHING = "No project that fits the filters has a topic."
#: The number of clicks on a topic in a chart.
_CLICKS = "topic-clicks"
#: The selected topic, in its list.
_CHOICE = "topic-choice"


def _decimal(value: object) -> str:
    return formatting.number(value, 1)


def _ratio(value: object) -> str:
    return "too few" if pd.isna(value) else formatting.number(value, 2)  # type: ignore[call-overload]


def _tested(value: object) -> str:
    return "not tested" if pd.isna(value) else formatting.number(value, 3)  # type: ignore[call-overload]


def _points(value: object) -> str:
    """`+ 8.0 points` from 0.08."""
    if pd.isna(value):  # type: ignore[call-overload]
        return formatting.MISSING
    size = float(value) * 100  # type: ignore[arg-type]
    sign = "" if round(size, 1) == 0 else f"{'+' if size > 0 else '−'}{formatting.HARD}"
    return f"{sign}{formatting.number(abs(size), 1)}{formatting.HARD}points"


def stability(value: object) -> str:
    return "not known" if pd.isna(value) else formatting.number(value, 2)  # type: ignore[call-overload]


#: Money and shares of a found topic are shown to the digits that its stability supports; other topics have none.
def euro_column(header: str) -> Column:
    return Column(header, formatting.euro, write_by=(_DIGITS, formatting.rounded_euro))


def share_column(header: str, words: str = "") -> Column:
    return Column(header, formatting.percent, words=words, write_by=(_DIGITS, formatting.rounded_percent))


_DIGITS = "digits"
#: The group of the grey marks of a chart.
_UNCLEAR = "nothing clear"
#: Enough digits for any amount.
_EXACT = 17
_TOPIC_COLUMNS = {
    "topic": Column("Topic"),
    "projects": Column("Projects", formatting.number),
    "weighted": Column("Projects (weighted)", _decimal),
    "projects_share": share_column("Share of projects", "projects_words"),
    "money_eur": euro_column("Money (EUR)"),
    "money_share": share_column("Share of money", "money_words"),
}
_RANKED_COLUMNS = {**_TOPIC_COLUMNS, "stability": Column("Stability (0 to 1)", stability)}
_YEAR_COLUMNS = {"year": Column("Year"), **_TOPIC_COLUMNS}
_TREND_COLUMNS = {
    "category": Column("Topic"),
    "verdict": Column("Trend"),
    "why": Column("Reason"),
    "projects": Column("Projects", formatting.number),
    "weighted": Column("Projects (weighted)", _decimal),
    "share_before": share_column("Share in the earlier years"),
    "share_after": share_column("Share in the later years"),
    "change": Column("Change of the share", _points),
    "change_low": Column("at least (95 %)", _points),
    "change_high": Column("at most (95 %)", _points),
    "p": Column("p", _tested),
    "p_adjusted": Column("p, adjusted", _tested),
    "first_year": Column("From"),
    "last_year": Column("To"),
}
_CELL_COLUMNS = {
    "name": Column("Where"),
    "category": Column("Topic"),
    "projects": Column("Projects", formatting.number),
    "weighted": Column("Projects (weighted)", _decimal),
    "money_eur": euro_column("Money (EUR)"),
    "share": share_column("Share there", "share_words"),
    "overall": share_column("Share of all"),
    "specialisation": Column("Specialisation (1: as everywhere)", _ratio),
}
_PEER_COLUMNS = {
    "category": Column("Topic"),
    "gap": Column("Here"),
    "own_projects": Column("Projects here", formatting.number),
    "own_share": share_column("Share here", "own_words"),
    "own_money_eur": euro_column("Money here (EUR)"),
    "peers_projects": Column("Projects there", formatting.number),
    "peers_share": share_column("Share there", "peers_words"),
    "peers_money_eur": euro_column("Money there (EUR)"),
    "ratio": Column("Share here / there", _ratio),
    "names": Column("Who takes part there"),
}


@dataclass(frozen=True)
class Chosen:
    """What a user chose.

    Attributes:
        grouping: key of lib.metrics.topics.GROUPINGS.
        measure: topics.PROJECTS or topics.MONEY.
        topic: a category, or None.
        colours: number in the palette by category.
        stabilities: of found topics, NaN where not known; empty for other groupings.
    """

    grouping: str
    measure: str
    topic: str | None
    colours: Mapping[str, int]
    stabilities: Mapping[str, float]

    @property
    def unit(self) -> str:
        return "Projects" if self.measure == topics.PROJECTS else "Money (EUR)"

    @property
    def definition(self) -> str:
        own = definitions.TOPIC_PROJECTS if self.measure == topics.PROJECTS else definitions.TOPIC_MONEY
        more = definitions.TOPIC_STABILITY if self.grouping == topics.FOUND else definitions.TOPIC_TAXONOMY
        return f"{own}\n\n{more}"

    def digits(self, topic: object) -> int | None:
        """Return to how many digits the topic's money and shares are shown; None for all."""
        return topics.digits(self.stabilities[str(topic)]) if topic in self.stabilities else None

    def with_digits(self, table: pd.DataFrame) -> pd.DataFrame:
        """Add these digits to a table, by its categories."""
        return table.assign(**{_DIGITS: table["category"].map(self.digits).astype("Int64")})


def grouped(page: Page) -> Page:
    """Draw the choice of what projects are grouped by, and return the page with it."""
    return narrow(page, grouping=GROUPING_NAMES[_one_of("Topics", list(GROUPING_NAMES), GROUPING)])


def _one_of(label: str, options: list[str], key: str) -> str:
    chosen: str = st.segmented_control(
        label, options, default=options[0], required=True, key=key, bind="query-params", persist_state="session"
    )
    return chosen


def choose(page: Page, grouping: str) -> Chosen:
    """Draw the choices of the measure and of a topic."""
    demonstration = page.scope.demonstration
    colours = _number_colours(grouping, demonstration)
    words = _names_in_address(grouping, demonstration)
    if (clicked := st.session_state.pop(CLICKED, None)) is not None:
        _to_address(words.get(clicked))
    word = st.query_params.get(TOPIC) or st.session_state.get(TOPIC_KEPT)
    of_address = next((topic for topic in words if word in (words[topic], topic)), None)
    was = ""
    if word and not of_address:
        was, of_address = _find_successor(grouping, word, demonstration)
    _to_address(words.get(of_address or ""))
    st.session_state[_CHOICE] = of_address
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = _MEASURES[_one_of("Show by", list(_MEASURES), MEASURE)]
        topic = st.selectbox(
            "Topic",
            sorted(words),
            index=None,
            key=_CHOICE,
            placeholder="choose one to see its details",
            on_change=lambda: _to_address(words.get(st.session_state[_CHOICE] or "")),
            width=420,
        )
    if was:
        st.text(f"The topic “{was}” was merged into “{of_address}”.")
    elif word and not of_address:
        st.text(f"There is no topic {word}, or it no longer exists.")
    return Chosen(grouping, measure, topic, colours, ask(topics.stabilities, grouping, demonstration))


def _find_successor(grouping: str, word: str, demonstration: bool) -> tuple[str, str | None]:
    """Return the label of a topic that no longer exists, and the topic that has its projects now."""
    if grouping == topics.FOUND:
        for row in ask(topic_projects.merged, demonstration).to_dict("records"):
            if word in (str(row["topic_id"]), row["label"]):
                return str(row["label"]), str(row["into"])
    return "", None


def _names_in_address(grouping: str, demonstration: bool) -> dict[str, str]:
    """Return the name of each topic in addresses."""
    if grouping != topics.FOUND:
        return {category: category for category in taxonomies.load_taxonomies()[grouping].categories}
    described = ask(topic_projects.described, demonstration)
    return {str(row["label"]): str(row["topic_id"]) for row in described.to_dict("records")}


def _to_address(word: str | None) -> None:
    st.session_state[TOPIC_KEPT] = word
    if word:
        st.query_params[TOPIC] = word
    else:
        st.query_params.pop(TOPIC, None)


def _number_colours(grouping: str, demonstration: bool) -> dict[str, int]:
    """Return the number in the palette of each category: found topics keep theirs, taxonomies are in order."""
    if grouping != topics.FOUND:
        return {category: number for number, category in enumerate(taxonomies.load_taxonomies()[grouping].categories)}
    described = ask(topic_projects.described, demonstration)
    return {str(row["label"]): int(row["colour"]) for row in described.to_dict("records")}


def draw_totals(page: Page, chosen: Chosen, found: pd.DataFrame) -> None:
    """Draw the sums over the projects that fit, as cards, and for how many of them data are known."""
    total = topics.total(found)
    cards = (
        ("Topics", formatting.number(found["category"].nunique()), "Topics with a project that fits the filters."),
        ("Projects", formatting.number(total["projects"]), definitions.TOPIC_PROJECTS),
        ("Unassigned", formatting.number(total["unassigned"]), "Projects that fit no topic, weighted."),
        ("Money", _money(total["money_eur"]), definitions.TOPIC_MONEY),
        ("Unassigned money", _money(total["unassigned_eur"] if total["unassigned"] else 0), definitions.TOPIC_MONEY),
    )
    with cards_in_rows("totals"):
        for label, value, definition in cards:
            st.metric(label, value, help=definition, border=True)
    dated = round(ask(topics.by_year, chosen.grouping, page.scope)["weighted"].sum())
    st.text(
        f"Of {formatting.counted(round(total['projects']), 'project')} "
        f"{formatting.number(topics.with_topic(found).known)} have "
        f"a topic, {formatting.number(dated)} a start date, and "
        f"{formatting.number(topics.with_money(found).known)} a known amount of money; "
        "figures leave out projects without the data they need."
    )


def _money(value: object) -> str:
    return "no data" if pd.isna(value) else formatting.short_euro(value)  # type: ignore[call-overload]


def rows_of(found: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]


def format_money(row: Mapping[str, Any], chosen: Chosen) -> str:
    """Format a topic's money for a card or a bar: exact, or to the digits that its stability supports."""
    if pd.isna(row["money_eur"]):
        return "no data"
    digits = chosen.digits(row["category"])
    if digits is None:
        return formatting.short_euro(row["money_eur"])
    return f"about {formatting.rounded_euro(row['money_eur'], digits)}"


def format_share(row: Mapping[str, Any], column: str, chosen: Chosen) -> str:
    """Format a topic's share for a card, likewise."""
    if pd.isna(row[column]):
        return "no data"
    if not pd.isna(words := row["projects_words" if column == "projects_share" else "money_words"]):
        return str(words)
    digits = chosen.digits(row["category"])
    return (
        formatting.percent(row[column])
        if digits is None
        else f"about {formatting.rounded_percent(row[column], digits)}"
    )


def _label_rows(found: pd.DataFrame, chosen: Chosen) -> pd.DataFrame:
    """Return the rows as tables show them."""
    return chosen.with_digits(found.assign(topic=found["category"].fillna(UNASSIGNED)))


def format_counts(part: pd.Series[Any], whole: pd.Series[Any]) -> pd.Series[Any]:
    """Return counts such as `1.5 of 7` where there are too few trials for a percentage; else missing."""
    words: pd.Series[Any] = with_share(pd.DataFrame({"part": part, "whole": whole}), "part", "whole", "share")[
        "share_words"
    ]
    return words


def with_counts(found: pd.DataFrame, chosen: Chosen, by: pd.Series[Any] | None = None) -> pd.DataFrame:
    """Replace shares of too few projects by counts in the rows of `by_topic` or `by_year`, for all or each year."""
    assigned = found["category"].notna()

    def whole(column: str) -> pd.Series[Any]:
        values = found[column].where(assigned)
        if by is None:
            return pd.Series(float(values.sum()), index=found.index)
        return values.groupby(by).transform("sum")

    projects = format_counts(found["weighted"].where(assigned), whole("weighted"))
    few = (whole("weighted_with_money") < formatting.FEWEST_TRIALS) | (not topics.with_money(found).is_enough)
    few &= assigned & found["money_eur"].notna()
    money = pd.Series(
        [
            formatting.euro_of(formatting.significant(some, chosen.digits(topic) or _EXACT), every) if is_few else None
            for topic, some, every, is_few in zip(
                found["category"], found["money_eur"], whole("money_eur"), few, strict=True
            )
        ],
        index=found.index,
        dtype="object",
    )
    return found.assign(projects_words=projects, money_words=money)


def _no_money(found: pd.DataFrame, chosen: Chosen) -> str:
    """Say why topics are not ranked or compared by money if it is known for too few projects; else empty."""
    coverage = topics.with_money(found)
    if chosen.measure != topics.MONEY or coverage.is_enough:
        return ""
    return f"Known: {coverage.words}. Too few to rank or compare topics by money; the table lists what is known."


def coverage_of(found: pd.DataFrame, chosen: Chosen) -> list[Coverage]:
    """Return for how many projects the data shown by topic are known."""
    money = [topics.with_money(found)] if chosen.measure == topics.MONEY else []
    return [topics.with_topic(found), *money]


def in_order(found: pd.DataFrame, chosen: Chosen) -> pd.DataFrame:
    """Return the assigned rows of `by_topic`, the largest by the chosen measure first."""
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
    """Draw topics by projects or money; a click selects one."""
    ordered = in_order(found, chosen)
    is_money = chosen.measure == topics.MONEY
    column = "money_eur" if is_money else "projects"
    clicks = st.session_state.setdefault(_CLICKS, 0)
    with figure(
        f"{chosen.unit} by topic, ranked",
        table=_label_rows(with_counts(pd.concat([ordered, found[found["category"].isna()]]), chosen), chosen),
        columns=_RANKED_COLUMNS if chosen.grouping == topics.FOUND else _TOPIC_COLUMNS,
        definition=chosen.definition,
        coverage=coverage_of(found, chosen),
        entities=ENTITIES,
        scope=page.scope,
        key="topics-ranked",
        empty=_no_money(found, chosen) if len(ordered) else _NOTHING,
    ) as place:
        if place:
            values = [
                format_money(row, chosen) if is_money else formatting.number(row["projects"])
                for row in rows_of(ordered)
            ]
            bars = ordered.assign(value=ordered[column], told=pd.Series(values, index=ordered.index, dtype="object"))
            title = "Money by topic (EUR million)" if is_money else "Projects by topic (number)"
            clicked = draw_selectable(
                charts.ranked(bars, measure=chosen.measure, colours=chosen.colours, title=title),
                f"{title}: bars, the largest first. The tab Table holds the same figures.",
                f"topics-ranked-{clicks}",
                charts.TOPIC,
                ("category",),
            )
            st.caption("A project with several topics counts in each; its money is divided. Click a bar for details.")
            _take_click(clicked)


def draw_years(page: Page, found: pd.DataFrame, chosen: Chosen) -> None:
    """Draw topics against years."""
    years = ask(topics.by_year, chosen.grouping, page.scope)
    order = list(in_order(found, chosen)["category"])
    column = "money_eur" if chosen.measure == topics.MONEY else "projects"
    dated = years[years["category"].notna()]
    with figure(
        f"{chosen.unit} by topic and year",
        table=_label_rows(with_counts(years, chosen, years["year"]), chosen),
        columns=_YEAR_COLUMNS,
        definition=chosen.definition,
        coverage=[topics.with_date(years, found), *coverage_of(found, chosen)[1:]],
        entities=ENTITIES,
        scope=page.scope,
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


def draw_trends(page: Page, found: pd.DataFrame, chosen: Chosen) -> None:
    """Draw which topics emerge and which fade, as far as the data show it."""
    trends = ask(topic_trends.trends_of, chosen.grouping, page.scope)
    coverage = topics.with_date(ask(topics.by_year, chosen.grouping, page.scope), found)
    known = trends[trends["share_before"].notna()]
    empty = "" if len(known) else "Too few projects with a topic and a known first day to compare years."
    if len(known) and not coverage.is_enough:
        empty = f"Too little data to tell; known: {coverage.words}. The table lists what is known."
    with figure(
        "Emerging and fading topics",
        table=chosen.with_digits(trends),
        columns=_TREND_COLUMNS,
        definition=definitions.TREND,
        coverage=coverage,
        entities=("project",),
        scope=page.scope,
        key="topics-trends",
        empty=empty,
    ) as place:
        if not place:
            return
        st.text(_summarise(trends))
        clear = known["verdict"].isin([topic_trends.EMERGING, topic_trends.FADING])
        rows = known.assign(
            first=known["share_before"],
            second=known["share_after"],
            group=known["verdict"].where(clear, _UNCLEAR),
            told=known["verdict"],
        )
        draw(
            charts.two_shares(
                rows,
                kinds=("earlier years", "later years"),
                groups=(topic_trends.EMERGING, topic_trends.FADING, _UNCLEAR),
                title="Share of projects, earlier and later half of the years",
                dark=page.dark,
            ),
            "Each topic's share of the projects in the earlier and in the later half of the years.",
            "topics-trends-chart",
        )


def _summarise(trends: pd.DataFrame) -> str:
    """Summarise the trends of the topics in a sentence."""
    counts = trends["verdict"].value_counts()
    names = {
        topic_trends.EMERGING: topic_trends.EMERGING,
        topic_trends.FADING: topic_trends.FADING,
        topic_trends.STEADY: f"with {topic_trends.STEADY}",
        topic_trends.TOO_LITTLE: f"with {topic_trends.TOO_LITTLE}",
    }
    phrases = [f"{counts[verdict]} {words}" for verdict, words in names.items() if counts.get(verdict, 0)]
    return f"Of {formatting.counted(len(trends), 'topic')}: {', '.join(phrases)}."


def choose_many() -> int:
    """Draw the choice of the number of countries and funders in the heat maps."""
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
    """Draw topics against countries."""
    cells = ask(topics.by_country, chosen.grouping, page.scope, chosen.measure)
    _draw_cells(page, found, chosen, cells, many, "countries", ask(topics.with_country, page.scope))


def draw_funders(page: Page, found: pd.DataFrame, chosen: Chosen, many: int) -> None:
    """Draw topics against funders."""
    cells = ask(topics.by_funder, chosen.grouping, page.scope, chosen.measure)
    _draw_cells(page, found, chosen, cells, many, "funders", ask(topics.with_funder, page.scope))


def _draw_cells(
    page: Page,
    found: pd.DataFrame,
    chosen: Chosen,
    cells: pd.DataFrame,
    many: int,
    what: str,
    coverage: Coverage,
) -> None:
    by = "projects" if chosen.measure == topics.PROJECTS else "money"
    weights = cells.groupby("key")["weighted"].transform("sum")
    words = format_counts(cells["weighted"], weights if chosen.measure == topics.PROJECTS else weights * float("nan"))
    clicks = st.session_state.setdefault(_CLICKS, 0)
    with figure(
        f"Topics and {what}",
        table=chosen.with_digits(cells.assign(share_words=words)),
        columns=_CELL_COLUMNS,
        definition=f"{definitions.SPECIALISATION}\n\n{chosen.definition}",
        coverage=coverage,
        entities=(*ENTITIES, "funding"),
        scope=page.scope,
        key=f"topics-{what}",
        empty=_no_money(found, chosen)
        if len(cells)
        else f"No {what} are known for the projects with a topic that fit the filters.",
    ) as place:
        if not place:
            return
        most = cells.groupby("key", sort=False)["weighted"].sum().nlargest(many).index
        # In the order of the table: countries by protocol, funders by number of projects.
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
            f"The {len(names)} {what} with the most projects. Cells in which too few projects are expected are empty: "
            "even none at all could be chance. Click a cell for details of its topic."
        )
        _take_click(clicked)


def draw_peers(page: Page, chosen: Chosen) -> None:
    """Draw what peers take part in and a country does not."""
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
                "Compare with", list(groups), key=PEERS, bind="query-params", persist_state="session", width=320
            )
            if groups
            else None
        )
    if not ours or group is None:
        st.text("Choose a country to compare its topics with those of its neighbours or of a group of countries.")
        return
    found = ask(topics.against_peers, chosen.grouping, page.scope, ours, groups[group])
    base = found["own_weighted"].sum()
    sides = {
        f"{side}_words": format_counts(found[f"{side}_weighted"], found[f"{side}_weighted"] * 0 + every)
        for side, every in (("own", base), ("peers", found["peers_weighted"].sum()))
    }
    empty = "" if len(found) else "These countries take part in no project with a topic that fits the filters."
    if len(found) and base < formatting.FEWEST_TRIALS:
        empty = (
            f"{names[ours]} takes part in {formatting.weighted(base)} projects with a topic: too few to say what is "
            "missing. The table lists the counts."
        )
    with figure(
        "Topics here and there",
        table=chosen.with_digits(found.assign(**sides)),
        columns=_PEER_COLUMNS,
        definition=definitions.AGAINST_PEERS,
        coverage=ask(topics.with_country, page.scope),
        entities=ENTITIES,
        scope=page.scope,
        key="topics-peers",
        empty=empty,
    ) as place:
        if not place:
            return
        gaps = found["gap"].value_counts()
        few = int(gaps.get(topics.FEW_HERE, 0))
        st.text(
            f"{names[ours]} against {group}: {int(gaps.get(topics.NOT_HERE, 0))} topics are there and not here, "
            f"{int(gaps.get(topics.LESS_HERE, 0))} have a much smaller share here than there"
            f"{f'; {few} have too few projects to say' if few else ''}."
        )
        is_gap = found["gap"].isin([topics.NOT_HERE, topics.LESS_HERE])
        rows = found.assign(
            first=found["own_share"].fillna(0.0),
            second=found["peers_share"],
            group=found["gap"].where(is_gap, _UNCLEAR),
            told=found["gap"].replace("", "no clear gap"),
        )
        draw(
            charts.two_shares(
                rows,
                kinds=("here", "there"),
                groups=(topics.NOT_HERE, topics.LESS_HERE, _UNCLEAR),
                title="Share of projects, here and there",
                dark=page.dark,
            ),
            "Each topic's share of the projects of the country and of those of its peers.",
            "topics-peers-chart",
        )
