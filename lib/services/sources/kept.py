"""What holds for the files of a source each time: the answers of their owner, kept as JSON.

Answers about single tables hold for sources whose files keep their names. Cells that were mended belong to one file and
are not kept.
"""

from __future__ import annotations

from typing import Any

from lib.ingest.matching import Match
from lib.ingest.parsing.given import Given
from lib.ingest.staging.namesakes import PERSONS
from lib.ingest.staging.references import Choices
from lib.ingest.upload.answers import Answers


def as_json(answers: Answers) -> dict[str, Any]:
    """Write answers as JSON takes them; `wanted` has a column of its own."""
    return {
        "given": answers.given.as_json(),
        "given_for": {where: given.as_json() for where, given in answers.given_for.items()},
        "left_out": sorted(answers.left_out),
        "header_rows": dict(answers.header_rows),
        "matches": {where: [match.entity, dict(match.columns)] for where, match in answers.matches.items()},
        "accept_proposals": answers.accept_proposals,
        "create": sorted(answers.choices.create),
        "same": sorted(answers.choices.same),
        # What was said of persons is kept with the import, and forgotten with it.
        "meant": {entity: dict(names) for entity, names in answers.choices.meant.items() if entity != PERSONS},
    }


def from_json(wanted: str | None, kept: dict[str, Any]) -> Answers:
    """Read what `as_json` wrote."""
    return Answers(
        wanted,
        given=Given.from_json(kept["given"]),
        left_out=frozenset(kept["left_out"]),
        header_rows=kept["header_rows"],
        matches={where: _match(entity, columns) for where, (entity, columns) in kept["matches"].items()},
        accept_proposals=kept["accept_proposals"],
        choices=Choices(frozenset(kept["create"]), kept["meant"], frozenset(kept.get("same", ()))),
        given_for={where: Given.from_json(given) for where, given in kept["given_for"].items()},
    )


def _match(entity: str, columns: dict[str, Any]) -> Match:
    """Read a match; columns that make an identifier together are a list in JSON."""
    return Match(
        entity, {field: tuple(source) if isinstance(source, list) else source for field, source in columns.items()}
    )
