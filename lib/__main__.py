"""The command line, over the same functions as the pages: `python -m lib --help`."""

from __future__ import annotations

import argparse
import gc
import getpass
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from lib.common import formatting
from lib.export.report import KINDS
from lib.export.report.text import as_text
from lib.export.rows import UnknownForm, about_rows, form_of, whole_file
from lib.export.tables import write
from lib.export.templates import template_csv
from lib.export.whole_store import write_zip
from lib.figures import files
from lib.figures.asking import asking
from lib.figures.report import FIGURES as REPORT
from lib.figures.report import period
from lib.ingest.convert import Given
from lib.ingest.formats.recognise import FORMATS
from lib.ingest.look import Answers, Need, look
from lib.ingest.matching import Match
from lib.ingest.removal import CannotRemove, remove_demonstration
from lib.ingest.sample import is_empty, load_sample
from lib.ingest.schemas import SCHEMAS
from lib.ingest.source import SourceFile, Unusable
from lib.ingest.tables import folded
from lib.ingest.undo import CannotUndo, undo
from lib.ingest.upload import Loaded, Prepared, Rejected, Report, Unanswered, prepare
from lib.ingest.values import rate as rate_of
from lib.metrics import topic_projects
from lib.metrics.choices import choices, has_demonstration, missing_projects
from lib.metrics.imports import imports_as_text, list_imports
from lib.metrics.records import EXPORTED, raw_rows
from lib.metrics.report import of_days
from lib.metrics.scope import NARROWED_BY, Scope
from lib.metrics.scope_words import (
    NAMES,
    PROJECT,
    BadFilter,
    from_words,
    is_demonstration,
    refuse_idle,
)
from lib.metrics.sources import source_files
from lib.services.status import Status, store_status
from lib.metrics.whole_store import template_rows
from lib.store.batches import snapshot
from lib.store.engine import open_engine, store_url
from lib.store.schema import ensure_current, not_ready, schema_version, upgrade
from lib.topics import taxonomy_assignment
from lib.topics.compute import TopicsError, compute_topics

