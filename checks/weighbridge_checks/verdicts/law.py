"""The law of messages, for what stands around the schemas.

A message is safe as long as its reader accepts everything that its writer may send. A request is
written by the old document and read by the new one; a response the other way round. Of schemas
this is proved. Of the rest (does anybody listen, must a part be there, how is it written) the
laws below say it. Each stands once and is referred to by many rules, so that no severity is ever
typed beside a rule. A law answers None where the change can hurt nobody, and a `Harm` that is no
error where the documents do not tell. Each answers either way round, of what was added and of what
was removed, since by the forward mode the versions change places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Action, Direction
from weighbridge_checks.facts.formats.media import covers, essence, is_range
from weighbridge_checks.facts.formats.openapi_security import NOT_GRANTED
from weighbridge_checks.verdicts.law_of_life import removal
from weighbridge_checks.verdicts.rule import Harm

if TYPE_CHECKING:
    from weighbridge_checks.facts.change import Change


#: schemas that say nothing
_ANYTHING: tuple[Any, ...] = (None, True, {})


def demand(change: Change) -> Harm | None:
    """A part must be there: the reader of a request begins to need it, or a response to lack it."""
    before, after = _required(change)
    if change.direction is Direction.RESPONSE:
        if before and not after:
            return Harm(
                error=True,
                why="a consumer by the old document needs it, and the provider may leave it out",
            )
    elif after and not before:
        return Harm(
            error=True,
            why="a consumer by the old document may leave it out, and the provider needs it",
        )
    return None


def presence(change: Change) -> Harm | None:
    """A part of a message comes, goes, or has to be there.

    What goes is more than a demand. What the reader no longer knows it may ignore or refuse. What
    the writer no longer sends is missed where it was promised, and may be missed where it was not.
    """
    if change.action is not Action.REMOVED:
        return demand(change)
    announced = removal(change)
    until = announced.until if announced else None
    if change.direction is Direction.RESPONSE:
        return demand(change) or Harm(
            error=False,
            why="the old document did not promise it, yet a consumer may rely on it",
            until=until,
        )
    return Harm(
        error=False,
        why="a consumer by the old document may send it, and the new document does not say"
        " whether the provider ignores it or refuses the request",
        until=until,
    )


def address(change: Change) -> Harm | None:
    """What consumers address by its name has to be there: an operation."""
    return removal(change) if change.action is Action.REMOVED else None


def body(change: Change) -> Harm | None:
    """A body is a part, but sent all the same it is no mere surplus: nobody reads its language."""
    if change.action is Action.REMOVED and change.direction is not Direction.RESPONSE:
        return _gone()
    return presence(change)


def language(change: Change) -> Harm | None:
    """Who sends a media type has to be read, and who asks for one has to get it.

    What a provider sends of its own accord (a webhook) nobody has asked for: there a new media
    type reaches listeners that can not read it, and one that is gone is not missed.
    """
    named = change.after if change.action is Action.REMOVED else change.before
    beside = [str(media) for media in named] if isinstance(named, (list, tuple)) else []
    covered = any(covers(media, change.name) for media in beside)
    if change.direction is Direction.RESPONSE and change.path[1:2] == ("request",):
        return _unheard() if change.action is Action.ADDED and not covered else None
    if change.action is Action.ADDED:
        return None
    if change.direction is Direction.RESPONSE:
        # who takes a whole range is served with one of it; who asks for one may not be by a range
        covered = is_range(change.name) and any(covers(change.name, media) for media in beside)
    if covered:
        return None
    if any(essence(media) == essence(change.name) for media in beside):
        return Harm(
            error=False,
            why="the same media type is there with other parameters, and nobody knows whether it is"
            " told apart by them",
        )
    return _gone()


def event(change: Change) -> Harm | None:
    """Who listens has to know each message that comes; who sends has to be understood."""
    if change.direction is Direction.RESPONSE:
        if change.action is Action.ADDED:
            return _unheard()
        return Harm(
            error=False,
            why="every message that still comes can be read, yet a consumer by the old document"
            " may wait for this one",
        )
    return address(change)


def host(change: Change) -> Harm | None:
    """An address that is no longer named may still answer, or not."""
    if change.action is Action.ADDED:
        return None
    return Harm(
        error=False,
        why="a consumer by the old document may call this address, and the new document does not"
        " say whether it still answers",
    )


def variables(change: Change) -> Harm | None:
    """What a consumer puts into the address of a server no longer leads there."""
    before, after = (
        said if isinstance(said, dict) else {} for said in (change.before, change.after)
    )
    for name, was in before.items():
        now = after.get(name)
        if now is None:
            continue  # the address itself has changed, and is told of as one that is gone
        values = now.get("enum")
        if values is None:
            continue
        if was.get("enum") is None or not all(value in values for value in was["enum"]):
            return Harm(
                error=False,
                why=f"a consumer by the old document may put another value into '{name}', and the"
                " new document does not say whether that address still answers",
            )
    return None


def described(change: Change) -> Harm | None:
    """One document describes a part of a message, and the other says nothing of it.

    A reader who begins to describe what it takes may describe what it always took: nobody knows. A
    writer who no longer says what it sends has taken back a promise.
    """
    before, after = _described(change)
    if before is after or after is (change.direction is Direction.RESPONSE):
        return None
    if change.direction is Direction.RESPONSE:
        return Harm(
            error=True,
            why="the new document does not describe it, so a consumer by the old one may get what"
            " that does not allow",
        )
    return Harm(
        error=False,
        why="the old document does not describe it, so nobody knows whether what consumers send"
        " fits",
    )


def part_language(change: Change) -> Harm | None:
    """A part of a form is written in one of a list of media types, or in any."""
    before, after = change.before, change.after
    writes, reads = (after, before) if change.direction is Direction.RESPONSE else (before, after)
    if reads is None or (
        writes is not None and all(any(covers(r, w) for r in reads) for w in writes)
    ):
        return None
    return Harm(
        error=True,
        why="the writer may send this part in a media type that the reader does not name",
    )


def told_apart(change: Change) -> Harm | None:
    """The forms of a message are told apart by another field, or by other values of it."""
    before, after = (s if isinstance(s, dict) else {} for s in (change.before, change.after))
    writes, reads = (after, before) if change.direction is Direction.RESPONSE else (before, after)
    if not reads:
        return None
    if not writes:
        # who read by the field goes on to do so, and nobody says that it is still there
        if change.direction is not Direction.RESPONSE:
            return None
        return Harm(
            error=False,
            why="a consumer by the old document chooses the form by this field, and the new one no"
            " longer says that it tells",
        )
    if writes["propertyName"] != reads["propertyName"]:
        return Harm(
            error=True,
            why=f"the reader chooses the form by '{reads['propertyName']}', and the writer says it"
            f" in '{writes['propertyName']}'",
        )
    known = reads.get("mapping", {})
    for said, form in writes.get("mapping", {}).items():
        if known.get(said) != form:
            return Harm(
                error=True,
                why=f"the writer may send '{said}' for the form '{form}', and the reader"
                + (f" takes it for '{known[said]}'" if said in known else " does not know it"),
            )
    return None


def expected(change: Change) -> Harm | None:
    """A list of values that is open at the reader's end of a response, and not of a request."""
    before, after = (set(map(str, s or ())) for s in (change.before, change.after))
    if change.direction is Direction.RESPONSE or before <= after or change.after is None:
        return None
    return Harm(
        error=True,
        why="a consumer by the old document may send a value that the provider no longer knows",
    )


