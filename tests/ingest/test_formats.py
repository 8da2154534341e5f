"""Files of other systems and our own templates are told by their content, and their cells go where they belong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from lib.ingest.formats import cells as c
from lib.ingest.formats.format import day_in
from lib.ingest.formats.persons import identity, organisation_type, role
from lib.ingest.formats.recognise import FORMATS, NOT_NEEDED, recognise
from lib.ingest.schemas import SCHEMAS
from lib.ingest.sheets import Cell, Sheet, open_sheets
from lib.ingest.source import SourceFile, Unusable
from lib.ingest.tables import UNKNOWN, Made, Part, Table, folded
from lib.ingest.values import Unfit
from lib.store import vocabulary as words
from tests.ingest.files import samples

Row = dict[str, Cell]


def tables_of(file: SourceFile, wanted: str | None = None) -> list[Table]:
    return recognise(open_sheets(file), wanted)


def of_text(text: str, name: str = "file.csv", wanted: str | None = None) -> list[Table]:
    return tables_of(samples.text_file(name, text), wanted)


def only(tables: list[Table]) -> Table:
    assert len(tables) == 1
    return tables[0]


def raw_rows(table: Table) -> Iterator[Row]:
    """The filled rows of a table, by header."""
    for first, rows in table.sheet.read():
        for number, row in enumerate(rows, start=first):
            if number > table.header_row and (table.last_row is None or number <= table.last_row) and any(row):
                yield dict(zip(table.header, [*row, *[""] * len(table.header)], strict=False))


def made_of(source: str | Made, row: Row) -> Cell:
    by_folded = {folded(header): cell for header, cell in reversed(row.items())}
    if isinstance(source, str):
        return by_folded.get(folded(source), "(no column)")
    return source.make(*(by_folded.get(folded(name), "") for name in source.columns))


def applied(table: Table, entity: str) -> list[Row]:
    """What a part makes of a table's rows; fields whose column is not there are left out."""
    part = next(part for part in table.parts if part.entity == entity)
    rows = [split for row in raw_rows(table) for split in (part.split(row) if part.split else [row])]
    made = [{name: made_of(source, row) for name, source in part.columns.items()} for row in rows]
    return [{name: cell for name, cell in row.items() if cell != "(no column)"} for row in made]


def column(rows: list[Row], name: str) -> list[Cell]:
    return [row[name] for row in rows]


# The declarations


def every_part() -> Iterator[tuple[str, Part]]:
    """Parts of all formats, those that depend on the header under the header of their sample."""
    # Rows that a sample is made of, without a header of their own.
    fragments = ("PANELISTS",)
    files = [getattr(samples, name) for name in dir(samples) if name.isupper() and name not in fragments]
    for text in (file for file in files if isinstance(file, str) and "\n" in file):
        for table in of_text(text):
            for part in table.parts:
                yield table.format, part
    for format_ in FORMATS.values():
        for part in format_.parts(()):
            yield format_.name, part


def test_parts_speak_of_fields_that_are_there() -> None:
    for name, part in every_part():
        fields = SCHEMAS[part.entity].by_name
        told = {*part.columns, *part.readings, *(part.repeats or {})}
        assert told <= set(fields), name
        assert set(part.readings.values()) <= {"dmy", "mdy", ".", ",", "round"}, name


def test_no_list_of_persons_names_an_event_or_anything_but_the_pseudonym() -> None:
    kept = {"attendee", "organisation_type", "country", "registered", "attended", "minutes", "role"}
    for name, part in every_part():
        if part.entity == "attendance" and not name.endswith("template"):
            assert set(part.columns) <= kept, name


def test_made_fields_are_empty_for_empty_cells() -> None:
    for name, part in every_part():
        for field, source in part.columns.items():
            if isinstance(source, Made) and source.columns and field not in ("registered", "attended", "role"):
                assert source.make(*[""] * len(source.columns)) == "", (name, field)


def test_no_template_is_taken_for_a_foreign_format() -> None:
    for entity, schema in SCHEMAS.items():
        header = tuple(schema.by_name)
        foreign = [f.name for f in FORMATS.values() if f.is_header(header) and not f.name.endswith("template")]
        assert foreign == [], entity


