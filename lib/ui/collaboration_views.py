"""The parts of the page on collaboration: choices, matrix, arcs, ranked pairs, a country's partners, widening."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import pairs as charts
from lib.charts import plots
from lib.common import formatting
from lib.metrics import collaboration, definitions
from lib.metrics.coverage import Coverage
from lib.metrics.scope_words import WHO, WITH
from lib.ui.arc_map import OPEN_PROJECT, draw_arcs, project_address
from lib.ui.ask import ask
from lib.ui.filters import OF_CALL
from lib.ui.frame import Column, Page, draw, draw_cards, draw_selectable, figure, narrow, offer_export, show_table

#: Names in the address.
CALLS, COUNTRY, PARTNER, MEASURE, SIZE = OF_CALL, WHO, WITH, "pairs-by", "matrix-size"
_MEASURES = {"number of projects": "projects", "strength beyond chance": "strength"}
#: Rows of the matrix that there are to choose from; more than the last cannot be told apart.
_SIZES = (12, 24, 40)
#: Arcs on the map, and bars.
_MOST_ARCS, _MOST_BARS = 60, 25
#: The pair that was clicked, until the choices take it over.
_CLICKED, _CLICKS = "pair-clicked", "pair-clicks"
_ENTITIES = ("project", "participation", "country")
_NOTHING = "No two countries share a project that fits the filters."


def _decimal(value: object) -> str:
    return formatting.number(value, 1)


def _ratio(value: object) -> str:
    return "few" if pd.isna(value) else formatting.number(value, 2)  # type: ignore[call-overload]


PAIR_COLUMNS = {
    "country_a": Column("Country"),
    "country_b": Column("and"),
    "projects": Column("Shared projects", formatting.number),
    "expected": Column("By chance (projects)", _decimal),
    "strength": Column("Strength (1: chance)", _ratio),
    "strength_low": Column("95% from", _ratio),
    "strength_high": Column("95% to", _ratio),
    "p": Column("p", formatting.p_value),
    "p_adjusted": Column("p, adjusted", formatting.p_value),
    "p_by_size": Column("p, adjusted, sizes kept", formatting.p_value),
    "holds": Column("Differs from chance", formatting.yes_no),
    "projects_a": Column("Projects of the first", formatting.number),
    "projects_b": Column("Projects of the second", formatting.number),
}
_AGAINST_CHANCE = {name: PAIR_COLUMNS[name] for name in collaboration.AGAINST_CHANCE}
_MISSED_COLUMNS = {
    "country_a": PAIR_COLUMNS["country_a"],
    "country_b": PAIR_COLUMNS["country_b"],
    **_AGAINST_CHANCE,
    "missed": Column("Fewer than by chance", _decimal),
}
_PARTNER_COLUMNS = {
    "country": Column("Partner"),
    **_AGAINST_CHANCE,
    "projects_partner": Column("Projects of the partner", formatting.number),
}
_PROJECT_COLUMNS = {
    "page": OPEN_PROJECT,
    "acronym": Column("Acronym"),
    "title": Column("Title"),
    "call": Column("Call"),
    "start_date": Column("Start", formatting.short_date),
    "end_date": Column("End", formatting.short_date),
    "countries": Column("Countries", formatting.number),
    "funding_eur": Column("Funding (EUR)", formatting.euro),
    "part": Column("Dataset"),
}
_WIDENING_COLUMNS = {
    "year": Column("Year"),
    "projects": Column("Projects", formatting.number),
    "with_widening": Column("With widening countries", formatting.number),
    "share_widening": Column("Share with widening countries", formatting.percent, words="share_widening_words"),
    "together": Column("Widening and other countries", formatting.number),
    "share_together": Column(
        "Share of widening with other countries", formatting.percent, words="share_together_words"
    ),
}


def narrowed_to_calls(page: Page) -> Page:
    """Draw the choice of calls; none means all."""
    names = ask(collaboration.call_names, page.scope.demonstration)
    chosen = st.multiselect(
        "Calls",
        list(names),
        format_func=lambda code: names.get(code, code),
        key=CALLS,
        placeholder="all",
        bind="query-params",
        persist_state="session",
    )
    return narrow(page, calls=tuple(chosen))


def narrowed_to_countries(page: Page) -> Page:
    """Draw the choice of a country and of one of its partners: the page narrowed to none, one or two countries."""
    clicked = st.session_state.pop(_CLICKED, None)
    if clicked is not None:
        st.session_state[COUNTRY], st.session_state[PARTNER] = clicked
    names = page.choices.countries
    with st.container(horizontal=True, vertical_alignment="bottom"):
        both = _country("Country", COUNTRY, names), _country("with", PARTNER, names)
        chosen = tuple(dict.fromkeys(code for code in both if code))
        if chosen:
            st.button("Clear the choice", on_click=_clear, icon=":material/close:")
    if chosen:
        told = " with ".join(names[code] for code in chosen)
        st.text(f"The page is narrowed to {told}; the matrix shows it with a border.")
    return narrow(page, together=chosen)


def _country(label: str, key: str, names: dict[str, str]) -> str | None:
    chosen: str | None = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda code: names.get(code, code),
        key=key,
        placeholder="all",
        bind="query-params",
        persist_state="session",
        width=240,
    )
    return chosen


def _clear() -> None:
    st.session_state[COUNTRY] = st.session_state[PARTNER] = None


def choose_measure() -> str:
    """Draw the switch between number and strength: projects or strength."""
    label = st.segmented_control(
        "Show by",
        list(_MEASURES),
        default=next(iter(_MEASURES)),
        required=True,
        key=MEASURE,
        bind="query-params",
        persist_state="session",
    )
    return _MEASURES[label]


Covered = tuple[Coverage, Coverage]


def draw_totals(found: pd.DataFrame, years: pd.DataFrame, covered: Covered) -> None:
    """The sums over the projects that fit, as cards.

    Args:
        found: the pairs.
        years: of `collaboration.widening`.
        covered: of how many projects one country is known, and two or more.
    """
    total = collaboration.widening_total(years)
    sharing = found[found["projects"] > 0]
    projects = formatting.number(found["all_projects"].iloc[0]) if len(found) else "no data"
    compared = collaboration.compared(found)
    few, of_pairs = "too few to tell", f"of {formatting.counted(compared.pairs, 'pair')} compared"
    one, several = covered
    of_projects = f"of {formatting.counted(int(total['projects']), 'project')}"
    cards = (
        ("Projects", projects, "", "Projects with a partner from a known country; they are N in the strength."),
        ("Country pairs", formatting.number(len(sharing)), "", definitions.SHARED_PROJECTS),
        (
            "More than by chance",
            formatting.number(compared.more) if compared.pairs else few,
            of_pairs,
            definitions.STRENGTH,
        ),
        (
            "Hardly at all",
            formatting.number(len(collaboration.hardly(found))) if compared.pairs else few,
            of_pairs,
            definitions.HARDLY,
        ),
        (
            "With widening",
            _share(total, "with_widening", one),
            of_projects,
            definitions.WIDENING_IN_PROJECTS,
        ),
        (
            "Widening mixed",
            _share(total, "together", several),
            f"{of_projects}, two countries known of {formatting.number(several.known)}",
            definitions.WIDENING_IN_PROJECTS,
        ),
    )
    draw_cards("totals", cards)
    st.text(compared.words)


def _share(total: Mapping[str, Any], part: str, coverage: Coverage) -> str:
    """A share, or the counts where too few trials or too little is known for one."""
    if not total["projects"]:
        return "no data"
    write = formatting.share_of if coverage.is_enough else formatting.counts_of
    return write(total[part], total["projects"])


def _definition(measure: str) -> str:
    if measure == "projects":
        return definitions.SHARED_PROJECTS
    return f"{definitions.STRENGTH}\n\n{definitions.SHARED_PROJECTS}"


def draw_matrix(page: Page, found: pd.DataFrame, measure: str, known: Coverage) -> None:
    """Countries against countries; a click on a cell chooses its pair."""
    most = st.segmented_control(
        "Countries in the matrix",
        _SIZES,
        default=_SIZES[1],
        required=True,
        key=SIZE,
        bind="query-params",
        persist_state="session",
    )
    codes = collaboration.busiest(found, most, page.scope.together)
    by = "by number" if measure == "projects" else "beyond chance"
    title = f"Who works with whom, {by}"
    with figure(
        title,
        table=found[(found["projects"] > 0) | (found["expected"] >= collaboration.FEWEST_EXPECTED)],
        columns=PAIR_COLUMNS,
        definition=_definition(measure),
        entities=_ENTITIES,
        scope=page.scope.without("together"),
        key="matrix",
        empty="" if found["projects"].any() else _NOTHING,
        coverage=known,
    ) as place:
        if not place:
            return
        clicks = st.session_state.setdefault(_CLICKS, 0)
        clicked = draw_selectable(
            charts.matrix(
                found,
                codes=codes,
                names=page.choices.countries,
                measure=measure,
                chosen=page.scope.together,
                title=f"{title} (projects)" if measure == "projects" else title,
                dark=page.dark,
            ),
            f"Matrix of {len(codes)} countries in the order of protocol, shaded {by}. The tab Table holds all pairs.",
            # A new key after each click, so that the same cell can be clicked again.
            f"matrix-{clicks}",
            charts.CELL,
            ("a", "b"),
        )
        st.caption(
            f"{formatting.counted(len(codes), 'country', 'countries')} in the EU's order of protocol: "
            "those of the filters "
            "and the choice, then those with the most projects. Click a cell to narrow the rest of the page to its two."
        )
        if clicked and clicked[0].keys() >= {"a", "b"}:
            st.session_state[_CLICKED] = (clicked[0]["a"], clicked[0]["b"])
            st.session_state[_CLICKS] += 1
            st.rerun()


def draw_map(page: Page, found: pd.DataFrame, known: Coverage) -> None:
    """The pairs with the most shared projects as arcs."""
    strongest = collaboration.strongest(found, "projects")
    arcs = strongest.head(_MOST_ARCS)
    title = "Shared projects, on the map"
    with figure(
        title,
        table=strongest,
        columns=PAIR_COLUMNS,
        definition=definitions.SHARED_PROJECTS,
        entities=_ENTITIES,
        scope=page.scope,
        key="arcs",
        empty="" if len(arcs) else _NOTHING,
        coverage=known,
    ) as place:
        if place:
            draw_arcs(
                arcs.rename(columns={"country_a": "name_a", "country_b": "name_b", "projects": "value"}),
                collaboration.ends(arcs),
                show=lambda value: formatting.counted(int(value), "project"),  # type: ignore[call-overload]
                alt=f"Map: {len(arcs)} pairs of countries as arcs, as wide as they share projects. "
                "The tab Table holds the same figures.",
                key="pairs",
                dark=page.dark,
            )
            st.caption(
                f"{formatting.counted(len(arcs), 'pair')} with the most shared projects; the wider an arc, the more. "
                "Dots: the countries' own projects."
            )


def draw_ranked(page: Page, found: pd.DataFrame, measure: str, known: Coverage) -> None:
    """Pairs ranked by what the switch says."""
    ranked = collaboration.strongest(found, measure)
    unit = "shared projects" if measure == "projects" else "strength (1: chance)"
    nothing = _NOTHING if measure == "projects" else collaboration.compared(found).words
    with figure(
        f"Pairs ranked by {unit}",
        table=ranked,
        columns=PAIR_COLUMNS,
        definition=_definition(measure),
        entities=_ENTITIES,
        scope=page.scope,
        key="ranked",
        empty="" if len(ranked) else nothing,
        coverage=known,
    ) as place:
        if place:
            bars = ranked.head(_MOST_BARS)
            draw(
                charts.ranked_pairs(
                    bars,
                    measure=measure,
                    title=f"{unit.capitalize()} of {formatting.counted(len(bars), 'pair')}",
                    dark=page.dark,
                ),
                f"Pairs ranked by {unit}: the first {len(bars)} as bars.",
                "ranked-chart",
            )


def draw_hardly(page: Page, found: pd.DataFrame, known: Coverage) -> None:
    """Pairs that chance would bring together far more often than they are."""
    few = collaboration.hardly(found)
    with figure(
        "Countries that hardly work together",
        table=few,
        columns=_MISSED_COLUMNS,
        definition=definitions.HARDLY,
        entities=_ENTITIES,
        scope=page.scope,
        key="hardly",
        empty="" if len(few) else _no_pair(found),
        coverage=known,
    ) as place:
        if place:
            bars = few.head(_MOST_BARS)
            draw(
                charts.found_and_expected(bars, title="Shared projects, and by chance (number)", dark=page.dark),
                f"{len(bars)} pairs of countries: shared projects as bars, what chance would give as a tick.",
                "hardly-chart",
            )


def draw_partners(page: Page, found: pd.DataFrame, iso2: str, known: Coverage) -> None:
    """The partners of the chosen country."""
    listed = collaboration.partners(found, iso2)
    name = page.choices.countries[iso2]
    with figure(
        f"Partners of {name}",
        table=listed,
        columns=_PARTNER_COLUMNS,
        definition=f"{definitions.SHARED_PROJECTS}\n\n{definitions.STRENGTH}",
        entities=_ENTITIES,
        scope=page.scope,
        key="partners",
        empty="" if listed["projects"].any() else f"{name} shares no project that fits the filters.",
        coverage=known,
    ) as place:
        if place:
            bars = listed[listed["projects"] > 0].head(_MOST_BARS)
            title = f"Projects that {name} shares (number)"
            draw(
                plots.ranked_bars(bars, measure="projects", name="country", title=title, unit="count", dark=page.dark),
                f"{title}: bars by partner, the largest first.",
                "partners-chart",
            )


def draw_projects(page: Page) -> None:
    """The projects of the chosen country or pair, with the way to each one's own page."""
    listed, total = ask(collaboration.shared_projects, page.scope)
    told = " and ".join(page.choices.countries[code] for code in page.scope.together)
    st.header(f"Projects with {told}", anchor=False)
    st.text(formatting.counted(total, "project"))
    listed = listed.assign(page=listed["project_id"].map(project_address).astype("object"))
    show_table(listed, _PROJECT_COLUMNS, alt=f"Projects with {told}", key="pair-projects")
    subject = f"projects with {told}"
    offer_export(listed, _PROJECT_COLUMNS, subject, page.scope, "pair-projects", definitions.SHARED_PROJECTS)


