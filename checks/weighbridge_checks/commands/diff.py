"""`weighbridge diff`: two documents in, every change and what it breaks out."""

from __future__ import annotations

import posixpath
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from weighbridge_checks.commands import config, options, outputs
from weighbridge_checks.commands.declared import Argument, Option, command
from weighbridge_checks.commands.errors import WrongUseError
from weighbridge_checks.commands.outputs import sinks
from weighbridge_checks.commands.screen import colored
from weighbridge_checks.commands.sources import Sources
from weighbridge_checks.commands.trees import contract_of, expect_alike, has_card
from weighbridge_checks.facts import Format
from weighbridge_checks.verdicts.finding import Mode, Posture
from weighbridge_checks.verdicts.history import weigh_history
from weighbridge_checks.verdicts.policy import applied

if TYPE_CHECKING:
    import click

    from weighbridge_checks.commands.trees import Document
    from weighbridge_checks.facts import Contract
    from weighbridge_checks.verdicts.finding import Verdict


def _day() -> click.ParamType[Any]:
    import click  # noqa: PLC0415 - a plain line does without it

    return click.DateTime(["%Y-%m-%d"])


@command(
    Argument("olds", "OLD...", many=True),
    Argument("new"),
    options.mode,
    options.posture,
    options.subject,
    options.draft,
    options.assert_formats,
    options.verdict_format,
    options.verdict_outputs,
    options.fail_on,
    Option(
        "--as",
        "--kind",
        into="kind",
        choices=options.KINDS,
        help="The format of both documents, where they do not say.",
    ),
    options.consumers,
    options.root,
    Option(
        "--today",
        into="today",
        metavar="DATE",
        kind=_day,
        help="The day by which a sunset has passed or not, such as 2027-03-01.  [default: today]",
    ),
    Option(
        "--allow-remote",
        into="allow_remote",
        flag=True,
        help="Let OLD or NEW be fetched from the web.",
    ),
    options.registry,
    options.verbose,
    options.color,
)
def diff(  # noqa: PLR0913 - one parameter for each option
    *,
    olds: tuple[str, ...],
    new: str,
    mode: str | None,
    posture: str | None,
    subject: str | None,
    draft: str | None,
    assert_formats: bool,
    shape: str,
    output: tuple[str, ...],
    fail_on: str | None,
    kind: str | None,
    consumers: str | None,
    root: str | None,
    today: datetime | None,
    allow_remote: bool,
    registry: str | None,
    verbose: bool,
    color: str,
) -> int:
    """Every change between two documents, with verdict, proofs and required version bump.

    OLD and NEW are each a file, a folder with one contract, `-` for the standard input,
    REV:path as in `git show`, registry:orders@1.4.0, registry:orders@production, or a web
    address with --allow-remote. Several OLD, the oldest first, are for the transitive modes.
    Where a contract.yaml lies beside both, what they promise is weighed too.

    \b
      weighbridge diff old.yaml new.yaml
      weighbridge diff HEAD:api/openapi.yaml api/openapi.yaml
      weighbridge diff registry:orders@production openapi.yaml --fail-on warning
      weighbridge diff orders/1.1.0 orders/1.2.0 --consumers consumers/
      weighbridge diff v1.json v2.json --as json-schema --mode full --posture strict
      weighbridge diff v1.json v2.json v3.json --mode full-transitive
      weighbridge diff old.yaml new.yaml --output json=diff.json --output markdown=diff.md

    Exits with 1 where a finding is at or above --fail-on.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    files = sinks(output)
    settled = config.configured()
    sources = Sources(
        registry=lambda: config.registry_of(settled, registry),
        allow_remote=allow_remote,
        root=root,
    )
    before = [sources.find(text) for text in olds]
    now = sources.find(new)
    config.subject_known(settled.policy, subject)
    if subject is None and settled.policy.subjects:
        subject = _subject(now) or _subject(before[-1])
    own = settled.policy.of(subject)
    asked = Mode(mode or own.mode or settled.mode or "backward")
    if len(olds) > 1 and not asked.transitive:
        raise WrongUseError(
            f"the mode '{asked}' weighs against one old document, and {len(olds)} are named;"
            " --mode with '-transitive' weighs against all of them"
        )
    posture = posture or own.posture or settled.posture
    format_ = Format(kind) if kind else None

    def contract(
        document: Document, beside: Contract | None = None, ahead: Document | None = None
    ) -> Contract:
        return contract_of(
            document,
            format_,
            draft=draft or settled.draft,
            assert_formats=assert_formats or settled.assert_formats,
            beside=beside,
            ahead=ahead,
        )

    old_contracts: list[Contract] = []
    for document in before:
        last = old_contracts[-1] if old_contracts else None
        old_contracts.append(contract(document, last, now if len(before) == 1 else None))
    new_contract = contract(now, old_contracts[-1])
    for old_contract in old_contracts:
        expect_alike(old_contract, new_contract)
    verdict = weigh_history(
        old_contracts,
        new_contract,
        mode=asked,
        posture=Posture(posture) if posture else None,
        today=(today or datetime.now(UTC)).date(),
    )
    if consumers and new_contract.format is Format.WORKFLOW:
        raise WrongUseError(
            "a workflow names its own parties; `weighbridge workflow diff` hears pacts as well"
        )
    if consumers:
        from weighbridge_checks.commands import reliances  # noqa: PLC0415 - pacts cost 20 ms

        pacts = reliances.pacts_at(consumers)
        relying = reliances.wanted(pacts, reliances.subject_of(before[-1]))
        verdict = reliances.named(verdict, old_contracts[-1], relying)
    if has_card(now):
        from weighbridge_checks.commands import promises  # noqa: PLC0415 - it costs 20 ms

        needs = promises.needs_at(consumers) if consumers else ()
        verdict = promises.judged(verdict, before[-1], now, needs, mode=asked)
    verdict = applied(own, verdict)
    if verbose:
        outputs.tell_counts(verdict)
    outputs.write(
        shape,
        files,
        lambda form, color: (
            _for_oasdiff(verdict, old_contracts[-1], new_contract)
            if form == "oasdiff-json"
            else outputs.rendered(now.name, verdict, form, color=color, verbose=verbose)
        ),
        color=colored(color),
    )
    return outputs.code_for([verdict], fail_on or settled.fail_on)


def _subject(document: Document) -> str | None:
    """The subject of a document: by the card beside it, or by the registry that it comes from."""
    if has_card(document):
        from weighbridge_checks.commands import cards  # noqa: PLC0415 - only where one is looked for

        return cards.card_in(document.tree, posixpath.dirname(document.path)).id
    return getattr(document.tree, "subject", None)


def _for_oasdiff(verdict: Verdict, old: Contract, new: Contract) -> str:
    from weighbridge_checks.report import oasdiff  # noqa: PLC0415 - one form of many

    wanted = {operation for f in verdict.findings for operation in f.change.operations}
    ids = {
        unit.label: str(id_)
        for unit in (*old.units, *new.units)
        if unit.label in wanted and (id_ := unit.element().attributes.get("operationId"))
    }
    return oasdiff.render(verdict, ids)
