"""`weighbridge check`: what changed in a folder of contracts, and whom it would break."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge_checks.commands import (
    check_report,
    config,
    exits,
    options,
    outputs,
    pairs,
    revisions,
    waivers,
)
from weighbridge_checks.commands.consumers import folder_near
from weighbridge_checks.commands.declared import Argument, Option, command
from weighbridge_checks.commands.errors import WrongUseError
from weighbridge_checks.commands.screen import colored, say, warn
from weighbridge_checks.commands.trees import bytes_of
from weighbridge_checks.commands.weighing import Rules, Unread, Weighed, weighed
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.verdicts.finding import Mode, Posture, Word

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from weighbridge_checks.commands.config import Config
    from weighbridge_checks.commands.pairs import Pair, Pairs
    from weighbridge_checks.facts.estate.needs import Need
    from weighbridge_checks.facts.pact import Pact
    from weighbridge_checks.verdicts.finding import Waiver

#: where contracts lie when nobody says otherwise
CONTRACTS = "contracts"


@command(
    Argument("paths", "[PATH]...", many=True, required=False),
    Option(
        "--against",
        into="against",
        required=True,
        metavar="REF",
        help="A git revision, `registry` (the latest of each subject) or `registry:ENVIRONMENT`.",
    ),
    Option(
        "--merge-base",
        into="merge_base",
        flag=True,
        help="Compare with the commit where this branch left REF, as pull requests are shown.",
    ),
    options.mode,
    options.posture,
    options.draft,
    options.assert_formats,
    options.verdict_format,
    options.verdict_outputs,
    options.fail_on,
    options.consumers,
    Option("--config", into="config_file", metavar="FILE", help="Instead of weighbridge.yaml."),
    options.registry,
    options.verbose,
    options.color,
)
def check(  # noqa: PLR0913 - one parameter for each option
    *,
    paths: tuple[str, ...],
    against: str,
    merge_base: bool,
    mode: str | None,
    posture: str | None,
    draft: str | None,
    assert_formats: bool,
    shape: str,
    output: tuple[str, ...],
    fail_on: str | None,
    consumers: str | None,
    config_file: str | None,
    registry: str | None,
    verbose: bool,
    color: str,
) -> int:
    """The check on pull requests: every contract under PATH that changed since REF.

    PATH defaults to `contracts` of weighbridge.yaml, else the folder contracts/. What is not
    committed counts, and so do files that git does not know yet. REF itself is compared, unless
    --merge-base is given.

    \b
      weighbridge check --against origin/main
      weighbridge check api/ --against HEAD --fail-on warning
      weighbridge check --against main --output markdown=comment.md --output json=check.json
      weighbridge check --against registry:production

    A version in a folder of its own (orders/1.2.0/) is weighed against the highest version below
    it, and its number has to grow by as much as its changes owe; a published version may not be
    edited. A contract in any other place is weighed against itself at REF. Findings named in
    weighbridge-waivers.yaml, with a reason and a date, are let pass. Findings name the consumers
    that they hit, by the pacts and needs in --consumers or in the folder consumers/ beside
    estate.yaml. What contract.yaml promises (consistency, service levels, limits, keys, retention,
    sunset) is weighed like the document: less is a break.

    \b
    weighbridge.yaml may set how much a rule's findings count, for all or for one subject:
      rules: {response-property-removed: error, info-changed: 'off'}
      subjects:
        orders: {mode: full-transitive, posture: strict, rules: {operation-added: warning}}
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    files = outputs.sinks(output)
    settled = config.configured(config_file)
    found, top = _pairs(paths, against, settled, registry, merge_base=merge_base)
    today = datetime.now(UTC).date()
    waived, warnings = _waivers(settled, top, today)
    rules = Rules(
        mode=Mode(mode) if mode else None,
        posture=Posture(posture) if posture else None,
        waivers=waived,
        today=today,
        pacts=_reliances(consumers, top),
        needs=_needs(consumers, top),
        settled=settled,
        draft=draft or settled.draft,
        assert_formats=assert_formats or settled.assert_formats,
    )
    results = [weighed(pair, rules) for pair in found.pairs]
    report = check_report.Report(
        against=against,
        fail_on=fail_on or settled.fail_on or "error",
        contracts=found.contracts,
        weighed=tuple(r for r in results if isinstance(r, Weighed) and not _silent(r, against)),
        unread=(
            *(Unread(p, str(e), exits.UNREADABLE) for p, e in found.troubles.items()),
            *(r for r in results if isinstance(r, Unread)),
        ),
        warnings=tuple(warnings),
    )
    _tell(report, found, verbose=verbose)
    outputs.write(
        shape,
        files,
        lambda form, color: check_report.render(report, form, color=color),
        color=colored(color),
    )
    return report.code


