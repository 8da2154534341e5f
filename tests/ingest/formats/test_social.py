"""Exports of X and LinkedIn."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lib.ingest.formats.recognise import FORMATS, NOT_NEEDED
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


def test_linkedin_content() -> None:
    metrics, posts = tables_of(samples.workbook_file("content.xlsx", samples.LINKEDIN_CONTENT))
    assert [(t.format, t.header_row) for t in (metrics, posts)] == [
        ("LinkedIn daily figures", 2),
        ("LinkedIn posts", 2),
    ]
    assert metrics.mappings[0].notations == {"date": "mdy"}
    assert posts.mappings[0].notations == {"published_at": "mdy"}
    assert applied(metrics, "channel snapshot") == [
        {
            "channel": "linkedin",
            "date": "03/04/2024",
            "impressions": Decimal(100),
            "engagements": "12",
            "clicks": Decimal(6),
        }
    ]
    first, second = applied(posts, "post")
    assert first == {
        "channel": "linkedin",
        "post_id": "7170000000000000001",
        "published_at": "03/04/2024",
        "text": "JTC2024 is open",
        "url": "https://www.linkedin.com/feed/update/urn:li:activity:7170000000000000001",
        "impressions": Decimal(1000),
        "engagements": "37",
        "likes": Decimal(20),
        "comments": Decimal(3),
        "shares": Decimal(4),
        "clicks": Decimal(10),
        "follows": Decimal(1),
    }
    assert (second["post_id"], second["engagements"]) == ("7170000000000000002", "")


@pytest.mark.parametrize(
    ("link", "post_id"),
    [
        ("https://www.linkedin.com/feed/update/urn:li:share:6880000000000000001/", "6880000000000000001"),
        ("https://www.linkedin.com/feed/update/urn:li:ugcPost:6880000000000000002", "6880000000000000002"),
        ("https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A6880000000000000003", "6880000000000000003"),
        ("https://example.org/" + "x" * 100, ("https://example.org/" + "x" * 100)[:80]),
        ("", ""),
    ],
)
def test_linkedin_ids(link: str, post_id: str) -> None:
    part = FORMATS["LinkedIn posts"].mappings(())[0]
    assert made_of(part.columns["post_id"], {"Post link": link}) == post_id


def test_linkedin_followers_and_visitors() -> None:
    followers = tables_of(samples.workbook_file("followers.xlsx", samples.LINKEDIN_FOLLOWERS))
    assert [t.format for t in followers] == ["LinkedIn new followers", NOT_NEEDED]
    assert applied(followers[0], "channel snapshot")[0]["new_followers"] == 3
    assert "followers" not in followers[0].mappings[0].columns
    visitors = tables_of(samples.workbook_file("visitors.xlsx", samples.LINKEDIN_VISITORS))
    assert [t.format for t in visitors] == ["LinkedIn visitors", NOT_NEEDED]
    assert applied(visitors[0], "channel snapshot")[0]["page_views"] == 9