def test_formats_have_what_users_see() -> None:
    assert all(name == format_.name and format_.label and format_.description for name, format_ in FORMATS.items())
    assert len({format_.label for format_ in FORMATS.values()}) == len(FORMATS)


# Templates and unknown headers


@pytest.mark.parametrize("entity", SCHEMAS)
def test_each_template_is_recognised(entity: str) -> None:
    header = list(SCHEMAS[entity].by_name)
    table = only(of_text(",".join(header) + "\n" + ",".join("1" for _ in header)))
    assert table.format == f"{entity} template"
    assert [part.entity for part in table.parts] == [entity]
    assert table.parts[0].columns == {name: name for name in header}
    required = [name for name in header if name in SCHEMAS[entity].required]
    assert only(of_text(",".join(reversed(required)) + "\n" + ",".join("1" for _ in required))).format == table.format


def test_template_with_titles_shuffled_columns_case_and_blanks() -> None:
    text = "Programmes of Malta;;;;\n;;;;\nStart Year;LEVEL; name ;programme_id;End  year\n2020;national;One;P1;2024\n"
    table = only(of_text(text))
    assert (table.format, table.header_row) == ("programme template", 3)
    assert applied(table, "programme") == [
        {"start_year": "2020", "level": "national", "name": "One", "programme_id": "P1", "end_year": "2024"}
    ]


def test_template_with_columns_beyond() -> None:
    table = only(of_text("call_id,name,topic,opened,our remark\nC1,One,T,2024-01-01,x\n"))
    assert table.format == "call template"
    assert table.header[-1] == "our remark"
    assert "our remark" not in table.parts[0].columns.values()
    assert only(of_text("call_id,name,a,b,c\nC1,One,x,y,z\n")).format == UNKNOWN, "most columns are not ours"


def test_two_sheets_of_a_workbook_are_two_templates() -> None:
    sheets: dict[str, list[list[object]]] = {
        "Calls": [["call_id", "name"], ["C1", "One"]],
        "Read me": [["How to fill in this workbook"]],
        "Outcomes": [["call_id", "country", "projects_funded"], ["C1", "MT", 3]],
        "Lists": [["Colour", "Number"], ["red", 1]],
    }
    tables = tables_of(samples.workbook_file("a.xlsx", sheets))
    assert [t.format for t in tables] == ["call template", "call outcome template", UNKNOWN]


def test_unknown_header() -> None:
    table = only(of_text("A list\n\nWho,Where,When\nx,y,z\n"))
    assert (table.format, table.header, table.header_row, table.parts) == (UNKNOWN, ("Who", "Where", "When"), 3, ())


def test_a_required_column_missing_is_unknown_until_the_entity_is_given() -> None:
    text = "project_id,acronym,call,start date,colour\nP1,ONE,C1,2024-01-01,red\n"
    assert only(of_text(text)).format == UNKNOWN
    table = only(of_text(text, wanted="project"))
    assert table.format == "project template"
    assert table.parts[0].columns == {
        "project_id": "project_id",
        "acronym": "acronym",
        "call": "call",
        "start_date": "start date",
    }
    assert only(of_text(text, wanted="project template")).parts == table.parts


def test_wanted_overrules_what_the_content_tells() -> None:
    text = "call_id,name\nC1,One\n"
    assert only(of_text(text)).format == "call template"
    assert only(of_text(text, wanted="call outcome")).format == "call outcome template"
    foreign = only(of_text(text, wanted="X posts"))
    assert (foreign.format, [part.entity for part in foreign.parts]) == ("X posts", ["post"])


def test_wanted_entity_of_which_no_column_is_there_is_for_matching() -> None:
    assert only(of_text("Who,Where\nx,y\n", wanted="project")).format == UNKNOWN


def test_wanted_format_takes_its_sheets_alone() -> None:
    file = samples.workbook_file("a.xlsx", samples.LINKEDIN_CONTENT)
    assert [t.format for t in tables_of(file, "LinkedIn posts")] == [NOT_NEEDED, "LinkedIn posts"]


def test_unusable() -> None:
    with pytest.raises(Unusable, match="column names"):
        of_text("just a line\nand another\n")
    with pytest.raises(Unusable, match="neither a format nor an entity"):
        of_text("call_id,name\nC1,One\n", wanted="recipes")


# CORDIS


