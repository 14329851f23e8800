"""Two contracts in, their differences out. One walk serves every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.change import Action, Change, Direction, Kind, Place
from weighbridge_checks.facts.coverage import insides, stand_ins
from weighbridge_checks.facts.difference import WORDS
from weighbridge_checks.facts.differences import compare
from weighbridge_checks.facts.formats.addresses import align
from weighbridge_checks.facts.heirs import reconciled
from weighbridge_checks.facts.parameters import levelled
from weighbridge_checks.facts.reach import bits, reach, way, ways
from weighbridge_checks.facts.sameness import Sameness, Units
from weighbridge_checks.facts.schema import frozen, reduced, same

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_checks.facts.difference import Compared, Difference
    from weighbridge_checks.facts.model import Contract, Element
    from weighbridge_checks.facts.schema import Conj

#: where components stand, in every format
SECTIONS = (
    ("components", "schemas"),
    ("components", "parameters"),
    ("components", "headers"),
    ("components", "responses"),
    ("components", "requestBodies"),
    ("components", "pathItems"),
    ("components", "callbacks"),
    ("components", "links"),
    ("components", "messages"),
    ("components", "messageTraits"),
    ("components", "operationTraits"),
    ("components", "channels"),
    ("components", "examples"),
    ("components", "securitySchemes"),
    ("components", "operations"),
    ("components", "servers"),
    ("components", "serverVariables"),
    ("components", "correlationIds"),
    ("components", "replies"),
    ("components", "replyAddresses"),
    ("components", "serverBindings"),
    ("components", "channelBindings"),
    ("components", "operationBindings"),
    ("components", "messageBindings"),
    ("channels",),
    ("servers",),
    ("$defs",),
    ("definitions",),
    # of Swagger 2.0
    ("parameters",),
    ("responses",),
    ("securityDefinitions",),
)


class Message(NamedTuple):
    """A place where data crosses in both versions, and where the two do not certainly agree."""

    operation: str | None
    path: tuple[str, ...]
    direction: Direction | None
    old: Conj
    new: Conj
    text: bool = False


class Comparison(NamedTuple):
    """All that differs between two contracts, and the messages that have to be weighed."""

    changes: tuple[Change, ...]
    messages: tuple[Message, ...]
    operations: int
    compared: int
    same: Sameness


def changes(old: Contract, new: Contract) -> tuple[Change, ...]:
    """Every difference, in the order of the old contract; what was added comes last."""
    return compare_contracts(old, new).changes


def compare_contracts(old: Contract, new: Contract) -> Comparison:
    """Walk both contracts side by side, past everything that is the same."""
    reconciled(old.world, new.world, (old.document, new.document))
    one_dialect = old.world.dialect == new.world.dialect
    was = Units(old.bundle, SECTIONS)
    now = Units(new.bundle, SECTIONS, like=was)
    for units, contract in ((was, old), (now, new)):
        if contract.world.heirs is not None:
            units.related(contract.world.heirs.families)
    dynamic = any(c.world.dynamics is not None for c in (old, new))
    same = Sameness(was, now, one_dialect=one_dialect, dynamic=dynamic)
    walker = _Walk(same)
    aligned = align(old, new)
    walker.siblings(aligned.old, aligned.new, (), None, None)
    for before in aligned.removed:
        walker.whole(Action.REMOVED, before.element(), (), before.label, None)
    for before, after in aligned.pairs:
        if same.written(before.written, after.written):
            continue
        ours, theirs = before.signature(), after.signature()
        if ours == theirs and same.bytes(ours):
            continue
        walker.pair(before.element(), after.element(), (), before.label, None)
    for after in aligned.added:
        walker.whole(Action.ADDED, after.element(), (), after.label, None)
    walker.gather()
    return Comparison(
        changes=_once(walker.changes),
        messages=tuple(walker.messages),
        operations=max(len(old.units), len(new.units)),
        compared=len(aligned.pairs),
        same=same,
    )


def _once(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes, each part's once: what several operations share changes for all of them."""
    found: dict[Any, Change] = {}
    reached: dict[Any, dict[str, None]] = {}
    for change in changes:
        key = (
            *(change.action, change.kind, change.attribute, change.direction),
            *(change.old, change.new, change.path[1:] if change.operations else change.path),
            *(frozen(change.before), frozen(change.after), change.touches),
        )
        found.setdefault(key, change)
        reached.setdefault(key, {}).update(dict.fromkeys(change.operations))
    return tuple(
        change._replace(operations=tuple(reached[key]))
        if len(reached[key]) > len(change.operations)
        else change
        for key, change in found.items()
    )


