"""A contract's file, read: its tree, and where each part of it stands."""

from __future__ import annotations

import hashlib
import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.formats import json_places, json_text
from weighbridge_checks.facts.formats import pointer as pointers
from weighbridge_checks.facts.formats.encoding import check_utf8, may_say, unmarked
from weighbridge_checks.facts.formats.errors import (
    CannotOpenError,
    DanglingReferenceError,
    NothingThereError,
    NotJsonError,
    NotYamlError,
    UnreadableContractError,
)
from weighbridge_checks.facts.formats.identifiers import identifiers, joined, might_identify
from weighbridge_checks.facts.formats.limits import LIMITS, Limits
from weighbridge_checks.facts.formats.references import (
    LeadsNowhereError,
    RefusedError,
    decoded,
    file_meant,
    mentioned,
    references,
)
from weighbridge_checks.facts.formats.words import brief
from weighbridge_checks.facts.nearness import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from weighbridge_checks.facts.formats.identifiers import Identifiers

    #: From the steps to a part that exists, to its line and column.
    Places = Callable[[tuple[str, ...]], tuple[int, int]]
    #: Given a path relative to the root's folder, the bytes there. Raises `CannotOpenError`.
    Opener = Callable[[str], bytes]

__all__ = [
    "LIMITS",
    "Bundle",
    "CannotOpenError",
    "DanglingReferenceError",
    "Document",
    "Limits",
    "Location",
    "NothingThereError",
    "Place",
    "UnreadableContractError",
    "parse",
]

#: For how many references, and among how many names, what was meant is looked for.
GUESSES = 10
GUESSED_FROM = 1000

_JSON_START = re.compile(rb"[ \t\r\n]*[{\[]")


class Location(NamedTuple):
    """Where a part stands, for a person to click on. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    pointer: str


class Document(NamedTuple):
    """One file: its name, the digest of its bytes, its tree, and where each part of it stands.

    The tree is shared and read by everybody: nobody changes it.
    """

    name: str
    digested: Callable[[], str]
    root: Any
    size: int
    identifies: Callable[[], bool]  # whether its text may hold an `$id` or an anchor
    places: Places
    #: whether a keyword may stand somewhere in its text; a no is certain
    may_say: Callable[[str], bool]
    #: the tree again, with what was seen of the text while it was read
    decoded: json_text.Decoded

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes."""
        return self.digested()

    def at(self, pointer: str) -> Any:
        """The part that a pointer leads to. Raises `NothingThereError`."""
        steps = pointers.split(pointer)
        if steps is None:
            raise NothingThereError(self.name, pointer)
        taken, value = pointers.walk(self.root, steps)
        if taken < len(steps):
            raise NothingThereError(self.name, pointer)
        return value

    def locate(self, pointer: str) -> Location:
        """Where a part stands: its key in a mapping, itself in a list.

        For what is not there, it is the nearest part above that is.
        """
        return located(self.name, self.root, self.places, pointer)


def located(name: str, root: Any, places: Places, pointer: str) -> Location:
    """Where a part of a tree stands, or the nearest part above it that is there."""
    steps = pointers.split(pointer) or ()
    taken, _ = pointers.walk(root, steps)
    line, column = places(steps[:taken])
    return Location(file=name, line=line, column=column, pointer=pointers.join(steps[:taken]))


def parse(
    data: bytes,
    *,
    name: str,
    limits: Limits = LIMITS,
    beside: Document | None = None,
    ahead: bytes | None = None,
) -> Document:
    """Read a file as JSON or YAML, whichever it is. Raises `UnreadableContractError`.

    What a large text has in common with the document `beside` is not looked through again, and what
    it has in common with the file `ahead`, which is read next, only when it is asked for.
    """
    if len(data) > limits.bytes:
        reason = (
            f"has {len(data):,} bytes, and {limits.bytes:,} are read at most; "
            "split it into files that refer to each other"
        )
        raise UnreadableContractError(name, reason)
    digested = _digested(data)
    text = unmarked(data, name)
    decoded, places = _read(text, name, limits, beside, ahead)
    root = decoded.root
    if not isinstance(root, dict | bool):
        line, column = places(())
        raise UnreadableContractError(name, _no_contract(root), line, column)
    return Document(
        name=name,
        digested=digested,
        root=root,
        size=len(data),
        identifies=partial(might_identify, text),
        places=places,
        # what was read by parts was seen to be plain
        may_say=partial(may_say, text, plain=decoded.mentions is not None),
        decoded=decoded,
    )