def test_cordis_projects() -> None:
    table = only(of_text(samples.CORDIS_PROJECTS, "project.csv"))
    assert table.format == "CORDIS projects"
    assert [part.entity for part in table.parts] == ["call", "project"]
    calls, projects = table.parts
    assert calls.only_new
    assert calls.repeats == {}
    assert projects.repeats is None
    assert projects.readings == {"total_cost_eur": "round", "funding_eur": "round"}
    assert column(applied(table, "call"), "call_id") == ["HORIZON-HLTH-2023", "HORIZON-SUB-ONLY", ""]
    first, second, third = applied(table, "project")
    assert first == {
        "project_id": "101999001",
        "grant_number": "101999001",
        "acronym": "FLAXPM",
        "title": "Flax & personalised medicine",
        "summary": 'First line; with a "quote".\nH2O at p < 0.05 level',
        "call": "HORIZON-HLTH-2023",
        "signature_date": "2023-11-20",
        "start_date": "2024-01-01",
        "end_date": "2027-12-31",
        "total_cost_eur": "2500000.005",
        "funding_eur": "2499999.125",
        "status": "signed",
        "url": "https://cordis.europa.eu/project/id/101999001",
        "source_url": "https://cordis.europa.eu/project/id/101999001",
        "as_of": "2024-03-01",
    }
    assert (second["total_cost_eur"], second["funding_eur"], second["status"]) == ("", "", "ended"), "0 is not known"
    assert (third["call"], third["status"], third["as_of"]) == ("", "terminated", "")


@pytest.mark.parametrize("zero", ["0", "0.00", "0,00", "0,", ",0", " 0 ", "-0.0", "000"])
@pytest.mark.parametrize("layout", [samples.CORDIS_PROJECTS, samples.CORDIS_OLDER])
def test_cordis_total_cost_of_zero_is_not_known(layout: str, zero: str) -> None:
    rows = list(csv.reader(io.StringIO(layout), delimiter=";"))
    cost, funding = (rows[0].index(name) for name in ("totalCost", "ecMaxContribution"))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(rows[0])
    for row in rows[1:]:
        writer.writerow([{cost: zero, funding: zero}.get(place, cell) for place, cell in enumerate(row)])
    for row in applied(only(of_text(out.getvalue())), "project"):
        assert row["total_cost_eur"] == ""
        assert str(row["funding_eur"]).strip() == zero.strip(), "a contribution of 0 is one"


def test_cordis_total_cost_above_zero_stays() -> None:
    for cost in ("0.01", "10", "100,0", "1000"):
        text = samples.CORDIS_PROJECTS.replace("2500000.005", cost)
        assert applied(only(of_text(text)), "project")[0]["total_cost_eur"] == cost


def test_cordis_columns_come_and_go() -> None:
    rows = list(csv.reader(io.StringIO(samples.CORDIS_PROJECTS), delimiter=";"))
    kept = [rows[0].index(name) for name in ("objective", "id", "title", "fundingScheme", "subCall")]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([row[i] for i in kept] for row in rows)
    table = only(of_text(out.getvalue()))
    assert table.format == "CORDIS projects"
    assert applied(table, "project")[0]["call"] == "HORIZON-HLTH-2023-SUB"


def test_cordis_organisations() -> None:
    table = only(of_text(samples.CORDIS_ORGANISATIONS, "organization.csv"))
    assert table.format == "CORDIS organisations"
    organisations, participations = applied(table, "organisation"), applied(table, "participation")
    assert table.parts[0].only_new
    assert organisations[0] == {
        "organisation_id": "PIC-999900001",
        "name": "UNIVERSITY OF FLAX & WOOL",
        "short_name": "UFW",
        "country": "EL",
        "type": "university",
        "url": "https://www.example.org",
    }
    assert (organisations[2]["type"], organisations[2]["url"]) == ("SME", "")
    assert str(organisations[3]["organisation_id"]).startswith("CORDIS-nameless-code-institute-")
    assert participations[0] == {
        "project_id": "101999001",
        "organisation": "PIC-999900001",
        "country": "EL",
        "role": "coordinator",
        "funder": "EU-EC",
        "funding_eur": "900000.25",
        "note": "",
    }
    assert column(participations, "role") == ["coordinator", "partner", "partner", "partner"]
    assert column(participations, "funding_eur") == ["900000.25", "100", "0", ""]
    assert column(participations, "note") == ["", "thirdParty in CORDIS", "", "associatedPartner in CORDIS"]
    assert table.parts[1].repeats == {"funding_eur": "sum", "role": "min"}


