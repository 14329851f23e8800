"""Findings about single fields, spots and days, joined into as few as they can be told in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.days import Span, joined
from weighbridge_checks.facts.fields import steps_of
from weighbridge_checks.verdicts.ownership.owners import united

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from weighbridge_checks.facts.ownership import Record
    from weighbridge_checks.verdicts.ownership.owners import Box, Spots


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something that is so for a field, in all spots of a box, on all days of a span."""

    field: str
    box: Box
    span: Span
    #: what is so: pieces with equal keys may be told as one
    key: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Something that is so for some fields of one entity."""

    fields: tuple[str, ...]
    locations: Spots
    states: Spots
    span: Span
    key: Any


def joined_pieces(record: Record, pieces: Iterable[Piece]) -> list[Whole]:
    """The same with fewer words: days are joined first, then spots, then fields of an entity."""
    spans: dict[tuple[str, Box, Hashable], list[Span]] = {}
    for piece in pieces:
        spans.setdefault((piece.field, piece.box, piece.key), []).append(piece.span)
    boxes: dict[tuple[str, Span, Hashable], list[Box]] = {}
    for (field, box, key), some in spans.items():
        for span in joined(some):
            boxes.setdefault((field, span, key), []).append(box)
    fields: dict[tuple[str, Box, Span, Hashable], list[str]] = {}
    for (field, span, key), many in boxes.items():
        for box in united(many, record, field):
            fields.setdefault((steps_of(field)[0], box, span, key), []).append(field)
    return [
        Whole(fields=tuple(named), locations=box[0], states=box[1], span=span, key=key)
        for (_, box, span, key), named in fields.items()
    ]
