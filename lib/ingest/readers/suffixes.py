"""The kinds of files that can be read, wherever they come from: the page, the command line or a source."""

from __future__ import annotations

#: Endings of file names, without the dot.
SUFFIXES = ("csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "json", "jsonl", "ndjson", "parquet", "zip")