def test_cordis_zip() -> None:
    members = {
        "project.csv": samples.CORDIS_PROJECTS,
        "organization.csv": samples.CORDIS_ORGANISATIONS,
        "topics.csv": samples.CORDIS_TOPICS,
        "euroSciVoc.csv": samples.CORDIS_FIELDS_OF_SCIENCE,
    }
    tables = tables_of(samples.zip_file("cordis.zip", members))
    assert {table.sheet.name: table.format for table in tables} == {
        "project.csv": "CORDIS projects",
        "organization.csv": "CORDIS organisations",
        "topics.csv": NOT_NEEDED,
        "euroSciVoc.csv": "CORDIS fields of science",
    }
    fields = next(table for table in tables if table.sheet.name == "euroSciVoc.csv")
    assert applied(fields, "field of science") == [
        {
            "project_id": "101999001",
            "code": "/23/49/321",
            "path": "/medical and health sciences/health sciences",
            "title": "health sciences",
        }
    ]


def test_cordis_older_layout() -> None:
    table = only(of_text(samples.CORDIS_OLDER))
    assert table.format == "CORDIS projects (older layout)"
    assert [part.entity for part in table.parts] == ["call", "project", "organisation", "participation"]
    projects = applied(table, "project")
    assert column(projects, "project_id") == ["643001", "643002", "643003"]
    assert column(projects, "url") == ["", "http://www.example.org/two", ""]
    assert projects[0]["total_cost_eur"] == "2499999,5"
    organisations, participations = applied(table, "organisation"), applied(table, "participation")
    assert column(organisations, "name") == [
        "UNIVERSITÄT FLACHS",
        "Wool & Flax SA",
        "Hospital One",
        "Universität Flachs",
        "WOOL & FLAX SA",
        "Hospital Two",
        "Solo Institute",
        "Partner A",
        "Partner B",
        "Partner C",
    ]
    ids = column(organisations, "organisation_id")
    assert ids[0] == ids[3], "case and blanks make no other organisation"
    assert ids[1] == ids[4], "nor do entities"
    assert len(set(ids)) == 8
    assert column(participations, "organisation") == ids
    assert [row["country"] for row in organisations] == ["DE", "FR", "FR", "DE", "FR", "FR", "IT", "", "", ""]
    assert [row["role"] for row in participations].count("coordinator") == 3
    assert all(set(row) == {"project_id", "organisation", "country", "role"} for row in participations)


def test_cordis_older_layout_with_references() -> None:
    text = samples.CORDIS_OLDER.replace("rcn;id;", "rcn;reference;")
    assert column(applied(only(of_text(text)), "project"), "project_id") == ["643001", "643002", "643003"]


def test_ids_made_of_long_names_fit_the_store() -> None:
    name = "Ł" + "ong name with ÄÖÜ " * 20
    text = samples.CORDIS_OLDER.replace("Solo Institute", name).replace("Partner A", "Ελληνικό")
    ids = [str(cell) for cell in column(applied(only(of_text(text)), "organisation"), "organisation_id")]
    assert max(map(len, ids)) <= 7 + 60 + 1 + 8
    assert len([one for one in ids if one.count("-") == 1]) == 1, "a name without Latin letters gives the digits alone"


# X and LinkedIn


def test_x_today() -> None:
    table = only(of_text(samples.X_TODAY))
    assert table.format == "X posts"
    part = table.parts[0]
    rows = list(raw_rows(table))
    with pytest.raises(Unfit, match="all its digits"):
        made_of(part.columns["post_id"], rows[3])
    assert [made_of(part.columns["post_id"], row) for row in rows[:3]] == [
        "2074000000000000001",
        "2074000000000000002",
        "2074000000000000003",
    ]
    first = {name: made_of(source, rows[0]) for name, source in part.columns.items()}
    assert first == {
        "channel": "x",
        "post_id": "2074000000000000001",
        "published_at": "Tue, Jul 14, 2026",
        "text": "Call open, apply!\nSecond line",
        "url": "https://x.com/example/status/2074000000000000001",
        "impressions": "1,234",
        "engagements": "300",
        "likes": "12",
        "comments": "3",
        "shares": "5",
        "clicks": "66",
        "follows": "2",
    }


