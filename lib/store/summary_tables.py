"""Tables of sums that pages ask for all the time; lib.store.summaries makes them anew with every import."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, Boolean, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, amount
from lib.entities.types import Money


class ProjectYear(Base):
    """Summary of projects: how many began in a year, and their money. Refreshed with every import."""

    __tablename__ = "project_year"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True, doc="of the programme; empty when unknown")
    year: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start; 0 when unknown")
    projects: Mapped[int] = mapped_column(Integer)
    projects_with_funding: Mapped[int] = mapped_column(Integer)
    funding_eur: Mapped[Decimal | None] = amount()


class ProjectMoneyYear(Base):
    """Summary of projects' funding, spread evenly over their days, by calendar year. Refreshed with every import."""

    __tablename__ = "project_money_year"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True, doc="of the programme; empty when unknown")
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    projects: Mapped[int] = mapped_column(Integer, doc="of known first and last day that run in the year")
    projects_with_funding: Mapped[int] = mapped_column(Integer)
    funding_eur: Mapped[Decimal | None] = amount()


class CountryYear(Base):
    """Summary of participations by country and year of the project's start. Refreshed with every import."""

    __tablename__ = "country_year"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True, doc="of the programme; empty when unknown")
    country: Mapped[str] = mapped_column(String(2), primary_key=True, doc="empty when unknown")
    year: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start; 0 when unknown")
    projects: Mapped[int] = mapped_column(Integer)
    participations: Mapped[int] = mapped_column(Integer)
    coordinations: Mapped[int] = mapped_column(Integer)
    awarded_eur: Mapped[Decimal | None] = amount()


class CallCountry(Base):
    """Summary of participations in the projects of a call by country. Refreshed with every import."""

    __tablename__ = "call_country"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    call_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    country: Mapped[str] = mapped_column(String(2), primary_key=True, doc="empty when unknown")
    projects: Mapped[int] = mapped_column(Integer)
    participations: Mapped[int] = mapped_column(Integer)
    coordinations: Mapped[int] = mapped_column(Integer)
    awarded_eur: Mapped[Decimal | None] = amount()


class CallFunder(Base):
    """Summary of the money that a funder gave to the projects of a call. Refreshed with every import."""

    __tablename__ = "call_funder"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    call_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    funder: Mapped[str] = mapped_column(String(120), primary_key=True)
    awarded_eur: Mapped[Decimal | None] = amount()


class CallFigures(Base):
    """Summary of a call's projects: how many, and the days to their grants.

    Of each dataset by itself. Refreshed with every import.
    """

    __tablename__ = "call_figures"

    call_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    projects: Mapped[int] = mapped_column(Integer)
    dated: Mapped[int] = mapped_column(Integer, doc="projects with a signature or a first day after the deadline")
    by_signature: Mapped[int] = mapped_column(Integer)
    shortest: Mapped[Decimal | None] = mapped_column(Money(), doc="days, as the four that follow")
    quarter: Mapped[Decimal | None] = mapped_column(Money())
    median: Mapped[Decimal | None] = mapped_column(Money())
    three_quarters: Mapped[Decimal | None] = mapped_column(Money())
    longest: Mapped[Decimal | None] = mapped_column(Money())


class AttendanceCell(Base):
    """What may be published of an attendance list: see lib.store.suppression. Refreshed with every import.

    A list is all attendance rows of an event in one dataset, or all its sums of attendance. A hidden number is empty,
    and only its least and its most are there; where nothing may be published, these are empty too.
    """

    __tablename__ = "attendance_cell"

    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    category: Mapped[str] = mapped_column(String(40), primary_key=True, doc="empty when unknown, and of totals")
    event_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    attended: Mapped[int | None] = mapped_column(Integer)
    attended_least: Mapped[int | None] = mapped_column(Integer)
    attended_most: Mapped[int | None] = mapped_column(Integer)
    registered: Mapped[int | None] = mapped_column(Integer)
    registered_least: Mapped[int | None] = mapped_column(Integer)
    registered_most: Mapped[int | None] = mapped_column(Integer)
    from_sums: Mapped[bool] = mapped_column(Boolean, doc="of sums that were entered, not of rows of persons")
    approximate: Mapped[bool] = mapped_column(Boolean, doc="the source of such a sum calls it approximate")

    __table_args__ = (Index(None, "event_id", "dimension"),)


class CountryPair(Base):
    """Summary of who works with whom: projects with partners from both countries. Refreshed with every import.

    A row with `a` and `b` the same counts the projects with a partner from that country, and one with both empty the
    projects with a partner from any known country.
    """

    __tablename__ = "country_pair"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True, doc="of the programme; empty when unknown")
    year: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start; 0 when unknown")
    a: Mapped[str] = mapped_column(String(2), primary_key=True, doc="not after b in the alphabet")
    b: Mapped[str] = mapped_column(String(2), primary_key=True)
    projects: Mapped[int] = mapped_column(Integer)


class CountryPairMonth(Base):
    """CountryPair by month, for periods that are no whole years. Refreshed with every import."""

    __tablename__ = "country_pair_month"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start; 0 when unknown")
    month: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start, from 1; 0 when unknown")
    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True)
    a: Mapped[str] = mapped_column(String(2), primary_key=True)
    b: Mapped[str] = mapped_column(String(2), primary_key=True)
    projects: Mapped[int] = mapped_column(Integer)


class WideningMonth(Base):
    """Summary of projects by whether widening countries, others or both take part. Refreshed with every import.

    The list of widening countries is that of the framework programme in force at the call's date.
    """

    __tablename__ = "widening_month"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True, doc="of the programme; empty when unknown")
    year: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start; 0 when unknown")
    month: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start, from 1; 0 when unknown")
    widening: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    other: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    projects: Mapped[int] = mapped_column(Integer)


class ChannelDay(Base):
    """Summary of a channel's posts by the day (UTC) they were published. Refreshed with every import."""

    __tablename__ = "channel_day"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    posts: Mapped[int] = mapped_column(Integer)
    seen_posts: Mapped[int] = mapped_column(Integer, doc="posts whose impressions are known")
    engaged_posts: Mapped[int] = mapped_column(Integer, doc="posts whose engagements are known")
    impressions: Mapped[int | None] = mapped_column(BigInteger)
    engagements: Mapped[int | None] = mapped_column(BigInteger)
    rated_impressions: Mapped[int | None] = mapped_column(BigInteger, doc="of the posts that have both")
    rated_engagements: Mapped[int | None] = mapped_column(BigInteger, doc="of the posts that have both")


class ChannelHour(Base):
    """Summary of a channel's posts by year, day of the week and hour (UTC). Refreshed with every import."""

    __tablename__ = "channel_hour"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    weekday: Mapped[int] = mapped_column(Integer, primary_key=True, doc="0 is Monday")
    hour: Mapped[int] = mapped_column(Integer, primary_key=True, doc="-1 where the post has a day and no time")
    posts: Mapped[int] = mapped_column(Integer)
    seen_posts: Mapped[int] = mapped_column(Integer, doc="posts whose impressions are known")
    impressions: Mapped[int | None] = mapped_column(BigInteger)
    rated_posts: Mapped[int] = mapped_column(Integer, doc="posts that have impressions and engagements")
    rated_impressions: Mapped[int | None] = mapped_column(BigInteger)
    rated_engagements: Mapped[int | None] = mapped_column(BigInteger)
