"""The command line, over the same functions as the pages: `python -m lib --help`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from lib.ingest.load import Rejected
from lib.ingest.read import Unusable
from lib.ingest.sample import is_empty, load_sample
from lib.metrics.status import Status, store_status
from lib.store.engine import open_engine, store_url
from lib.store.schema import newest_version, schema_version, upgrade


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 done, 1 the store is not what the command needs, 2 wrong use."""
    options = _parser().parse_args(arguments)
    url = store_url(options.db)
    try:
        engine = open_engine(url)
        return int(options.run(engine, options))
    except (Rejected, Unusable) as error:
        print(error, file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        print(
            f"the store at {make_url(url).render_as_string(hide_password=True)} did not answer: {reason}",
            file=sys.stderr,
        )
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lib", description="The ICPerMed dashboard's command line.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    init = commands.add_parser("init", help="make a store or bring it up to date")
    init.add_argument("--sample", action="store_true", help="load the sample data too")
    init.add_argument("--first-start", action="store_true", help="load the sample data only if no file was ever loaded")
    init.set_defaults(run=_init)
    status = commands.add_parser("status", help="tell the store's schema version, rows and latest imports")
    status.add_argument("--json", action="store_true", help="as JSON")
    status.set_defaults(run=_status)
    for command in (init, status):
        command.add_argument("--db", metavar="URL", help="address of the store; without it DATABASE_URL, then SQLite")
    return parser


def _init(engine: Engine, options: argparse.Namespace) -> int:
    before = schema_version(engine)
    upgrade(engine)
    print(f"schema {before or 'none'} -> {schema_version(engine)}")
    if options.sample or (options.first_start and is_empty(engine)):
        for result in load_sample(engine):
            print(
                f"{result.entity}: {result.rows_read} rows, {result.rows_new} new, "
                f"{result.rows_changed} changed, {result.rows_same} the same"
            )
    return 0


def _status(engine: Engine, options: argparse.Namespace) -> int:
    if schema_version(engine) is None:
        print("the store is empty; make it with: python -m lib init", file=sys.stderr)
        return 1
    if schema_version(engine) != newest_version():
        print("the store is behind; bring it up to date with: python -m lib init", file=sys.stderr)
        return 1
    status = store_status(engine)
    print(json.dumps(status.as_json(), indent=2, ensure_ascii=False) if options.json else _as_text(status))
    return 0


def _as_text(status: Status) -> str:
    lines = [f"schema version: {status.schema_version}", "rows:"]
    lines += [f"  {entity:<18} {rows:>10}" for entity, rows in status.rows.items()]
    lines.append("latest imports:" if status.latest_imports else "latest imports: none")
    lines += [
        f"  {row['import_id']:>5}  {row['imported_at']}  {row['entity']}: {row['file_name']} "
        f"({row['rows_new']} new, {row['rows_changed']} changed) by {row['imported_by']}"
        for row in status.latest_imports
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
