"""What gates look at, all gathered before any is asked, and what they answer."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.estate.durations import Duration, duration

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


_NOTHING_SAID: Mapping[str, Any] = MappingProxyType({})


class Status(StrEnum):
    """What a gate concluded. Not to know is not to pass."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Promotion(NamedTuple):
    """A wish to run a release of a service in an environment."""

    service: str
    release: str
    environment: str
    #: the part of the environment, such as a wave; the whole of it where none is named
    scope: str = ""
    #: the service that did the work before, where another one takes over
    replaces: str | None = None
    #: whether two people may let it pass although a gate refuses
    emergency: bool = False

    @property
    def named(self) -> str:
        """The release as people call it."""
        return f"{self.service} {self.release}"


class Reason(NamedTuple):
    """What one gate concluded about one thing, in words for the person who has to act on it."""

    gate: str
    status: Status
    message: str
    #: what would change the answer, e.g. the command to run; None where nothing is wrong
    remedy: str | None = None
    #: machine-readable parts: subject, versions, consumer, environment, rules, fingerprints
    facts: tuple[tuple[str, str], ...] = ()

    def fact(self, name: str) -> tuple[str, ...]:
        """The parts of a name."""
        return tuple(value for key, value in self.facts if key == name)


#: the name of what is no gate of an environment, and goes past all of them
BREAK_GLASS = "break-glass"


class Decision(NamedTuple):
    """The answer to a promotion, with every reason and not only the first."""

    promotion: Promotion
    reasons: tuple[Reason, ...]

    @property
    def allowed(self) -> bool:
        """Whether at least one gate was asked, and every one passed, or the glass was broken."""
        if self.emergency is not None:
            return True
        return bool(self.reasons) and all(r.status is Status.PASSED for r in self.reasons)

    @property
    def emergency(self) -> Reason | None:
        """That it was let pass past the gates, where it was."""
        return next(
            (r for r in self.reasons if r.gate == BREAK_GLASS and r.status is Status.PASSED), None
        )


class Ending(NamedTuple):
    """How a version that runs was announced to end."""

    #: on which day it was announced, and the day after which nobody may count on it
    announced: date | None = None
    sunset: date | None = None
    #: how long before the sunset it has to be announced
    notice: Duration = duration("90d")


class Replacement(NamedTuple):
    """A subject's version that runs in the target, beside the one that the release brings."""

    subject: str
    running: str | None
    coming: str
    #: the verdict's word and its standing errors' rules; None where it could not be computed
    word: str | None = None
    errors: tuple[str, ...] = ()
    #: who, in the target, relies on a part that breaks: "edi-gateway 4.2 (production)"
    hits: tuple[str, ...] = ()
    #: the step that the changes owe, and the one between the two numbers
    owed: str | None = None
    step: str | None = None
    ending: Ending = Ending()


#: stands for the release of a provider that does not run in the target at all
NOT_DEPLOYED = "(not deployed)"
#: stands for the version of a subject that nobody provides any more
NOTHING = "(nothing)"


class Reliance(NamedTuple):
    """A live consumer's pact with the release's service, and how a try of it ended."""

    consumer: str
    #: empty where nobody says which of its releases it is, and where it runs
    consumer_release: str
    environment: str
    provider: str
    provider_release: str
    pact: str
    #: which of the provider's contracts the pact is about
    contract: str | None = None
    #: None where this release was never tried against this pact
    success: bool | None = None
    #: what failed, in the tool's words
    failures: tuple[str, ...] = ()
    tried_on: date | None = None
    #: where the try is told
    at: str = ""


class Provided(NamedTuple):
    """A version of a contract that the release provides, and what was found of it."""

    contract: str
    version: str
    business: str | None = None
    technical: str | None = None
    #: by area (`lint`, `exceptions`, `ownership`) the rules that are broken, each with words; an
    #: area that nobody looked at is not there
    faults: Mapping[str, tuple[str, ...]] = _NOTHING_SAID
    #: the workflows whose states it tells, as in `order@2.0.0`
    workflows: tuple[str, ...] = ()
    #: how late its events may be, by percentile, as in `lag_p95`
    lags: Mapping[str, str] = _NOTHING_SAID

    @property
    def named(self) -> str:
        """Contract and version as people call them."""
        return f"{self.contract} {self.version}"


class Item(NamedTuple):
    """One entry of evidence, as the published schema of evidence has it, and where it is told."""

    value: Mapping[str, Any]
    at: str
    #: when it was told, where that is known to the minute
    told_at: datetime | None = None


class Limits(NamedTuple):
    """How much evidence is asked for, and how old it may be."""

    verification_age: Duration = duration("7d")
    #: the conformance and the lag of recorded traffic, and replays
    traffic_age: Duration = duration("3d")
    conforming_percent: float = 99.9
    messages: int = 1000
    soak: Duration = duration("7d")
    difference_max_percent: float = 0.1


def limits(*said: Mapping[str, Any]) -> Limits:
    """The limits that files say; what stands first wins, and what nobody says is the usual."""
    found = Limits()
    for one in reversed(said):
        known = {k: v for k, v in one.items() if k in Limits._fields}
        read: Any = {k: duration(v) if isinstance(v, str) else v for k, v in known.items()}
        found = found._replace(**read)
    return found


class Facts(NamedTuple):
    """All that a gate may look at, gathered before any gate is asked."""

    known_release: bool = True
    #: None where nobody says which day it is: then no evidence is too old
    today: date | None = None
    limits: Limits = Limits()
    #: the environments before the target on its path, nearest last; empty for the first
    before: tuple[str, ...] = ()
    #: the environments in which this very release has run; None where nobody says
    ran_in: frozenset[str] | None = frozenset()
    provided: tuple[Provided, ...] = ()
    #: None where nobody says what runs in the target
    replacements: tuple[Replacement, ...] | None = ()
    reliances: tuple[Reliance, ...] = ()
    #: contracts that the release relies on, and that its service did not rely on there before
    newly_used: tuple[str, ...] = ()
    #: the wave before the one that is wished for; None where it is the first, or no wave
    wave_before: str | None = None
    #: what was seen and said of the release, by the sections of an evidence file
    evidence: Mapping[str, tuple[Item, ...]] = _NOTHING_SAID
    #: what was let pass past the gates before and is overdue, in words
    owed: str | None = None

    def told(self, section: str) -> tuple[Item, ...]:
        """The entries of one section of the evidence."""
        return self.evidence.get(section, ())