def _digested(data: bytes) -> Callable[[], str]:
    """The digest of some bytes; of many it is made while they are read, on another core."""
    made = hashlib.sha256()
    if len(data) <= json_text.LARGE:
        made.update(data)
        return made.hexdigest
    import threading  # noqa: PLC0415 - only large ones are worth it

    thread = threading.Thread(target=made.update, args=(data,))
    thread.start()

    def digest() -> str:
        thread.join()
        return made.hexdigest()

    return digest


def _read(
    text: bytes, name: str, limits: Limits, beside: Document | None, ahead: bytes | None
) -> tuple[json_text.Decoded, Places]:
    # The content decides, not the file's name: many a .json is YAML, and the other way round.
    # Readers of JSON refuse what is not UTF-8 by themselves.
    if not _JSON_START.match(text):
        check_utf8(text, name)
        return _read_yaml(text, name, limits, beside)
    try:
        seen = None if beside is None else beside.decoded
        decoded = json_text.read(text, file=name, limits=limits, beside=seen, ahead=ahead)
    except NotJsonError as error:
        try:
            return _read_yaml(text, name, limits, beside)
        except NotYamlError:
            raise error from None
    return decoded, json_places.places(text, opened=decoded.opened)


def _read_yaml(
    text: bytes, name: str, limits: Limits, beside: Document | None
) -> tuple[json_text.Decoded, Places]:
    from weighbridge_checks.facts.formats import yaml12  # noqa: PLC0415 - JSON needs no YAML

    if len(text) <= json_text.LARGE:
        root, spots, _ = yaml12.read(text, file=name, limits=limits)
        return json_text.Decoded(root), yaml12.places(root, spots)

    import msgspec  # noqa: F401, PLC0415 - what is as large is written by it, again and again

    from weighbridge_checks.facts.formats import yaml_blocks  # noqa: PLC0415 - as above

    other = beside.decoded.whole if beside else None
    if other is not None and (found := yaml_blocks.read(text, name, limits, other)):
        root, spots = found
        return json_text.Decoded(root), yaml12.places(root, spots)
    root, spots, anchored = yaml12.read(text, file=name, limits=limits)
    whole = None if anchored else yaml_blocks.Whole(text, root, spots)
    return json_text.Decoded(root, whole=whole), yaml12.places(root, spots)


def _no_contract(root: Any) -> str:
    if isinstance(root, list):
        return "is a list, and a contract is a mapping at the top; give the items names, as keys"
    shown = brief(root) if isinstance(root, str) else json.dumps(root)
    return f"says only {shown}, and a contract is a mapping at the top; write 'key: value' lines"


class Place(NamedTuple):
    """A part of a bundle: the file, which is "" for the root, the pointer, and the value there."""

    file: str
    pointer: str
    value: Any


