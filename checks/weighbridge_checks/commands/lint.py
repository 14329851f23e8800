"""`weighbridge lint`: documents and estates as they stand, by the standards of the house."""

from __future__ import annotations

import os
from pathlib import Path

from weighbridge_checks.commands import config, exits, options, outputs
from weighbridge_checks.commands.declared import Argument, Option, command
from weighbridge_checks.commands.errors import WrongUseError
from weighbridge_checks.commands.linting import Looked, looked_at
from weighbridge_checks.commands.outputs import sinks
from weighbridge_checks.commands.screen import colored, say
from weighbridge_checks.commands.sources import Sources
from weighbridge_checks.report import remarks as reports
from weighbridge_checks.verdicts.policy import Level, Policy
from weighbridge_checks.verdicts.remark import Review
from weighbridge_checks.verdicts.standards import ALIASES, LINTED, called, near
from weighbridge_checks.verdicts.standards.judging import Bench, judged

CONTRACTS = "contracts"


@command(
    Argument("paths", "[PATH…]", many=True, required=False),
    Option(
        "--format",
        into="shape",
        choices=options.REMARK_FORMATS,
        default="text",
        show_default=True,
        help="What to write to stdout.",
    ),
    options.verdict_outputs,
    options.fail_on,
    Option(
        "--rule",
        into="rules",
        multiple=True,
        metavar="RULE",
        help="Ask this rule only: an id, a readable name, or another linter's, as in"
        " spectral:path-params. Repeatable.",
    ),
    Option(
        "--ignore-rule",
        into="ignored",
        multiple=True,
        metavar="RULE",
        help="Do not ask it. Repeatable.",
    ),
    Option(
        "--all",
        into="every",
        flag=True,
        help="Show every place where a rule has many, and each of what nearly all parts lack.",
    ),
    Option(
        "--explain",
        into="explain",
        flag=True,
        help="Show the page of each rule that found something.",
    ),
    Option("--config", into="config_file", metavar="FILE", help="Another weighbridge.yaml."),
    options.root,
    options.color,
)
def lint(  # noqa: PLR0913 - one parameter for each option
    *,
    paths: tuple[str, ...],
    shape: str,
    output: tuple[str, ...],
    fail_on: str | None,
    rules: tuple[str, ...],
    ignored: tuple[str, ...],
    every: bool,
    explain: bool,
    config_file: str | None,
    root: str | None,
    color: str,
) -> int:
    """Documents as they stand: are they valid, safe, consistent, and what the house demands.

    PATH is a file, a folder with contracts, an estate, or `-`. It defaults to `contracts` of
    weighbridge.yaml, else the folder contracts/. What only an estate can answer (owners, terms,
    other versions) is asked where a contract.yaml or an estate.yaml stands beside.

    \b
      weighbridge lint openapi.yaml
      weighbridge lint contracts/ --fail-on warning
      weighbridge lint contracts/ --rule SEC003 --rule spectral:path-params
      git show HEAD:openapi.yaml | weighbridge lint - --format json

    A demand that does not hold somewhere is passed over with a reason, on any object of the
    document: `x-weighbridge-ignore: {SEC003: the old shop knows nothing better}`. A team settles
    severities under `lint: {rules: {SEC003: warning}}` in weighbridge.yaml.

    Exits with 1 where a finding is at or above --fail-on, and with 3 where a document could not
    be read.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    files = sinks(output, options.REMARK_FORMATS)
    settled = config.configured(config_file)
    chosen = _chosen(rules, ignored)
    bench = Bench(
        standards=LINTED,
        policy=settled.lint.policy,
        chosen=chosen,
        known=frozenset(n for s in LINTED.values() for n in (s.id, s.slug, *s.also)),
        apart=every,
    )
    sources = Sources(registry=lambda: config.registry_of(settled, None), root=root)
    looked = looked_at(
        paths or _usual(settled),
        stdin=lambda: sources.find("-"),
        root=root,
        hosts=settled.lint.hosts,
        compared=any(s.on == "estate" for s in bench.asked),
    )
    bench = bench._replace(policy=_policy(looked, settled.lint.policy))
    review = _review(looked, bench)
    _tell(looked)
    outputs.write(
        shape,
        files,
        lambda form, painted: reports.render(review, form, color=painted, every=every),
        color=colored(color),
    )
    if explain:
        _explain(review)
    if looked.unread:
        return exits.UNREADABLE
    return outputs.code_for_review(review, fail_on or settled.fail_on)


def _policy(looked: Looked, settled: Policy) -> Policy:
    """What weighbridge.yaml settles, over what an estate does for its standards and families."""
    of_house = {
        s.id: Level(level)
        for name, level in sorted(looked.severities.items(), key=lambda named: len(named[0]))
        for s in LINTED.values()
        if name in {s.id, s.family}
    }
    return settled._replace(rules={**of_house, **settled.rules})


def _usual(settled: config.Config) -> tuple[str, ...]:
    if settled.contracts:
        return tuple(os.path.relpath(settled.folder / p) for p in settled.contracts)
    if Path(CONTRACTS).is_dir():
        return (CONTRACTS,)
    raise WrongUseError(f"name a file or a folder; there is no folder '{CONTRACTS}' here")


def _chosen(rules: tuple[str, ...], ignored: tuple[str, ...]) -> frozenset[str] | None:
    """The ids that are asked for; None for all."""
    wanted = frozenset(map(_id, rules)) if rules else None
    left = frozenset(map(_id, ignored))
    if wanted is None and not left:
        return None
    return (frozenset(LINTED) if wanted is None else wanted) - left


def _id(name: str) -> str:
    one = called(name, LINTED.values())
    if one is not None:
        return one.id
    from weighbridge_checks.verdicts.demands import (  # noqa: PLC0415 - all that is asked anywhere
        OF_CHANGES,
        STANDARDS,
    )

    if (rule := OF_CHANGES.get(name.strip().upper())) is not None:
        raise WrongUseError(f"'{name}' is asked of changes, by `check`: see `explain {rule}`")
    if (other := called(name, STANDARDS.values())) is not None:
        raise WrongUseError(f"'{name}' is asked of an estate: see `explain {other.id}`")
    tool = name.partition(":")[0]
    if any(a.startswith(f"{tool}:") for a in ALIASES):
        raise WrongUseError(f"nothing here is what '{name}' is; `weighbridge rules` lists all")
    close = near(name, LINTED.values())
    told = f"did you mean {' or '.join(close)}?" if close else "`weighbridge rules` lists them"
    raise WrongUseError(f"there is no rule '{name}'; {told}")


def _review(looked: Looked, bench: Bench) -> Review:
    names = {s.name for s in looked.chosen}
    found = judged(looked.cases, bench, whole=looked.whole(), chosen=looked.chosen)
    if bench.chosen is None:
        found = (*looked.remarks, *found)
    outlines = [s.outline for s in looked.chosen]
    stats = {
        "documents": len(names),
        "operations": sum(len(o.operations) for o in outlines),
        "messages": sum(len(o.messages) for o in outlines),
        "schemas": sum(len(o.schemas) for o in outlines),
        "examples": sum(len(o.examples) for o in outlines),
    }
    unread = [
        u.reason if u.reason.startswith(u.name) else f"{u.name}: {u.reason}" for u in looked.unread
    ]
    for subject in looked.chosen:
        unread += [str(lost) for lost in subject.outline.lost if "remote" in lost.reason]
        unread += [
            f"{subject.name}: the payload of '{m.name}' is {m.unread}"
            for m in subject.outline.messages
            if m.unread
        ]
    return Review(
        what="lint",
        remarks=found,
        stats={name: count for name, count in stats.items() if count},
        unread=tuple(unread),
        titles={s.id: s.summary for s in LINTED.values()},
        incomplete=bool(looked.unread),
    )


def _tell(looked: Looked) -> None:
    for unread in looked.unread:
        say(f"error: {unread.reason}")
    if looked.left_out:
        count = len(looked.left_out)
        what = "a proposal" if count == 1 else f"{count} proposals"
        say(f"left out: {what}; name a proposal's folder to look at it")


def _explain(review: Review) -> None:
    for id_ in dict.fromkeys(r.rule for r in review.remarks if r.ignored is None):
        if id_ in LINTED:
            title = f"{id_} {LINTED[id_].slug}"
            say(f"\n{title}\n{'=' * len(title)}\n\n{LINTED[id_].page}")
