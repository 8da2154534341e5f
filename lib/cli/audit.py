"""`audit`: verify the audit log, or list it."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, REJECTED, echo_json, in_json, refuse_unready, with_store
from lib.services.actors import operator
from lib.services.audit import list_entries
from lib.services.audit import verify as verify_log


@click.command()
@click.argument("what", type=click.Choice(["verify", "list"]))
@click.option("--most", default=50, show_default=True, metavar="N", help="Entries to list, the newest ones.")
@in_json
@with_store
def audit(engine: Engine, what: str, most: int, in_json: bool) -> int:
    """Verify or list who did what.

    Exit code: 0 every entry is as it was written; 1 one was changed, or one is missing before another.
    """
    refuse_unready(engine)
    asking = operator("command line")
    if what == "list":
        found = list_entries(engine, asking, most=most)
        if in_json:
            click.echo(found.to_json(orient="records", date_format="iso", force_ascii=False))
            return DONE
        for one in found.to_dict("records"):
            refused = "was refused: " if one["refused"] else ""
            what_for = f"{refused}{one['action']}: {one['subject']}"
            click.echo(f"{one['at']:%Y-%m-%d %H:%M:%S}  {one['actor']} ({one['role']}) {what_for}")
        return DONE
    verified = verify_log(engine, asking)
    if in_json:
        echo_json({"entries": verified.entries, "last_hash": verified.last_hash, "broken": verified.broken})
    elif verified.broken is None:
        click.echo(
            f"{verified.entries} entries, all as they were written. The newest has the hash {verified.last_hash}"
        )
    else:
        click.echo(f"Entry {verified.broken} was changed, or one is missing before it.")
    return DONE if verified.broken is None else REJECTED