def test_x_ids_of_a_workbook_are_not_floats() -> None:
    header = ["Post id", "Post text", "Impressions"]
    table = only(
        tables_of(samples.workbook_file("x.xlsx", {"Posts": [header, [2.074e18, "Rounded", 1], [15, "Old", 1]]}))
    )
    post_id = table.parts[0].columns["post_id"]
    rounded, old = raw_rows(table)
    with pytest.raises(Unfit):
        made_of(post_id, rounded)
    assert made_of(post_id, old) == "15"


def test_x_classic() -> None:
    (row,) = applied(only(of_text(samples.X_CLASSIC)), "post")
    assert row == {
        "channel": "x",
        "post_id": "1498600000000000001",
        "published_at": "2022-03-01 10:00 +0000",
        "text": "Old times",
        "url": "https://twitter.com/example/status/1498600000000000001",
        "impressions": "1253",
        "engagements": "17",
        "likes": "9",
        "comments": "1",
        "shares": "4",
        "clicks": "2",
        "follows": "3",
    }


def test_x_days() -> None:
    table = only(of_text(samples.X_DAYS))
    assert table.format == "X daily figures"
    assert applied(table, "channel snapshot") == [
        {"channel": "x", "date": "Tue, Jul 14, 2026", "impressions": "1200", "engagements": "80", "new_followers": "4"}
    ]


def test_linkedin_content() -> None:
    metrics, posts = tables_of(samples.workbook_file("content.xlsx", samples.LINKEDIN_CONTENT))
    assert [(t.format, t.header_row) for t in (metrics, posts)] == [
        ("LinkedIn daily figures", 2),
        ("LinkedIn posts", 2),
    ]
    assert metrics.parts[0].readings == {"date": "mdy"}
    assert posts.parts[0].readings == {"published_at": "mdy"}
    assert applied(metrics, "channel snapshot") == [
        {
            "channel": "linkedin",
            "date": "03/04/2024",
            "impressions": Decimal(100),
            "engagements": "12",
            "clicks": Decimal(6),
        }
    ]
    first, second = applied(posts, "post")
    assert first == {
        "channel": "linkedin",
        "post_id": "7170000000000000001",
        "published_at": "03/04/2024",
        "text": "JTC2024 is open",
        "url": "https://www.linkedin.com/feed/update/urn:li:activity:7170000000000000001",
        "impressions": Decimal(1000),
        "engagements": "37",
        "likes": Decimal(20),
        "comments": Decimal(3),
        "shares": Decimal(4),
        "clicks": Decimal(10),
        "follows": Decimal(1),
    }
    assert (second["post_id"], second["engagements"]) == ("7170000000000000002", "")


@pytest.mark.parametrize(
    ("link", "post_id"),
    [
        ("https://www.linkedin.com/feed/update/urn:li:share:6880000000000000001/", "6880000000000000001"),
        ("https://www.linkedin.com/feed/update/urn:li:ugcPost:6880000000000000002", "6880000000000000002"),
        ("https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A6880000000000000003", "6880000000000000003"),
        ("https://example.org/" + "x" * 100, ("https://example.org/" + "x" * 100)[:80]),
        ("", ""),
    ],
)
def test_linkedin_ids(link: str, post_id: str) -> None:
    part = FORMATS["LinkedIn posts"].parts(())[0]
    assert made_of(part.columns["post_id"], {"Post link": link}) == post_id


def test_linkedin_followers_and_visitors() -> None:
    followers = tables_of(samples.workbook_file("followers.xlsx", samples.LINKEDIN_FOLLOWERS))
    assert [t.format for t in followers] == ["LinkedIn new followers", NOT_NEEDED]
    assert applied(followers[0], "channel snapshot")[0]["new_followers"] == 3
    assert "followers" not in followers[0].parts[0].columns
    visitors = tables_of(samples.workbook_file("visitors.xlsx", samples.LINKEDIN_VISITORS))
    assert [t.format for t in visitors] == ["LinkedIn visitors", NOT_NEEDED]
    assert applied(visitors[0], "channel snapshot")[0]["page_views"] == 9


# Meetings


