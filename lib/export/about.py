"""What a file says of itself: what it shows, of which dataset, narrowed to what, from where, and its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from lib.common.clock import utc_now
from lib.common.folding import fold
from lib.entities.columns import DATASETS

#: Signs of a file's name that say what it holds.
_LONGEST_NAME = 100
#: Stands in every picture and document made of demonstration data.
DEMONSTRATION_MARK = "Demonstration data: made up"
#: Of the mark, on white.
MARK_COLOUR = "#8a4b00"
_DATASETS = {False: "Facts: public figures with a source for each", True: DEMONSTRATION_MARK}


@dataclass(frozen=True)
class About:
    """What a reader of the file should know of it.

    Args:
        title: what the table shows.
        narrowed_to: what it is narrowed to: values by the filter's name.
        definition: how its figures are computed.
        sources: files that the rows came from, a line each.
        answer: what the table answers, in a sentence; empty where it answers no question.
        coverage: of how many of the things it speaks of the values are known, in words; empty: of all.
        demonstration: whether it is made of demonstration data; None where it is of neither dataset, such as the list
            of imports. Every kind of file takes its marks from here.
        made: when the file was made, UTC.
    """

    title: str
    narrowed_to: Mapping[str, str] = field(default_factory=dict)
    definition: str = ""
    sources: tuple[str, ...] = ()
    answer: str = ""
    coverage: str = ""
    demonstration: bool | None = None
    made: datetime = field(default_factory=lambda: utc_now().replace(microsecond=0))

    @property
    def mark(self) -> str:
        """What must stand visibly wherever demonstration data does; empty for everything else."""
        return DEMONSTRATION_MARK if self.demonstration else ""

    @property
    def dataset(self) -> str:
        """The dataset in one word; empty where it is of neither."""
        return "" if self.demonstration is None else DATASETS[self.demonstration]

    def lines(self) -> list[tuple[str, str]]:
        """Return pairs of a label and its value, in the order in which a reader wants them."""
        words = [(f"Filter: {name}", value) for name, value in self.narrowed_to.items()]
        return [
            ("Title", self.title),
            *([("Dataset", _DATASETS[self.demonstration])] if self.demonstration is not None else []),
            *(words or [("Filters", "none")]),
            *([("Answer", self.answer)] if self.answer else []),
            *([("Covers", self.coverage)] if self.coverage else []),
            *([("Definition", self.definition)] if self.definition else []),
            *(("Source", source) for source in self.sources),
            ("Made", f"{self.made:%Y-%m-%d %H:%M:%S} UTC"),
        ]


def file_name(subject: str, demonstration: bool | None, day: date, ending: str = "csv") -> str:
    """Name of an export: what it holds, its dataset (None: neither), and the day."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(subject))[:_LONGEST_NAME].strip("-")
    dataset = {None: "", False: "facts_", True: "demonstration-data_"}[demonstration]
    return f"icpermed_{words}_{dataset}{day.isoformat()}.{ending}"
