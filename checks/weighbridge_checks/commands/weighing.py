"""From pairs of documents to what a check says: verdicts, objections, and what was not readable."""

from __future__ import annotations

import hashlib
import json
import posixpath
from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.commands import cards, versions
from weighbridge_checks.commands.errors import CommandError, code_of
from weighbridge_checks.commands.pairs import Step
from weighbridge_checks.commands.trees import contract_of, expect_alike, has_card
from weighbridge_checks.facts import Format, Place, UnreadableContractError, read
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.verdicts.finding import Bump, Mode, Posture, Severity, Word
from weighbridge_checks.verdicts.history import weigh_history
from weighbridge_checks.verdicts.judge import weigh
from weighbridge_checks.verdicts.policy import applied

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from weighbridge_checks.commands.config import Config
    from weighbridge_checks.commands.pairs import Pair
    from weighbridge_checks.commands.trees import Document
    from weighbridge_checks.facts import Contract
    from weighbridge_checks.facts.estate.needs import Need
    from weighbridge_checks.facts.pact import Pact
    from weighbridge_checks.verdicts.finding import Verdict, Waiver
    from weighbridge_checks.verdicts.policy import Own


class Objection(NamedTuple):
    """What is wrong about a version itself, whatever its content does to readers."""

    rule: str
    message: str
    file: str
    line: int
    column: int
    fingerprint: str
    waived: Waiver | None = None


class Weighed(NamedTuple):
    """One contract's change, weighed."""

    pair: Pair
    verdict: Verdict | None = None
    objections: tuple[Objection, ...] = ()
    #: by how much the version's number grew, where it stands in a folder of its own
    declared: Bump | None = None
    title: str = ""

    @property
    def covered(self) -> bool:
        """Whether it breaks, and says so by its number, while the version before stays."""
        return (
            self.pair.step is Step.NEXT
            and self.declared is Bump.MAJOR
            and self.verdict is not None
            and self.verdict.word is Word.BREAKING
        )

    @property
    def standing(self) -> tuple[Objection, ...]:
        """The objections that nobody waived."""
        return tuple(o for o in self.objections if o.waived is None)

    @property
    def word(self) -> Word | None:
        """The verdict in one word; an objection counts as a break."""
        if self.standing:
            return Word.BREAKING
        return self.verdict.word if self.verdict else None

    def reaches(self, fail_on: str) -> bool:
        """Whether something stands here that is at least as bad as asked."""
        if fail_on == "none":
            return False
        if self.standing:
            return True
        if self.verdict is None or self.covered:
            return False
        least = Severity(fail_on).weight
        return any(f.severity.weight >= least and f.waived is None for f in self.verdict.findings)


class Unread(NamedTuple):
    """A contract that could not be weighed."""

    path: str
    reason: str
    code: int


class Rules(NamedTuple):
    """How to weigh: the law's settings, and what people let pass."""

    #: what the command line says, which goes before all that is settled
    mode: Mode | None
    posture: Posture | None
    waivers: tuple[Waiver, ...]
    today: date
    settled: Config
    draft: str | None = None
    assert_formats: bool = False
    #: what the consumers of a contract rely on, asked by where the contract lies
    pacts: Callable[[Pair], tuple[Pact, ...]] = lambda _: ()
    #: what the consumers of a contract say they need
    needs: Callable[[Pair], tuple[Need, ...]] = lambda _: ()

    def read(self, document: Document, beside: Contract | None = None) -> Contract:
        """A contract as these rules have it read, beside one that has much in common with it."""
        return contract_of(
            document, draft=self.draft, assert_formats=self.assert_formats, beside=beside
        )

    def mode_of(self, own: Own) -> Mode:
        """Who has to understand whom, of one subject."""
        return self.mode or own.mode or Mode(self.settled.mode or "backward")

    def posture_of(self, own: Own) -> Posture | None:
        """What is assumed of undeclared properties, of one subject."""
        posture = self.posture or own.posture or self.settled.posture
        return Posture(posture) if posture else None


def weighed(pair: Pair, rules: Rules) -> Weighed | Unread:
    """Weigh one pair. What can not be read is told, and does not stop the others."""
    try:
        return _weighed(pair, rules)
    except (UnreadableContractError, CannotOpenError, CommandError) as error:
        code = code_of(error) if isinstance(error, CommandError) else 3
        return Unread(pair.path, str(error), code)


