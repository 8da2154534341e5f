"""Draws organisations, programmes, calls and projects of the demonstration data, and the money between them."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from countries import COUNTRIES, Row

TODAY = date(2026, 11, 1)
REGIONAL = {
    "ES": "Example Coast",
    "IT": "Beispielberge",
    "DE": "Musterland",
    "BE": "Voorbeeldstreek",
    "FR": "Île-Exemple",
}
CALLS = {2016: 22, 2017: 26, 2019: 31, 2020: 35, 2021: 39, 2022: 43, 2024: 50, 2025: 54}
AREAS = (
    "Data & ICT",
    "Translating basic to clinical research",
    "Research towards implementation in health care",
    "Health economics, regulation and market access",
    "Bringing innovation to the market",
    "Shaping sustainable health care",
    "ELSA",
    "Awareness, education and training",
)
AMOUNT_KINDS = ("appropriation", "appropriation", "announced plan", "call budget", "spending", "")
MONEY_FROM = ("public", "public", "public", "mixed", "private", "")
#: Illustrative rates, EUR for one unit.
RATES = {"CH": ("CHF", Decimal("1.04")), "SE": ("SEK", Decimal("0.0875")), "NO": ("NOK", Decimal("0.0862"))}


def make_organisations(draw: random.Random) -> list[Row]:
    """A national funder a country, a few regional ones, and participants of every kind."""
    rows: list[Row] = []

    def add(key: str, name: str, country: str, kind: str, region: str = "") -> None:
        rows.append({"organisation_id": key, "name": name, "country": country, "region": region, "type": kind})

    for code, (name, weight) in COUNTRIES.items():
        add(f"X-{code}-COUNCIL", f"Example Health Research Council of {name}", code, "funding agency")
        add(f"X-{code}-UNI1", f"Illustrative Medical University ({name})", code, "university")
        add(f"X-{code}-HOSP", f"Example University Hospital, {name}", code, "hospital")
        if weight >= 2:
            add(f"X-{code}-INST", f"Illustrative Institute for Precision Health, {name}", code, "research organisation")
        if weight >= 3:
            add(f"X-{code}-UNI2", f"Example Technical University ({name})", code, "university")
            add(f"X-{code}-SME", f"Illustrative Diagnostics Company of {name}", code, "SME")
        if weight >= 5:
            add(f"X-{code}-PATIENTS", f"Example Patients' Alliance, {name}", code, "patient organisation")
            add(f"X-{code}-COMPANY", f"Illustrative Sequencing Works, {name}", code, "company")
    for code, region in REGIONAL.items():
        add(f"X-{code}-REGION", f"Example Ministry of Science of {region}", code, "ministry", region)
    add(
        "X-DE-LONG",
        "Illustrative Leibniz-ähnliches Zentrum für personalisierte Präventions-, Diagnose- und Therapieforschung in "
        "dünn besiedelten Regionen, Außenstelle für seltene Erkrankungen und größere Kohorten",
        "DE",
        "research organisation",
    )
    draw.shuffle(rows)
    return sorted(rows, key=lambda row: str(row["organisation_id"]))


def make_programmes(draw: random.Random) -> list[Row]:
    """A national programme for most countries, a few regional ones and one European."""
    rows: list[Row] = []
    for place, (code, (name, weight)) in enumerate(COUNTRIES.items()):
        if place % 5 == 4 and weight < 4:
            continue
        start = draw.randint(2014, 2023)
        end: object = start + draw.randint(4, 10)
        budget = Decimal(draw.randint(40, 160) * weight * 100_000)
        rows.append(
            programme(
                f"X-{code}-PM", f"Example Personalised Medicine Programme of {name}", code, start, end, budget, draw
            )
        )
    for code, region in REGIONAL.items():
        start = draw.randint(2017, 2024)
        budget = Decimal(draw.randint(20, 90) * 100_000)
        row = programme(
            f"X-{code}-REGION-PM", f"Example Genomics Initiative of {region}", code, start, start + 4, budget, draw
        )
        rows.append(row | {"funder": f"X-{code}-REGION", "level": "regional", "pm_share": "1"})
    rows[3]["end_year"] = ""
    for code, end in (("FR", ""), ("BE", None)):
        competition = next(row for row in rows if row["programme_id"] == f"X-{code}-REGION-PM")
        competition["name"] = str(competition["name"]).replace("Initiative", "Competition")
        competition |= {"single_competition": "yes", "amount_kind": "call budget"}
        competition["end_year"] = competition["end_year"] if end is None else end
    rows.append(
        {
            **dict.fromkeys(rows[0], ""),
            "programme_id": "X-EUROPEAN",
            "name": "Illustrative European Partnership",
            "funder": "X-DE-COUNCIL",
            "level": "European",
            "start_year": 2016,
            "end_year": 2032,
            "budget_eur": Decimal("380000000.00"),
            "amount_kind": "announced plan",
            "money_from": "mixed",
            "pm_share": "1",
            "areas": "; ".join(AREAS),
            "description": "The illustrative calls belong to this made-up partnership.",
        }
    )
    return rows


def programme(key: str, name: str, country: str, start: int, end: object, budget: Decimal, draw: random.Random) -> Row:
    """One programme; outside the euro area its budget is in the country's own currency."""
    currency, rate = RATES.get(country, ("", None))
    # Drawn by the programme's own key, so that all else is drawn as it was.
    own = random.Random(key)
    return {
        "programme_id": key,
        "name": name,
        "funder": f"X-{country}-COUNCIL",
        "country": country,
        "level": "national",
        "start_year": start,
        "end_year": end,
        "currency": currency,
        "budget_original": (budget * 10).quantize(Decimal("0.01")) if rate else "",
        "eur_rate": rate or "",
        "eur_rate_date": "2024-01-02" if rate else "",
        "budget_eur": "" if rate or draw.random() < 0.12 else budget.quantize(Decimal("0.01")),
        "amount_kind": own.choice(AMOUNT_KINDS),
        "money_from": own.choice(MONEY_FROM),
        "single_competition": "",
        "pm_share": "1" if draw.random() < 0.75 else "",
        "areas": "; ".join(sorted(draw.sample(AREAS, draw.randint(1, 4)))),
        "description": "Made up for illustration.",
    }


