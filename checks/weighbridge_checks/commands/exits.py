"""How a run can end. The numbers are part of the interface, as scripts branch on them."""

from __future__ import annotations

#: nothing at or above the asked severity was found, or the wish was granted
PASSED = 0
#: findings at or above `--fail-on`, or a refusal
FOUND = 1
#: the command line or a configuration file is wrong
USAGE = 2
#: an input could not be read, or is not a contract
UNREADABLE = 3
#: the registry could not be reached, or does not let us in
REGISTRY = 4
#: the program itself is at fault
OURS = 5
#: what a shell expects of a program that Ctrl-C ended, and of one whose reader went away
INTERRUPTED = 130
PIPE_CLOSED = 141