def test_zoom_webinar() -> None:
    text = samples.ZOOM_WEBINAR.format(panelists=samples.PANELISTS)
    host, panelists, attendees = of_text(text)
    assert {t.format for t in (host, panelists, attendees)} == {"Zoom webinar"}
    assert {(t.event_name, t.event_day) for t in (host, panelists, attendees)} == {("PM, explained", date(2025, 3, 22))}
    assert [(t.header_row, t.last_row) for t in (host, panelists, attendees)] == [(6, 7), (9, 129), (131, 136)]
    assert [row["role"] for row in applied(host, "attendance")] == ["organiser"]
    speakers = applied(panelists, "attendance")
    assert len(speakers) == 120
    assert speakers[7] == {
        "attendee": "panel7@example.org",
        "country": "Malta",
        "registered": "yes",
        "attended": "Yes",
        "minutes": "60",
        "role": "speaker",
    }
    rows = applied(attendees, "attendance")
    assert column(rows, "attendee") == [
        "ann@example.org",
        "ann@example.org",
        "ben@example.org",
        "chris example",
        "dee@example.org",
    ]
    assert column(rows, "minutes") == ["20", "30", "", "1", ""]
    assert column(rows, "attended") == ["Yes", "Yes", "No", "Yes", "No"]
    assert column(rows, "registered") == ["yes", "yes", "yes", "yes", "no"]
    assert column(rows, "country") == ["Spain", "Spain", "", "Türkiye", ""]
    assert attendees.parts[0].repeats == {"minutes": "sum", "attended": "max"}


def test_zoom_webinar_without_panelists_or_other_sections() -> None:
    text = samples.ZOOM_WEBINAR.format(panelists="")
    text = text[: text.index("Other Attended")]
    host, attendees = of_text(text)
    assert attendees.last_row is None
    assert len(applied(attendees, "attendance")) == 5
    assert host.last_row == 7


def test_zoom_attendees_alone() -> None:
    text = samples.ZOOM_WEBINAR.format(panelists="")
    alone = text[text.index("Attended,User Name (Original Name),First Name") : text.index("Other Attended")]
    table = only(of_text(alone))
    assert (table.format, table.event_name) == ("Zoom webinar", None)
    assert len(applied(table, "attendance")) == 5


def test_zoom_meeting() -> None:
    table = only(of_text(samples.ZOOM_MEETING))
    assert (table.format, table.header_row) == ("Zoom meeting", 4)
    assert (table.event_name, table.event_day) == ("Steering Board", date(2026, 10, 5))
    rows = applied(table, "attendance")
    assert column(rows, "attendee") == ["ann@example.org", "ann@example.org", "ben example"]
    assert column(rows, "minutes") == ["15", "40", "57"], "the time in the waiting room is left out"
    assert "registered" not in rows[0]


def test_teams() -> None:
    table = only(tables_of(samples.text_file("attendance.csv", samples.TEAMS.replace("\n", "\r\n"), "utf-16")))
    assert (table.format, table.header_row, table.last_row) == ("Teams attendance", 10, 14)
    assert (table.event_name, table.event_day) == ("Family Meeting", date(2025, 11, 26))
    assert applied(table, "attendance") == [
        {"attendee": "org@example.org", "attended": "yes", "minutes": "62", "role": "organiser"},
        {"attendee": "pre@example.org", "attended": "yes", "minutes": "61", "role": "speaker"},
        {"attendee": "guest, some (external)", "attended": "yes", "minutes": "0", "role": "participant"},
    ]


def test_teams_in_other_languages() -> None:
    german = only(of_text(samples.TEAMS_GERMAN))
    assert (german.event_name, german.event_day) == ("Familientreffen", date(2026, 10, 6))
    assert applied(german, "attendance") == [
        {"attendee": "ann@example.org", "attended": "yes", "minutes": "119", "role": "participant"}
    ]
    other = only(of_text(samples.TEAMS_OTHER_LANGUAGE))
    assert (other.format, other.event_day) == ("Teams attendance", None)
    assert applied(other, "attendance") == [
        {"attendee": "ann@example.org", "attended": "yes", "minutes": "60", "role": "organiser"}
    ]


