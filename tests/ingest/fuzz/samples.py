"""Files of every format, to be broken."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from functools import cache

import xlwt

from lib.entities.registry import ENTITIES, SCHEMAS
from lib.export.templates import template_csv, template_xlsx
from lib.ingest.readers.source import SourceFile
from tests.ingest.files import samples
from tests.ingest.readers.made_books import ods_table, xlsb, xlsb_row


@cache
def texts() -> dict[str, str]:
    """CSV texts of every format, and of our templates with some rows below the example."""
    found = {
        name.lower(): value.replace("{panelists}", "")
        for name in dir(samples)
        if name.isupper() and isinstance(value := getattr(samples, name), str) and "\n" in value
    }
    for entity in SCHEMAS:
        lines = template_csv(entity).decode("utf-8-sig").splitlines(keepends=True)
        found[f"template_{entity}"] = "".join([*lines, *rows_below(entity)])
    return found


def rows_below(entity: str) -> Iterator[str]:
    """The example's cells under other keys, twice."""
    for number in ("1", "2"):
        cells = {**ENTITIES[entity].example, **_KNOWN.get(entity, {})}
        for name in SCHEMAS[entity].key:
            if name in cells and SCHEMAS[entity].by_name[name].refers_to is None:
                cells[name] = f"{cells[name]}{number}"
        yield ",".join(f'"{cells.get(name, "")}"' for name in SCHEMAS[entity].by_name) + "\n"


#: Cells that refer to what the store of `filled_store` has.
_KNOWN = {
    "organisation": {"country": "MT"},
    "programme": {"funder": "O1", "country": "MT"},
    "call": {"programme": "P1"},
    "call commitment": {"call_id": "C1", "funder": "O1"},
    "call outcome": {"call_id": "C1", "country": "MT"},
    "project": {"call": "C1", "programme": "P1"},
    "field of science": {"project_id": "J1"},
    "participation": {"project_id": "J1", "organisation": "O1", "country": "MT", "funder": "O2"},
    "event": {"country": "MT", "organiser": "O1"},
    "attendance": {"event_id": "E1", "country": "MT"},
    "output": {"part_of": ""},
}
STORE = {
    "country": "iso2,iso3,name\nMT,MLT,Malta\nGR,GRC,Greece\nDE,DEU,Germany\nGB,GBR,United Kingdom\nES,ESP,Spain\n"
    "FR,FRA,France\nTR,TUR,Türkiye\nIE,IRL,Ireland\n",
    "organisation": "organisation_id,name,country\nO1,One,MT\nO2,Two,DE\nEU-EC,European Commission,\n",
    "programme": "programme_id,name,funder,level,areas\nP1,P,O1,national,ELSA\n",
    "call": "call_id,name,opened\nC1,C,2024-01-01\n",
    "project": "project_id,title,call,start_date,keywords\nJ1,T,C1,2024-01-01,a;b\n101999001,Flax,,2023-01-01,\n",
    "event": "event_id,name,start_date\nE1,PM Days,2026-10-03\n",
}


def table_of(content: str) -> list[list[str]]:
    """A CSV text cut into cells in the simplest way."""
    separator = max(",;\t", key=content.partition("\n")[0].count)
    return [[cell.strip('"') for cell in line.split(separator)] for line in content.splitlines()]


def as_xls(sheets: dict[str, Sequence[Sequence[object]]]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for title, rows in sheets.items():
        sheet = book.add_sheet(title[:31])
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells[:255]):
                if cell is not None:
                    sheet.write(row, column, cell[:30_000] if isinstance(cell, str) else cell)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def as_xlsb(rows: Sequence[Sequence[str]]) -> bytes:
    return xlsb(b"".join(xlsb_row(number, *row) for number, row in enumerate(rows, start=1)), len(rows))


def as_json(rows: Sequence[Sequence[str]]) -> str:
    header, *records = rows
    return json.dumps([dict(zip(header, record, strict=False)) for record in records], ensure_ascii=False)


def content_of(file: SourceFile) -> bytes:
    assert isinstance(file.content, bytes)
    return file.content


@cache
def workbooks() -> dict[str, bytes]:
    linked = {"content": samples.LINKEDIN_CONTENT, "followers": samples.LINKEDIN_FOLLOWERS}
    found = {f"{name}.xlsx": content_of(samples.workbook_file("x", sheets)) for name, sheets in linked.items()}
    found |= {f"{name}.xls": as_xls(dict(sheets)) for name, sheets in linked.items()}
    for entity in SCHEMAS:
        found[f"{entity}.xlsx"] = template_xlsx(entity)
        table = table_of(texts()[f"template_{entity}"])
        found[f"{entity}.xls"] = as_xls({entity: table})
        found[f"{entity}.ods"] = ods_table(table)
        found[f"{entity}.xlsb"] = as_xlsb(table)
    return found


@cache
def objects() -> dict[str, str]:
    """JSON of our templates: a list of objects, and an object a line."""
    lists = {f"{entity}.json": as_json(table_of(texts()[f"template_{entity}"])) for entity in SCHEMAS}
    lines = {f"{name}l": "\n".join(map(json.dumps, json.loads(text))) for name, text in lists.items()}
    return lists | lines


@cache
def zips() -> dict[str, bytes]:
    cordis = {
        "project.csv": samples.CORDIS_PROJECTS,
        "organization.csv": samples.CORDIS_ORGANISATIONS,
        "euroSciVoc.csv": samples.CORDIS_FIELDS_OF_SCIENCE,
    }
    templates = {f"folder/{entity}.csv": texts()[f"template_{entity}"] for entity in list(SCHEMAS)[:4]}
    return {
        "cordis.zip": content_of(samples.zip_file("x", cordis)),
        "templates.zip": content_of(samples.zip_file("x", templates)),
    }
