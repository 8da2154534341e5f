"""What the owner of the files is asked, and what they have answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.ingest.matching import Match
from lib.ingest.parsing.given import Given
from lib.ingest.parsing.inference import Question
from lib.ingest.staging.references import Choices


@dataclass(frozen=True)
class Answers:
    """What the owner of the files has answered. A table is named by its `where`, see `FoundTable`.

    Args:
        wanted: format or entity of every table; recognised from the content without it.
        matches: for tables, what their columns are. It counts for tables of known formats too: for a template's it
            stands in place of the names, for another system's it is laid over what the format says of that entity.
        given: constants, notations, rates, words and values for all tables.
        accept_proposals: take the proposed match of unknown columns without asking.
        left_out: tables that are not loaded, or the names of their sheets.
        header_rows: for tables, sheets, or "" for all, the number of the row with the column names, from 1; 0 where
            there is none, and the columns are called "column 1", "column 2" and so on.
        given_for: for tables, what is given for them alone, over `given`.
        corrections: cells that were mended by hand: for tables, by the number of a row and the folded header.
        choices: what names mean that the store does not have, and which of them are created.
    """

    wanted: str | None = None
    matches: Mapping[str, Match] = field(default_factory=dict)
    given: Given = field(default_factory=Given)
    accept_proposals: bool = False
    left_out: frozenset[str] = frozenset()
    header_rows: Mapping[str, int] = field(default_factory=dict)
    given_for: Mapping[str, Given] = field(default_factory=dict)
    corrections: Mapping[str, Mapping[int, Mapping[str, str]]] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)

    def given_of(self, where: str) -> Given:
        """Return what is given for a table."""
        own = self.given_for.get(where)
        return self.given if own is None else self.given.and_for_one_table(own)

    def header_row_of(self, where: str, sheet: str) -> int | None:
        """Return which row of a sheet has the column names, where somebody has said so; "" stands for every sheet."""
        return next((self.header_rows[name] for name in (where, sheet, "") if name in self.header_rows), None)


@dataclass(frozen=True)
class InputRequest:
    """Something that only the owner can say, and that must be known before the files can be read.

    Args:
        where: the table it is about.
        name: header of the column (how it is written) or field (its value) in question; empty: how the columns match.
        question: what is asked, and what can be answered; a value may have no list of answers.
        proposed: the likely answer, where there is one.
        match: the proposed match of the columns, for a table with unknown ones.
    """

    where: str
    name: str
    question: Question
    proposed: str = ""
    match: Match | None = None
