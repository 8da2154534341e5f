"""What the owner of a file chooses after seeing how it was read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from lib.ingest.parsing.given import EVERY_COLUMN
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import prepare
from lib.ingest.upload.answers import Answers
from lib.ingest.upload.choices import (
    choose_constant,
    choose_empty_words,
    choose_field,
    choose_header_row,
    choose_notation,
    choose_values,
    leave_out,
    take_in,
)
from lib.ingest.upload.found import FoundTable
from tests.ingest.dumps import csv_file

NAME = "programme.csv"
FILE = csv_file("programme", "programme_id,name,level,country,Haushalt\nP1,One,Bund,n/a,12\nP2,Two,Bund,MT,7\n")

Choose = Callable[[Answers, FoundTable], Answers]


def values_after(store: Engine, choose: Choose) -> dict[str, tuple[str, ...]]:
    """The values of the first rows by field, after a choice."""
    with prepare(store, [FILE]) as ready:
        answers = choose(Answers(), ready.found[0])
    with prepare(store, [FILE], answers) as ready:
        (preview,) = ready.previews
        shown = {column.field: column.values for column in preview.columns if column.field}
        return shown | {"not loaded": tuple(column.header for column in preview.columns if not column.field)}


def level(answers: Answers, found: FoundTable) -> Answers:
    """Read the words of the file as those of the fixed list, so that the rows have no errors there."""
    return choose_values(answers, found.where, "level", {"Bund": "national"})


def all_valid(answers: Answers, found: FoundTable) -> Answers:
    return choose_empty_words(level(answers, found), found.where, "country", ["N/A"])


def test_words_and_values_of_a_column(filled: Engine) -> None:
    shown = values_after(filled, all_valid)
    assert (shown["level"], shown["country"]) == (("national", "national"), ("", "MT"))
    assert shown["not loaded"] == ("Haushalt",)
    everywhere = values_after(
        filled, lambda answers, found: choose_empty_words(level(answers, found), NAME, EVERY_COLUMN, ["n/a", "7"])
    )
    assert everywhere["country"] == ("", "MT")


def test_a_column_is_loaded_as_another_field_or_not_at_all(filled: Engine) -> None:
    shown = values_after(filled, lambda a, f: choose_field(all_valid(a, f), f, "Haushalt", "budget_eur"))
    assert (shown["budget_eur"], shown["not loaded"]) == (("12.00", "7.00"), ())
    shown = values_after(filled, lambda a, f: choose_field(all_valid(a, f), f, "country", ""))
    assert ("country" in shown, shown["not loaded"]) == (False, ("country", "Haushalt"))

    def there_and_back(answers: Answers, found: FoundTable) -> Answers:
        return choose_field(choose_field(all_valid(answers, found), found, "name", ""), found, "name", "name")

    assert values_after(filled, there_and_back)["name"] == ("One", "Two")
    shown = values_after(filled, lambda a, f: choose_field(all_valid(a, f), f, "Haushalt", "name"))
    assert (shown["name"], shown["not loaded"]) == (("12", "7"), ("name",)), "it takes the place of the other column"


def test_all_rows_have_a_value_in_common(filled: Engine) -> None:
    shown = values_after(
        filled,
        lambda a, f: choose_constant(choose_constant(all_valid(a, f), NAME, "level", "regional"), NAME, "note", "x"),
    )
    assert (shown["level"], shown["note"]) == (("regional", "regional"), ("x", "x"))
    shown = values_after(
        filled, lambda a, f: choose_constant(choose_constant(all_valid(a, f), NAME, "level", "x"), NAME, "level", "")
    )
    assert shown["level"] == ("national", "national")


def test_a_notation_can_be_changed_after_it_was_answered(filled: Engine) -> None:
    file = csv_file("event", "event_id,name,start_date\nE1,One,03/04/2024\n")
    dmy = choose_notation(Answers(), "event.csv", "start_date", "dmy")
    for answers, day in ((dmy, "2024-04-03"), (choose_notation(dmy, "event.csv", "Start_Date", "mdy"), "2024-03-04")):
        with prepare(filled, [file], answers) as ready:
            column = next(column for column in ready.previews[0].columns if column.field == "start_date")
        assert column.values == (day,)
        assert column.question is not None
        assert list(column.question.answers) == ["dmy", "mdy"]


def test_a_table_is_left_out_and_taken_in(filled: Engine) -> None:
    with prepare(filled, [FILE, csv_file("event", "event_id,name\nE1,One\n")], leave_out(Answers(), NAME)) as ready:
        assert [table.where for table in ready.report.tables] == ["event.csv"]
        assert ready.report.left_out == (NAME,)
    assert take_in(leave_out(Answers(), NAME), NAME) == Answers()


@pytest.mark.parametrize("row", [2, 3])
def test_another_header_row_drops_what_was_chosen_by_old_names(filled: Engine, row: int) -> None:
    file = SourceFile(
        "list.csv", b"programme_id,name,level\nprogramme_id,name,level\nprogramme_id,name,level\nP1,A,national\n"
    )
    chosen = choose_constant(Answers(corrections={"list.csv": {3: {"gone": "x"}}}), "list.csv", "level", "regional")
    with prepare(filled, [file], choose_header_row(chosen, "list.csv", row)) as ready:
        assert ready.found[0].table.header_row == row
        assert ready.report.tables[0].rows_read == 4 - row
        assert ready.found[0].cells_mended == 0