def test_older_teams_reports() -> None:
    flat = only(of_text(samples.TEAMS_FLAT))
    assert (flat.format, flat.event_name, flat.event_day) == ("Teams attendance", "Training", date(2021, 7, 20))
    assert column(applied(flat, "attendance"), "minutes") == ["10", "30"]
    listed = only(of_text(samples.TEAMS_LIST))
    assert column(applied(listed, "attendance"), "attendee") == ["ann example", "ann example"]


def test_webex() -> None:
    table = only(tables_of(samples.text_file("webex.csv", samples.WEBEX, "utf-16")))
    assert (table.format, table.event_name, table.event_day) == ("Webex attendance", "Info day", date(2022, 9, 21))
    first, second = applied(table, "attendance")
    assert (first["attendee"], first["minutes"], first["role"]) == ("ann@example.org", "59", "organiser")
    assert (second["attendee"], second["attended"], second["role"]) == ("call-in user_2", "yes", "participant")


def test_webex_event() -> None:
    came, stayed_away = applied(only(of_text(samples.WEBEX_EVENT)), "attendance")
    assert (came["registered"], came["attended"], came["minutes"]) == ("Yes", "yes", "60")
    assert (stayed_away["registered"], stayed_away["attended"], stayed_away["minutes"]) == ("Yes", "no", "")


# Registrations


def test_eventbrite() -> None:
    table = only(of_text(samples.EVENTBRITE))
    assert (table.format, table.event_name, table.event_day) == ("Eventbrite attendees", "PM Days", date(2026, 10, 3))
    rows = applied(table, "attendance")
    assert column(rows, "attendee") == ["ann@example.org", "ann@example.org", "cy@example.org"]
    assert column(rows, "attended") == ["yes", "", ""]
    assert column(rows, "organisation_type") == ["university", "university", ""]
    assert {row["registered"] for row in rows} == {"yes"}


def test_eventbrite_with_a_column_of_check_ins() -> None:
    text = (
        "Order #,Order Date,First Name,Last Name,Email,Ticket Type,Order Status,Checked In\n"
        "1,2026-01-01,Ann,Example,ann@example.org,A,Completed,Yes\n"
        "2,2026-01-01,Ben,Example,ben@example.org,A,Completed,No\n"
        "3,2026-01-01,Cy,Example,cy@example.org,A,Refunded/Canceled,No\n"
        "4,2026-01-01,Dee,Example,dee@example.org,A,Completed,2026-01-02 09:00\n"
    )
    rows = applied(only(of_text(text)), "attendance")
    assert column(rows, "attended") == ["Yes", "No", "yes"]
    assert "country" not in {name for name, cell in rows[0].items() if cell}


def test_indico() -> None:
    table = only(of_text(samples.INDICO))
    assert table.format == "Indico registrations"
    assert applied(table, "attendance") == [
        {
            "attendee": "ann@example.org",
            "country": "Malta",
            "registered": "yes",
            "attended": "Yes",
            "role": "participant",
        },
        {
            "attendee": "cy@example.org",
            "country": "Ireland",
            "registered": "no",
            "attended": "No",
            "role": "participant",
        },
    ]


def test_eusurvey() -> None:
    french = only(of_text(samples.EUSURVEY_FRENCH))
    assert (french.format, french.header_row) == ("EUSurvey contributions", 2)
    rows = applied(french, "attendance")
    assert column(rows, "attendee") == ["anne@example.org", "anne autre", "c-3"]
    assert column(rows, "organisation_type") == ["university", "other", ""]
    assert column(rows, "country") == ["France", "France", ""]
    (german,) = applied(only(of_text(samples.EUSURVEY_GERMAN)), "attendance")
    assert german == {
        "attendee": "anna beispiel",
        "registered": "yes",
        "role": "participant",
        "organisation_type": "hospital",
        "country": "Österreich",
    }


def test_eusurvey_that_asks_nothing_leaves_fields_out() -> None:
    table = only(of_text("Contribution ID,Creation date\nc-1,2026-01-01\n"))
    assert set(table.parts[0].columns) == {"attendee", "registered", "role"}


# The functions that make fields


def test_identity() -> None:
    assert identity("  Ann@Example.ORG ", "Ann") == "ann@example.org"
    assert identity("n/a", "Ann B.", "Ann", " van  Berg") == "ann van berg"
    assert identity("", "Ann B.", "Ann", "--") == "ann b."
    assert identity("", "", "Ann", "") == "ann"
    assert identity() == ""