def _weighed(pair: Pair, rules: Rules) -> Weighed:
    new = rules.read(pair.new) if pair.new else None
    if pair.step is Step.FIRST and pair.new and new:
        if has_card(pair.new):
            cards.whole_card_in(pair.new.tree, posixpath.dirname(pair.new.path))
        return Weighed(pair=pair, title=_title(pair, new))
    old = rules.read(pair.old, new) if pair.old else None
    if old is None:
        raise ValueError(f"{pair.step} without an old document")
    waivers = tuple(w for w in rules.waivers if w.subject == pair.subject)
    own = rules.settled.policy.of(pair.subject)
    verdict = None
    if new is None:
        verdict = _against_nothing(old, rules, own, waivers) if pair.step is Step.REMOVED else None
    else:
        earlier = pair.earlier() if rules.mode_of(own).transitive else ()
        olds = [*(rules.read(document, new) for document in earlier), old]
        for one in olds:
            expect_alike(one, new)
        verdict = weigh_history(
            olds,
            new,
            mode=rules.mode_of(own),
            posture=rules.posture_of(own),
            waivers=waivers,
            today=rules.today,
        )
        if pair.step is Step.NEXT and pair.new and pair.old and new.format is Format.ASYNCAPI:
            from weighbridge_checks.commands import retained  # noqa: PLC0415 - only for events

            verdict = retained.judged(
                verdict,
                [*pair.earlier(), pair.old],
                pair.new,
                new,
                rules.read,
                posture=rules.posture_of(own),
                waivers=waivers,
                today=rules.today,
            )
    named = old.format is not Format.WORKFLOW  # a workflow names its own parties
    if named and verdict is not None and verdict.findings and (pacts := rules.pacts(pair)):
        from weighbridge_checks.commands import reliances  # noqa: PLC0415 - pacts cost 20 ms

        verdict = reliances.named(verdict, old, pacts)
    rewritten = pair.step is Step.REWRITTEN and verdict is not None and bool(verdict.findings)
    if verdict is not None and pair.old and pair.new and has_card(pair.new):
        from weighbridge_checks.commands import promises  # noqa: PLC0415 - as above

        verdict = promises.judged(
            verdict,
            pair.old,
            pair.new,
            rules.needs(pair),
            mode=rules.mode_of(own),
            waivers=waivers,
            today=rules.today,
        )
    verdict = applied(own, verdict) if verdict else None
    found = _objections(pair, old, new, verdict, rewritten=rewritten)
    objections = tuple(_waived(o, waivers) for o in found)
    declared = None
    if pair.old_label and pair.new_label and pair.step in (Step.NEXT, Step.EDITED):
        declared = versions.declared(pair.old_label, pair.new_label)
    return Weighed(
        pair=pair,
        verdict=verdict,
        objections=objections,
        declared=declared,
        title=_title(pair, new or old),
    )


def _against_nothing(
    old: Contract, rules: Rules, own: Own, waivers: tuple[Waiver, ...]
) -> Verdict | None:
    """What is lost where a whole document is gone: the same document without an operation."""
    root = old.document
    if old.format in (Format.JSON_SCHEMA, Format.WORKFLOW) or not isinstance(root, dict):
        return None
    emptied = {**root, "paths": {}} if old.format is Format.OPENAPI else {**root, "channels": {}}
    for part in ("operations", "webhooks", "components"):
        emptied.pop(part, None)
    if old.format is Format.ASYNCAPI and "operations" in root:
        emptied["operations"] = {}
    data = json.dumps(emptied, default=str).encode()
    nothing = read(data, name=old.name, format=old.format, assert_formats=rules.assert_formats)
    verdict = weigh(
        old,
        nothing,
        mode=rules.mode_of(own),
        posture=rules.posture_of(own),
        waivers=waivers,
        today=rules.today,
    )
    # there is no new file to point into
    return verdict._replace(findings=tuple(f._replace(new=None) for f in verdict.findings))


def _objections(
    pair: Pair, old: Contract, new: Contract | None, verdict: Verdict | None, *, rewritten: bool
) -> Sequence[Objection]:
    if pair.step is Step.WITHDRAWN:
        words = f"{pair.subject} {pair.old_label} is gone; keep its folder and retire it instead"
        return [_objection(pair, "version-withdrawn", words, old, gone=True)]
    if pair.step is Step.REMOVED:
        if old.format is Format.WORKFLOW:
            lost = _count(len(old.document["states"]), "state")
        else:
            lost = _count(len(old.operations), "operation")
        words = f"{pair.subject} is gone, and with it {lost}"
        return [_objection(pair, "contract-removed", words, old, gone=True)]
    if new is None or verdict is None:
        return []
    if rewritten:
        following = versions.raised(str(pair.new_label), verdict.required_bump)
        words = (
            f"{pair.subject} {pair.new_label} was there already and a published version never"
            f" changes; put the change into a new folder {following}"
        )
        return [_objection(pair, "published-version-edited", words, new)]
    if pair.old_label and pair.new_label and versions.follows(pair.new_label, pair.old_label):
        declared = versions.declared(pair.old_label, pair.new_label)
        if declared.size < verdict.required_bump.size:
            following = versions.raised(pair.old_label, verdict.required_bump)
            words = (
                f"{pair.subject} {pair.new_label} calls itself a {declared} version after"
                f" {pair.old_label}, and owes a {verdict.required_bump} one; number it {following}"
            )
            return [_objection(pair, "version-bump-too-small", words, new)]
    return []


def _objection(
    pair: Pair, rule: str, message: str, contract: Contract, *, gone: bool = False
) -> Objection:
    if gone:
        line = column = 1
    else:
        pointer = "/version" if contract.format is Format.WORKFLOW else "/info/version"
        place = contract.locate(Place("", pointer))
        line, column = place.line, place.column
    identity = json.dumps([rule, pair.subject, pair.old_label, pair.new_label, contract.digest])
    return Objection(
        rule=rule,
        message=message,
        file=pair.path,
        line=line,
        column=column,
        fingerprint=hashlib.sha256(identity.encode()).hexdigest()[:12],
    )


def _waived(objection: Objection, waivers: tuple[Waiver, ...]) -> Objection:
    waiver = next((w for w in waivers if w.fingerprint == objection.fingerprint), None)
    return objection._replace(waived=waiver) if waiver else objection


def _title(pair: Pair, contract: Contract) -> str:
    name = pair.subject if pair.subject != pair.path else contract.title or pair.path
    if pair.old_label and pair.new_label and pair.old_label != pair.new_label:
        return f"{name} {pair.old_label} -> {pair.new_label}"
    if label := pair.new_label or pair.old_label:
        return f"{name} {label}"
    return name


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
