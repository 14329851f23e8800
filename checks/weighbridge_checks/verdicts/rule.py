"""How a rule is declared: the function's name is its id, and the docstring is its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from types import ModuleType

    from weighbridge_checks.facts.change import Action, Change, Direction, Kind


#: in place of an attribute: whichever it is
ANY = "*"


class On(NamedTuple):
    """The changes that a rule is asked about.

    Without an attribute it is the part itself that came, went or changed; `ANY` stands for
    whichever attribute. Without a direction it is both.
    """

    action: Action
    kind: Kind
    attribute: str | None = None
    direction: Direction | None = None

    def matches(self, change: Change) -> bool:
        """Whether the rule has a say in this change."""
        return (
            change.action is self.action
            and change.kind is self.kind
            and (change.attribute == self.attribute or self._any(change))
            and self.direction in (None, change.direction)
        )

    def _any(self, change: Change) -> bool:
        return self.attribute == ANY and change.attribute is not None


class Harm(NamedTuple):
    """What the law says of a change that no schema can be asked about (`structural`)."""

    error: bool
    why: str
    #: the last day on which it is one; after it, nobody was promised anything
    until: date | None = None


class Rule(NamedTuple):
    """A named judgement: given a change, a message, or None where another rule speaks of it.

    The severity is not here. For what a schema says it follows from the proof: refuted is an
    error, undecided a warning, proved an info. For the rest, `law` says of the change whether the
    reader can still take all that the writer may send; without a law, the change harms nobody.
    """

    id: str
    on: tuple[On, ...]
    says: Callable[[Change], str | None]
    #: the docstring, as it is indented in the source
    doc: str
    law: Callable[[Change], Harm | None] | None = None
    #: a consumer may rely on it although the law allows it: a warning until usage is known
    hurts_readers: bool = False
    #: the nearest check of another widely used differ, for people who move over
    oasdiff: str | None = None
    #: the demands of standards that it is, told of a change
    also: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The page of the rule."""
        from inspect import cleandoc  # noqa: PLC0415 - it costs 5 ms, and few ask

        return cleandoc(self.doc)

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.doc.lstrip().partition("\n")[0]

    @property
    def example(self) -> tuple[str, str]:
        """The diff on the page, as the text before it and the text after it."""
        lines = [x.removeprefix("    ") for x in self.page.splitlines() if x.startswith("    ")]
        before, after = ("\n".join(x[2:] for x in lines if not x.startswith(sign)) for sign in "+-")
        return before, after


def rule(*on: On, **options: Any) -> Callable[[Callable[[Change], str | None]], Rule]:
    """Make a rule of the function below."""

    def declare(says: Callable[[Change], str | None]) -> Rule:
        name = says.__name__.replace("_", "-")
        return Rule(id=name, on=on, says=says, doc=says.__doc__ or "", **options)

    return declare


def collect(*modules: ModuleType) -> dict[str, Rule]:
    """The rules that these modules declare, by id, in the order in which they stand."""
    rules = [r for module in modules for r in vars(module).values() if isinstance(r, Rule)]
    by_id = {r.id: r for r in rules}
    if len(by_id) < len(rules):
        raise ValueError("two rules share an id")
    return by_id
