"""Problems have codes that programs can rely on, and one sentence each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lib.ingest.problem_codes import EXPECTED, Code
from lib.ingest.problems import ERROR, Expectation, ParseError, ProblemGroup, expect

LIB = Path(__file__).parents[2] / "lib"
#: The codes that were ever kept with an import. One may be added here; none may go or change.
KEPT = frozenset(
    re.findall(
        "[a-z-]+",
        """
        number-not-alone either-decimal-mark amount-written-out amounts-scaled negative-amount percent-of-amount
        currency-contradicted
        equal-row equal-row-of-table newer-row-taken
        same-title total-row heading-row heading-filled cell-overruled constant-unheeded footnote-row alike-key
        date-in-text number-in-text leading-zero-lost far-future
        several-countries europe-no-country range-of-dates quarter-of-year empty-date
        truth-value-in-text
        lookalike-letters
        nul-character text-too-long identifier-too-long identifier-rounded post-number-rounded not-a-web-address
        not-letters not-allowed not-yes-or-no not-a-pseudonym not-a-channel repeated-category percents-do-not-add-up
        not-a-country-code not-a-country not-a-number not-a-plain-number not-a-whole-number number-rounded number-scaled
        too-many-decimals other-decimal-mark other-group-mark negative-count count-out-of-range no-inhabitants
        share-out-of-range year-out-of-range not-a-date not-an-iso-date not-an-iso-month not-an-iso-time
        not-a-partial-date not-a-time other-date-order date-out-of-range dates-out-of-order before-stored-date
        after-stored-date amount-out-of-range rate-out-of-range other-currency shared-currency-sign
        eur-differs-from-original missing-original missing-rate missing-rate-of-eur missing-rate-date
        converted-too-large rate-contradicted missing-column repeated-column unknown-column retired-column missing-value
        unusual-value cells-beyond-header rows-inside-text example-row repeated-key key-of-other-table
        key-of-other-dataset contradicts-row contradicts-table name-taken unknown-reference reference-to-fact
        reference-to-demonstration country-changed near-reference ambiguous-reference
        persons-of-sums sums-of-persons sums-cannot-be namesakes
        cancelled not-joined error-cell formula-without-value hidden-sheet hidden-rows merged-cells merged-amount
        not-a-nuts-code not-coordinates total-of-all total-differs
        """,
    )
)


def test_codes_never_change() -> None:
    assert {code.value for code in Code} == KEPT


@pytest.mark.parametrize("code", Code)
def test_every_code_has_a_sentence_and_a_use(code: Code) -> None:
    named = re.findall(r"{(\w+)}", EXPECTED[code])
    assert str(expect(code, **dict.fromkeys(named, "x")))
    used = [
        path
        for path in LIB.rglob("*.py")
        if path.name != "problem_codes.py" and f"Code.{code.name}" in path.read_text()
    ]
    assert used, "a code that nothing uses"


def test_a_parse_error_says_what_would_be_right() -> None:
    error = ParseError(Code.TEXT_TOO_LONG, longest=10)
    assert str(error) == str(error.expected) == "at most 10 characters; shorten the text"
    assert error.expected == Expectation(Code.TEXT_TOO_LONG, '{"longest": 10}')


def test_parameters_may_hold_anything_that_files_do() -> None:
    table = 'Übersicht {1} / "a".csv'
    assert str(expect(Code.KEY_OF_OTHER_TABLE, table=table)).startswith(f"each key in one file; {table} has it")


def test_groups_come_back_from_json() -> None:
    expected = expect(Code.MISSING_RATE, currency="CHF")
    group = ProblemGroup(
        "a.csv", "budget", str(expected), ERROR, 2, ((2, "5"), (3, "6")), expected.code, {"currency": "CHF"}
    )
    assert ProblemGroup.from_json(group.as_json()) == group


def test_groups_of_earlier_versions_are_read() -> None:
    kept = {"where": "a.csv", "column": "name", "expected": "a value", "level": ERROR, "rows": 1, "examples": []}
    group = ProblemGroup.from_json(kept)
    assert (group.expected, group.code) == ("a value", "")
    assert str(group) == "a.csv, row 0, column name: expected a value"