def call_id(year: int) -> str:
    return f"X-CALL-{year}"


def make_calls() -> list[Row]:
    """Two-stage calls, opened in the January of their year."""
    return [
        {
            "call_id": call_id(year),
            "programme": "X-EUROPEAN",
            "name": f"Example Joint Call {year}",
            "topic": f"Illustrative topic of {year}",
            "opened": f"{year}-01-{8 + year % 7:02}",
            "pre_proposal_deadline": f"{year}-03-{2 + year % 9:02}",
            "full_proposal_deadline": f"{year}-06-{12 + year % 9:02}",
            "budget_eur": Decimal(projects * 1_450_000).quantize(Decimal("0.01")),
        }
        for year, projects in CALLS.items()
    ]


def make_projects(
    draw: random.Random, texts: list[dict[str, str]], organisations: list[Row]
) -> tuple[list[Row], list[Row]]:
    """Projects of the calls with their participations; a project's funding is the sum of its participants'."""
    by_country: dict[str, list[str]] = defaultdict(list)
    for row in organisations:
        if row["type"] not in ("funding agency", "ministry"):
            by_country[str(row["country"])].append(str(row["organisation_id"]))
    order = texts[:]
    draw.shuffle(order)
    years = [year for year, projects in CALLS.items() for _ in range(projects)]
    projects: list[Row] = []
    participations: list[Row] = []
    for place, text in enumerate(order):
        year = years[place * len(years) // len(order)]
        key = f"X-{year}-{text['acronym'].upper()}"
        parts = make_participations(draw, key, call_id(year), by_country)
        start = date(year + 1, draw.choice((1, 2, 3, 4, 5, 9)), 1)
        end = date(start.year + 3, start.month, 1) - timedelta(days=1)
        money = sum((Decimal(str(part["funding_eur"])) for part in parts if part["funding_eur"]), Decimal(0))
        if place % 60 == 7:
            money = Decimal(0)
            unpaid = {str(part["organisation"]): part | {"funder": "", "funding_eur": ""} for part in parts}
            parts = list(unpaid.values())
        unknown_dates = place % 75 == 20
        projects.append(
            {
                "project_id": key,
                "acronym": text["acronym"],
                "title": text["title"],
                "summary": text["summary"],
                "call": call_id(year),
                "programme": "X-EUROPEAN",
                "grant_number": f"EXAMPLE-{year}-{place:03}",
                "signature_date": "" if unknown_dates else (start - timedelta(days=draw.randint(20, 110))).isoformat(),
                "start_date": "" if unknown_dates else start.isoformat(),
                "end_date": "" if unknown_dates else end.isoformat(),
                "total_cost_eur": (money * Decimal("1.12")).quantize(Decimal("0.01")) if money else "",
                "funding_eur": money or "",
                "status": ""
                if unknown_dates
                else "ended"
                if end < TODAY
                else "running"
                if start <= TODAY
                else "signed",
                "keywords": text["keywords"],
                "health_categories": text["health_categories"],
                "research_activities": text["research_activities"],
            }
        )
        participations.extend(parts)
    return projects, participations


def make_participations(draw: random.Random, project: str, call: str, by_country: dict[str, list[str]]) -> list[Row]:
    """Four to nine participants from at least three countries, the first being the coordinator."""
    codes, weights = list(COUNTRIES), [weight for _, weight in COUNTRIES.values()]
    wanted = draw.randint(4, 9)
    chosen: list[tuple[str, str]] = []
    while len(chosen) < wanted or len({country for country, _ in chosen}) < 3:
        country = draw.choices(codes, weights)[0]
        organisation = draw.choice(by_country[country])
        if (country, organisation) not in chosen and sum(c == country for c, _ in chosen) < 2:
            chosen.append((country, organisation))
    rows: list[Row] = []
    for place, (country, organisation) in enumerate(chosen):
        base: Row = {
            "project_id": project,
            "organisation": organisation,
            "country": country,
            "role": "coordinator" if place == 0 else "partner",
            "funder": f"X-{country}-COUNCIL",
            "funding_eur": cents(draw, 110_000, 420_000) if place == 0 else cents(draw, 60_000, 330_000),
            "call": call,
        }
        kind = draw.random()
        if country in REGIONAL and kind < 0.12:
            rows.append(base)
            rows.append(base | {"funder": f"X-{country}-REGION", "funding_eur": cents(draw, 20_000, 90_000)})
        elif country in REGIONAL and kind < 0.2:
            rows.append(base | {"funder": f"X-{country}-REGION"})
        elif kind > 0.97:
            rows.append(base | {"funder": "", "funding_eur": ""})
        else:
            rows.append(base)
    return rows


def cents(draw: random.Random, low: int, high: int) -> Decimal:
    return Decimal(draw.randint(low * 100, high * 100)).scaleb(-2)


def make_commitments(draw: random.Random, participations: list[Row]) -> list[Row]:
    """What each funder set aside for a call: a little more than it paid in the end."""
    paid: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in participations:
        if row["funding_eur"]:
            paid[str(row["call"]), str(row["funder"])] += Decimal(str(row["funding_eur"]))
    return [
        {
            "call_id": call,
            "funder": funder,
            "committed_eur": (amount * Decimal(draw.randint(104, 160)) / 100)
            .quantize(Decimal("1000"))
            .quantize(Decimal("0.01")),
        }
        for (call, funder), amount in sorted(paid.items())
    ]


def make_outcomes(draw: random.Random, projects: list[Row], participations: list[Row]) -> list[Row]:
    """A row for each call and one for each country in it; awarded money adds up to the participants' to the cent."""
    rows: list[Row] = []
    for year in CALLS:
        call = call_id(year)
        funded = sum(project["call"] == call for project in projects)
        if not funded:
            continue
        mine = [row for row in participations if row["call"] == call]
        rows.append(outcome(draw, call, "", funded, mine))
        for country in sorted({str(row["country"]) for row in mine}):
            own = [row for row in mine if row["country"] == country]
            rows.append(outcome(draw, call, country, len({row["project_id"] for row in own}), own))
    return rows


def outcome(draw: random.Random, call: str, country: str, funded: int, paid: list[Row]) -> Row:
    """A funnel that narrows from pre-proposals to funded projects, and money requested above money awarded."""
    submitted = round(funded / draw.uniform(0.40, 0.52))
    invited = submitted + draw.randint(0, 2)
    eligible = max(invited, round(funded / draw.uniform(0.10, 0.21)))
    awarded = sum((Decimal(str(row["funding_eur"])) for row in paid if row["funding_eur"]), Decimal(0))
    requested = (awarded * Decimal(eligible) / Decimal(funded)).quantize(Decimal("0.01"))
    return {
        "call_id": call,
        "country": country,
        "pre_proposals_submitted": eligible + draw.randint(0, 9),
        "pre_proposals_eligible": eligible,
        "full_proposals_invited": invited,
        "full_proposals_submitted": submitted,
        "projects_funded": funded,
        "requested_eur": requested,
        "awarded_eur": awarded,
    }
