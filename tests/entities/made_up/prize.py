"""A prize that somebody was given for work in personalised medicine."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import (
    Base,
    InCurrency,
    Verified,
    amount,
    currency_checks,
    in_vocabulary,
    not_negative,
    precision,
)
from lib.entities.entity import Entity
from lib.entities.fields import COUNTRY_CODE, FIRST_DAY, IDENTIFIER, TEXT, Field, amounts, one_of
from lib.entities.listing import InPeriod, Listing, Place
from lib.entities.schema import schema

KINDS = ("best practice", "young researcher")


class Prize(Verified, InCurrency, Base):
    __tablename__ = "prize"

    prize_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(String(20))
    winner: Mapped[str | None] = mapped_column(ForeignKey("organisation.organisation_id"), index=True)
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"), index=True)
    given_on: Mapped[date | None] = mapped_column(Date, index=True)
    given_on_precision: Mapped[str | None] = precision("given_on")
    money_eur: Mapped[Decimal | None] = amount()
    money_original: Mapped[Decimal | None] = amount()

    __table_args__ = (
        in_vocabulary("kind", KINDS),
        *currency_checks(),
        *not_negative("money_eur", "money_original"),
    )


ENTITY = Entity(
    "prize",
    Prize,
    about="A prize that somebody was given for work in personalised medicine.",
    plural="prizes",
    address="prizes",
    schema=schema(
        "prize",
        Prize,
        ["prize_id"],
        Field("prize_id", IDENTIFIER, "your own identifier", required=True),
        Field("name", TEXT, "name of the prize", required=True),
        Field("kind", one_of(KINDS), "kind of prize"),
        Field("winner", IDENTIFIER, "organisation that won it", refers_to="organisation"),
        Field("country", COUNTRY_CODE, "country of the winner", refers_to="country"),
        Field("given_on", FIRST_DAY, "when it was given"),
        amounts("money", "money that goes with it"),
    ),
    listing=Listing((Place(), InPeriod("given_on"))),
    example={
        "prize_id": "EXAMPLE-PRIZE",
        "name": "Example prize",
        "kind": "best practice",
        "winner": "EXAMPLE-AGENCY",
        "country": "MT",
        "given_on": "2024-10",
        "money_eur": "500",
        "note": "Example row: replace it with your own",
    },
    synonyms={"name": {"en": "prize, award", "de": "Preis, Auszeichnung"}},
    called={"en": "prize", "de": "Preis"},
    dated_by="given_on",
)
