"""Exports of X."""

from __future__ import annotations

import pytest

from lib.ingest.problems import ParseError
from tests.ingest.files import samples
from tests.ingest.formats.tables import applied, made_of, of_text, only, raw_rows, tables_of


def test_x_today() -> None:
    table = only(of_text(samples.X_TODAY))
    assert table.format == "X posts"
    part = table.mappings[0]
    rows = list(raw_rows(table))
    with pytest.raises(ParseError, match="all its digits"):
        made_of(part.columns["post_id"], rows[3])
    assert [made_of(part.columns["post_id"], row) for row in rows[:3]] == [
        "2074000000000000001",
        "2074000000000000002",
        "2074000000000000003",
    ]
    first = {name: made_of(source, rows[0]) for name, source in part.columns.items()}
    assert first == {
        "channel": "x",
        "post_id": "2074000000000000001",
        "published_at": "Tue, Jul 14, 2026",
        "text": "Call open, apply!\nSecond line",
        "url": "https://x.com/example/status/2074000000000000001",
        "impressions": "1,234",
        "engagements": "300",
        "likes": "12",
        "comments": "3",
        "shares": "5",
        "clicks": "66",
        "follows": "2",
    }


def test_x_ids_of_a_workbook_are_not_floats() -> None:
    header = ["Post id", "Post text", "Impressions"]
    table = only(
        tables_of(samples.workbook_file("x.xlsx", {"Posts": [header, [2.074e18, "Rounded", 1], [15, "Old", 1]]}))
    )
    post_id = table.mappings[0].columns["post_id"]
    rounded, old = raw_rows(table)
    with pytest.raises(ParseError):
        made_of(post_id, rounded)
    assert made_of(post_id, old) == "15"


def test_x_classic() -> None:
    (row,) = applied(only(of_text(samples.X_CLASSIC)), "post")
    assert row == {
        "channel": "x",
        "post_id": "1498600000000000001",
        "published_at": "2022-03-01 10:00 +0000",
        "text": "Old times",
        "url": "https://twitter.com/example/status/1498600000000000001",
        "impressions": "1253",
        "engagements": "17",
        "likes": "9",
        "comments": "1",
        "shares": "4",
        "clicks": "2",
        "follows": "3",
    }


def test_x_days() -> None:
    table = only(of_text(samples.X_DAYS))
    assert table.format == "X daily figures"
    assert applied(table, "channel snapshot") == [
        {"channel": "x", "date": "Tue, Jul 14, 2026", "impressions": "1200", "engagements": "80", "new_followers": "4"}
    ]
