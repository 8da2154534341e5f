"""Followers, page views and other figures of a channel on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, Loaded, not_negative
from lib.entities.entity import Entity
from lib.entities.fields import CHANNEL, DAY, Field, counts
from lib.entities.listing import InPeriod, Listing, OneOf
from lib.entities.schema import schema


class ChannelSnapshot(Loaded, Base):
    """Followers and page views of a channel on a day."""

    __tablename__ = "channel_snapshot"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    date: Mapped[date] = mapped_column(Date, primary_key=True)
    followers: Mapped[int | None] = mapped_column(BigInteger, doc="in all, on that day")
    new_followers: Mapped[int | None] = mapped_column(BigInteger, doc="won on that day")
    page_views: Mapped[int | None] = mapped_column(BigInteger, doc="on that day")
    impressions: Mapped[int | None] = mapped_column(BigInteger, doc="of all posts on that day")
    engagements: Mapped[int | None] = mapped_column(BigInteger, doc="with all posts on that day")
    clicks: Mapped[int | None] = mapped_column(BigInteger, doc="on all posts on that day")

    __table_args__ = (
        CheckConstraint("channel = lower(channel)", name="channel_lower_case"),
        *not_negative("followers", "new_followers", "page_views", "impressions", "engagements", "clicks"),
    )


_SYNONYMS = {
    "date": {
        "en": "date, day",
        "de": "Datum, Tag",
        "fr": "date, jour",
        "es": "fecha, día",
        "it": "data, giorno",
    },
    "followers": {
        "en": "followers, total followers, subscribers",
        "de": "Follower, Abonnenten, Follower gesamt",
        "fr": "abonnés",
        "es": "seguidores, suscriptores",
        "it": "follower, iscritti",
    },
    "new_followers": {
        "en": "new followers, followers gained",
        "de": "neue Follower",
        "fr": "nouveaux abonnés",
        "es": "nuevos seguidores",
        "it": "nuovi follower",
    },
    "page_views": {
        "en": "page views, pageviews, visits, total page views",
        "de": "Seitenaufrufe, Seitenansichten, Besuche",
        "fr": "pages vues, visites",
        "es": "páginas vistas, visitas",
        "it": "visualizzazioni di pagina, visite",
    },
}


ENTITY = Entity(
    "channel snapshot",
    ChannelSnapshot,
    about="Followers, page views and other figures of a channel on a day.",
    plural="daily channel figures (followers, page views)",
    address="channel-snapshots",
    schema=schema(
        "channel snapshot",
        ChannelSnapshot,
        ["channel", "date"],
        Field("channel", CHANNEL, "x, linkedin, ...", required=True),
        Field("date", DAY, "day of the count", required=True),
        counts(
            ("followers", "followers in all, on that day"),
            ("new_followers", "followers won on that day"),
            ("page_views", "page views of that day"),
            ("impressions", "times that the channel's posts were shown on that day"),
            ("engagements", "reactions to and clicks on the channel's posts on that day"),
            ("clicks", "clicks on the channel's posts on that day"),
        ),
        scope=("channel",),
    ),
    listing=Listing((OneOf("channels", "channel"), InPeriod("date"))),
    example={
        "channel": "example",
        "date": "2024-03-31",
        "followers": "2400",
        "new_followers": "12",
        "page_views": "310",
        "impressions": "5200",
        "engagements": "190",
        "clicks": "85",
        "source_url": "https://example.org/statistics",
        "as_of": "2024-04-01",
        "note": "Example row: replace it with your own",
    },
    synonyms=_SYNONYMS,
    dated_by="date",
)
