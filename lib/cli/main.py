"""`icpermed-dashboard`, also `python -m lib`: the group of all commands, and what their errors end in."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

import click

from lib.cli.audit import audit
from lib.cli.export import export
from lib.cli.forget_source import forget
from lib.cli.give_role import give_role
from lib.cli.import_files import import_files
from lib.cli.imports import imports
from lib.cli.init import init
from lib.cli.options import REJECTED, UNUSABLE
from lib.cli.refresh import refresh
from lib.cli.rekey import rekey
from lib.cli.remove_demonstration import remove_demonstration
from lib.cli.report import report
from lib.cli.roles import roles
from lib.cli.save_source import save
from lib.cli.sources import sources
from lib.cli.status import status
from lib.cli.take_role import take_role
from lib.cli.template import template
from lib.cli.topics import topics
from lib.cli.undo import undo
from lib.common.version import version
from lib.export.rows import UnknownFormError
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.removal import RemovalError
from lib.ingest.undo import UndoError
from lib.ingest.upload import RejectedError
from lib.metrics.scope_names import FilterError
from lib.services.actors import NotPermittedError
from lib.services.roles import RoleError
from lib.services.sources.allowed import SourceError
from lib.topics.compute import TopicsError

NAME = "icpermed-dashboard"
_INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version(), prog_name=NAME)
def commands() -> None:
    """The ICPerMed dashboard's command line, over the same functions as its pages."""


_COMMANDS = (
    init,
    status,
    import_files,
    imports,
    undo,
    remove_demonstration,
    template,
    topics,
    export,
    report,
    sources,
    save,
    forget,
    refresh,
    roles,
    give_role,
    take_role,
    audit,
    rekey,
)
for _command in _COMMANDS:
    commands.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code."""
    try:
        return int(commands.main(arguments, prog_name=NAME, standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("Interrupted.", err=True)
        return _INTERRUPTED
    except (RejectedError, UndoError, RemovalError, NotPermittedError, TopicsError) as error:
        click.echo(str(error), err=True)
        return REJECTED
    except (UnreadableFileError, FilterError, UnknownFormError, SourceError, RoleError) as error:
        click.echo(str(error), err=True)
        return UNUSABLE


def run() -> None:
    """Run one command and end the process, as the console script does."""
    # See serve.py.
    gc.freeze()
    sys.exit(main())
