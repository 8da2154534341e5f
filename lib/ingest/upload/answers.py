"""What the owner of the files is asked, and what they have answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.ingest.matching import Match
from lib.ingest.parsing.given import Given
from lib.ingest.parsing.inference import Question


@dataclass(frozen=True)
class Answers:
    """What the owner of the files has answered.

    Args:
        wanted: format or entity of every table; recognised from the content without it.
        matches: for a table's `where`, what its columns are.
        given: constants, notations and rates.
        accept_proposals: take the proposed match of unknown columns without asking.
    """

    wanted: str | None = None
    matches: Mapping[str, Match] = field(default_factory=dict)
    given: Given = field(default_factory=Given)
    accept_proposals: bool = False


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