#: Exit status of a command: done; rejected or not what the command needs; files or words that cannot be used.
DONE, REJECTED, UNUSABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status."""
    options = _parser().parse_args(arguments)
    url = store_url(options.db)
    try:
        engine = open_engine(url)
        return int(options.run(engine, options))
    except (Rejected, CannotUndo, CannotRemove, TopicsError) as error:
        print(error, file=sys.stderr)
        return REJECTED
    except (Unusable, BadFilter, UnknownForm) as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        print(
            f"the store at {make_url(url).render_as_string(hide_password=True)} did not answer: {reason}",
            file=sys.stderr,
        )
        return REJECTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lib", description="The ICPerMed dashboard's command line.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    init = commands.add_parser("init", help="make a store or bring it up to date")
    init.add_argument("--sample", action="store_true", help="load the sample data too")
    init.add_argument("--first-start", action="store_true", help="load the sample data only if no file was ever loaded")
    init.set_defaults(run=_init)

    status = commands.add_parser("status", help="tell the store's schema version, rows and latest imports")
    status.set_defaults(run=_status)

    load = commands.add_parser(
        "import",
        help="load files, together or not at all",
        description="Loads files, together or not at all. Exit status: 0 loaded, 1 rejected, 2 unusable.",
    )
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    load.add_argument("--as", dest="wanted", metavar="ENTITY|FORMAT", help="what the rows are, where it is not plain")
    load.add_argument("--dry-run", action="store_true", help="tell what would happen and change nothing")
    load.add_argument("--keep-bad-rows", action="store_true", help="load the good rows and keep the bad ones aside")
    load.add_argument("--demonstration", action="store_true", help="the rows are made up: demonstration data")
    load.add_argument("--by", default=_user(), metavar="NAME", help="who loads them (%(default)s)")
    load.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="a field no column gives")
    load.add_argument(
        "--read", action="append", default=[], metavar="COLUMN=HOW", help="dmy or mdy for dates, . or , for decimals"
    )
    load.add_argument("--rate", action="append", default=[], metavar="CUR=RATE@DATE", help="EUR for one unit, and when")
    load.add_argument(
        "--match", action="append", default=[], metavar="FIELD=COLUMN[+COLUMN]", help="a column whose name is unknown"
    )
    load.set_defaults(run=_import)

    imports = commands.add_parser("imports", help="list what was imported, the newest first")
    imports.set_defaults(run=_imports)

    take_back = commands.add_parser("undo", help="take an import back")
    take_back.add_argument("id", type=int, metavar="ID")
    take_back.add_argument("--by", default=_user(), metavar="NAME", help="who takes it back (%(default)s)")
    take_back.set_defaults(run=_undo)

    remove = commands.add_parser(
        "remove-demonstration",
        help="take all demonstration data out of the store; facts stay as they are",
        description="Takes all demonstration data out of the store; facts stay as they are. Exit status: 0 removed, or "
        "there was none; 1 facts refer to it, and nothing was removed.",
    )
    remove.add_argument("--by", default=_user(), metavar="NAME", help="who removes it (%(default)s)")
    remove.set_defaults(run=_remove_demonstration)

    template = commands.add_parser("template", help="print the template of an entity as CSV")
    template.add_argument("entity", metavar="ENTITY", help=", ".join(SCHEMAS))
    template.set_defaults(run=_template)

    search = commands.add_parser("topics", help="look for the topics of a dataset's projects, and list them")
    search.add_argument("--demonstration", action="store_true", help="of the demonstration data, in place of the facts")
    search.add_argument("--k", type=int, metavar="N", help="number of topics; without it the best one is proposed")
    search.add_argument("--by", default=_user(), metavar="NAME", help="who asks for it (%(default)s)")
    search.set_defaults(run=_topics)

    export = commands.add_parser(
        "export",
        help="write rows to a file",
        description="Writes the rows of an entity that fit the filters. Exit status: 0 written, 1 the store is not "
        "ready or did not answer, 2 words that cannot be used.",
    )
    export.add_argument(
        "entity",
        metavar="ENTITY|all",
        help=f"all (the whole store as a zip, facts and demonstration data apart), {', '.join(EXPORTED)}",
    )
    export.add_argument("--to", type=Path, required=True, metavar="FILE", help="its ending tells the format")
    export.add_argument("--format", metavar="FORMAT", help="where the ending does not tell it")
    export.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE", help=f"name: {', '.join(NAMES)}")
    export.set_defaults(run=_export)

    told = commands.add_parser(
        "report",
        help="the figures of the periodic report, as a file to edit",
        description="Writes what was done from one day to another. Exit status: 0 written, 1 the store is not ready or "
        "did not answer, 2 words that cannot be used.",
    )
    told.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="DAY", help="2021-03-01")
    told.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="DAY", help="2022-08-31")
    endings = ", ".join(f".{ending}" for ending in KINDS)
    told.add_argument("--to-file", type=Path, metavar="FILE", help=f"{endings}; without it the tables as text")
    told.add_argument("--demonstration", action="store_true", help="of the demonstration data, in place of the facts")
    told.set_defaults(run=_report)

    for command in (status, load, imports, take_back, remove, search):
        command.add_argument("--json", action="store_true", help="as JSON")
    for command in (init, status, load, imports, take_back, remove, template, search, export, told):
        command.add_argument("--db", metavar="URL", help="address of the store; without it DATABASE_URL, then SQLite")
    return parser


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "command line"


def _init(engine: Engine, options: argparse.Namespace) -> int:
    before = schema_version(engine)
    upgrade(engine)
    print(f"schema {before or 'none'} -> {schema_version(engine)}")
    if options.sample or (options.first_start and is_empty(engine)):
        for entity, counts in load_sample(engine).items():
            print(f"{entity}: {counts.new} new, {counts.changed} changed, {counts.same} the same")
        if options.first_start:
            # Takes seconds, and the page on topics is full on the first day.
            taxonomy_assignment.assign(engine)
            for demonstration, name in ((False, "facts"), (True, "demonstration data")):
                found = compute_topics(engine, demonstration, "first start")
                print(f"topics of the {name}: {len(found.topics)} among {found.projects} projects")
    return DONE


def _status(engine: Engine, options: argparse.Namespace) -> int:
    problem = not_ready(engine)
    if problem:
        print(problem, file=sys.stderr)
        return REJECTED
    status = store_status(engine)
    print(_as_json(status.as_json()) if options.json else _status_as_text(status))
    return DONE


def _status_as_text(status: Status) -> str:
    lines = [f"schema version: {status.schema_version}", "rows:"]
    lines += [f"  {entity:<18} {rows:>10}" for entity, rows in status.rows.items()]
    lines.append("latest imports:" if status.latest_imports else "latest imports: none")
    lines += [
        f"  {row['import_id']:>5}  {row['imported_at']}  {row['entity']}: {row['file_name']} "
        f"({row['rows_new']} new, {row['rows_changed']} changed) by {row['imported_by']}"
        for row in status.latest_imports
    ]
    return "\n".join(lines)


def _import(engine: Engine, options: argparse.Namespace) -> int:
    ensure_current(engine)
    for path in options.files:
        if not path.is_file():
            raise Unusable(f"{path}: there is no such file")
    files = [SourceFile.at(path) for path in options.files]
    answers = _answers(engine, files, options)
    try:
        ready = prepare(engine, files, answers, demonstration=options.demonstration)
    except Unanswered as unanswered:
        raise Unusable("\n".join(_asked(need) for need in unanswered.needs)) from None
    with ready:
        return _load(ready, options)


def _load(ready: Prepared, options: argparse.Namespace) -> int:
    report = ready.report
    rejected = bool(report.errors) and not options.keep_bad_rows
    loaded = None
    if not rejected and not options.dry_run:
        loaded = ready.load(options.by, keep_bad_rows=options.keep_bad_rows)
    outcome = "rejected" if rejected else "dry run" if loaded is None else "loaded" if loaded.upload_id else "no change"
    if options.json:
        print(_as_json(_report_as_json(report, outcome, loaded)))
    else:
        print(_report_as_text(report, outcome, loaded), file=sys.stderr if rejected else sys.stdout)
    return REJECTED if rejected else DONE


def _answers(engine: Engine, files: Sequence[SourceFile], options: argparse.Namespace) -> Answers:
    """What the options say of the files."""
    given = Given(
        constants=dict(_pair(word, "--set") for word in options.set),
        readings={folded(name): how for name, how in (_pair(word, "--read") for word in options.read)},
        rates=dict(_rate(word) for word in options.rate),
    )
    wanted = options.wanted
    if wanted is not None and wanted not in SCHEMAS and wanted not in FORMATS:
        raise Unusable(f"--as {wanted}: known are {', '.join([*SCHEMAS, *FORMATS])}")
    answers = Answers(wanted, given=given, accept_proposals=wanted is not None)
    if not options.match:
        return answers
    said = dict(_pair(word, "--match") for word in options.match)
    columns = {field: tuple(name.split("+")) if "+" in name else name for field, name in said.items()}
    looked = look(engine, files, Answers(wanted, given=given))
    matches = {
        need.where: Match(need.match.entity, {**need.match.columns, **columns}) for need in looked.needs if need.match
    }
    return Answers(wanted, matches, given, accept_proposals=wanted is not None)


def _pair(word: str, option: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals:
        raise Unusable(f"{option} {word}: write NAME=VALUE")
    return name.strip(), value.strip()


def _rate(word: str) -> tuple[str, tuple[Decimal, date]]:
    currency, said = _pair(word, "--rate")
    rate, _, day = said.partition("@")
    try:
        return currency.upper(), (rate_of(rate), date.fromisoformat(day))
    except ValueError:
        raise Unusable(f"--rate {word}: write it as CHF=1.04@2024-01-02") from None


def _asked(need: Need) -> str:
    """What is needed, and the option that says it."""
    if need.match is not None:
        found = ", ".join(f"{field}={column}" for field, column in need.match.columns.items())
        return (
            f"{need.where}: its columns fit no template or known format. Say what its rows are, with --as ENTITY; "
            f"as {need.match.entity} they would be read as {found or 'nothing'}."
        )
    answers = "; ".join(f"{answer}: {meaning}" for answer, meaning in list(need.question.answers.items())[:20])
    examples = f" Found: {', '.join(need.question.examples)}." if need.question.examples else ""
    option = "--read" if need.question.examples else "--set"
    proposed = f" It may be {need.proposed}." if need.proposed else ""
    return (
        f"{need.where}, column {need.name}: {need.question.about}{examples}{proposed} "
        f"Say it with {option} {need.name}=... {f'({answers})' if answers else ''}"
    ).rstrip()


def _report_as_json(report: Report, outcome: str, loaded: Loaded | None) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "import": loaded.upload_id if loaded else None,
        "tables": [
            {
                "where": table.where,
                "format": table.format,
                "entity": table.entity,
                "rows": table.rows_read,
                "rows_with_errors": table.rows_bad,
                "read_as": list(table.told),
                "columns_not_loaded": list(table.unused),
            }
            for table in report.tables
        ],
        "left_out": list(report.left_out),
        "counts": {
            entity: {"new": c.new, "changed": c.changed, "same": c.same, "missing_from_file": c.missing}
            for entity, c in report.counts.items()
        },
        "errors": [group.as_json() for group in report.errors],
        "warnings": [group.as_json() for group in report.warnings],
        "changes": [{name: str(value) for name, value in change.items()} for change in report.changes],
        "seen_before": list(report.seen_before),
    }


def _report_as_text(report: Report, outcome: str, loaded: Loaded | None) -> str:
    lines: list[str] = []
    for table in report.tables:
        read = formatting.counted(table.rows_read, "row").replace(formatting.HARD, " ")
        lines.append(f"{table.where}: {table.format}, {read}, {table.rows_bad} with errors")
        lines += [f"  {said}" for said in table.told]
        if table.unused:
            lines.append(f"  columns not loaded: {', '.join(table.unused)}")
    lines += [f"{where}: not needed, left out" for where in report.left_out]
    lines += [f"error: {group}" for group in report.errors]
    lines += [f"warning: {group}" for group in report.warnings]
    lines += [
        f"{entity}: {c.new} new, {c.changed} changed, {c.same} the same, {c.missing} in the store but not in the file"
        for entity, c in report.counts.items()
    ]
    lines += [
        f"  row {change['row']}: {change['entity']} {change['key']}, {change['field']}: "
        f"{change['old']!s} -> {change['new']!s}"
        for change in report.changes[:20]
    ]
    lines += report.seen_before
    closing = {
        "rejected": "Rejected: nothing was loaded. Mend the rows, or load the good ones with --keep-bad-rows.",
        "dry run": "Dry run: nothing was loaded.",
        "no change": "Nothing to load: the store has all of it already.",
        "loaded": f"Loaded as import {loaded.upload_id if loaded else ''}"
        + (f"; {loaded.rows_aside} kept aside." if loaded and loaded.rows_aside else "."),
    }
    return "\n".join([*lines, closing[outcome]])


def _imports(engine: Engine, options: argparse.Namespace) -> int:
    ensure_current(engine)
    listed = list_imports(engine)
    if options.json:
        print(listed.to_json(orient="records", date_format="iso", indent=2, force_ascii=False))
    else:
        print(imports_as_text(listed))
    return DONE


def _undo(engine: Engine, options: argparse.Namespace) -> int:
    ensure_current(engine)
    undone = undo(engine, options.id, options.by)
    if options.json:
        print(_as_json({"import": undone.upload_id, "removed": undone.removed, "restored": undone.restored}))
        return DONE
    print(f"Import {undone.upload_id} was taken back.")
    for entity in dict.fromkeys([*undone.removed, *undone.restored]):
        print(f"{entity}: {undone.removed.get(entity, 0)} removed, {undone.restored.get(entity, 0)} put back")
    return DONE


def _remove_demonstration(engine: Engine, options: argparse.Namespace) -> int:
    ensure_current(engine)
    removed = remove_demonstration(engine, options.by)
    if options.json:
        print(_as_json({"removed": removed.rows, "kept_aside": removed.rows_aside, "imports": removed.imports}))
        return DONE
    print(str(removed).replace(formatting.HARD, " "))
    for entity, rows in removed.rows.items():
        print(f"{entity}: {rows} removed")
    return DONE


def _template(_engine: Engine, options: argparse.Namespace) -> int:
    if options.entity not in SCHEMAS:
        raise Unusable(f"{options.entity!r} is no entity; known are: {', '.join(SCHEMAS)}")
    sys.stdout.buffer.write(template_csv(options.entity))
    return DONE


def _topics(engine: Engine, options: argparse.Namespace) -> int:
    ensure_current(engine)
    found = compute_topics(engine, options.demonstration, options.by, options.k, _tell)
    taxonomy_assignment.assign(engine)
    listed = topic_projects.found_topics(engine, Scope(demonstration=options.demonstration))
    if options.json:
        rows = [
            {
                **row,
                "money_eur": None if pd.isna(row["money_eur"]) else f"{row['money_eur']:.2f}",
                "stability": None if pd.isna(row["stability"]) else row["stability"],
            }
            for row in listed.to_dict("records")
        ]
        print(
            _as_json(
                {
                    "run": found.run_id,
                    "dataset": "demonstration" if options.demonstration else "facts",
                    "projects": found.projects,
                    "unassigned": found.unassigned,
                    "topics": rows,
                    "report": found.report,
                }
            )
        )
        return DONE
    print(f"{found.projects} projects, {len(listed)} topics, {found.unassigned} projects unassigned")
    for row in listed.to_dict("records"):
        money = "money not known" if pd.isna(row["money_eur"]) else f"EUR {row['money_eur']:,.2f}"
        stability = "not known" if pd.isna(row["stability"]) else f"{row['stability']:.2f}"
        print(f"{row['topic_id']:>4}  {row['label']}: {row['projects']} projects, {money}, stability {stability}")
        print(f"      {', '.join(row['terms'])}")
    for kind in ("appeared", "split", "merged", "vanished"):
        print(
            *(f"{kind}: {label if isinstance(label, str) else ' -> '.join(label)}" for label in found.report[kind]),
            sep="\n",
        )
    print(*found.report["warnings"], sep="\n")
    return DONE


def _tell(_share: float | None, what: str) -> None:
    """Progress goes beside the answer, so that the answer can be read by a program."""
    print(what, file=sys.stderr)


def _export(engine: Engine, options: argparse.Namespace) -> int:
    problem = not_ready(engine)
    if problem:
        print(problem, file=sys.stderr)
        return REJECTED
    entity = options.entity
    if entity != "all" and entity not in EXPORTED:
        raise Unusable(f"{entity!r} is no entity that can be exported; known are: all, {', '.join(EXPORTED)}")
    if not options.to.absolute().parent.is_dir():
        raise Unusable(f"{options.to}: there is no folder {options.to.parent}")
    given: dict[str, list[str]] = {}
    for word in options.filter:
        name, value = _pair(word, "--filter")
        given.setdefault(name, []).append(value)
    if entity == "all":
        return _export_all(engine, options, given)
    form = form_of(options.to, options.format)
    available = choices(engine, date.today().year, is_demonstration(given))
    scope = from_words(given, available)
    refuse_idle(given, scope, NARROWED_BY[entity], f"rows of {entity}", grouped=entity == "topic")
    missing = missing_projects(engine, scope)
    if missing:
        raise BadFilter(f"{PROJECT}: there is no project {', '.join(map(repr, missing))} in this dataset")
    about = about_rows(entity, scope, available, source_files(engine, (entity,), scope))
    with whole_file(options.to) as out:
        write(form, raw_rows(engine, entity, scope), about, out)
    print(f"{options.to}: {entity} as {form.label}")
    return DONE


def _export_all(engine: Engine, options: argparse.Namespace, given: dict[str, list[str]]) -> int:
    """The secretariat's own copy of the store, attendance by pseudonym included."""
    if given or options.format or options.to.suffix.lower() != ".zip":
        raise Unusable("all: goes to a file that ends in .zip, whole and without --filter or --format")
    made = datetime.now(UTC).replace(tzinfo=None)
    datasets = (False, True) if has_demonstration(engine) else (False,)
    with whole_file(options.to) as out, snapshot(engine) as connection:
        counts = write_zip(partial(template_rows, connection), SCHEMAS, datasets, made, out)
    print(f"{options.to}: {sum(counts.values())} rows of {len(counts)} entities")
    if counts["attendance"]:
        print("It holds attendance by pseudonym: personal data, for the secretariat's backups alone.")
    return DONE


def _report(engine: Engine, options: argparse.Namespace) -> int:
    problem = not_ready(engine)
    if problem:
        print(problem, file=sys.stderr)
        return REJECTED
    if options.first > options.last:
        raise Unusable(f"--from {options.first}: lies after --to {options.last}; the first day comes first")
    path = options.to_file
    if path is not None and path.suffix.lower().removeprefix(".") not in KINDS:
        raise Unusable(f"{path}: the ending tells the format; known are {', '.join(f'.{ending}' for ending in KINDS)}")
    if path is not None and not path.absolute().parent.is_dir():
        raise Unusable(f"{path}: there is no folder {path.parent}")
    scope = of_days(Scope(demonstration=options.demonstration), options.first, options.last)
    title, sections = period.title_of(scope), files.sections(REPORT, asking(engine), scope)
    if path is None:
        print(as_text(title, sections))
        return DONE
    kind = KINDS[path.suffix.lower().removeprefix(".")]
    with whole_file(path) as out:
        out.write(kind.make(title, sections))
    print(f"{path}: {title}, as {kind.label}".replace(formatting.HARD, " "))
    return DONE


def _as_json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


if __name__ == "__main__":
    # See serve.py.
    gc.freeze()
    sys.exit(main())
