"""Makes the demonstration data: `python data/demonstration/make.py`.

Reads texts.csv (hand-written titles and summaries) and writes one file an entity beside it. All else is drawn by a
seeded generator in plausible proportions, so that running it again gives the same files. Names carry the word
"Illustrative" or "Example": no real organisation, programme or call gets an invented figure.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

import funding
import outreach
from countries import Row

HERE = Path(__file__).parent


def main(source: Path = HERE, target: Path = HERE) -> None:
    """Write every file of the demonstration dataset from `source`/texts.csv into `target`."""
    draw = random.Random(20_260_301)
    texts = read(source / "texts.csv")
    organisations = funding.make_organisations(draw)
    write(target, "organisation", organisations)
    write(target, "programme", funding.make_programmes(draw))
    projects, participations = funding.make_projects(draw, texts, organisations)
    write(target, "call", funding.make_calls())
    write(target, "call_commitment", funding.make_commitments(draw, participations))
    write(target, "call_outcome", funding.make_outcomes(draw, projects, participations))
    write(target, "project", projects)
    write(target, "participation", [{k: v for k, v in row.items() if k != "call"} for row in participations])
    events = outreach.make_events(draw, organisations)
    write(target, "event", events)
    write(target, "attendance", outreach.make_attendance(draw, events))
    posts = outreach.make_posts(draw, events, projects)
    write(target, "post", posts)
    write(target, "channel_snapshot", outreach.make_snapshots(draw))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder: Path, entity: str, rows: list[Row]) -> None:
    """Write rows as a file of an entity; a missing value is an empty cell."""
    with (folder / f"{entity}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
