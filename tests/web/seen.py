"""A page as a test looks at it: its elements with their attributes and their text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

#: elements that have no end
VOID = {"br", "hr", "img", "input", "link", "meta"}


@dataclass
class Element:
    """An element of a page."""

    name: str
    attributes: dict[str, str]
    inner: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What a reader reads in it, with single spaces."""
        return " ".join(self._text().split())

    def _text(self) -> str:
        return "".join(x if isinstance(x, str) else x._text() for x in self.inner)  # noqa: SLF001 (its own kind)

    def all(self, element: str | None = None, /, **attributes: str) -> list[Element]:
        """The elements in it of a name and with these attributes, in order; one class is enough."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        found = []
        for each in self.inner:
            if isinstance(each, str):
                continue
            if element in (None, each.name) and all(each.has(*pair) for pair in wanted.items()):
                found.append(each)
            found += each.all(element, **attributes)
        return found

    def has(self, name: str, value: str) -> bool:
        """Whether an attribute has a value, or the class is among its classes."""
        given = self.attributes.get(name)
        return value in (given or "").split() if name == "class" else given == value

    def one(self, element: str | None = None, /, **attributes: str) -> Element:
        """The only such element."""
        (found,) = self.all(element, **attributes)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inner.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inner.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> ends <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inner.append(data)


def seen(html: str) -> Element:
    """Read a page; one whose elements do not close as they opened is refused."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].name}> is not closed"
    return reader.root
