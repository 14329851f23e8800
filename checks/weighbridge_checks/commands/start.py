"""The entry of the `weighbridge` script.

It imports next to nothing, so that `--version` costs what Python itself costs, and it turns
every way in which a run can end into an exit code.
"""

from __future__ import annotations

import gc
import os
import sys

from weighbridge_checks import __version__
from weighbridge_checks.commands import exits

#: commands that live long enough to make garbage that is worth collecting, and to be tidied up
LONG = frozenset({"demo", "serve", "test", "verify"})


def main() -> int:
    """Run the command line of this process."""
    arguments = sys.argv[1:]
    if next((a for a in arguments if not a.startswith("-")), "") in LONG:
        return ended(arguments)
    gc.disable()
    code = ended(arguments)
    sys.stderr.flush()
    # all is said and written; to take the trees of two documents apart would take longer
    os._exit(code)


def ended(arguments: list[str]) -> int:
    """Run a command line, and give its exit code."""
    try:
        if arguments in (["--version"], ["-V"]):
            sys.stdout.write(f"weighbridge {__version__}\n")
            code = exits.PASSED
        else:
            from weighbridge_checks.commands.outcome import run  # noqa: PLC0415 - it costs 7 ms

            code = run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = exits.INTERRUPTED
    except BrokenPipeError:
        _silence()
        code = exits.PIPE_CLOSED
    except OSError as error:
        _silence()
        sys.stderr.write(f"error: the output can not be written: {error.strerror}\n")
        code = exits.USAGE
    return code


def _silence() -> None:
    """Let what is left be written into nothing, since Python tries once more as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
