"""The phrases that the reports for people share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.change import Direction
from weighbridge_checks.report import curl
from weighbridge_checks.report.plain import compact
from weighbridge_checks.verdicts.exchange import Event, Request, Response
from weighbridge_checks.verdicts.finding import Result, Severity
from weighbridge_checks.verdicts.wording import spot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_checks.verdicts.finding import Consumer, Finding, Source, Verdict, Waiver

#: a longer one is in the JSON report
LONGEST_COMMAND = 1_500
_SHORT = 120


def where(finding: Finding) -> str:
    """Where a finding is, from the outside in, and how many further operations it reaches."""
    steps = spot(finding.change).steps
    more = len(finding.change.operations) - 1
    reach = f" (and {more} more {'operation' if more == 1 else 'operations'})" if more > 0 else ""
    return f"{' · '.join(steps) or 'the schema'}{reach}"


def message_of(finding: Finding) -> str:
    """The message that a finding is about, without the way inside, and its further operations."""
    steps = spot(finding.change).steps
    more = len(finding.change.operations) - 1
    reach = f" (and {more} more {'operation' if more == 1 else 'operations'})" if more > 0 else ""
    return f"{' · '.join(steps[:2]) or 'the schema'}{reach}"


def disagreement(finding: Finding) -> str:
    """Who may send the witness and who refuses it."""
    sends, refuses = "the old document", "the new document"
    if finding.change.direction is Direction.RESPONSE:
        sends, refuses = refuses, sends
    writer, reader = finding.evidence.writer or sends, finding.evidence.reader or refuses
    # the finding has told where; what is left to say is whose word it is
    return f"{writer.rpartition(', by ')[2]} allows, {reader.rpartition(', by ')[2]} refuses"


def reason(finding: Finding) -> str | None:
    """Why it is so, as far as the message does not say it."""
    error = finding.evidence.error
    if not error:
        return None
    lead = {
        Result.REFUTED: "because",
        Result.STRUCTURAL: "because",
        Result.UNDECIDED: "not decided:",
        Result.PROVED: "harmless:",
    }[finding.evidence.result]
    return f"{lead} {error}"


def request(finding: Finding) -> str | None:
    """The request that shows it as a command to copy; None where it is none, or is too long."""
    exchange = finding.evidence.exchange
    if not isinstance(exchange, Request):
        return None
    said = curl.command(exchange)
    return said if len(said) <= LONGEST_COMMAND else None


def around(finding: Finding) -> str | None:
    """What stands around the witness where that is no request: the rest of the whole message."""
    exchange = finding.evidence.exchange
    if isinstance(exchange, Response):
        headers = "".join(f", {name}: {value}" for name, value in exchange.headers)
        return f"in a response {exchange.status}{headers}"
    if isinstance(exchange, Event):
        key = f", key {compact(exchange.key, _SHORT)}" if exchange.has_key else ""
        headers = f", headers {compact(exchange.headers, _SHORT)}" if exchange.has_headers else ""
        return f"in a message on '{exchange.channel}'{key}{headers}"
    return None


def lines(finding: Finding) -> str:
    """The place in either document: `old.yaml:3:5 → new.yaml:4:5`."""
    return " → ".join(filter(None, (place(finding.old), place(finding.new))))


def place(source: Source | None) -> str:
    """A place for people and editors to go to."""
    return f"{source.file}:{source.line}:{source.column}" if source else ""


def named(consumer: Consumer) -> str:
    """A consumer, its release, and where that runs."""
    release = f" {consumer.release}" if consumer.release else ""
    runs = f" in {', '.join(consumer.environments)}" if consumer.environments else ""
    return f"{consumer.name}{release}{runs}"


def hit(findings: Iterable[Finding], most: int = 5) -> str:
    """The consumers that some findings hit, each once."""
    everybody = list(dict.fromkeys(named(c) for f in findings for c in f.consumers))
    left = len(everybody) - most
    return ", ".join(everybody[:most]) + (f" and {left} more" if left > 0 else "")


def waived(waiver: Waiver) -> str:
    """Who let it pass, until when, and why."""
    return f"waived by {waiver.approved_by} until {waiver.expires_on}: {waiver.reason}"


def policy(verdict: Verdict) -> str | None:
    """How many findings a policy has set; what it hides is counted, doubts by themselves."""
    if not verdict.by_policy:
        return None
    said = f"{verdict.by_policy} finding{'' if verdict.by_policy == 1 else 's'} set by policy"
    if not verdict.off:
        return said
    doubts = sum(f.evidence.result is Result.UNDECIDED for f in verdict.off)
    breaks = sum(f.lawful is Severity.ERROR for f in verdict.off)
    among = [f"{n} {word}" for n, word in ((breaks, "breaking"), (doubts, "undecided")) if n]
    return f"{said}, of which {len(verdict.off)} not shown" + (
        f" ({', '.join(among)})" if among else ""
    )


def derived(finding: Finding) -> str | None:
    """That a policy set the severity, and what the law says."""
    if finding.derived is None:
        return None
    return f"{finding.severity} by policy; by the law it is {_ARTICLE[finding.derived]}"


def against(finding: Finding, most: int = 5) -> str | None:
    """Against which earlier versions it was found, where several were compared."""
    if not finding.against:
        return None
    left = len(finding.against) - most
    more = f" and {left} more" if left > 0 else ""
    return f"against {', '.join(finding.against[:most])}{more}"


_ARTICLE = {Severity.ERROR: "an error", Severity.WARNING: "a warning", Severity.INFO: "an info"}


def used(uses: tuple[str, ...]) -> str:
    """What a consumer relies on; what it reads or sends tells so itself."""
    said = ", ".join(uses)
    return said if said.startswith(("reads ", "sends ")) else f"uses {said}"