def _pairs(
    paths: tuple[str, ...], against: str, settled: Config, wish: str | None, *, merge_base: bool
) -> tuple[Pairs, Path]:
    if _of_registry(against):
        from weighbridge_checks.commands import registered  # noqa: PLC0415 - HTTP costs 35 ms

        if merge_base:
            raise WrongUseError("--merge-base is about git; a registry has no branches")
        environment = against.partition(":")[2] or None
        top = Path.cwd()
        places = _places(paths, settled, top)
        registry = config.registry_of(settled, wish)
        return registered.pairs(top, places, registry, environment), top
    repo = revisions.repository()
    top = revisions.top_of(repo)
    tree = (revisions.merge_base if merge_base else revisions.tree_of)(repo, against)
    places = _places(paths, settled, top)
    for name, place in zip(paths or places, places, strict=True):
        if not os.path.lexists(top / place) and not tree.has(place) and not tree.is_folder(place):
            hint = "" if paths else "; name the folder of your contracts as PATH"
            raise WrongUseError(f"there is no '{name}' here, nor in {against}{hint}")
    return pairs.since(tree, places), top


def _reliances(place: str | None, top: Path) -> Callable[[Pair], tuple[Pact, ...]]:
    """The pacts about a contract: of the named place, else of the estate that it lies in."""
    if place:
        from weighbridge_checks.commands import reliances  # noqa: PLC0415 - pacts cost 20 ms

        pacts = reliances.pacts_at(place)
        return lambda pair: reliances.wanted(pacts, pair.subject)

    def about(pair: Pair) -> tuple[Pact, ...]:
        if folder_near(top / pair.path) is None:
            return ()
        from weighbridge_checks.commands import reliances  # noqa: PLC0415 - as above

        return reliances.wanted(reliances.near(top / pair.path), pair.subject)

    return about


def _needs(place: str | None, top: Path) -> Callable[[Pair], tuple[Need, ...]]:
    """What consumers say they need, told in the same places as their pacts."""

    def about(pair: Pair) -> tuple[Need, ...]:
        if not place and folder_near(top / pair.path) is None:
            return ()
        from weighbridge_checks.commands import promises  # noqa: PLC0415 - needs cost 20 ms

        return promises.needs_at(place) if place else promises.needs_near(top / pair.path)

    return about


def _silent(result: Weighed, against: str) -> bool:
    """Beside a registry every contract is weighed; and a card may change without a promise."""
    same = result.word is Word.IDENTICAL
    return same and (_of_registry(against) or result.pair.step is pairs.Step.PROMISED)


def _of_registry(against: str) -> bool:
    return against == "registry" or against.startswith("registry:")


def _places(paths: tuple[str, ...], settled: Config, top: Path) -> tuple[str, ...]:
    """The paths to look below, as they are counted from the top."""
    if paths:
        wanted = [Path.cwd() / p for p in paths]
    elif settled.contracts:
        wanted = [settled.folder / p for p in settled.contracts]
    else:
        wanted = [top / CONTRACTS]
    inside = Path(os.path.realpath(top))
    found = []
    for path in wanted:
        # the last step may be a link, which is itself what is meant
        real = Path(os.path.realpath(path.parent)) / path.name if path.name else path
        real = Path(os.path.normpath(real))
        if not real.is_relative_to(inside):
            raise WrongUseError(f"'{path}' does not lie in '{top}'")
        place = real.relative_to(inside).as_posix()
        found.append("" if place == "." else place)
    return tuple(found)


def _waivers(settled: Config, top: Path, today: date) -> tuple[tuple[Waiver, ...], list[str]]:
    file = settled.folder / settled.waivers if settled.waivers else top / waivers.NAME
    if not settled.waivers and not os.path.lexists(file):
        return (), []
    name = file.relative_to(top).as_posix() if file.is_relative_to(top) else str(file)
    try:
        data = bytes_of(file, name)
    except CannotOpenError as error:
        raise WrongUseError(f"'{name}' can not be read: {error.reason}") from error
    return waivers.waivers_in(data, name=name, today=today)


def _tell(report: check_report.Report, found: Pairs, *, verbose: bool) -> None:
    for words in report.warnings:
        warn(words)
    for unread in report.unread:
        say(f"error: {unread.reason}")
    for folder in found.left_out:
        say(f"left out: {folder} is a proposal; name its folder to weigh it")
    if verbose:
        for one in report.weighed:
            if one.verdict:
                outputs.tell_counts(one.verdict)