def _beside(element: Element, others: tuple[Element, ...]) -> list[str] | None:
    """The statuses or media types of the other version, beside one that came or went."""
    if element.kind not in (Kind.RESPONSE, Kind.MEDIA_TYPE):
        return None
    return [e.steps[-1] for e in others if e.kind is element.kind]


def _renamed(was: dict[Any, Element], now: dict[Any, Element]) -> dict[Any, Element]:
    """The new siblings by their old identities, where another name tells that they are the same."""
    left = [e for identity, e in was.items() if identity not in now and e.names]
    if not left:
        return now
    by_name: dict[Any, Any] = {}
    for identity, e in now.items():
        if identity not in was:
            for name in e.names:
                by_name.setdefault((e.kind, name), identity)
    found: dict[Any, Any] = {}
    for e in left:
        for name in e.names:
            identity = by_name.get((e.kind, name))
            if identity is not None and identity not in found:
                found[identity] = (e.kind, e.key)
                break
    return {found.get(identity, identity): e for identity, e in now.items()}


class _Walk:
    """A walk over two trees of elements, and over the schemas at their leaves."""

    def __init__(self, same: Sameness) -> None:
        self.same = same
        self.changes: list[Change] = []
        self.messages: list[Message] = []
        self._compared: dict[Any, Compared] = {}
        #: the pairs below which something differs that is more than words
        self._matters: set[Any] = set()

    # -- elements

    def siblings(
        self,
        old: tuple[Element, ...],
        new: tuple[Element, ...],
        path: tuple[str, ...],
        operation: str | None,
        parents: tuple[Place, Place] | None,
    ) -> None:
        was = {(e.kind, e.key): e for e in old}
        now = _renamed(was, {(e.kind, e.key): e for e in new})
        held: set[tuple[str, str]] = set()
        for identity, before in was.items():
            if identity in now:
                self.pair(before, now[identity], path, operation, parents)
            elif before.kind is not Kind.ENCODING:  # of which its property tells
                beside = _beside(before, new)
                self.whole(Action.REMOVED, before, path, operation, parents, beside)
                for after in stand_ins(before, new):
                    held.add((before.key, after.key))
                    self.inside(before, after, (*path, *before.steps), operation)
        for identity, after in now.items():
            if identity not in was and after.kind is not Kind.ENCODING:
                beside = _beside(after, old)
                self.whole(Action.ADDED, after, path, operation, parents, beside)
                for before in stand_ins(after, old):
                    if (before.key, after.key) not in held:
                        self.inside(before, after, (*path, *after.steps), operation)

    def inside(
        self, before: Element, after: Element, path: tuple[str, ...], operation: str | None
    ) -> None:
        """Hold what two parts describe against each other, where one stands for the other."""
        self.message(before, after, path, operation)
        if inner := insides(before, after):
            self.siblings(*inner, path, operation, (before.place, after.place))

    def pair(
        self,
        before: Element,
        after: Element,
        path: tuple[str, ...],
        operation: str | None,
        _: tuple[Place, Place] | None,
    ) -> None:
        path = (*path, *before.steps)
        blank = Change(
            action=Action.CHANGED,
            kind=after.kind,
            path=path,
            direction=after.direction,
            operations=(operation,) if operation else (),
            required=after.required,
            old=before.place,
            new=after.place,
        )
        for attribute in dict.fromkeys((*before.attributes, *after.attributes)):
            was, now = before.attributes.get(attribute), after.attributes.get(attribute)
            if not same(was, now):
                self.changes.append(blank._replace(attribute=attribute, before=was, after=now))
        if not same(before.value, after.value):
            self.changes.append(blank._replace(before=before.value, after=after.value))
        if before.schema is not None and after.schema is not None:
            self.message(before, after, path, operation)
        elif before.schema is not None or after.schema is not None:
            was = before.schema.value if before.schema else None
            now = after.schema.value if after.schema else None
            self.changes.append(
                blank._replace(kind=Kind.SCHEMA, attribute="schema", before=was, after=now)
            )
        ours, theirs = before.children, after.children
        if before.kind is Kind.OPERATION:
            ours, theirs = levelled(ours, theirs)
        self.siblings(ours, theirs, path, operation, (before.place, after.place))

    def message(
        self, before: Element, after: Element, path: tuple[str, ...], operation: str | None
    ) -> None:
        """Keep a place where data crosses, unless the two schemas certainly say the same."""
        if before.schema is None or after.schema is None:
            return
        if not self.same.nodes(before.schema, after.schema):
            self.messages.append(
                Message(
                    operation=operation,
                    path=path,
                    direction=after.direction,
                    old=reduced((before.schema,)),
                    new=reduced((after.schema,)),
                    text=before.text and after.text,
                )
            )

    def whole(
        self,
        action: Action,
        element: Element,
        path: tuple[str, ...],
        operation: str | None,
        parents: tuple[Place, Place] | None,
        beside: list[str] | None = None,
    ) -> None:
        root = Place("", "")
        old_parent, new_parent = parents or (root, root)
        gone = action is Action.REMOVED
        shown = {k: v for k, v in element.attributes.items() if v not in (None, False)}
        said = element.value if element.value is not None else shown or None
        self.changes.append(
            Change(
                action=action,
                kind=element.kind,
                path=(*path, *element.steps),
                direction=element.direction,
                operations=(operation,) if operation else (),
                before=said if gone else beside,
                after=beside if gone else said,
                required=element.required,
                old=element.place if gone else old_parent,
                new=new_parent if gone else element.place,
            )
        )

    # -- schemas

    def gather(self) -> None:
        """Look into the messages; one difference of a shared schema is one change."""
        self._explore()
        found: list[tuple[Any, Difference]] = []
        own: dict[Any, int] = {}
        graph: dict[Any, list[tuple[Any, tuple[str, ...]]]] = {}
        for pair, compared in self._compared.items():
            graph[pair] = [((c.old, c.new, pair[2]), c.steps) for c in compared.children]
            for difference in self._differences(pair):
                own[pair] = own.get(pair, 0) | 1 << len(found)
                found.append((pair, difference))
        below = reach(graph, own)
        # what lies on one cycle reaches the same, so that many messages are alike
        alike: dict[int, list[Message]] = {}
        for message in self.messages:
            alike.setdefault(below[message.old, message.new, message.direction], []).append(message)
        first: dict[int, Message] = {}
        reached: dict[int, set[str]] = {}
        for mask, messages in alike.items():
            operations = {m.operation for m in messages if m.operation}
            for i in bits(mask):
                first.setdefault(i, messages[0])
                reached.setdefault(i, set()).update(operations)
        order = {m.operation: i for i, m in reversed(tuple(enumerate(self.messages)))}
        known: dict[int, Any] = {}
        for i, message in first.items():
            pair, d = found[i]
            if id(message) not in known:
                root = (message.old, message.new, message.direction)
                known = {id(message): ways(root, graph)}
            steps = way(pair, known[id(message)])
            self.changes.append(
                Change(
                    action=d.action,
                    kind=d.kind,
                    path=(*message.path, *(s for step in steps for s in step), *d.steps),
                    attribute=d.attribute,
                    direction=message.direction,
                    operations=tuple(sorted(reached.get(i, ()), key=order.__getitem__)),
                    before=d.before,
                    after=d.after,
                    required=d.required,
                    old=d.old,
                    new=d.new,
                    touches=d.touches,
                )
            )

    def _explore(self) -> None:
        """Compare every pair of schemas once, and mark those that lead to a difference."""
        todo = [(m.old, m.new, m.direction) for m in self.messages]
        seen = set(todo)
        above: dict[Any, list[Any]] = {}
        askers: dict[Any, list[Any]] = {}
        for pair in todo:  # grows while it is walked
            if pair not in self._compared:
                self._compared[pair] = compare(*pair, self.same)
            compared = self._compared[pair]
            for c in compared.children:
                above.setdefault((c.old, c.new, pair[2]), []).append(pair)
            for q in compared.questions:
                for old, new in q.pairs:
                    askers.setdefault((old, new, pair[2]), []).append(pair)
            below = [(c.old, c.new) for c in compared.children]
            below += [inner for q in compared.questions for inner in q.pairs]
            for old, new in below:
                if (inside := (old, new, pair[2])) not in seen:
                    seen.add(inside)
                    todo.append(inside)
        telling = [p for p in todo if any(map(_matters, self._compared[p].differences))]
        self._matters = _closed(telling, above, askers)

    def _differences(self, pair: Any) -> list[Difference]:
        """What is to be said of a pair itself, with the questions that were answered by yes."""
        compared = self._compared[pair]
        found = list(compared.differences)
        found += [
            q.difference
            for q in compared.questions
            if any((old, new, pair[2]) in self._matters for old, new in q.pairs)
        ]
        return found


def _closed(start: list[Any], *above: dict[Any, list[Any]]) -> set[Any]:
    """These pairs, and those from which one of them is reached."""
    found = set(start)
    todo = list(start)
    for pair in todo:  # grows while it is walked
        for holders in above:
            for higher in holders.get(pair, ()):
                if higher not in found:
                    found.add(higher)
                    todo.append(higher)
    return found


def _matters(difference: Difference) -> bool:
    """Whether a difference is more than words."""
    return difference.attribute not in WORDS
