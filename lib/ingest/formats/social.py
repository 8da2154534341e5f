"""Posts and daily figures of X and LinkedIn, as their analytics pages export them."""

from __future__ import annotations

import re
from decimal import Decimal

from lib.ingest.formats.cells import derived, first_filled, first_of, total, whole
from lib.ingest.formats.format import Format, for_any_header, has_columns
from lib.ingest.problems import Code, ParseError
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import Derived, EntityMapping, as_text, constant

#: Above this a spreadsheet's numbers are no longer exact.
_EXACT = 2**53
_IN_X_LINK = re.compile(r"/status(?:es)?/(\d+)")
_IN_LINKEDIN_LINK = re.compile(r"(?:activity|share|ugcPost)(?::|-|%3A)(\d+)", re.IGNORECASE)
_LONGEST_ID = 80


def _x_id(cell: Cell, link: Cell) -> str:
    """The post's number: from its link, which no spreadsheet rounds, else from its own column."""
    if match := _IN_X_LINK.search(as_text(link)):
        return match[1]
    # Excel's way to keep a number as text is ="123", or an apostrophe before it.
    number = re.sub(r"""^[='"]+|["']+$""", "", as_text(cell)).strip()
    rounded = isinstance(cell, Decimal) and cell > _EXACT
    if number and (rounded or not number.isdecimal()):
        raise ParseError(Code.POST_NUMBER_ROUNDED)
    return number


def _linkedin_id(link: Cell) -> str:
    match = _IN_LINKEDIN_LINK.search(as_text(link))
    return match[1] if match else as_text(link)[:_LONGEST_ID]


def _counted(*headers: str) -> Derived:
    """A count, without the decimals that the classic export of X writes."""
    return Derived(headers, lambda *cells: whole(first_filled(*cells)))


_X_POSTS = Format(
    name="X posts",
    label="X (Twitter): posts",
    description="Posts with their figures, from X Analytics (content) or the classic Twitter Analytics (tweets).",
    signatures=(has_columns(("Post id", "Tweet id"), ("Post text", "Tweet text"), "impressions"),),
    mappings=for_any_header(
        EntityMapping(
            "post",
            {
                "channel": constant("x"),
                "post_id": derived(_x_id, ("Post id", "Tweet id"), ("Post Link", "Tweet permalink")),
                "published_at": first_of("Date", "time"),
                "text": first_of("Post text", "Tweet text"),
                "url": first_of("Post Link", "Tweet permalink"),
                "impressions": _counted("impressions"),
                "engagements": _counted("engagements"),
                "likes": _counted("likes"),
                "comments": _counted("replies"),
                # Not "Shares", which counts how often X's own share button was used.
                "shares": _counted("Reposts", "retweets"),
                "clicks": _counted("url clicks"),
                "follows": _counted("New follows", "follows"),
            },
            notations={"published_at": "mdy"},
        ),
    ),
)
_X_DAYS = Format(
    name="X daily figures",
    label="X (Twitter): account overview",
    description="Impressions, engagements and new followers of the account, a row a day, from X Analytics.",
    signatures=(has_columns("Date", "Impressions", "Engagements", "New follows", "Unfollows"),),
    mappings=for_any_header(
        EntityMapping(
            "channel snapshot",
            {
                "channel": constant("x"),
                "date": "Date",
                "impressions": "Impressions",
                "engagements": "Engagements",
                "new_followers": "New follows",
            },
            notations={"date": "mdy"},
        ),
    ),
)

_CLICKS = ("Clicks", "Clicks (total)", "Clicks(total)")
_REACTIONS = ("Likes", "Reactions", "Reactions (total)")
_COMMENTS = ("Comments", "Comments (total)")
_REPOSTS = ("Reposts", "Shares", "Reposts (total)", "Shares (total)")
_ENGAGEMENTS = derived(total, _CLICKS, _REACTIONS, _COMMENTS, _REPOSTS)
_LINKEDIN_POSTS = Format(
    name="LinkedIn posts",
    label="LinkedIn: content, sheet All posts",
    description="Posts of the LinkedIn page with their figures.",
    signatures=(has_columns("Post title", "Post link", ("Created date", "Impressions")),),
    mappings=for_any_header(
        EntityMapping(
            "post",
            {
                "channel": constant("linkedin"),
                "post_id": derived(_linkedin_id, "Post link"),
                "published_at": "Created date",
                "text": "Post title",
                "url": "Post link",
                "impressions": "Impressions",
                "engagements": _ENGAGEMENTS,
                "likes": first_of(*_REACTIONS),
                "comments": first_of(*_COMMENTS),
                "shares": first_of(*_REPOSTS),
                "clicks": first_of(*_CLICKS),
                "follows": "Follows",
            },
            notations={"published_at": "mdy"},
        ),
    ),
)
_LINKEDIN_METRICS = Format(
    name="LinkedIn daily figures",
    label="LinkedIn: content, sheet Metrics",
    description="Impressions, clicks and engagements of the LinkedIn page's posts, a row a day.",
    signatures=(
        has_columns("Date", ("Impressions (total)", "Impressions"), _CLICKS, ("Reactions (total)", "Reactions")),
    ),
    mappings=for_any_header(
        EntityMapping(
            "channel snapshot",
            {
                "channel": constant("linkedin"),
                "date": "Date",
                "impressions": first_of("Impressions (total)", "Impressions"),
                "engagements": _ENGAGEMENTS,
                "clicks": first_of(*_CLICKS),
            },
            notations={"date": "mdy"},
        ),
    ),
)
_LINKEDIN_FOLLOWERS = Format(
    name="LinkedIn new followers",
    label="LinkedIn: followers",
    description="Followers that the LinkedIn page won, a row a day.",
    signatures=(has_columns("Date", "Organic followers", "Total followers"),),
    mappings=for_any_header(
        EntityMapping(
            "channel snapshot",
            # "Total" means organic and sponsored ones together, all of them won on that day.
            {"channel": constant("linkedin"), "date": "Date", "new_followers": "Total followers"},
            notations={"date": "mdy"},
        ),
    ),
)
_LINKEDIN_VISITORS = Format(
    name="LinkedIn visitors",
    label="LinkedIn: visitors",
    description="Views of the LinkedIn page, a row a day.",
    signatures=(has_columns("Date", "Total page views (total)"),),
    mappings=for_any_header(
        EntityMapping(
            "channel snapshot",
            {"channel": constant("linkedin"), "date": "Date", "page_views": "Total page views (total)"},
            notations={"date": "mdy"},
        ),
    ),
)

FORMATS = (_X_POSTS, _X_DAYS, _LINKEDIN_POSTS, _LINKEDIN_METRICS, _LINKEDIN_FOLLOWERS, _LINKEDIN_VISITORS)