class Bundle:
    """A root document and the neighbours that its references reach, each opened when it is needed.

    A file is known by its path relative to the folder of the root, so that two copies of a folder
    are the same bundle wherever they lie.
    """

    def __init__(
        self,
        root: Document,
        open: Opener | None = None,  # noqa: A002 - that is what it does
        limits: Limits = LIMITS,
        *,
        rise: int = 0,
    ) -> None:
        self.root = root
        self._rise = rise
        self._open = open
        self._limits = limits
        # As it was named: a path, or `REV:path` as git has it.
        self._folder, own_name = _parted(root.name)
        self._own_names = {"", own_name}
        self._documents = {"": root}
        self._bytes = root.size
        self._identifiers: dict[str, Identifiers | None] = {}
        self._places: dict[tuple[str, str, str], Place] = {}
        self._ends: dict[tuple[str, str], Place] = {}
        self._nowhere: dict[tuple[str, str, str], str] = {}
        self._dangling: tuple[DanglingReferenceError, ...] | None = None

    @property
    def neighbours(self) -> tuple[str, ...]:
        """The files beside the root that were opened, in the order of their names."""
        return tuple(sorted(self._documents.keys() - {""}))

    @property
    def digest(self) -> str:
        """What the whole bundle says: the root's own digest where it stands alone."""
        self.reach()
        if len(self._documents) == 1:
            return self.root.digest
        lines = (f"{file}\0{document.digest}\n" for file, document in self._documents.items())
        return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()

    def may_say(self, word: str) -> bool:
        """Whether a keyword may stand somewhere in these files; a no is certain."""
        self.reach()
        return any(document.may_say(word) for document in self._documents.values())

    def document(self, name: str) -> Document:
        """The root, or a neighbour by its path relative to the root's folder."""
        try:
            return self._document(name)
        except RefusedError as refused:
            raise UnreadableContractError(self._named(name), refused.reason) from refused

    def resolve(self, ref: str, base: str, *, at: str | None = None) -> Place:
        """The part that a reference in the file `base` means.

        `at` is the pointer of what holds the reference: for the location of an error, and because
        `#/a` means another part inside of a schema that has an `$id` of its own.
        """
        key = (ref, base, self._scope(base, at))
        known = self._places.get(key)
        if known is None:
            try:
                known = self._places[key] = self._resolved(*key)
            except RefusedError as refused:
                raise self._refused(refused, base, at) from refused
        return known

    def resource_around(self, file: str, pointer: str) -> str:
        """The pointer of the schema with a URI of its own in which a part stands; else the root."""
        return self._scope(file, pointer)

    def follow(self, place: Place) -> Place:
        """Where a chain of references ends: the first part that is no reference itself.

        What stands beside a `$ref` on the way is the caller's to judge.
        """
        start = (place.file, place.pointer)
        known = self._ends.get(start)
        if known is None:
            known = self._ends[start] = self._end_of(place)
        return known

    def reach(self) -> tuple[DanglingReferenceError, ...]:
        """Open every neighbour that references reach, and answer those that lead nowhere.

        Published contracts do have such references, and all that does not need them can be read.
        A file that can not be opened, a remote reference or a ring of references is an error.
        """
        if self._dangling is None:
            self._dangling = () if self._is_sound_at_a_glance() else self._reach_exactly()
        return self._dangling

    def _is_sound_at_a_glance(self) -> bool:
        """Whether all that looks like a reference stays in the root and leads somewhere there."""
        if self._identifiers_of("") is not None:
            return False
        refs = self.root.decoded.mentions
        if refs is None:
            refs = tuple(mentioned(self.root.root))
        if not all(ref.startswith("#") for ref in refs):
            return False
        try:
            for ref in refs:
                if self.root.decoded.sound and json_text.leads_somewhere(self.root.root, ref):
                    continue
                self.follow(self.resolve(ref, "", at=""))
        except UnreadableContractError:
            return False  # perhaps in an example: the exact walk says, and where it stands
        return True

    def _reach_exactly(self) -> tuple[DanglingReferenceError, ...]:
        dangling = []
        seen: set[int] = set()
        todo = [Place(file="", pointer="", value=self.root.root)]
        for place in todo:  # grows while it is walked
            for at, ref in references(place.value, place.pointer, seen):
                try:
                    target = self.resolve(ref, place.file, at=at)
                except DanglingReferenceError as error:
                    dangling.append(error)
                    continue
                todo.append(target)
                self._check_end(target)
        return tuple(dangling)

    def _check_end(self, place: Place) -> None:
        try:
            self.follow(place)
        except DanglingReferenceError:
            return  # the walk comes to that reference too, and notes it where it stands

    def _end_of(self, place: Place) -> Place:
        passed = {(place.file, place.pointer): ""}
        while isinstance(place.value, dict) and isinstance(ref := place.value.get("$ref"), str):
            target = self.resolve(ref, place.file, at=place.pointer)
            if (target.file, target.pointer) in passed:
                reason = f"the $ref {brief(ref)} leads back to itself; describe the part here"
                raise self._refused(RefusedError(reason), place.file, place.pointer)
            passed[target.file, target.pointer] = ref
            place = target
        return place

    def _resolved(self, ref: str, base: str, scope: str) -> Place:
        if reason := self._nowhere.get((ref, base, scope)):
            raise LeadsNowhereError(reason)
        try:
            return self._meant(ref, base, scope)
        except LeadsNowhereError as nowhere:
            self._nowhere[ref, base, scope] = nowhere.reason
            raise

    def _meant(self, ref: str, base: str, scope: str) -> Place:
        uri, _, fragment = ref.partition("#")
        fragment = decoded(fragment)
        file = base
        if uri:
            found = self._resource(uri, base, scope)
            if found is None:
                file, scope = self._neighbour(uri, base), ""
            else:
                scope = found
        if fragment and not fragment.startswith("/"):
            scope = self._anchored(fragment, ref, file, scope)
            fragment = ""
        document = self._document(file)
        steps = pointers.split(scope + fragment) or ()
        taken, value = pointers.walk(document.root, steps)
        if taken < len(steps):
            raise LeadsNowhereError(
                _nothing(ref, steps, taken, value, may_guess=self._guesses_left)
            )
        return Place(file=file, pointer=pointers.join(steps), value=value)

    @property
    def _guesses_left(self) -> bool:
        """Whether to look for what was meant, which takes a while: for the first few only."""
        return len(self._nowhere) < GUESSES

    def _resource(self, uri: str, base: str, scope: str) -> str | None:
        """The pointer of the schema in the same document whose `$id` a reference means."""
        known = self._identifiers_of(base)
        if known is None:
            return None
        return known.resources.get(joined(known.uris[scope], uri))

    def _anchored(self, name: str, ref: str, file: str, scope: str) -> str:
        known = self._identifiers_of(file)
        anchors = known.anchors if known else {}
        if (scope, name) in anchors:
            return anchors[scope, name]
        guess = ""
        if self._guesses_left:
            guess = _guess(name, [other for around, other in anchors if around == scope])
        raise LeadsNowhereError(
            f"the $ref {brief(ref)} leads nowhere: no schema here has the $anchor {brief(name)}; "
            f"{guess or 'write that $anchor, or a pointer such as #/$defs/name'}"
        )

    def _neighbour(self, uri: str, base: str) -> str:
        """The file that a reference means, opened, so that it has its final name."""
        file = file_meant(uri, base, rise=self._rise)
        if file.startswith("../") and self._named(file).startswith(self._folder):
            # one file has one name: what rises and comes back down is inside after all
            file = self._named(file).removeprefix(self._folder)
        return "" if self._document(file) is self.root else file

    def _named(self, file: str) -> str:
        """A file as messages call it, in the manner in which the root was named."""
        folder = self._folder
        while file.startswith("../") and folder:
            file = file.removeprefix("../")
            folder = folder[: max(folder[:-1].rfind(mark) for mark in "/:") + 1]
        return folder + file

    def _document(self, file: str) -> Document:
        if file in self._own_names:
            return self.root
        known = self._documents.get(file)
        if known is None:
            known = self._opened(file)
            if "/" not in file and known.digest == self.root.digest:
                # The root again, by a name that its own name does not tell, as from stdin.
                self._own_names.add(file)
                return self.root
            self._documents[file] = known
        return known

    def _opened(self, file: str) -> Document:
        if self._open is None:
            raise RefusedError(
                f"refers to the file {brief(file)}, and this document was given alone; "
                "give it with its folder, or write the part in here"
            )
        if len(self._documents) > self._limits.files:
            raise RefusedError(f"refers to more than {self._limits.files} files; join some of them")
        try:
            data = self._open(file)
        except (CannotOpenError, OSError) as error:
            reason = error.reason if isinstance(error, CannotOpenError) else str(error)
            raise RefusedError(
                f"refers to the file {brief(file)}, which cannot be opened ({reason}); "
                "check its name, which counts from the folder of this file"
            ) from error
        document = parse(data, name=self._named(file), limits=self._limits)
        self._bytes += document.size
        if self._bytes > self._limits.bytes:
            raise RefusedError(
                f"refers to files of more than {self._limits.bytes:,} bytes together; "
                "weigh smaller contracts"
            )
        return document

    def _scope(self, base: str, at: str | None) -> str:
        if not at:
            return ""
        known = self._identifiers_of(base)
        return "" if known is None else known.resource_around(at)

    def _identifiers_of(self, file: str) -> Identifiers | None:
        if file not in self._identifiers:
            document = self._document(file)
            self._identifiers[file] = identifiers(
                document.root, uri=file, mentioned=document.identifies
            )
        return self._identifiers[file]

    def _refused(self, refused: RefusedError, base: str, at: str | None) -> UnreadableContractError:
        document = self._document(base)
        line = column = None
        if at is not None:
            place = document.locate(f"{at}/$ref")
            line, column = place.line, place.column
        if isinstance(refused, LeadsNowhereError):
            return DanglingReferenceError(document.name, refused.reason, line, column, at or "")
        return UnreadableContractError(document.name, refused.reason, line, column)


