"""Draws events, attendance, posts and followers of the demonstration data."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from countries import COUNTRIES, Row

EVENTS = (
    ("Example Conference on Personalised Medicine", "conference", 260),
    ("Illustrative Workshop on Data Sharing", "workshop", 70),
    ("Example Family Meeting", "family meeting", 60),
    ("Illustrative Training for Early-Career Researchers", "training", 35),
    ("Example Info Day", "info day", 130),
    ("Illustrative Webinar on Implementation", "webinar", 110),
)
CITIES = {
    "DE": "Berlin",
    "ES": "Madrid",
    "FR": "Paris",
    "IT": "Rome",
    "AT": "Vienna",
    "MT": "Valletta",
    "EE": "Tallinn",
}


def make_events(draw: random.Random, organisations: list[Row]) -> list[Row]:
    """Thirty events from 2018 to 2026, on site, online and hybrid."""
    hosts = [str(row["organisation_id"]) for row in organisations if row["type"] == "funding agency"]
    rows: list[Row] = []
    for place in range(30):
        name, kind, size = EVENTS[place % len(EVENTS)]
        year = 2018 + place * 9 // 30
        start = date(year, draw.randint(1, 10), draw.randint(1, 28))
        online = kind == "webinar" or year in (2020, 2021)
        country = draw.choice(list(CITIES))
        rows.append(
            {
                "event_id": f"X-EVENT-{place + 1:02}",
                "name": f"{name} {year}",
                "type": kind,
                "format": "online" if online else draw.choice(("on site", "on site", "hybrid")),
                "start_date": start.isoformat(),
                "end_date": (start + timedelta(days=0 if kind in ("webinar", "info day") else 1)).isoformat(),
                "city": "" if online else CITIES[country],
                "country": "" if online else country,
                "organiser": draw.choice(hosts),
                "capacity": "" if online else round(size * 1.3),
            }
        )
    return rows


def make_attendance(draw: random.Random, events: list[Row]) -> list[Row]:
    """Lists of people by pseudonym; many return, some register and stay away."""
    codes, weights = list(COUNTRIES), [weight for _, weight in COUNTRIES.values()]
    kinds = ("university", "hospital", "funding agency", "ministry", "SME", "company", "patient organisation", "other")
    people = [
        (
            f"{draw.getrandbits(56):014x}7f",
            draw.choices(codes, weights)[0],
            draw.choices(kinds, (9, 6, 4, 2, 3, 2, 2, 1))[0],
        )
        for _ in range(900)
    ]
    rows: list[Row] = []
    for event in events:
        size = next(size for name, _, size in EVENTS if str(event["name"]).startswith(name))
        for person, country, kind in draw.sample(people, round(size * draw.uniform(0.7, 1.2))):
            came = draw.random() < (0.72 if event["format"] == "online" else 0.84)
            rows.append(
                {
                    "event_id": event["event_id"],
                    "attendee": person,
                    "organisation_type": "" if draw.random() < 0.04 else kind,
                    "country": "" if draw.random() < 0.03 else country,
                    "registered": "yes",
                    "attended": "yes" if came else "no",
                    "minutes": draw.randint(10, 180) if came and event["format"] == "online" else "",
                    "role": draw.choices(("participant", "speaker", "organiser"), (30, 3, 1))[0],
                }
            )
    return rows


SENTENCES = (
    "What does {topic} mean for patients? An illustrative thread.",
    "Save the date: {event}.",
    "New illustrative project {acronym}: {topic}.",
    "Our example newsletter is out, with a focus on {topic}.",
    "Thank you to all who joined {event}!",
    "Five questions on {topic}, answered by an example expert.",
    "Registration for {event} closes this week.",
    "Best practice, for illustration: how {acronym} works with citizens.",
    "An example figure from our latest flyer: {topic}.",
    "{acronym} met its first milestone. Glückwunsch, félicitations!",
)


def make_posts(draw: random.Random, events: list[Row], projects: list[Row]) -> list[Row]:
    """Posts on X from 2020 and on LinkedIn from December 2021, seen more often around events."""
    days = [date.fromisoformat(str(event["start_date"])) for event in events]
    topics = ("prevention", "pharmacogenomics", "data sharing", "clinical decision support", "patient engagement")
    rows: list[Row] = []
    for channel, first, scale in (("x", date(2020, 2, 3), 900), ("linkedin", date(2021, 12, 6), 1_300)):
        day, number = first, 0
        while day <= date(2026, 10, 31):
            number += 1
            near = any(abs((day - other).days) <= 7 for other in days)
            seen = round(draw.lognormvariate(0, 0.8) * scale * (1.8 if near else 1))
            engaged = round(seen * draw.uniform(0.015, 0.07))
            event = draw.choice(events)
            text = draw.choice(SENTENCES).format(
                topic=draw.choice(topics), event=event["name"], acronym=draw.choice(projects)["acronym"]
            )
            measured = draw.random() > 0.02
            moment = datetime(day.year, day.month, day.day, draw.randint(7, 18), draw.choice((0, 15, 30, 45)))
            likes = round(engaged * 0.45)
            rows.append(
                {
                    "post_id": str(
                        (1_220_000_000_000_000_000 if channel == "x" else 6_870_000_000_000_000_000) + number * 977
                    ),
                    "channel": channel,
                    "published_at": moment.isoformat(sep=" ", timespec="minutes"),
                    "text": text,
                    "url": f"https://example.org/{channel}/{number}",
                    "impressions": seen if measured else "",
                    "engagements": engaged if measured else "",
                    "likes": likes if measured else "",
                    "comments": round(engaged * 0.06) if measured else "",
                    "shares": round(engaged * 0.12) if measured else "",
                    "clicks": round(engaged * 0.3) if measured else "",
                    "follows": draw.randint(0, 4) if measured else "",
                }
            )
            day += timedelta(days=draw.randint(3, 8))
    return rows


def make_snapshots(draw: random.Random) -> list[Row]:
    """Followers of each channel every Monday, growing with ups and downs."""
    rows: list[Row] = []
    for channel, day, followers in (("x", date(2020, 2, 3), 40), ("linkedin", date(2021, 12, 6), 25)):
        while day <= date(2026, 10, 31):
            followers = max(1, followers + draw.randint(-3, 14))
            rows.append(
                {
                    "channel": channel,
                    "date": day.isoformat(),
                    "followers": followers,
                    "page_views": draw.randint(15, 240),
                }
            )
            day += timedelta(days=7)
    return rows
