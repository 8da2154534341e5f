"""A store at full size, always with the same rows: what `bench.pages` measures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from sqlalchemy import Engine, insert, select

from lib.entities.attendance import Attendance
from lib.entities.base import Base
from lib.entities.call import Call
from lib.entities.call_commitment import CallCommitment
from lib.entities.call_outcome import CallOutcome
from lib.entities.channel_snapshot import ChannelSnapshot
from lib.entities.country import Country
from lib.entities.event import EVENT_FORMATS, EVENT_TYPES, Event
from lib.entities.funding import Funding
from lib.entities.import_record import ImportRecord
from lib.entities.organisation import ORGANISATION_TYPES, Organisation
from lib.entities.participation import Participation
from lib.entities.post import Post
from lib.entities.programme import AREAS, LEVELS, Programme, ProgrammeArea
from lib.entities.project import Project
from lib.ingest.readers.source import SourceFile
from lib.ingest.sample import DATA
from lib.ingest.upload import prepare
from lib.services.actors import operator
from lib.store.engine import write_transaction
from lib.store.summaries import refresh_summaries

PROJECTS, PARTICIPATIONS, PROGRAMMES, ORGANISATIONS = 130_000, 1_000_000, 2_000, 8_000
EVENTS, ATTENDANCES, POSTS = 2_000, 200_000, 100_000
CALLS = 400


def fill(engine: Engine) -> None:
    """Fill an empty store at full size, always with the same rows."""
    draw = np.random.default_rng(779_282)
    with prepare(engine, [SourceFile.at(DATA / "reference" / "country.csv")]) as ready:
        ready.load(operator("bench"))
    with engine.connect() as connection, write_transaction(connection):
        codes = list(connection.scalars(select(Country.iso2).where(Country.protocol_order.is_not(None))))
        connection.execute(insert(ImportRecord), [_import(2, False), _import(3, True)])

        def load(model: type[Base], rows: list[dict[str, Any]]) -> None:
            for start in range(0, len(rows), 50_000):
                connection.execute(insert(model), rows[start : start + 50_000])

        load(Organisation, _organisations(draw, codes))
        load(Programme, _programmes_rows(draw, codes))
        load(ProgrammeArea, [{"programme_id": f"P{n}", "area": AREAS[n % 8]} for n in range(PROGRAMMES)])
        load(Call, _calls_rows())
        load(CallCommitment, _commitments(draw))
        load(CallOutcome, _outcomes(draw, codes))
        load(Project, _projects(draw))
        load(Participation, _participations(draw, codes))
        load(Funding, _funding(draw))
        load(Event, _events_rows(draw, codes))
        load(Attendance, _attendances(draw, codes))
        load(Post, _posts(draw))
        load(ChannelSnapshot, _snapshots())
        refresh_summaries(connection)


def _origin(n: int) -> dict[str, Any]:
    return {"import_id": 2 + n % 2, "source_row": n + 2}


def _import(number: int, demonstration: bool) -> dict[str, Any]:
    blank = dict.fromkeys(("size_bytes", "rows_read", "rows_new", "rows_changed", "rows_same"), 0)
    return {
        "import_id": number,
        "file_name": "bench.csv",
        "sha256": "0" * 64,
        "file_format": "bench",
        "entity": "project",
        "imported_at": datetime(2026, 11, 24),
        "imported_by": "bench",
        "demonstration": demonstration,
        "options": {},
        **blank,
    }


def _organisations(draw: np.random.Generator, codes: list[str]) -> list[dict[str, Any]]:
    country = draw.integers(0, len(codes), ORGANISATIONS)
    return [
        {"organisation_id": f"O{n}", "name": f"Organisation {n}", "country": codes[country[n]], **_origin(n)}
        for n in range(ORGANISATIONS)
    ]


def _programmes_rows(draw: np.random.Generator, codes: list[str]) -> list[dict[str, Any]]:
    start = draw.integers(2005, 2026, PROGRAMMES)
    length = draw.integers(2, 12, PROGRAMMES)
    budget = draw.integers(10**7, 10**11, PROGRAMMES)
    country = draw.integers(0, len(codes), PROGRAMMES)
    return [
        {
            "programme_id": f"P{n}",
            "name": f"Programme {n}",
            "funder": f"O{n % 200}",
            "country": codes[country[n]] if n % 20 else None,
            "level": LEVELS[n % 3],
            "start_year": int(start[n]),
            "end_year": int(start[n] + length[n]) if n % 11 else None,
            "budget_eur": cents(budget[n]) if n % 7 else None,
            "pm_share": 1 if n % 3 else None,
            **_origin(n),
        }
        for n in range(PROGRAMMES)
    ]


def cents(amount: Any) -> Any:
    return Decimal(int(amount)).scaleb(-2)


def _opened(n: int) -> date:
    return date(2016, 1, 1) + timedelta(days=9 * n)


def _calls_rows() -> list[dict[str, Any]]:
    return [
        {
            "call_id": f"C{n}",
            "name": f"Call {n}",
            "programme": f"P{n}",
            "opened": _opened(n),
            "full_proposal_deadline": _opened(n) + timedelta(days=160),
            "budget_eur": cents(10**9 + n),
            **_origin(n),
        }
        for n in range(CALLS)
    ]


def _commitments(draw: np.random.Generator) -> list[dict[str, Any]]:
    money = draw.integers(10**7, 10**9, CALLS * 30)
    return [
        {
            "call_id": f"C{n // 30}",
            "funder": f"O{(n // 30 + n % 30 * 7) % 200}",
            "committed_eur": cents(money[n]),
            **_origin(n // 30),
        }
        for n in range(CALLS * 30)
    ]


def _outcomes(draw: np.random.Generator, codes: list[str]) -> list[dict[str, Any]]:
    """One row for each call and one for each of its countries."""
    rows = len(codes) + 1
    eligible = draw.integers(20, 400, CALLS * rows)
    return [
        {
            "call_id": f"C{n // rows}",
            "country": codes[n % rows - 1] if n % rows else None,
            "pre_proposals_eligible": int(eligible[n]),
            "full_proposals_invited": int(eligible[n]) // 3,
            "full_proposals_submitted": int(eligible[n]) // 4,
            "projects_funded": int(eligible[n]) // 8,
            "requested_eur": cents(10**9),
            "awarded_eur": cents(10**8),
            **_origin(n // rows),
        }
        for n in range(CALLS * rows)
    ]


def _projects(draw: np.random.Generator) -> list[dict[str, Any]]:
    days = draw.integers(0, 3650, PROJECTS)
    money = draw.integers(10**7, 10**9, PROJECTS)
    first = date(2016, 1, 1)
    return [
        {
            "project_id": f"J{n}",
            "acronym": f"ACRONYM{n}",
            "title": f"Project {n} on personalised medicine",
            "programme": f"P{n % PROGRAMMES}",
            "call": f"C{n % CALLS}" if n % 9 else None,
            "start_date": first + timedelta(days=int(days[n])) if n % 50 else None,
            "funding_eur": cents(money[n]) if n % 40 else None,
            **_origin(n),
        }
        for n in range(PROJECTS)
    ]


def _participations(draw: np.random.Generator, codes: list[str]) -> list[dict[str, Any]]:
    weights = 1 / np.arange(1, len(codes) + 1) ** 0.7
    country = draw.choice(len(codes), PARTICIPATIONS, p=weights / weights.sum())
    return [
        {
            "project_id": f"J{n % PROJECTS}",
            "organisation": f"O{(n * 7 + n // PROJECTS * 1009) % ORGANISATIONS}",
            "country": codes[country[n]],
            "role": "coordinator" if n < PROJECTS else "partner",
            **_origin(n % PROJECTS),
        }
        for n in range(PARTICIPATIONS)
    ]


def _funding(draw: np.random.Generator) -> list[dict[str, Any]]:
    money = draw.integers(10**6, 10**8, PARTICIPATIONS)
    return [
        {
            "project_id": f"J{n % PROJECTS}",
            "organisation": f"O{(n * 7 + n // PROJECTS * 1009) % ORGANISATIONS}",
            "funder": f"O{n % 200}",
            "funding_eur": cents(money[n]),
            **_origin(n % PROJECTS),
        }
        for n in range(PARTICIPATIONS)
    ]


def _events_rows(draw: np.random.Generator, codes: list[str]) -> list[dict[str, Any]]:
    days = draw.integers(0, 3650, EVENTS)
    return [
        {
            "event_id": f"E{n}",
            "name": f"Event {n}",
            "type": EVENT_TYPES[n % len(EVENT_TYPES)],
            "format": EVENT_FORMATS[n % len(EVENT_FORMATS)],
            "start_date": date(2016, 1, 1) + timedelta(days=int(days[n])),
            "country": codes[n % len(codes)],
            **_origin(n),
        }
        for n in range(EVENTS)
    ]


def _attendances(draw: np.random.Generator, codes: list[str]) -> list[dict[str, Any]]:
    came = draw.random(ATTENDANCES) < 0.7
    weights = 1 / np.arange(1, len(codes) + 1)
    country = draw.choice(len(codes), ATTENDANCES, p=weights / weights.sum())
    return [
        {
            "event_id": f"E{n % EVENTS}",
            # A third of them come four times, the others three times, never twice to the same event.
            "attendee": f"a{n % 59_999:08d}",
            "organisation_type": ORGANISATION_TYPES[n // EVENTS % len(ORGANISATION_TYPES)],
            "country": codes[country[n]],
            "registered": True,
            "attended": bool(came[n]),
            **_origin(n),
        }
        for n in range(ATTENDANCES)
    ]


def _posts(draw: np.random.Generator) -> list[dict[str, Any]]:
    hours = draw.integers(0, 24 * 3000, POSTS)
    shown = draw.integers(0, 20_000, POSTS)
    return [
        {
            "channel": ("x", "linkedin")[n % 2],
            "post_id": str(n),
            "published_at": datetime(2018, 1, 1) + timedelta(hours=int(hours[n])),
            "text": f"Post {n}",
            "impressions": int(shown[n]),
            "engagements": int(shown[n]) // 20,
            **_origin(n),
        }
        for n in range(POSTS)
    ]


def _snapshots() -> list[dict[str, Any]]:
    return [
        {
            "channel": channel,
            "date": date(2018, 1, 1) + timedelta(days=day),
            "followers": 100 + day,
            "page_views": day % 50,
            **_origin(day),
        }
        for channel in ("x", "linkedin")
        for day in range(3000)
    ]
