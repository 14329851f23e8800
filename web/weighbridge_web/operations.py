"""What a version offers: its operations, remembered by digest, since content never changes."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from weighbridge_checks.facts import UnreadableContractError
from weighbridge_checks.facts.pact import read_pact
from weighbridge_registry.weighing import read_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: so many versions' operations are remembered
KEPT = 256


class Operations:
    """The operations of the versions that were looked at lately."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._guard = Lock()

    def of(
        self, digest: str, kind: str, root: str, contents: Callable[[], Mapping[str, bytes]]
    ) -> tuple[str, ...]:
        """The operations of the content with a digest; it is fetched only where it is not known."""
        with self._guard:
            if digest in self._known:
                self._known.move_to_end(digest)
                return self._known[digest]
        found = _read(kind, root, contents())
        with self._guard:
            self._known[digest] = found
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return found


def _read(kind: str, root: str, contents: Mapping[str, bytes]) -> tuple[str, ...]:
    """What a reader makes of the content.

    Stored content was readable when it came. Should a later reader refuse it, then the page still
    shows the files, and a comparison tells why.
    """
    try:
        if kind == "pact":
            pact = read_pact(contents[root], name=root)
            return tuple(i.description for i in pact.interactions)
        return read_files(root, contents).operations
    except UnreadableContractError:
        return ()
