"""What a figure is: one object, from which page, export, report, address for programs and documentation are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import altair as alt
import pandas as pd

from lib.common import formatting
from lib.figures import comparison
from lib.figures.asking import Ask
from lib.figures.columns import Column, for_programs
from lib.figures.definition import Definition
from lib.figures.options import Chosen, Option
from lib.metrics.coverage import Coverage
from lib.metrics.coverage import in_words as in_words_of
from lib.metrics.scope import Scope, without_effect

Chart = alt.Chart | alt.LayerChart
OWNER = "ICPerMed Secretariat"


@dataclass(frozen=True)
class Result:
    """What a figure's computation gives.

    Attributes:
        frame: its rows: at least the declared columns.
        coverage: of how many of the things that it speaks of the values are known.
        context: what its chart and its sentence need beside the rows, such as the average of all.
        whole: gives every row, where `frame` holds only the first ones; files have them all.
    """

    frame: pd.DataFrame
    coverage: tuple[Coverage, ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    whole: Callable[[], pd.DataFrame] | None = None


@dataclass(frozen=True)
class Look:
    """How a chart is drawn.

    Attributes:
        dark: on a dark ground.
        clickable: its marks can be clicked, and take clicks and taps beside them.
        picked: keys of marks that were picked, which stand out.
    """

    dark: bool = False
    clickable: bool = False
    picked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """A figure that is a single number.

    Attributes:
        value: as readers see it; "no data" where it is not known.
        base: what it rests on: counts, coverage, interval; empty where it is a plain count.
        change: against the period before, with its sign; empty where there is none.
        label: the line above it, where that is not the figure's title.
        trend: its values of the years before, the oldest first; empty where there are none.
    """

    value: str
    base: str = ""
    change: str = ""
    label: str = ""
    trend: tuple[float, ...] = ()


Computation = Callable[[Ask, Scope, Chosen], Result]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure, declared once.

    Attributes:
        id: `subject.name`; it never changes.
        title: what is shown; gives it from the answer where it depends on a choice (see `title_of`).
        question: that the figure answers, as a reader would ask it.
        unit: of its main values.
        definition: how it is computed.
        reviewed: the day on which its owner last reviewed the definition.
        entities: whose rows it is made of.
        narrowed_by: names of the attributes of Scope that narrow it; it never sees the others.
        compute: gives its rows for a scope that holds nothing else than those.
        columns: of the rows, in order.
        sentence: states the answer in words, with its number, its uncertainty, and "not known" where that is so.
        finding: the answer as a heading: a sentence of at most 100 characters or so, with its number; the title, where
            there is none or it is empty, since nothing is known.
        options: its own choices.
        title_of: the title, given what is chosen.
        chart: draws it; None where there is nothing to draw. Figures without one are tables, or cards.
        card: of a figure that is a single number.
        caption: what a reader of the chart should know beside it, such as what it leaves to the table.
        empty: why there is nothing to draw, where that is so; gives it from the answer where it depends on that.
        ranked: of a chart with a row for each row of the frame: gives the rows in the order of the chart. A page draws
            the first of them, and my country, until its reader asks for all.
        turned: whether readers see its table turned: few rows of many columns, a column for each row, under the name in
            the first of the columns.
        needs: what it cannot be without beside rows of its entities, see lib.metrics.presence.
        owner: who answers for the definition.
    """

    id: str
    title: str
    question: str
    unit: str
    definition: Definition
    reviewed: date
    entities: tuple[str, ...]
    narrowed_by: frozenset[str]
    compute: Computation
    columns: tuple[Column, ...]
    sentence: Callable[[Answer], str]
    finding: Callable[[Answer], str] | None = None
    options: tuple[Option, ...] = ()
    title_of: Callable[[Answer], str] | None = None
    chart: Callable[[Answer, Look], Chart | None] | None = None
    card: Callable[[Answer], Card] | None = None
    caption: Callable[[Answer], str] | None = None
    empty: str | Callable[[Answer], str] = "No rows fit the filters."
    ranked: Callable[[Answer], pd.DataFrame] | None = None
    turned: bool = False
    needs: tuple[str, ...] = ()
    owner: str = OWNER

    @property
    def subject(self) -> str:
        """What it is about: calls, events, collaboration, programmes, reach, topics …"""
        return self.id.partition(".")[0]

    def answer(self, ask: Ask, scope: Scope, chosen: Chosen | None = None) -> Answer:
        """Compute the figure.

        Args:
            ask: how the store is asked.
            scope: what a page or a program is narrowed to; what does not narrow the figure is left out.
            chosen: values or labels of its options by name; those of others are left out.

        Raises:
            OptionError: an option has no such value.
        """
        within = scope.only(self.narrowed_by)
        values = self.read_options(ask, within, chosen or {})
        result = self.compute(ask, within, values)
        peers = comparison.peers(ask, values)
        return Answer(self, scope, values, result.frame, result.coverage, result.context, result.whole, peers)

    def read_options(self, ask: Ask, scope: Scope, chosen: Chosen) -> dict[str, str]:
        """Return the value of each option: what is chosen, else its default.

        Raises:
            OptionError: an option has no such value.
        """
        return {
            option.name: option.read(chosen[option.name], ask, scope)
            if chosen.get(option.name)
            else option.default_for(ask, scope)
            for option in self.options
        }


