"""A running provider against its own document: schemathesis, bounded and repeatable.

Requests are only such as the document allows, since what a provider does with others is its own
affair; the same seed sends the same requests. This is the only module that knows schemathesis.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weighbridge_checks.commands.verify.provider import ProviderUnreachableError
from weighbridge_checks.commands.verify.words import characters, kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from weighbridge_checks.commands.verify.provider import Provider
    from weighbridge_checks.facts.model import Contract

TOOL = "schemathesis"
#: a request may take this long, in seconds
PATIENCE = 10.0
#: so many different failures of one operation are told
MOST_FAILURES = 10
#: a request of more characters is cut where it is told
LONGEST_CURL = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A request after which a check failed, in a form that can be run again."""

    operation: str
    check: str
    message: str
    curl: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What became of one operation: how often it was tried, and how it answered."""

    label: str
    cases: int = 0
    #: how often each status was answered
    answers: Mapping[str, int] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether it ever did what it is there for."""
        return any(status.startswith(("1", "2", "3")) for status in self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a run."""

    operations: tuple[Operation, ...]
    #: what kept an operation, or the whole run, from being tried
    errors: tuple[str, ...]
    #: whether the time was up before all was tried
    cut_short: bool

    @property
    def cases(self) -> int:
        """How many requests were judged."""
        return sum(o.cases for o in self.operations)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """All failures, operation by operation."""
        return tuple(f for o in self.operations for f in o.failures)

    @property
    def unreached(self) -> tuple[str, ...]:
        """The operations that never answered anything: nothing is known of them."""
        return tuple(o.label for o in self.operations if not o.answers)

    @property
    def success(self) -> bool:
        """Whether every operation was tried and nothing was wrong. Unknown is not passed."""
        return bool(self.operations) and not (self.failures or self.errors or self.unreached)


def available() -> bool:
    """Whether schemathesis is installed."""
    from importlib.util import find_spec  # noqa: PLC0415 - asked once, when something is tried

    return find_spec("schemathesis") is not None


def version() -> str:
    """The version of schemathesis."""
    from importlib.metadata import version  # noqa: PLC0415 - as above

    return version(TOOL)


def attempt(
    contract: Contract,
    provider: Provider,
    *,
    operations: Sequence[str],
    seed: int = 1,
    max_time: float = 30.0,
    max_examples: int = 20,
) -> Report:
    """Send what the contract allows, for a bounded time, and judge the answers by the contract."""
    settings: dict[str, Any] = {
        "seed": seed,
        "base-url": provider.url,
        "headers": dict(provider.headers),
        "request-timeout": min(PATIENCE, max_time),
        "workers": 1,
        "continue-on-failure": True,
        # secrets stay out of reports; an Idempotency-Key is none, and a curl without it is useless
        "output": {
            "sanitization": {
                "keys-to-sanitize": sorted({n.lower() for n, _ in provider.headers} | _SECRET),
                "sensitive-markers": sorted(_SECRET),
            }
        },
        # what one run learns must not change what the next one does
        "cache": {"enabled": False},
        "generation": {
            "mode": "positive",
            "deterministic": True,
            "database": "none",
            "max-examples": max_examples,
        },
        "phases": {
            name: {"enabled": True} for name in ("examples", "coverage", "fuzzing", "stateful")
        },
    }
    with tempfile.TemporaryDirectory() as folder, _kept_from_home(folder):
        root = _written(contract, Path(folder, "contract"))
        return _Run(provider, operations).through(root, settings, max_time)


_SECRET = {
    "api-key", "api_key", "apikey", "auth", "authorization", "cookie", "credential", "passwd",
    "password", "secret", "session", "set-cookie", "signature", "token",
}  # fmt: skip


class _Run:
    """One run while it lasts."""

    def __init__(self, provider: Provider, operations: Sequence[str]) -> None:
        self.provider = provider
        self.wanted = operations
        self.cases: Counter[str] = Counter()
        self.answers: dict[str, Counter[str]] = {}
        self.failures: dict[tuple[str, str, str], Failure] = {}
        self.errors: dict[str, None] = {}

    def through(self, root: Path, settings: dict[str, Any], max_time: float) -> Report:
        """From the document to the report."""
        import schemathesis  # noqa: PLC0415 - 0.3 s and 60 MB, wanted by this alone
        from schemathesis.config import SchemathesisConfig  # noqa: PLC0415
        from schemathesis.engine import events, from_schema  # noqa: PLC0415
        from schemathesis.errors import SchemathesisError  # noqa: PLC0415

        up = threading.Event()
        try:
            config = SchemathesisConfig.from_dict(settings)
            schema = schemathesis.openapi.from_path(root, config=config)
            stream = from_schema(schema.include(name=list(self.wanted))).execute()
        except SchemathesisError as error:
            self.errors[f"the contract could not be loaded for testing: {_line(error)}"] = None
            return self._report(cut_short=False)

        def stop() -> None:
            up.set()
            stream.stop()

        # its own bound would be used up to the end, with requests that differ from run to run
        clock = threading.Timer(max_time, stop)
        clock.daemon = True
        clock.start()
        try:
            for event in stream:
                if isinstance(event, events.ScenarioFinished):
                    self._scenario(event.recorder)
                elif isinstance(event, events.NonFatalError):
                    self._error(event)
                elif isinstance(event, events.FatalError):
                    self.errors[f"the run broke off: {_line(event.exception)}"] = None
                elif isinstance(event, events.Interrupted) and not up.is_set():
                    raise KeyboardInterrupt
                elif isinstance(event, events.EngineFinished):
                    self._finished(event)
        finally:
            clock.cancel()
            stream.stop()
        return self._report(cut_short=up.is_set())

    def _scenario(self, recorder: Any) -> None:
        for case_id, node in recorder.cases.items():
            label = node.value.operation.label
            seen = recorder.interactions.get(case_id)
            if seen is None:
                continue
            self.cases[label] += 1
            if seen.response is not None:
                self.answers.setdefault(label, Counter())[str(seen.response.status_code)] += 1
            for check in recorder.checks.get(case_id, []):
                if check.failure_info is not None:
                    self._failure(label, check)
                elif check.status.name == "ERROR":
                    self.errors[f"{label}: the check {check.name} could not be made"] = None

    def _failure(self, label: str, check: Any) -> None:
        found = check.failure_info.failure
        message = kept(": ".join(text for text in (found.title, found.message) if text))
        identity = (label, check.name, found.title)
        self.failures.setdefault(
            identity,
            Failure(
                operation=label,
                check=check.name,
                message=message,
                curl=characters(check.failure_info.code_sample)[:LONGEST_CURL],
            ),
        )

    def _error(self, event: Any) -> None:
        info = event.info
        self.errors[kept(f"{event.label}: {info.title}: {info.message}")] = None

    def _finished(self, event: Any) -> None:
        if event.stop_reason.value == "server_unavailable":
            raise ProviderUnreachableError(self.provider.url, "it stopped answering in between")
        for failure in event.failures:
            self.errors[_line(failure)] = None

    def _report(self, *, cut_short: bool) -> Report:
        by_operation: dict[str, list[Failure]] = {}
        for failure in self.failures.values():
            by_operation.setdefault(failure.operation, []).append(failure)
        return Report(
            operations=tuple(
                Operation(
                    label=label,
                    cases=self.cases[label],
                    answers=dict(sorted(self.answers.get(label, {}).items())),
                    failures=tuple(by_operation.get(label, ())[:MOST_FAILURES]),
                )
                for label in self.wanted
            ),
            errors=tuple(self.errors),
            cut_short=cut_short,
        )


def _line(error: Exception) -> str:
    return kept(str(error).strip() or type(error).__name__)


def _written(contract: Contract, folder: Path) -> Path:
    """The contract and its neighbours as JSON files, exactly as our own reader understood them."""
    files = contract.bundle.neighbours
    # neighbours may lie above the document; so deep in a folder, "above" is still inside
    ups = max((file.split("/").count("..") for file in files), default=0)
    home = folder.joinpath(*(f"d{i}" for i in range(ups + 1)))
    name = contract.bundle.root.name.replace("\\", "/").rpartition("/")[2] or "openapi"
    root = home / name.replace(":", "_")
    for path, value in [
        (root, contract.bundle.root.root),
        *((home / file, contract.bundle.document(file).root) for file in files),
    ]:
        resolved = Path(os.path.normpath(path))
        resolved.parent.mkdir(parents=True, exist_ok=True)
        resolved.write_text(json.dumps(value), "utf-8")
    return Path(os.path.normpath(root))


@contextmanager
def _kept_from_home(folder: str) -> Iterator[None]:
    """Keep hypothesis from writing into the folder where somebody called the command."""
    from hypothesis import configuration  # noqa: PLC0415 - comes with schemathesis

    configuration.set_hypothesis_home_dir(folder)
    try:
        yield
    finally:
        configuration.set_hypothesis_home_dir(None)
