"""What became of a run: its exit code, and one line on stderr where it could not be done."""

from __future__ import annotations

import os
import sys

from weighbridge_checks.commands import exits
from weighbridge_checks.commands.catalog import ADDRESSES, found
from weighbridge_checks.commands.declared import Command
from weighbridge_checks.commands.errors import CommandError, code_of
from weighbridge_checks.commands.screen import complain

PROGRAM = "weighbridge"
#: set by a shell that wants to know how a line may go on
_COMPLETING = "_WEIGHBRIDGE_COMPLETE"


def run(arguments: list[str]) -> int:
    """Run a command line, and say how it ended."""
    for stream in (sys.stdout, sys.stderr):
        # a file's name or a contract's text may hold what this terminal can not show
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    arguments, debug = _debug(arguments)
    try:
        return _called(arguments)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it ends in a code and a line
        return _failed(error, debug=debug)


def _called(arguments: list[str]) -> int:
    name, words = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name in ADDRESSES and _COMPLETING not in os.environ:
        command = found(name)
        if isinstance(command, Command) and (given := command.plain(words)) is not None:
            return command.run(**given)
    return _clicked(arguments)


def _clicked(arguments: list[str]) -> int:
    from weighbridge_checks.commands.cli import cli  # noqa: PLC0415 - a plain line does without it

    stdout = sys.stdout
    try:
        code = cli.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except SystemExit as ended:
        if sys.stdout is not stdout:
            # click has seen that the reader went away, and put something quiet in its place
            raise BrokenPipeError from ended
        code = ended.code
    return code if isinstance(code, int) else exits.PASSED


def _failed(error: Exception, *, debug: bool) -> int:
    if isinstance(error, CommandError):
        complain(str(error))
        return code_of(error)
    import click  # noqa: PLC0415 - as above

    if isinstance(error, click.ClickException):
        error.show()
        return exits.USAGE
    if isinstance(error, click.Abort):
        return exits.INTERRUPTED
    return _unforeseen(error, debug=debug)


def _debug(arguments: list[str]) -> tuple[list[str], bool]:
    """Take `--debug` from wherever it stands before a `--`: it concerns every command alike."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    asked = "--debug" in arguments[:end] or os.environ.get("WEIGHBRIDGE_DEBUG", "") not in ("", "0")
    return [a for a in arguments[:end] if a != "--debug"] + arguments[end:], asked


def _unforeseen(error: Exception, *, debug: bool) -> int:
    """Tell an input that nobody wrapped, a full disk, and our own faults apart."""
    from weighbridge_checks.facts.formats.errors import (  # noqa: PLC0415 - only when it is needed
        UnreadableContractError,
    )

    if isinstance(error, UnreadableContractError):
        complain(str(error))
        return exits.UNREADABLE
    if debug:
        import traceback  # noqa: PLC0415 - only for who asks

        traceback.print_exception(error)
    if isinstance(error, OSError) and error.strerror:
        what = f"'{error.filename}': " if error.filename else ""
        complain(f"{what}{error.strerror}")
        return exits.USAGE
    words = " ".join(f"{type(error).__name__}: {error}".split())
    hint = "" if debug else " (--debug shows where)"
    complain(f"internal error: {words}; this is a fault in weighbridge, please report it{hint}")
    return exits.OURS
