"""What validators are asked about a message: may it be sent, and is it taken.

Where a writer is closed, a reader's `oneOf` is read as a choice of any branch, since branches that
are open overlap where nobody meant it. That one branch only may match counts for what the writer's
own schema, read to the letter, lets out: a question of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.proof.standalone import TooLargeError

if TYPE_CHECKING:
    from weighbridge_checks.facts.schema import Conj
    from weighbridge_checks.proof.containment import Prover


class Question(NamedTuple):
    """A message refutes where all of `writes` accept it and `reads` refuses it."""

    writes: tuple[Any, ...]
    reads: Any
    #: whether the reader's `oneOf` is read as a choice of any branch
    loose: bool = False


#: how many schema objects the algebra is asked about at most; its own bound is in bytes
MOST_OBJECTS = 700


def small(
    prover: Prover, writer: Conj, reader: Conj
) -> tuple[tuple[dict[str, Any], dict[str, Any]], ...] | None:
    """For any value, what the writer may send and what the reader accepts, as pairs of schemas.

    In the second pair, if there is one, the writer's values must be let out by the first as well.
    None where the schemas are too large to ask the algebra about them.
    """
    names: dict[Any, str] = {}
    try:
        sent = prover.sent.anew().of(writer, most=MOST_OBJECTS)
        reading = prover.read.anew(names)
        strictly = reading.of(reader, most=MOST_OBJECTS)
        if not prover.writer.closed or not reading.chose:
            return ((sent, strictly),)
        loosely = prover.loosely.anew(names).of(reader, most=MOST_OBJECTS)
        if loosely == strictly:
            return ((sent, strictly),)
        literally = prover.literally.anew().of(writer, most=MOST_OBJECTS)
    except TooLargeError:
        return None
    return ((sent, loosely), (literally, strictly))


def about(
    prover: Prover, writer: Conj, reader: Conj, message: Any
) -> tuple[tuple[Question, ...], int]:
    """The questions about one message, the one to the letter first, and their size.

    The schemas have only what the message is held against, since those of a large API all hang
    together. The size is the number of their definitions. Raises `UnusableSchemaError`.
    """
    held = (message,)
    names: dict[Any, str] = {}
    reading = prover.read.anew(names)
    sent, strictly = prover.sent.anew().of(writer, held), reading.of(reader, held)
    pairs: list[tuple[tuple[dict[str, Any], ...], dict[str, Any]]] = [((sent,), strictly)]
    if prover.writer.closed and reading.chose:
        loosely = prover.loosely.anew(names).of(reader, held)
        if loosely != strictly:
            literally = prover.literally.anew().of(writer, held)
            pairs = [((sent, literally), strictly), ((sent,), loosely)]
    made = [
        Question(tuple(prover.validated(w) for w in writes), prover.validated(reads), loose=bool(i))
        for i, (writes, reads) in enumerate(pairs)
    ]
    written = [schema for writes, reads in pairs for schema in (*writes, reads)]
    return tuple(made), sum(1 + len(schema.get("$defs", ())) for schema in written)


def whole(prover: Prover, writer: Conj, reader: Conj) -> tuple[Question, ...]:
    """The same questions, for any message. Raises `UnusableSchemaError`."""
    check = prover.validated
    sent, strictly = check(prover.sent.of(writer)), prover.read.of(reader)
    loosely = prover.loosely.of(reader) if prover.writer.closed else strictly
    if loosely == strictly:
        return (Question((sent,), check(strictly)),)
    literally = check(prover.literally.of(writer))
    return (
        Question((sent, literally), check(strictly)),
        Question((sent,), check(loosely), loose=True),
    )
