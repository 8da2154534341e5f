"""`rekey`: use another key for pseudonyms from now on."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from lib.cli.options import DONE, REJECTED, by, with_store
from lib.services.actors import operator
from lib.services.pseudonym_key import change_key, persons_under_other_key
from lib.store.schema import ensure_current


@click.command()
@click.option("--count-anew", is_flag=True, help="Persons in the store who come again may count as new ones.")
@by
@with_store
def rekey(engine: Engine, count_anew: bool, by: str) -> int:
    """Use this machine's key of pseudonyms from now on."""
    ensure_current(engine)
    persons = persons_under_other_key(engine)
    if persons and not count_anew:
        click.echo(
            f"The store has {persons:,} persons under another key. Names are not kept, so their pseudonyms cannot be "
            "made anew: whoever of them is in a later file counts as a new person, and lists that are loaded again "
            "double their attendance; undo their imports first, or load those lists no more. With --count-anew the "
            "key is changed all the same.",
            err=True,
        )
        return REJECTED
    change_key(engine, operator(by))
    return DONE