@dataclass(frozen=True, eq=False)
class Answer:
    """A figure for a scope: everything that a page, a file or a report says of it.

    Attributes:
        figure: what is answered.
        asked: what the page or the program is narrowed to.
        chosen: the value of each of the figure's options.
        frame: its rows.
        coverage: see `Result`.
        context: see `Result`.
        whole: see `Result`.
        peers: ISO codes of the countries that my country is compared with, without it; none where the figure does not
            compare.
    """

    figure: Figure
    asked: Scope
    chosen: Chosen
    frame: pd.DataFrame
    coverage: tuple[Coverage, ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    whole: Callable[[], pd.DataFrame] | None = None
    peers: tuple[str, ...] = ()
    _charts: dict[Look, Chart | None] = field(default_factory=dict, init=False, repr=False)

    @property
    def scope(self) -> Scope:
        """What the figure is narrowed to: of what was asked, what narrows it."""
        return self.asked.only(self.figure.narrowed_by)

    @property
    def home(self) -> str:
        """The ISO code of my country, which stands out; empty where none is chosen or the figure does not know one."""
        return comparison.home(self.chosen)

    @property
    def home_name(self) -> str:
        """What the rows call my country, in which it is by its code; empty where it is not among them."""
        return comparison.name_in(self.frame, self.home)

    @cached_property
    def title(self) -> str:
        return self.figure.title_of(self) if self.figure.title_of else self.figure.title

    @cached_property
    def sentence(self) -> str:
        return self.figure.sentence(self)

    @cached_property
    def finding(self) -> str:
        """The answer as a heading."""
        return (self.figure.finding(self) if self.figure.finding else "") or self.title

    @property
    def covers(self) -> str:
        """What it covers, as one clause; empty where no coverage is given."""
        return in_words_of(self.coverage)

    @property
    def idle(self) -> tuple[str, ...]:
        """What was asked for and does not narrow the figure, in words."""
        return without_effect(self.asked, self.figure.narrowed_by)

    @property
    def not_narrowed_by(self) -> str:
        """The same as a sentence; empty where everything narrows."""
        return f"Not narrowed by {', '.join(self.idle)}." if self.idle else ""

    @property
    def definition(self) -> str:
        """How it is computed, and what does not narrow it."""
        return f"{self.figure.definition.text} {self.not_narrowed_by}".rstrip()

    @property
    def caption(self) -> str:
        return self.figure.caption(self) if self.figure.caption else ""

    @property
    def why_empty(self) -> str:
        """Why there is nothing to draw."""
        return self.figure.empty if isinstance(self.figure.empty, str) else self.figure.empty(self)

    @cached_property
    def card(self) -> Card:
        assert self.figure.card is not None, f"{self.figure.id} is no single number"
        return self.figure.card(self)

    def chart(self, look: Look | None = None) -> Chart | None:
        """Return the chart; None where there is nothing to draw."""
        if self.figure.chart is None:
            return None
        look = look or Look()
        if look not in self._charts:
            self._charts[look] = None if self.frame.empty else self.figure.chart(self, look)
        return self._charts[look]

    @property
    def every(self) -> pd.DataFrame:
        """Every row, also where only the first ones are shown."""
        return self.frame if self.whole is None else self.whole()

    @property
    def for_programs(self) -> pd.DataFrame:
        """The rows as files hold them: the declared columns under their names, values as values; after a date, where it
        may be known less precisely, how precisely it is known."""
        every = self.every
        names = []
        for column in for_programs(self.figure.columns):
            precision = f"{column.name}{formatting.PRECISION}"
            names += [column.name, *([precision] if precision in every else [])]
        return every.loc[:, names]

    @property
    def for_readers(self) -> pd.DataFrame:
        """The rows as readers see them: words in place of values that cannot be shown, numbers to the digits that can
        be relied on, dates as far as known."""
        frame = formatting.at_precision(self.frame)
        written = {column.name: self._written(frame, column) for column in self.figure.columns}
        return frame.assign(**{name: values for name, values in written.items() if values is not None})

    def _written(self, frame: pd.DataFrame, column: Column) -> pd.Series[Any] | None:
        """Return a column in which texts replace some values; None where none do."""
        if not column.words and not column.write_by:
            return None
        values = frame[column.name].astype("object")
        if column.write_by:
            name, write = column.write_by
            pairs = zip(frame[column.name], frame[name], strict=True)
            texts = [value if pd.isna(given) else write(value, given) for value, given in pairs]
            values = pd.Series(texts, index=frame.index, dtype="object")
        return values.where(frame[column.words].isna(), frame[column.words]) if column.words else values

    @property
    def turned(self) -> pd.DataFrame:
        """The rows as readers see them where the table is turned: a row for each column, a column for each row.

        Returns:
            Figure (the columns' headers), and a column of texts for each row, under its name.
        """
        names, *columns = [column for column in self.figure.columns if column.shown]
        frame = self.for_readers
        rows = {
            str(row[names.name]): [column.written(row[column.name]) for column in columns]
            for row in frame.to_dict("records")
        }
        return pd.DataFrame({"Figure": [column.header for column in columns], **rows}, dtype="object")
