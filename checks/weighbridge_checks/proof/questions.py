"""What validators are asked about a message: may it be sent, and is it taken.

Where a writer is closed, a reader's `oneOf` is read as a choice of any branch, since branches that
are open overlap where nobody meant it. That one branch only may match counts for what the writer's
own schema, read to the letter, lets out: a question of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.proof.validation import validated

if TYPE_CHECKING:
    from weighbridge_checks.facts.schema import Conj
    from weighbridge_checks.proof.containment import Prover


class Question(NamedTuple):
    """A message refutes where all of `writes` accept it and `reads` refuses it."""

    writes: tuple[Any, ...]
    reads: Any
    #: whether the reader's `oneOf` is read as a choice of any branch
    loose: bool = False


def documents(
    prover: Prover, writer: Conj, reader: Conj
) -> tuple[tuple[dict[str, Any], dict[str, Any]], ...]:
    """For any message, what the writer may send and what the reader accepts, as schemas.

    In the second pair, if there is one, the writer's messages must be let out by the first as well.
    """
    sent, strictly = prover.sent.of(writer), prover.read.of(reader)
    if not prover.writer.closed:
        return ((sent, strictly),)
    loosely = prover.loosely.of(reader)
    if loosely == strictly:
        return ((sent, strictly),)
    return ((sent, loosely), (prover.literally.of(writer), strictly))


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
        Question(
            tuple(validated(w, formats=prover.formats) for w in writes),
            validated(reads, formats=prover.formats),
            loose=bool(i),
        )
        for i, (writes, reads) in enumerate(pairs)
    ]
    written = [schema for writes, reads in pairs for schema in (*writes, reads)]
    return tuple(made), sum(1 + len(schema.get("$defs", ())) for schema in written)


def whole(prover: Prover, writer: Conj, reader: Conj) -> tuple[Question, ...]:
    """The same questions, for any message. Raises `UnusableSchemaError`."""
    asked = documents(prover, writer, reader)
    pairs = [tuple(validated(s, formats=prover.formats) for s in pair) for pair in asked]
    if len(pairs) == 1:
        return (Question((pairs[0][0],), pairs[0][1]),)
    (sent, loosely), (literally, strictly) = pairs
    return Question((sent, literally), strictly), Question((sent,), loosely, loose=True)
