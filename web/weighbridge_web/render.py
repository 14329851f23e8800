"""Templates with what every page needs: addresses, marks, and ways to write values down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from weighbridge_checks import __version__
from weighbridge_checks.verdicts.finding import Mode, Posture, Result
from weighbridge_checks.verdicts.gates import Status
from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_web import places
from weighbridge_web.assets import address
from weighbridge_web.findings import FOLD, LONGEST, MOST, disagreement, pretty
from weighbridge_web.prose import paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from weighbridge_checks.verdicts.gates import Reason

SECTIONS = (
    ("contracts", places.home(), "Contracts"),
    ("board", places.board(), "Promotion"),
    ("decisions", places.decisions(), "Decisions"),
    ("rules", places.rules(), "Rules"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """How a word is marked: by an icon and a tone. The word itself always stands beside them."""

    icon: str
    tone: str


_CROSS, _ALARM = Sign(icon="cross", tone="bad"), Sign(icon="alarm", tone="wary")
_TICK, _NOTE = Sign(icon="tick", tone="good"), Sign(icon="note", tone="calm")
_QUERY, _SAME = Sign(icon="query", tone="doubt"), Sign(icon="same", tone="calm")

SIGNS = {
    "breaking": _CROSS, "risky": _ALARM, "compatible": _TICK, "identical": _SAME,
    "error": _CROSS, "warning": _ALARM, "info": _NOTE, "waived": _NOTE,
    "failed": _CROSS, "unknown": _QUERY, "passed": _TICK,
    "refused": _CROSS, "allowed": _TICK,
}  # fmt: skip

MODES = (
    (Mode.BACKWARD.value, "old consumers go on"),
    (Mode.FORWARD.value, "new consumers fit the old provider"),
    (Mode.FULL.value, "both hold"),
)

POSTURES = (
    ("", "as the format has it"),
    (Posture.LENIENT.value, "are taken not to be sent"),
    (Posture.STRICT.value, "may hold anything"),
)

PROOFS = {
    Result.REFUTED.value: "refuted by a witness",
    Result.PROVED.value: "proved harmless",
    Result.UNDECIDED.value: "undecided",
    Result.STRUCTURAL.value: "follows from the documents",
}


def page(
    template: str, *, section: str, trail: Sequence[tuple[str, str | None]] = (), **values: Any
) -> HTMLResponse:
    """A page: the section of the main menu it stands in, and the steps that lead to it."""
    body = text(template, section=section, trail=trail, **values)
    return HTMLResponse(body, headers={"Cache-Control": "no-cache"})


def text(template: str, **values: Any) -> str:
    """A template filled in."""
    return templates().get_template(template).render(values)


@cache
def templates() -> Environment:
    """The templates, compiled once. What is not given is a fault, not an empty place."""
    made = Environment(
        loader=PackageLoader("weighbridge_web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {
        "to": places,
        "asset": address,
        "sections": SECTIONS,
        "release": __version__,
        "sign": sign,
        "modes": MODES,
        "postures": POSTURES,
        "proofs": PROOFS,
        "rules": RULES,
        "fold": FOLD,
        "longest": LONGEST,
        "most": MOST,
    }
    made.filters |= {
        "pretty": pretty,
        "day": day,
        "short": short,
        "paragraphs": paragraphs,
        "spans": spans,
        "first_paragraph": first_paragraph,
        "has_witness": has_witness,
        "disagreement": disagreement,
        "against": against,
    }
    return made


def sign(word: str) -> Sign:
    """How a word is marked; one that is not known is marked as a question."""
    return SIGNS.get(str(word), _QUERY)


def day(at: datetime) -> str:
    """A moment to the minute, in the one time zone that everybody can convert from."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def short(digest: str) -> str:
    """Enough of a digest to tell two apart by eye."""
    return digest.removeprefix("sha256:")[:10]


def paragraphs(prose: str) -> list[str]:
    """A text's paragraphs, as they are parted by empty lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", prose) if part.strip()]


def spans(prose: str) -> list[str]:
    """Running text in runs; every second one stood between backticks."""
    return list(paragraph(prose).runs)


def first_paragraph(prose: str) -> str:
    """What a text says first."""
    return next(iter(paragraphs(prose)), "")


def has_witness(finding: Mapping[str, Any]) -> bool:
    """Whether the finding was proved by a message; null itself may be one."""
    proof = finding["proof"]
    return bool(proof.get("has_witness", proof["result"] == Result.REFUTED.value))


def against(reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons that stand in the way: what failed first, then what is not known."""
    standing = [r for r in reasons if r.status is not Status.PASSED]
    return sorted(standing, key=lambda r: r.status is Status.UNKNOWN)