def lead(change: Change) -> Harm | None:
    """A link leads elsewhere or nowhere: who follows it may be lost."""
    if change.action is Action.ADDED or change.direction is Direction.REQUEST:
        return None
    return Harm(
        error=False,
        why="a consumer by the old document may follow it, and nobody knows whether one does",
    )


def rewritten(change: Change) -> Harm | None:
    """The two sides write the same value as different text.

    Where only one document says how, the value itself is another: its schema changed.
    """
    if change.attribute != "content" and (change.before is None or change.after is None):
        return None
    return respelled(change)


def respelled(_change: Change) -> Harm:
    """The same, where to say nothing is a way too."""
    return Harm(
        error=True,
        why="a consumer writes the value as the old document says, and the provider reads it as"
        " the new one says",
    )


def several(change: Change) -> Harm | None:
    """Where one value was, there may be a list: who writes a list is read as one odd value."""
    is_list = change.after if change.direction is Direction.RESPONSE else change.before
    if not is_list:
        return None
    return Harm(
        error=True,
        why="the writer may write several values, and the reader knows of one",
    )


def disallowed(change: Change) -> Harm | None:
    """A way of writing a value is no longer allowed to the writer."""
    written_by_new = change.direction is Direction.RESPONSE
    narrower = bool(change.before) and not change.after
    if narrower is written_by_new:
        return None
    return Harm(
        error=True,
        why="the writer may write the value in a way that the reader's document does not allow",
    )


