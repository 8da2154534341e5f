"""Posts and daily figures of LinkedIn, as its analytics pages export them in English, German and French.

Source of the layouts: exports of company pages (Content, Followers, Visitors) and of a member's own analytics, whose
newest layout has the sheets DISCOVERY, ENGAGEMENT, TOP POSTS, FOLLOWERS and DEMOGRAPHICS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.ingest.formats.cells import cell_of, derived, first_of, total
from lib.ingest.formats.format import Format, Line, for_any_header, has_columns
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import EntityMapping, as_text, constant, is_filled

_IN_LINK = re.compile(r"(?:activity|share|ugcPost)(?::|-|%3A)(\d+)", re.IGNORECASE)
_LONGEST_ID = 80


def _post_id(link: Cell) -> str:
    match = _IN_LINK.search(as_text(link))
    return match[1] if match else as_text(link)[:_LONGEST_ID]


_DATE = ("Date", "Datum")
_IMPRESSIONS = ("Impressions (total)", "Impressions", "Impressions (gesamt)", "Impressionen (gesamt)", "Impressionen",
                "Impressions (totales)", "Impressions (totalité)")  # fmt: skip
_CLICKS = ("Clicks", "Clicks (total)", "Clicks(total)", "Klicks", "Klicks (gesamt)", "Clics", "Clics (total)",
           "Clics (totaux)")  # fmt: skip
_REACTIONS = ("Likes", "Reactions", "Reactions (total)", "Reaktionen", "Reaktionen (gesamt)", "Gefällt mir",
              "J’aime", "J'aime", "Réactions", "Réactions (total)", "Réactions (totales)")  # fmt: skip
_COMMENTS = ("Comments", "Comments (total)", "Kommentare", "Kommentare (gesamt)", "Commentaires",
             "Commentaires (total)", "Commentaires (totaux)")  # fmt: skip
_REPOSTS = ("Reposts", "Shares", "Reposts (total)", "Shares (total)", "Reposts (gesamt)", "Geteilte Beiträge",
            "Geteilte Beiträge (gesamt)", "Republications", "Republications (total)", "Republications (totales)",
            "Partages", "Partages (total)", "Reposts (totaux)")  # fmt: skip
_FOLLOWS = ("Follows", "Abonnements", "Neue Follower")
_TITLE = ("Post title", "Beitragstitel", "Titre du post", "Titre de la publication")
_LINK = ("Post link", "Beitragslink", "Link zum Beitrag", "Lien du post", "Lien de la publication")
_CREATED = ("Created date", "Erstellungsdatum", "Erstellt am", "Date de création")
_ENGAGEMENTS = derived(total, _CLICKS, _REACTIONS, _COMMENTS, _REPOSTS)

_POSTS = Format(
    name="LinkedIn posts",
    label="LinkedIn: content, sheet All posts",
    description="Posts of the LinkedIn page with their figures.",
    signatures=(has_columns(_TITLE, _LINK, (*_CREATED, *_IMPRESSIONS)),),
    mappings=for_any_header(
        EntityMapping(
            "post",
            {
                "channel": constant("linkedin"),
                "post_id": derived(_post_id, _LINK),
                "published_at": first_of(*_CREATED),
                "text": first_of(*_TITLE),
                "url": first_of(*_LINK),
                "impressions": first_of(*_IMPRESSIONS),
                "engagements": _ENGAGEMENTS,
                "likes": first_of(*_REACTIONS),
                "comments": first_of(*_COMMENTS),
                "shares": first_of(*_REPOSTS),
                "clicks": first_of(*_CLICKS),
                "follows": first_of(*_FOLLOWS),
            },
            notations={"published_at": "mdy"},
        ),
    ),
)
_METRICS = Format(
    name="LinkedIn daily figures",
    label="LinkedIn: content, sheet Metrics",
    description="Impressions, clicks and engagements of the LinkedIn page's posts, a row a day.",
    signatures=(has_columns(_DATE, _IMPRESSIONS, _CLICKS, _REACTIONS),),
    mappings=for_any_header(
        EntityMapping(
            "channel snapshot",
            {
                "channel": constant("linkedin"),
                "date": first_of(*_DATE),
                "impressions": first_of(*_IMPRESSIONS),
                "engagements": _ENGAGEMENTS,
                "clicks": first_of(*_CLICKS),
            },
            notations={"date": "mdy"},
        ),
    ),
)
_ORGANIC = ("Organic followers", "Organische Follower", "Follower (organisch)", "Abonnés organiques",
            "Abonnés (organiques)")  # fmt: skip
_WON = ("Total followers", "Follower gesamt", "Follower (gesamt)", "Gesamtzahl Follower", "Total des abonnés",
        "Total d’abonnés", "Total d'abonnés", "Abonnés (total)")  # fmt: skip
_FOLLOWERS = Format(
    name="LinkedIn new followers",
    label="LinkedIn: followers",
    description="Followers that the LinkedIn page won, a row a day.",
    signatures=(has_columns(_DATE, _ORGANIC, _WON),),
    mappings=for_any_header(
        EntityMapping(
            "channel snapshot",
            # "Total" means organic and sponsored ones together, all of them won on that day.
            {"channel": constant("linkedin"), "date": first_of(*_DATE), "new_followers": first_of(*_WON)},
            notations={"date": "mdy"},
        ),
    ),
)
_VIEWS = ("Total page views (total)", "Seitenaufrufe gesamt (gesamt)", "Gesamtzahl der Seitenaufrufe (gesamt)",
          "Total des pages vues (total)", "Nombre total de pages vues (total)")  # fmt: skip
_VISITORS = Format(
    name="LinkedIn visitors",
    label="LinkedIn: visitors",
    description="Views of the LinkedIn page, a row a day.",
    signatures=(has_columns(_DATE, _VIEWS),),
    mappings=for_any_header(
        EntityMapping(
            "channel snapshot",
            {"channel": constant("linkedin"), "date": first_of(*_DATE), "page_views": first_of(*_VIEWS)},
            notations={"date": "mdy"},
        ),
    ),
)


def _is_of_own_days(names: set[str]) -> bool:
    """A sheet with nothing but the date and these two figures: other systems' lists of days have more columns."""
    return names - {""} == {"date", "impressions", "engagements"}


