"""How a standard is declared: an id, a function that looks, and a docstring that is its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    from weighbridge_checks.verdicts.finding import Severity


class Standard(NamedTuple):
    """A named demand on documents as they stand: `looks` yields what does not meet it.

    The page's first line says what is demanded; then why; then what to do instead. Indented blocks
    headed `bad:` and `good:` are its smallest examples.
    """

    #: family and number, such as `SOR002`: stable for ever
    id: str
    #: the readable name, such as `one-owner-per-field`
    slug: str
    severity: Severity
    #: the docstring, as it is indented in the source
    doc: str
    looks: Callable[..., Iterable[Any]]
    #: other ids by which it is known
    also: tuple[str, ...] = ()
    #: where the demand comes from, such as `RFC 9457`
    source: str | None = None
    #: what it is asked about: `http`, `events`, `document` (any), `card`, or the whole `estate`
    on: str = "estate"

    @property
    def page(self) -> str:
        """The page of the standard."""
        from inspect import cleandoc  # noqa: PLC0415 - it costs 5 ms, and few ask

        return cleandoc(self.doc)

    @property
    def bad(self) -> str:
        """The smallest example that does not meet it; `# here` marks the line that is told."""
        return self._example("bad:")

    @property
    def good(self) -> str:
        """The smallest example that meets it."""
        return self._example("good:")

    def _example(self, head: str) -> str:
        lines = iter(self.page.splitlines())
        block: list[str] = []
        for line in lines:
            if line.strip() == head:
                for inner in lines:
                    if inner.strip() and not inner.startswith("    "):
                        break
                    block.append(inner.removeprefix("    "))
                break
        return "\n".join(block).strip("\n")

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.doc.lstrip().partition("\n")[0]

    @property
    def family(self) -> str:
        """The letters of the id."""
        return self.id.rstrip("0123456789")


def standard(
    id_: str,
    severity: Severity,
    *,
    also: tuple[str, ...] = (),
    source: str | None = None,
    on: str = "estate",
) -> Callable[[Callable[..., Iterable[Any]]], Standard]:
    """Make a standard of the function below, which yields remarks without their severity."""

    def declare(looks: Callable[..., Iterable[Any]]) -> Standard:
        return Standard(
            id=id_,
            slug=looks.__name__.replace("_", "-"),
            severity=severity,
            doc=looks.__doc__ or "",
            looks=looks,
            also=also,
            source=source,
            on=on,
        )

    return declare


def standards_in(*modules: ModuleType) -> dict[str, Standard]:
    """The standards that these modules declare, by id, in the order in which they stand."""
    found = tuple(_declared(modules))
    by_id = {s.id: s for s in found}
    if len(by_id) < len(found):
        raise ValueError("two standards share an id")
    return by_id


def _declared(modules: Iterable[ModuleType]) -> Iterator[Standard]:
    for module in modules:
        yield from (s for s in vars(module).values() if isinstance(s, Standard))
