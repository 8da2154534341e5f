"""What several commands have in common: options, kinds of values, exit codes, and how answers are written."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import click
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from lib.common import formatting
from lib.store.engine import open_engine, store_url
from lib.store.schema import not_ready

#: Exit codes: done; rejected, or the store does not allow it; files or words that cannot be used.
DONE, REJECTED, UNUSABLE = 0, 1, 2

P = ParamSpec("P")


class CommandError(click.ClickException):
    """A command that cannot go on; its message stands alone, without the word "Error" before it."""

    exit_code = REJECTED

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file, err=True)


class MisuseError(CommandError):
    """Files or words that cannot be used."""

    exit_code = UNUSABLE


class Pair(click.ParamType[tuple[str, str]]):
    """NAME=VALUE."""

    name = "pair"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, rest = value.partition("=")
        if not equals:
            self.fail(f"{value}: write NAME=VALUE", param, ctx)
        return name.strip(), rest.strip()


class Day(click.ParamType[date]):
    """A day as 2021-03-01."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value}: write the day as 2021-03-01", param, ctx)


def with_store(command: Callable[Concatenate[Engine, P], int]) -> Callable[P, int]:
    """Give a command the store, with the option that names it; one that does not answer ends the command."""

    @click.option("--db", "address", metavar="URL", help="Address of the store; without it DATABASE_URL, then SQLite.")
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> int:
        named = kwargs.pop("address")
        assert named is None or isinstance(named, str)
        url = store_url(named)
        try:
            return command(open_engine(url), *args, **kwargs)
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise CommandError(f"the store at {_without_password(url)} did not answer: {reason}") from None

    return run


def _without_password(url: str) -> str:
    """Write the address of a store for readers.

    Raises:
        MisuseError: it is none; it is not repeated, since it may hold a password.
    """
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        raise MisuseError(
            "What --db or DATABASE_URL says is no address of a store; write sqlite:///FILE or "
            "postgresql+psycopg://USER@HOST/NAME"
        ) from None


def user() -> str:
    """Return the name of whoever runs a command, as the machine has it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "command line"


by = click.option("--by", default=user(), show_default=True, metavar="NAME", help="Who does it, for the record.")
in_json = click.option("--json", "in_json", is_flag=True, help="Answer in JSON.")
of_demonstration = click.option("--demonstration", is_flag=True, help="Of the demonstration data instead of the facts.")


def refuse_unready(engine: Engine) -> None:
    """End the command where the store is missing or behind; asking makes no store."""
    problem = not_ready(engine)
    if problem:
        raise CommandError(problem)


def echo_json(value: object) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def plain(text: object) -> str:
    """A text of the pages without their hard spaces."""
    return str(text).replace(formatting.HARD, " ")
