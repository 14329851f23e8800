"""A document laid out for judgement as it stands: operations, messages, schemas, examples.

Where `facts.formats` says what a document means, so that two can be compared, an outline says
what its author wrote, and where. It is made in one walk and shared by everybody who judges.
"""

from __future__ import annotations

from weighbridge_checks.facts.outline.parts import (
    EVENT,
    REQUEST,
    RESPONSE,
    Action,
    Channel,
    Example,
    Media,
    Message,
    Operation,
    Outline,
    Parameter,
    Response,
    Schema,
    Server,
    Spot,
)
from weighbridge_checks.facts.outline.reading import outlined

__all__ = [
    "EVENT",
    "REQUEST",
    "RESPONSE",
    "Action",
    "Channel",
    "Example",
    "Media",
    "Message",
    "Operation",
    "Outline",
    "Parameter",
    "Response",
    "Schema",
    "Server",
    "Spot",
    "outlined",
]
