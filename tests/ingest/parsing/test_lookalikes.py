"""Letters that look like others."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.ingest.parsing.lookalikes import lookalikes_in
from lib.ingest.problem_codes import Code
from tests.ingest.checks.reports import only, report_on
from tests.ingest.dumps import csv_file


@pytest.mark.parametrize(
    ("identifier", "letters"),
    [
        ("\N{CYRILLIC CAPITAL LETTER A}NR-1", "\N{CYRILLIC CAPITAL LETTER A}"),
        ("\N{CYRILLIC CAPITAL LETTER A}-1", "\N{CYRILLIC CAPITAL LETTER A}"),
        ("MT-\N{GREEK CAPITAL LETTER OMICRON}1", "\N{GREEK CAPITAL LETTER OMICRON}"),
        ("Γενική-1", ""),
        ("Łódź-1", ""),
        ("Δ-1", ""),
        ("MT-1", ""),
    ],
)
def test_letters_that_hardly_are_meant(identifier: str, letters: str) -> None:
    assert lookalikes_in(identifier) == letters


def test_keys_and_references_are_warned_about(engine: Engine) -> None:
    file = csv_file("event", "event_id,name\n\N{CYRILLIC CAPITAL LETTER IE}V-1,Ελλάδα\n")
    assert only(report_on(engine, file).warnings).code == Code.LOOKALIKE_LETTERS
