"""What the Secretariat and its family produced; a row may stand for several pieces."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, Verified, in_order, in_vocabulary, not_negative, precision
from lib.entities.entity import Entity
from lib.entities.fields import FIRST_DAY, IDENTIFIER, LAST_DAY, SMALL_COUNT, TEXT, WEB_ADDRESS, Field, one_of
from lib.entities.listing import Listing, OverlapsPeriod
from lib.entities.schema import schema

OUTPUT_TYPES = (
    "news item",
    "newsletter",
    "flyer",
    "meeting report",
    "post",
    "recognition",
    "best practice",
    "event",
    "training",
    "report",
    "publication",
    "other",
)


class Output(Verified, Base):
    """What the Secretariat and its family produced; a row may stand for several pieces."""

    __tablename__ = "output"

    output_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    type: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    period_start: Mapped[date | None] = mapped_column(Date)
    period_start_precision: Mapped[str | None] = precision("period_start")
    period_end: Mapped[date | None] = mapped_column(Date)
    period_end_precision: Mapped[str | None] = precision("period_end")
    count: Mapped[int | None] = mapped_column(Integer)
    part_of: Mapped[str | None] = mapped_column(
        ForeignKey("output.output_id", deferrable=True, initially="DEFERRED"),
        doc="output whose count already holds this row",
    )
    url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        in_vocabulary("type", OUTPUT_TYPES),
        in_order("period_start", "period_end"),
        *not_negative("count"),
    )


_SYNONYMS = {
    "output_id": {
        "en": "output id, id, identifier, code",
        "de": "Ergebnis-ID, Kennung",
        "fr": "identifiant, code",
        "es": "identificador, código",
        "it": "identificativo, codice",
    },
    "type": {
        "en": "type, output type, kind, category, document type",
        "de": "Typ, Art, Ergebnisart, Dokumenttyp",
        "fr": "type, type de produit, catégorie",
        "es": "tipo, tipo de producto, categoría",
        "it": "tipo, tipologia, tipo di prodotto",
    },
    "title": {
        "en": "title, name, output",
        "de": "Titel, Bezeichnung, Name",
        "fr": "titre, intitulé, nom",
        "es": "título, nombre",
        "it": "titolo, nome",
    },
    "period_start": {
        "en": "period start, start, from, start date, date, publication date, published",
        "de": "Zeitraum von, Beginn, von, Datum, Veröffentlicht am",
        "fr": "début de période, début, date de publication, date",
        "es": "inicio del periodo, inicio, desde, fecha, fecha de publicación",
        "it": "inizio periodo, inizio, data, data di pubblicazione",
    },
    "period_end": {
        "en": "period end, end, until, to, end date",
        "de": "Zeitraum bis, Ende, bis",
        "fr": "fin de période, fin",
        "es": "fin del periodo, fin, hasta",
        "it": "fine periodo, fine",
    },
    "count": {
        "en": "count, number, quantity, how many, pieces",
        "de": "Anzahl, Menge, Stückzahl",
        "fr": "nombre, quantité",
        "es": "cantidad, número",
        "it": "quantità, numero",
    },
    "part_of": {
        "en": "part of, belongs to, included in",
        "de": "Teil von, gehört zu",
        "fr": "partie de, inclus dans",
        "es": "parte de, incluido en",
        "it": "parte di, incluso in",
    },
}


ENTITY = Entity(
    "output",
    Output,
    about="What the Secretariat and its family produced; a row may stand for several pieces.",
    plural="outputs such as news items and newsletters",
    address="outputs",
    schema=schema(
        "output",
        Output,
        ["output_id"],
        Field("output_id", IDENTIFIER, "identifier", required=True),
        Field("type", one_of(OUTPUT_TYPES), "kind of output", required=True),
        Field("title", TEXT, "title", required=True),
        Field("period_start", FIRST_DAY, "first day of the period the row covers"),
        Field("period_end", LAST_DAY, "last day of the period"),
        Field("count", SMALL_COUNT, "how many pieces the row stands for"),
        Field("part_of", IDENTIFIER, "output whose count already holds this one", refers_to="output"),
        Field("url", WEB_ADDRESS, "address of the piece"),
        ordered=(("period_start", "period_end"),),
    ),
    listing=Listing((OverlapsPeriod("period_start", "period_end"),)),
    example={
        "output_id": "EXAMPLE-NEWSLETTERS",
        "type": "newsletter",
        "title": "Example newsletters of 2024",
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
        "count": "6",
        "part_of": "EXAMPLE-OUTPUTS",
        "url": "https://example.org/newsletters",
        "approximate": "no",
        "source_url": "https://example.org/newsletters",
        "as_of": "2025-01-10",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    known_by=("title",),
    synonyms=_SYNONYMS,
    called={"en": "output, product", "de": "Ergebnis, Produkt", "fr": "produit", "es": "producto", "it": "prodotto"},
    dated_by="period_end",
    expected=("period_start", "period_end", "count"),
)