def _parted(name: str) -> tuple[str, str]:
    """The folder of a file as it was named, and the rest, which is its own name."""
    cut = max(name.rfind(mark) for mark in "/\\:") + 1
    return name[:cut], name[cut:]


def _nothing(ref: str, steps: tuple[str, ...], taken: int, nearest: Any, *, may_guess: bool) -> str:
    """That a reference leads nowhere, how far it leads, and what may have been meant."""
    step = steps[taken]
    there = brief("#" + pointers.join(steps[:taken]))
    if isinstance(nearest, dict):
        lacks = f"{there} has no {brief(step)}"
        advice = (_guess(step, nearest) if may_guess else "") or "correct the name, or add the part"
    elif isinstance(nearest, list):
        lacks = f"{there} has {len(nearest)} items and no {brief(step)}"
        advice = "correct the number, which counts from 0"
    else:
        lacks = f"{there} has no parts"
        advice = "refer to that, or correct the pointer"
    return f"the $ref {brief(ref)} leads nowhere: {lacks}; {advice}"


def _guess(name: str, names: Iterable[str]) -> str:
    like = [other for other in names if abs(len(other) - len(name)) <= len(name) // 2]
    close = nearest(name, like[:GUESSED_FROM])
    return f"did you mean {brief(close[0])}?" if close else ""