def _is_of_own_followers(names: set[str]) -> bool:
    return names - {""} == {"date", "new followers"}


_OWN_DAYS = Format(
    name="LinkedIn daily engagement",
    label="LinkedIn: own analytics, sheets ENGAGEMENT and FOLLOWERS",
    description="Impressions, engagements and new followers, a row a day, in the newest layout of LinkedIn.",
    signatures=(_is_of_own_days, _is_of_own_followers),
    mappings=for_any_header(
        EntityMapping(
            "channel snapshot",
            {
                "channel": constant("linkedin"),
                "date": "Date",
                "impressions": "Impressions",
                "engagements": "Engagements",
                "new_followers": "New followers",
            },
            notations={"date": "mdy"},
        ),
    ),
)


def _with_post(row: dict[str, Cell]) -> Iterator[dict[str, Cell]]:
    """The shorter of two lists side by side has rows without a post."""
    if is_filled(cell_of(row, "Post URL")):
        yield row


def _side_by_side(header: Line) -> list[Line]:
    """The headers of the two lists of the sheet, each with the other's columns left blank."""
    starts = [place for place, name in enumerate(header) if name == header[0]]
    ends = [*starts[1:], len(header)]
    return [
        tuple(name if start <= place < end else "" for place, name in enumerate(header))
        for start, end in zip(starts, ends, strict=True)
    ]


_TOP_POSTS = Format(
    name="LinkedIn top posts",
    label="LinkedIn: own analytics, sheet TOP POSTS",
    description="The posts with most engagements and most impressions, in the newest layout of LinkedIn.",
    signatures=(has_columns("Post URL", "Post publish date", ("Engagements", "Impressions")),),
    mappings=for_any_header(
        EntityMapping(
            "post",
            {
                "channel": constant("linkedin"),
                "post_id": derived(_post_id, "Post URL"),
                "published_at": "Post publish date",
                "url": "Post URL",
                "impressions": "Impressions",
                "engagements": "Engagements",
            },
            # A post may be in both lists, which complete each other.
            repeats={"impressions": "max", "engagements": "max"},
            notations={"published_at": "mdy"},
            split=_with_post,
        ),
    ),
    blocks=_side_by_side,
)

FORMATS = (_POSTS, _METRICS, _FOLLOWERS, _VISITORS, _TOP_POSTS, _OWN_DAYS)
