"""Pact's own verifier, run apart: one process for each pact, with a bound on its time.

The verifier is native code that can not be interrupted and has no bound of its own; a process can
be ended. This is the only module that knows pact-python.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from weighbridge_checks.commands.verify.states import StateRelay
from weighbridge_checks.commands.verify.words import kept

if TYPE_CHECKING:
    from weighbridge_checks.commands.verify.provider import Provider

TOOL = "pact-python"
#: a request to the provider may take this long, in seconds
PATIENCE = 10.0
#: a provider state may take this long to be set up, in seconds
STATE_PATIENCE = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One interaction that was replayed, and what was wrong with the answer."""

    description: str
    states: tuple[str, ...]
    success: bool
    failures: tuple[str, ...] = ()
    #: its failure is told but does not fail the verification
    pending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of trying one pact."""

    success: bool
    failures: tuple[str, ...]
    interactions: tuple[Tried, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What the process is told."""

    pact: dict[str, Any]
    provider: str
    url: str
    headers: tuple[tuple[str, str], ...]
    states_url: str | None
    messages_url: str | None
    #: seconds for one provider state
    patience: float


def available() -> bool:
    """Whether pact-python is installed."""
    from importlib.util import find_spec  # noqa: PLC0415 - asked once, when something is tried

    return find_spec("pact") is not None and find_spec("pact_ffi") is not None


def version() -> str:
    """The version of pact-python."""
    from importlib.metadata import version  # noqa: PLC0415 - as above

    return version(TOOL)


def attempt(
    pact: dict[str, Any],
    provider: Provider,
    *,
    states_url: str | None = None,
    messages_url: str | None = None,
    timeout: float = 60.0,
) -> Attempt:
    """Replay every interaction of a pact against the provider."""
    order = _Order(
        pact=pact,
        provider=pact["provider"]["name"],
        url=provider.url,
        headers=provider.headers,
        states_url=states_url,
        messages_url=messages_url,
        # short of the whole, so that a state that hangs is named and not only the pact
        patience=min(STATE_PATIENCE, timeout / 2),
    )
    environment = {**os.environ, "PACT_DO_NOT_TRACK": "true", "PYTHONUNBUFFERED": "1"}
    if provider.host in ("127.0.0.1", "::1", "localhost"):
        environment |= {"NO_PROXY": "*", "no_proxy": "*"}
    # what is secret goes in by the standard input, as anybody can read a command line
    process = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
        [sys.executable, "-P", "-m", __spec__.name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    try:
        out, err = process.communicate(json.dumps(asdict(order)).encode(), timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        out, _ = process.communicate()
        return _timed_out(out, timeout)
    except BaseException:
        process.kill()
        process.wait()
        raise
    lines = out.decode("utf-8", "replace").splitlines()
    if process.returncode or not lines or not lines[-1].startswith("{"):
        last = [line for line in err.decode("utf-8", "replace").splitlines() if line.strip()][-1:]
        why = last[0] if last else f"it ended with {process.returncode}"
        return Attempt(success=False, failures=(kept(f"the verifier itself failed: {why}"),))
    return _attempt(json.loads(lines[-1]))


def _timed_out(out: bytes, timeout: float) -> Attempt:
    doing = [line for line in out.decode("utf-8", "replace").splitlines() if line]
    last = f", the last thing begun being {doing[-1]}" if doing else ""
    words = f"it was not done within {timeout:g} s and was stopped{last}; see --timeout"
    return Attempt(success=False, failures=(words,))


def _attempt(said: dict[str, Any]) -> Attempt:
    """The verifier's own result in our words."""
    results, states = said["results"], said["states"]
    tried = tuple(_tried(one, states) for one in results.get("interactionResults", []))
    failures = [f"{t.description}: {f}" for t in tried if not t.pending for f in t.failures]
    success = results.get("result") is True and bool(tried)
    if not success and not failures:
        raw = [kept(line) for line in results.get("output", []) if line.strip()]
        failures = raw[-3:] or ["the verifier gave no result"]
    return Attempt(success=success, failures=tuple(failures), interactions=tried)


def _tried(one: dict[str, Any], states: dict[str, str]) -> Tried:
    wanted = tuple(str(s) for s in one.get("providerStates", []))
    success = one.get("result") == "OK"
    mismatch = one.get("mismatch") or {}
    failures: list[str] = []
    if not success:
        failures = [
            kept(f"the provider state '{state}' could not be set up: {states[state]}")
            for state in wanted
            if state in states
        ]
        failures = failures or sorted(map(_mismatch, mismatch.get("mismatches", [])), key=_rank)
        failures = failures or [kept(mismatch.get("message") or "failed for no stated reason")]
    return Tried(
        description=kept(one.get("description", "")),
        states=wanted,
        success=success,
        failures=tuple(failures),
        pending=one.get("pending") is True,
    )


def _mismatch(one: dict[str, Any]) -> str:
    where = {
        "BodyMismatch": f"body {one.get('path', '$')}",
        "BodyTypeMismatch": "body",
        "HeaderMismatch": f"header {one.get('key', '')}",
        "StatusMismatch": "status",
        "MetadataMismatch": f"metadata {one.get('key', '')}",
    }.get(str(one.get("type")), str(one.get("type")))
    return kept(f"{where.strip()}: {one.get('mismatch') or one}")


def _rank(failure: str) -> tuple[bool, bool, str]:
    """The status first and the body last, as the one explains the other; always in one order."""
    return not failure.startswith("status"), failure.startswith("body"), failure


# -- in the process of its own


def _main() -> None:
    """Read an order, replay the pact, write the result as the last line."""
    said = json.loads(sys.stdin.buffer.read())
    # the native code writes to the standard output as well, which is kept for the result
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(words: str) -> None:
        answers.write(f"{words}\n")
        answers.flush()

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "pact.json")
        file.write_text(json.dumps(said["pact"]), "utf-8")
        if said["states_url"] is None:
            results, states = _verify(said, file, None), {}
        else:
            with StateRelay(
                said["states_url"],
                headers=tuple((n, v) for n, v in said["headers"]),
                patience=said["patience"],
                tell=lambda state: tell(f"the provider state '{state}'"),
            ) as relay:
                results, states = _verify(said, file, relay.url), relay.failures
    tell(json.dumps({"results": results, "states": states}))


def _verify(said: dict[str, Any], file: Path, states_url: str | None) -> dict[str, Any]:
    from pact import Verifier  # noqa: PLC0415 - 17 MB of native code, wanted in this process alone

    verifier = Verifier(said["provider"], host=urlsplit(said["url"]).hostname)
    verifier.add_transport(url=said["url"])
    if said["messages_url"] is not None:
        parts = urlsplit(said["messages_url"])
        default = 443 if parts.scheme == "https" else 80
        verifier.add_transport(
            protocol="message",
            port=parts.port or default,
            path=unquote(parts.path) or "/",
            scheme=parts.scheme,
        )
    verifier.add_source(str(file))
    verifier.set_request_timeout(int(PATIENCE * 1000))
    verifier.set_coloured_output(enabled=False)
    verifier.add_custom_headers([(n, v) for n, v in said["headers"]])
    if states_url is not None:
        verifier.state_handler(states_url, teardown=True, body=True)
    try:
        verifier.verify()
    except RuntimeError:
        # it says that something failed and not what; that is in the results
        return verifier.results
    return verifier.results


if __name__ == "__main__":
    _main()