def status(change: Change) -> Harm | None:
    """A status code comes or goes.

    A success that goes is an answer that a consumer waits for, unless a range of codes still
    covers it. Any other code that goes just never comes.

    A client must treat a code that it does not know like the first one of its class (RFC 9110,
    section 15), so a class that is documented covers its codes, and `default` covers all. Errors
    count as documented everywhere: OpenAPI asks for the known ones only, so that no consumer may
    read the list as complete. What is left are successes, redirects and interim answers.
    """
    code = change.name.lower()
    if change.action is Action.REMOVED:
        left = _statuses(change.after)
        covered = any(s.startswith("2") for s in left) if code == "2xx" else "2xx" in left
        return _gone() if code.startswith("2") and not covered else None
    if change.direction is Direction.REQUEST:
        return None  # the answer to a webhook: the provider reads it, and is told of one more
    known = _statuses(change.before)
    if code == "default" or code[:1] in {"4", "5"} or "default" in known:
        return None
    if code[:1] in {other[:1] for other in known}:
        return None
    if code.startswith("2") and not known:
        # every operation has a success; without the list of codes this is one more of its class
        return None
    return Harm(
        error=False,
        why=f"the old document has no status of the class {code[:1]}XX, so a consumer by it may"
        " have no answer to one",
    )


def access(change: Change) -> Harm | None:
    """A caller who did all that the old document asks for is turned away.

    Alternatives are "or", the schemes of one are "and": every old alternative must still satisfy
    at least one new alternative, with all of its schemes and all of their scopes.
    """
    old, new = _alternatives(change.before), _alternatives(change.after)
    if change.direction is Direction.RESPONSE:  # a webhook: the provider is the one who calls
        old, new = new, old
    # nobody holds a scope that is granted by nobody
    held = [a for a in old if not any(s.endswith(NOT_GRANTED) for v in a.values() for s in v)]
    refused = [a for a in held if not any(_satisfies(a, b) for b in new)]
    if not refused:
        return None
    who = " and ".join(sorted(refused[0])) or "no credentials"
    return Harm(error=True, why=f"the caller may come with {who}, which does not suffice")


def renewal(change: Change) -> Harm | None:
    """A token that a caller holds can no longer be renewed where it was."""
    before, after = (
        said if isinstance(said, dict) else {} for said in (change.before, change.after)
    )
    if change.direction is Direction.RESPONSE:
        before, after = after, before
    if all(after.get(scheme) == url for scheme, url in before.items()):
        return None
    return Harm(
        error=False,
        why="the caller may renew its token at the address of the old document, and the new one"
        " does not say whether it still answers",
    )


def _gone() -> Harm:
    return Harm(
        error=True,
        why="a consumer by the old document counts on it, and the provider no longer has it",
    )


def _unheard() -> Harm:
    return Harm(
        error=True,
        why="a consumer by the old document may get this, which that document does not know",
    )


def _described(change: Change) -> tuple[bool, bool]:
    if change.action is Action.CHANGED:
        return change.before not in _ANYTHING, change.after not in _ANYTHING
    return change.action is Action.REMOVED, change.action is Action.ADDED


def _required(change: Change) -> tuple[bool, bool]:
    if change.action is Action.ADDED:
        return False, change.required
    if change.action is Action.REMOVED:
        return change.required, False
    return bool(change.before), bool(change.after)


def _statuses(value: Any) -> frozenset[str]:
    """The documented codes where the change carries them, else none."""
    if isinstance(value, (list, tuple)):
        return frozenset(str(code).lower() for code in value)
    return frozenset()


def _alternatives(value: Any) -> list[dict[str, frozenset[str]]]:
    """Nothing said and an empty list both mean that no credentials are needed."""
    listed = value if isinstance(value, (list, tuple)) else []
    found = [
        {scheme: frozenset(scopes or ()) for scheme, scopes in one.items()}
        for one in listed
        if isinstance(one, dict)
    ]
    return found or [{}]


def _satisfies(credentials: dict[str, frozenset[str]], asked: dict[str, frozenset[str]]) -> bool:
    return all(
        scheme in credentials and scopes <= credentials[scheme] for scheme, scopes in asked.items()
    )
