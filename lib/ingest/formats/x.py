"""Posts and daily figures of X, as its analytics page exports them."""

from __future__ import annotations

import re
from decimal import Decimal

from lib.ingest.formats.cells import derived, first_filled, first_of, whole
from lib.ingest.formats.format import Format, for_any_header, has_columns
from lib.ingest.problem_codes import Code
from lib.ingest.problems import ParseError
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import Derived, EntityMapping, as_text, constant

#: Above this a spreadsheet's numbers are no longer exact.
_EXACT = 2**53
_IN_X_LINK = re.compile(r"/status(?:es)?/(\d+)")


def _x_id(cell: Cell, link: Cell) -> str:
    """The post's number: from its link, which no spreadsheet rounds, else from its own column."""
    if match := _IN_X_LINK.search(as_text(link)):
        return match[1]
    # Excel's way to keep a number as text is ="123", or an apostrophe before it.
    number = as_text(cell).lstrip("='\"").rstrip("'\"").strip()
    rounded = isinstance(cell, Decimal) and cell > _EXACT
    if number and (rounded or not number.isdecimal()):
        raise ParseError(Code.POST_NUMBER_ROUNDED)
    return number


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

FORMATS = (_X_POSTS, _X_DAYS)
