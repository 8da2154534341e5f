"""A post on a channel of social media."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, Loaded, not_negative
from lib.entities.entity import Entity
from lib.entities.fields import CHANNEL, MOMENT, TEXT, WEB_ADDRESS, Field, counts, short_text
from lib.entities.listing import DAYS, YEARS, Listing, Rule
from lib.entities.schema import Odd, schema


class Post(Loaded, Base):
    __tablename__ = "post"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    post_id: Mapped[str] = mapped_column(String(80), primary_key=True, doc="text: X's ids are larger than 2^53")
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), doc="UTC")
    text: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    impressions: Mapped[int | None] = mapped_column(BigInteger)
    engagements: Mapped[int | None] = mapped_column(BigInteger)
    likes: Mapped[int | None] = mapped_column(BigInteger)
    comments: Mapped[int | None] = mapped_column(BigInteger)
    shares: Mapped[int | None] = mapped_column(BigInteger)
    clicks: Mapped[int | None] = mapped_column(BigInteger)
    follows: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        CheckConstraint("channel = lower(channel)", name="channel_lower_case"),
        *not_negative("impressions", "engagements", "likes", "comments", "shares", "clicks", "follows"),
        Index(None, "published_at", "channel", "impressions", "engagements"),
        Index(None, "impressions", "published_at", "channel"),
    )


_SYNONYMS = {
    "post_id": {
        "en": "post id, tweet id, id, identifier, status id",
        "de": "Beitrags-ID, Beitragsnummer, Kennung",
        "fr": "identifiant, identifiant de la publication",
        "es": "identificador, identificador de la publicación",
        "it": "identificativo, id del post",
    },
    "published_at": {
        "en": (
            "published, published at, date, time, created, created date, posted, posted at, publication date, timestamp"
        ),
        "de": "Veröffentlicht, Veröffentlicht am, Datum, Zeitpunkt, erstellt am, Uhrzeit",
        "fr": "publié le, date, date de publication, heure",
        "es": "publicado, fecha, fecha de publicación, hora",
        "it": "pubblicato, data, data di pubblicazione, ora",
    },
    "text": {
        "en": "text, post text, tweet text, message, content, post, post title, tweet, caption",
        "de": "Text, Beitragstext, Nachricht, Inhalt, Beitrag",
        "fr": "texte, message, contenu, publication",
        "es": "texto, mensaje, contenido, publicación",
        "it": "testo, messaggio, contenuto, post",
    },
    "url": {
        "en": "post link, permalink, post url, tweet permalink",
        "de": "Link zum Beitrag",
        "fr": "lien de la publication",
        "es": "enlace de la publicación",
        "it": "link del post",
    },
    "likes": {
        "en": "likes, reactions, favourites",
        "de": "Likes, Gefällt mir, Gefällt-mir-Angaben, Reaktionen",
        "fr": "j'aime, mentions j'aime, réactions",
        "es": "me gusta, reacciones",
        "it": "mi piace, reazioni",
    },
    "comments": {
        "en": "comments, replies",
        "de": "Kommentare, Antworten",
        "fr": "commentaires, réponses",
        "es": "comentarios, respuestas",
        "it": "commenti, risposte",
    },
    "shares": {
        "en": "shares, reposts, retweets",
        "de": "geteilt, geteilte Inhalte, Weiterleitungen",
        "fr": "partages, republications",
        "es": "compartidos, republicaciones, veces compartido",
        "it": "condivisioni",
    },
    "follows": {
        "en": "follows, new follows, new followers",
        "de": "neue Follower",
        "fr": "nouveaux abonnés, abonnements",
        "es": "nuevos seguidores",
        "it": "nuovi follower",
    },
}


ENTITY = Entity(
    "post",
    Post,
    about="A post on a channel of social media.",
    plural="posts",
    address="reach",
    schema=schema(
        "post",
        Post,
        ["channel", "post_id"],
        Field("post_id", short_text(80), "the channel's own identifier", required=True),
        Field("channel", CHANNEL, "x, linkedin, ...", required=True),
        Field("published_at", MOMENT, "time of publication, UTC"),
        Field("text", TEXT, "text of the post"),
        Field("url", WEB_ADDRESS, "address of the post"),
        counts(
            ("impressions", "times shown"),
            ("engagements", "all reactions and clicks"),
            ("likes", "likes"),
            ("comments", "comments or replies"),
            ("shares", "shares, reposts or retweets"),
            ("clicks", "clicks on the link"),
            ("follows", "follows won by the post"),
        ),
        odd=(
            Odd(
                ("engagements", "impressions"),
                lambda engaged, shown: engaged > shown,
                "not more engagements than impressions",
            ),
        ),
        scope=("channel",),
    ),
    listing=Listing((Rule((*YEARS, *DAYS, "channels", "post_text", "post_days", "post_hours")),)),
    example={
        "post_id": "EXAMPLE-POST",
        "channel": "example",
        "published_at": "2024-03-14 09:30",
        "text": "Example post: registration for our workshop is open.",
        "url": "https://example.org/posts/1",
        "impressions": "1800",
        "engagements": "75",
        "likes": "30",
        "comments": "4",
        "shares": "11",
        "clicks": "28",
        "follows": "2",
        "source_url": "https://example.org/posts",
        "as_of": "2024-04-01",
        "note": "Example row: replace it with your own",
    },
    synonyms=_SYNONYMS,
    called={"en": "post, tweet", "de": "Beitrag", "fr": "publication, post", "es": "publicación, post", "it": "post"},
    dated_by="published_at",
    expected=("published_at", "impressions"),
)
