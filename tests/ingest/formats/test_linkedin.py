"""Exports of LinkedIn, in several languages and layouts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lib.ingest.formats.recognise import FORMATS, NOT_NEEDED
from tests.ingest.files import samples
from tests.ingest.formats.tables import applied, made_of, tables_of


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


def test_linkedin_in_german() -> None:
    metrics, posts = tables_of(
        samples.workbook_file(
            "inhalt.xlsx",
            {
                "Kennzahlen": [
                    ["Diese Tabelle zeigt die Kennzahlen Ihrer Beiträge"],
                    ["Datum", "Impressions (organisch)", "Impressions (gesponsert)", "Impressions (gesamt)",
                     "Klicks (gesamt)", "Reaktionen (gesamt)", "Kommentare (gesamt)", "Geteilte Beiträge (gesamt)"],
                    ["03/01/2024", 100, 5, 105, 5, 3, 1, 0],
                ],
                "Alle Beiträge": [
                    ["Beiträge"],
                    ["Beitragstitel", "Beitragslink", "Beitragstyp", "Erstellungsdatum", "Impressions", "Aufrufe",
                     "Klicks", "Klickrate (CTR)", "Likes", "Kommentare", "Reposts", "Follows", "Engagement-Rate"],
                    ["Unser Workshop", "https://www.linkedin.com/feed/update/urn:li:activity:7170000000000000001",
                     "Organisch", "03/14/2024", 1000, None, 30, 0.03, 12, 1, 2, 3, 0.045],
                ],
            },
        )
    )  # fmt: skip
    assert [table.format for table in (metrics, posts)] == ["LinkedIn daily figures", "LinkedIn posts"]
    (day,) = applied(metrics, "channel snapshot")
    assert (day["date"], day["impressions"], day["engagements"], day["clicks"]) == ("03/01/2024", 105, "9", 5)
    (post,) = applied(posts, "post")
    assert (post["post_id"], post["published_at"], post["likes"]) == ("7170000000000000001", "03/14/2024", 12)
    assert (post["engagements"], post["shares"], post["follows"]) == ("45", 2, 3)


def test_linkedin_in_french() -> None:
    (posts,) = tables_of(
        samples.workbook_file(
            "contenu.xlsx",
            {
                "Tous les posts": [
                    ["Titre du post", "Lien du post", "Date de création", "Impressions", "Clics", "J’aime",
                     "Commentaires", "Republications", "Abonnements"],
                    ["Atelier", "https://www.linkedin.com/feed/update/urn:li:share:7170000000000000003",
                     "03/14/2024", 900, 20, 7, 1, 2, 0],
                ]
            },
        )
    )  # fmt: skip
    (post,) = applied(posts, "post")
    assert (post["post_id"], post["text"], post["engagements"]) == ("7170000000000000003", "Atelier", "30")


#: The newest layout: sheets without a list are left out; one sheet has two lists side by side, not of one length.
NEWEST: dict[str, list[list[object]]] = {
    "DISCOVERY": [["Overall Performance", "1/1/2024 - 12/31/2024"], ["Impressions", 12345]],
    "ENGAGEMENT": [["Date", "Impressions", "Engagements"], ["1/13/2024", 100, 3]],
    "TOP POSTS": [
        ["Maximum of 50 posts available to include in this list"],
        [],
        ["Post URL", "Post publish date", "Engagements", None, "Post URL", "Post publish date", "Impressions"],
        ["https://x.example/activity:1", "1/2/2024", 10, None, "https://x.example/activity:2", "1/5/2024", 900],
        ["https://x.example/activity:2", "1/5/2024", 9, None, None, None, None],
    ],
    "FOLLOWERS": [["Total followers on 12/31/2024:", 2345], [], ["Date", "New followers"], ["1/13/2024", 4]],
    "DEMOGRAPHICS": [["Top Demographics", "Value", "Percentage"], ["Job titles", "Researcher", "5%"]],
}


def test_linkedin_in_its_newest_layout() -> None:
    tables = tables_of(samples.workbook_file("aggregate.xlsx", NEWEST))
    by_sheet = [(table.sheet.name, table.format) for table in tables if table.format != NOT_NEEDED]
    assert by_sheet == [
        ("ENGAGEMENT", "LinkedIn daily engagement"),
        ("TOP POSTS", "LinkedIn top posts"),
        ("TOP POSTS", "LinkedIn top posts"),
        ("FOLLOWERS", "LinkedIn daily engagement"),
    ]
    engaged, shown = (applied(table, "post") for table in tables if table.format == "LinkedIn top posts")
    assert [(post["post_id"], post["engagements"]) for post in engaged] == [("1", 10), ("2", 9)]
    assert [(post["post_id"], post["impressions"]) for post in shown] == [("2", 900)]