@pytest.mark.parametrize(
    ("free", "kind"),
    [
        *((kind, kind) for kind in words.ORGANISATION_TYPES),
        ("Universität", "university"),
        ("Université", "university"),
        ("Fachhochschule", "university"),
        ("University hospital", "hospital"),
        ("Hôpital universitaire", "hospital"),
        ("Universitätsklinikum", "hospital"),
        ("Industry", "company"),
        ("SME", "SME"),
        ("Ministry / government department", ""),
        ("Ministerium", "ministry"),
        ("Ministère de la santé", "ministry"),
        ("Funder", "funding agency"),
        ("Förderorganisation", "funding agency"),
        ("Research funding organisation", "funding agency"),
        ("Patients' organisation", "patient organisation"),
        ("Association de patients", "patient organisation"),
        ("NGO", "other"),
        ("Non-governmental organisation", "other"),
        ("Centro de investigación", "research organisation"),
        ("Istituto di ricerca", "research organisation"),
        ("Stiftung", "foundation"),
        ("University or hospital", ""),
        ("Academia", ""),
        ("a university " * 50, ""),
        ("Something else", ""),
        ("", ""),
    ],
)
def test_organisation_types(free: str, kind: str) -> None:
    assert organisation_type(free) == kind


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Organizer", "organiser"),
        ("Co-organizer", "organiser"),
        ("Organisateur", "organiser"),
        ("Host", "organiser"),
        ("Referent/in", "speaker"),
        ("Moderador", "speaker"),
        ("Teilnehmer/in", "participant"),
        ("Asistente", "participant"),
        ("Boss", ""),
    ],
)
def test_roles(word: str, kind: str) -> None:
    assert role(word) == kind


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("1h 2m 3s", "62"),
        ("1h 2m 30s", "63"),
        ("29s", "0"),
        ("1 Std. 2 Min. 3 Sek.", "62"),
        ("1 h 2 min", "62"),
        ("1 ora 2 minuti", "62"),
        ("12 mins", "12"),
        ("0:59:30", "60"),
        ("57", "57"),
        ("--", ""),
        ("", ""),
        ("2 apples", "2 apples"),
        (Decimal(12), Decimal(12)),
    ],
)
def test_minutes(cell: Cell, minutes: Cell) -> None:
    assert c.minutes(cell) == minutes


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("Mar 22, 2025 7:13 PM", "mdy", date(2025, 3, 22)),
        ("Tue, Jul 14, 2026", "", date(2026, 7, 14)),
        ("08/09/2026 10:45:00 AM", "mdy", date(2026, 8, 9)),
        ("08/09/2026 10:45:00", "dmy", date(2026, 9, 8)),
        ("08/09/2026 10:45:00", "", None),
        ("08/08/2026", "", date(2026, 8, 8)),
        ("26/11/25, 16:16", "mdy", date(2025, 11, 26)),
        ("06.10.26, 18:01:00", "", date(2026, 10, 6)),
        ("2026-03-31 10:00", "", date(2026, 3, 31)),
        ("2026-13-31", "", None),
        ("31.02.2026", "", None),
        ("no day", "", None),
        ("", "", None),
    ],
)
def test_days(text: str, order: str, day: date | None) -> None:
    assert day_in(text, order) == day


def test_sums_are_known_where_all_numbers_are() -> None:
    assert c.total("1,234", Decimal(6), "10") == "1250"
    assert c.total("1", "") == ""
    assert c.total("1.5", "2") == ""


def test_text_is_decoded_and_mathematics_stays() -> None:
    assert c.decoded("<p>a &lt; b</p><p>c &amp;amp; d</p>") == "a < b\nc &amp; d"
    assert c.decoded("&lt;br/&gt;a <strong class='x'>bold</strong> x<y and y>z") == "a bold x<y and y>z"


def test_a_stream_is_read_no_further_than_needed() -> None:
    def read() -> Iterator[tuple[int, list[list[Cell]]]]:
        header: list[Cell] = ["call_id", "name"]
        row: list[Cell] = ["C1", "One"]
        yield 1, [header, *([row] * 100)]
        raise AssertionError("the second chunk was asked for")

    assert only(recognise([Sheet("", read)])).format == "call template"
