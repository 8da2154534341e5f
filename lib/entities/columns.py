"""Columns that exports add to an entity's own."""

from __future__ import annotations

#: First column of every export of rows: the dataset that a row belongs to. No template has it.
DATASET_COLUMN = "part"
#: The datasets of the store, as exports name them, by whether it is the demonstration data.
DATASETS = {False: "facts", True: "demonstration"}
#: Columns that say where a row came from, after its own.
IMPORT_COLUMNS = ("file_name", "source_row", "imported_at", "import_id")
#: Columns of rows that were refused: their number in the file they came from, and what is wrong with them.
ROW_COLUMN, WRONG_COLUMN = "row", "what is wrong"
#: Ends the name of a column that gives the name for the code in the column before it.
NAME_OF_CODE = "_name"
