"""What the owner of a file chooses after seeing how it was read, as further answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from lib.common.folding import fold_header
from lib.ingest.matching import Match
from lib.ingest.parsing.given import Given
from lib.ingest.upload.answers import Answers
from lib.ingest.upload.found import FoundTable
from lib.ingest.upload.matched import current_match


def choose_field(answers: Answers, found: FoundTable, header: str, field: str) -> Answers:
    """Load a column as a field, in place of the column that was loaded as it before; "" does not load the column."""
    match, column = current_match(found), fold_header(header)
    ignored = answers.given_of(found.where).ignored
    if match is None:
        return answers
    columns = {
        name: source
        for name, source in match.columns.items()
        if name != field and not (isinstance(source, str) and fold_header(source) == column)
    }
    if not field:
        changed = _given(answers, found.where, ignored=ignored | {column})
        return changed if found.match is None else _matched(changed, found.where, Match(match.entity, columns))
    changed = _given(answers, found.where, ignored=ignored - {column})
    return _matched(changed, found.where, Match(match.entity, {**columns, field: header}))


def choose_match(answers: Answers, found: FoundTable, match: Match) -> Answers:
    """Match all columns of a table anew; those that were loaded before and are not matched now are not loaded."""
    before = current_match(found)
    left = before.headers - match.headers if before is not None else frozenset[str]()
    ignored = (answers.given_of(found.where).ignored | left) - match.headers
    return _matched(_given(answers, found.where, ignored=ignored), found.where, match)


def choose_constant(answers: Answers, where: str, field: str, value: str) -> Answers:
    """Give every row of a table the same value of a field; "" takes it from the table's column again."""
    others = {name: given for name, given in _own(answers, where).constants.items() if name != field}
    return _given(answers, where, constants={**others, field: value} if value else others)


def choose_notation(answers: Answers, where: str, header: str, notation: str) -> Answers:
    """Say how a column of a table is written."""
    return _given(answers, where, notations={**_own(answers, where).notations, fold_header(header): notation})


def choose_empty_words(answers: Answers, where: str, header: str, words: Iterable[str]) -> Answers:
    """Say which words of a column stand for an empty cell; "" as the header stands for every column."""
    own = _own(answers, where).empty_words
    return _given(answers, where, empty_words={**own, fold_header(header): frozenset(words)})


def choose_values(answers: Answers, where: str, header: str, values: Mapping[str, str]) -> Answers:
    """Say what to read in place of some cells of a column."""
    return _given(answers, where, values={**_own(answers, where).values, fold_header(header): dict(values)})


def choose_header_row(answers: Answers, where: str, row: int) -> Answers:
    """Say which row of a sheet has the column names, 0 where none has. What was chosen by the old names is dropped."""
    return replace(
        answers,
        header_rows={**answers.header_rows, where: row},
        matches=_without(answers.matches, where),
        given_for=_without(answers.given_for, where),
        corrections=_without(answers.corrections, where),
    )


def leave_out(answers: Answers, where: str) -> Answers:
    """Do not load a table."""
    return replace(answers, left_out=answers.left_out | {where})


def take_in(answers: Answers, where: str) -> Answers:
    """Load a table that was left out."""
    return replace(answers, left_out=answers.left_out - {where})


def _own(answers: Answers, where: str) -> Given:
    """What is given for a table alone."""
    return answers.given_for.get(where, Given())


def _given(answers: Answers, where: str, **changes: Any) -> Answers:
    return replace(answers, given_for={**answers.given_for, where: replace(_own(answers, where), **changes)})


def _matched(answers: Answers, where: str, match: Match) -> Answers:
    return replace(answers, matches={**answers.matches, where: match})


def _without(mapping: Mapping[str, Any], where: str) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name != where}