def draw_widening(page: Page, years: pd.DataFrame, covered: Covered) -> None:
    """Projects with widening countries, alone and together with others, over the years."""
    dated = years[years["year"].notna()]
    in_all, in_years = (int(rows["projects"].sum()) for rows in (years, dated))
    with_year = Coverage("projects with a known start", in_years, in_all)
    title = "Widening countries in projects"
    with figure(
        title,
        table=years,
        columns=_WIDENING_COLUMNS,
        definition=definitions.WIDENING_IN_PROJECTS,
        entities=(*_ENTITIES, "call"),
        scope=page.scope,
        key="widening",
        empty="" if dated["share_widening"].notna().any() else _no_shares(dated),
        coverage=(*covered, with_year),
    ) as place:
        if place:
            draw(
                charts.shares_over_years(
                    collaboration.widening_lines(dated), title=f"{title} (share, by year of start)", dark=page.dark
                ),
                f"{title}: the share of projects with a widening country, and of those where one works with others.",
                "widening-chart",
            )


def _no_shares(dated: pd.DataFrame) -> str:
    if dated.empty:
        return "No project with a known year fits the filters."
    return f"No year has {formatting.FEWEST_TRIALS} projects that fit the filters; the tab Table holds the counts."


def _no_pair(found: pd.DataFrame) -> str:
    return f"No pair is known to work together less than chance would have it. {collaboration.compared(found).words}"
