"""What stands for a part that only one of two documents names: a range of statuses or media types.

`404` is one of `4XX`, and of `default`; `application/json` is one of `application/*`. Where one
document names the one and the other document the other, both describe the same message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.change import Kind
from weighbridge_checks.facts.formats.media import covers, is_range

if TYPE_CHECKING:
    from weighbridge_checks.facts.model import Element

    Elements = tuple[Element, ...]

DEFAULT = "DEFAULT"


def stand_ins(element: Element, others: Elements) -> list[Element]:
    """The parts of the other document that describe what this part describes, or some of it."""
    alike = [e for e in others if e.kind is element.kind]
    if element.kind is Kind.RESPONSE:
        return _responses(element, alike)
    if element.kind is Kind.MEDIA_TYPE:
        return _media(element, alike)
    return []


def insides(one: Element, other: Element) -> tuple[Elements, Elements] | None:
    """The parts of two that stand for each other; None where one says nothing of its body."""
    described = [any(c.kind is Kind.MEDIA_TYPE for c in e.children) for e in (one, other)]
    if one.kind is Kind.RESPONSE and not all(described):
        return None
    return one.children, other.children


def _responses(element: Element, alike: list[Element]) -> list[Element]:
    by_key = {e.key: e for e in alike}
    for key in (f"{element.key[:1]}XX", DEFAULT):
        # what `default` says of errors is seldom what it says of a success
        if key in by_key and not (key == DEFAULT and element.key.startswith("2")):
            return [by_key[key]]
    return []


def _media(element: Element, alike: list[Element]) -> list[Element]:
    wider = [e for e in alike if covers(e.key, element.key)]
    if wider:
        return [max(wider, key=_detail)]
    return [e for e in alike if is_range(element.key) and covers(element.key, e.key)]


def _detail(element: Element) -> tuple[bool, int]:
    """How exactly a media type names what it means."""
    return not is_range(element.key), len(element.key)
