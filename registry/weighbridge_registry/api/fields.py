"""The kinds of words that requests bring, and what may stand in each."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import unquote

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from weighbridge_registry.names import LONGEST, LONGEST_SUBJECT, refused, spoiled


def _name(text: str) -> str:
    if reason := refused(text, LONGEST):
        raise ValueError(reason)
    return text


def _subject(text: str) -> str:
    if reason := refused(text, LONGEST_SUBJECT):
        raise ValueError(reason)
    return text


def _text(text: str) -> str:
    if reason := spoiled(text):
        raise ValueError(reason)
    return text


def _decoded(text: str) -> str:
    # The path reaches the routes as it was sent (see `encoded`), so that a name may hold a slash.
    return unquote(text, errors="strict")


Name = Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(_name)]
Subject = Annotated[str, Field(min_length=1, max_length=LONGEST_SUBJECT), AfterValidator(_subject)]
#: a label of a version, its number, or `latest`
Wanted = Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(_text)]
Words = Annotated[str, Field(max_length=100_000), AfterValidator(_text)]
Line = Annotated[str, Field(max_length=2_000), AfterValidator(_text)]
Scope = Annotated[str, Field(max_length=LONGEST), AfterValidator(_text)]
Content = Annotated[str, AfterValidator(_text)]
#: how long something may take, as in `30s`, `4h` or `7d`
Duration = Annotated[str, Field(pattern="^[0-9]{1,9}(ms|s|m|h|d)$")]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]

NamePath = Annotated[Name, Path(), BeforeValidator(_decoded)]
SubjectPath = Annotated[Subject, Path(), BeforeValidator(_decoded)]
WantedPath = Annotated[Wanted, Path(), BeforeValidator(_decoded)]

Limit = Annotated[int, Query(ge=1, le=200, description="The most items that are answered.")]
Cursor = Annotated[
    str | None,
    Query(max_length=2_000, description="The `next` of the part of the list before this one."),
]


class In(BaseModel):
    """What a request brings. A member that is not known is a mistake, and said to be one."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """What is answered."""

    model_config = ConfigDict(frozen=True)
