"""What holds for the files of a source each time: the answers of their owner, kept as JSON.

Answers about single tables hold for sources whose files keep their names. Cells that were mended belong to one file and
are not kept.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lib.ingest.matching import Match
from lib.ingest.parsing.given import Given
from lib.ingest.staging.references import Choices
from lib.ingest.upload.answers import Answers


def as_json(answers: Answers) -> dict[str, Any]:
    """Write answers as JSON takes them; `wanted` has a column of its own."""
    return {
        "given": _given_as_json(answers.given),
        "given_for": {where: _given_as_json(given) for where, given in answers.given_for.items()},
        "left_out": sorted(answers.left_out),
        "header_rows": dict(answers.header_rows),
        "matches": {where: [match.entity, dict(match.columns)] for where, match in answers.matches.items()},
        "accept_proposals": answers.accept_proposals,
        "create": sorted(answers.choices.create),
        "meant": {entity: dict(names) for entity, names in answers.choices.meant.items()},
    }


def from_json(wanted: str | None, kept: dict[str, Any]) -> Answers:
    """Read what `as_json` wrote."""
    return Answers(
        wanted,
        given=_given_from_json(kept["given"]),
        left_out=frozenset(kept["left_out"]),
        header_rows=kept["header_rows"],
        matches={where: _match(entity, columns) for where, (entity, columns) in kept["matches"].items()},
        accept_proposals=kept["accept_proposals"],
        choices=Choices(frozenset(kept["create"]), kept["meant"]),
        given_for={where: _given_from_json(given) for where, given in kept["given_for"].items()},
    )


def _match(entity: str, columns: dict[str, Any]) -> Match:
    """Read a match; columns that make an identifier together are a list in JSON."""
    return Match(
        entity, {field: tuple(source) if isinstance(source, list) else source for field, source in columns.items()}
    )


def _given_as_json(given: Given) -> dict[str, Any]:
    return {
        "constants": dict(given.constants),
        "notations": dict(given.notations),
        "rates": {currency: [str(rate), day.isoformat()] for currency, (rate, day) in given.rates.items()},
        "empty_words": {column: sorted(words) for column, words in given.empty_words.items()},
        "values": {column: dict(values) for column, values in given.values.items()},
        "ignored": sorted(given.ignored),
        "only": {criterion: sorted(words) for criterion, words in given.only.items()},
    }


def _given_from_json(kept: dict[str, Any]) -> Given:
    return Given(
        constants=kept["constants"],
        notations=kept["notations"],
        rates={currency: (Decimal(rate), date.fromisoformat(day)) for currency, (rate, day) in kept["rates"].items()},
        empty_words={column: frozenset(words) for column, words in kept["empty_words"].items()},
        values=kept["values"],
        ignored=frozenset(kept["ignored"]),
        only={criterion: frozenset(words) for criterion, words in kept["only"].items()},
    )
