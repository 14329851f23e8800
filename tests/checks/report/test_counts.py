"""Every surface renders the same verdict, so every surface counts the same."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from tests.checks.report.verdicts import UNHURRIED, VERDICTS, real
from weighbridge_checks.report import (
    Named,
    Tally,
    github,
    html,
    junit,
    markdown,
    oasdiff,
    sarif,
    tally,
    text,
)
from weighbridge_checks.report.entries import of_verdict
from weighbridge_checks.report.json import as_value

if TYPE_CHECKING:
    from weighbridge_checks.report.entries import Entry
    from weighbridge_checks.verdicts import Verdict

WORDS = {"error": "errors", "warning": "warnings", "info": "infos"}


def of_value(verdict: Verdict) -> Tally:
    value = as_value(verdict)
    standing = Counter(f["severity"] for f in value["findings"] if f["waived"] is None)
    waived = sum(f["waived"] is not None for f in value["findings"])
    return Tally(**{WORDS[s]: n for s, n in standing.items()}, waived=waived)


def of_words(said: str) -> Tally:
    """The counts in "2 errors, 1 warning, 14 infos, 1 waived"."""
    counts = dict.fromkeys([*WORDS.values(), "waived"], 0)
    for number, word in re.findall(r"(\d+) (errors?|warnings?|infos?|waived)\b", said):
        counts[WORDS.get(word.rstrip("s"), word)] = int(number)
    return Tally(**counts)


def of_text(verdict: Verdict) -> Tally:
    return of_words(text.render(verdict).rstrip("\n").split("\n")[-1])


def of_findings_in_text(verdict: Verdict) -> Counter[str]:
    said = text.render(verdict, verbose=True).split("\n")
    return Counter(
        line.split()[0] for line in said if re.match(r"(error|warning|info) +POST", line)
    )


def of_markdown(verdict: Verdict) -> tuple[int, int]:
    row = markdown.render([Named("orders", verdict)]).split("\n")[5]
    cells = [cell.strip() for cell in row.strip("|").split(" | ")]
    return int(cells[3]), int(cells[4])


def of_github(*verdicts: Verdict) -> Tally:
    lines = github.render([Named("orders", v) for v in verdicts]).split("\n")
    shown = Counter(line.split()[0].strip(":") for line in lines if line)
    rest = of_words(lines[-2].partition("not shown here: ")[2]) if shown["notice"] else Tally()
    return Tally(
        errors=shown["error"] + rest.errors,
        warnings=shown["warning"] + rest.warnings,
        infos=rest.infos,
        waived=rest.waived,
    )


def entries(verdict: Verdict) -> list[Entry]:
    return of_verdict(Named("orders", verdict))


def of_sarif(verdict: Verdict) -> Tally:
    (run,) = sarif.as_value(entries(verdict))["runs"]
    standing = Counter(r["level"] for r in run["results"] if "suppressions" not in r)
    return Tally(
        errors=standing["error"],
        warnings=standing["warning"],
        infos=standing["note"],
        waived=sum("suppressions" in r for r in run["results"]),
    )


def of_junit(verdict: Verdict) -> Tally:
    root = ET.fromstring(junit.render({"orders": entries(verdict)}))  # noqa: S314 - our own text
    said = [out.text or "" for out in root.iter("system-out")]
    assert int(root.get("tests", "")) == max(len(verdict.findings), 1)
    return Tally(
        errors=int(root.get("failures", "")),
        warnings=sum(text.startswith("warning") for text in said),
        infos=sum(text.startswith("info") for text in said),
        waived=int(root.get("skipped", "")),
    )


class Cells(HTMLParser):
    """The numbers in a page's table, and what kinds of findings it shows."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.numbers: list[int] = []
        self.kinds: Counter[str] = Counter()
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "td"
        if tag == "article":
            self.kinds[dict(attrs)["class"] or ""] += 1

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.numbers.append(int(data))
        self._inside = False


def of_html(verdict: Verdict) -> Tally:
    cells = Cells(html.render("orders", "what it comes to", {"orders": entries(verdict)}))
    assert cells.kinds == Counter(str(f.severity) for f in verdict.findings)
    return Tally(**dict(zip([*WORDS.values(), "waived"], cells.numbers, strict=True)))


def of_oasdiff(verdict: Verdict) -> Tally:
    """Waived findings are not in it, as they would not be in its own."""
    levels = Counter(change["level"] for change in oasdiff.as_value(verdict, {}))
    waived = sum(f.waived is not None for f in verdict.findings)
    return Tally(errors=levels[3], warnings=levels[2], infos=levels[1], waived=waived)


LISTS = (of_sarif, of_junit, of_html, of_oasdiff)


def test_a_real_verdict_counts_the_same_everywhere() -> None:
    verdict = real()
    counts = tally(verdict)
    assert (counts.errors, counts.warnings) == (2, 1)
    assert counts == of_value(verdict) == of_text(verdict) == of_github(verdict)
    assert of_markdown(verdict) == (2, 1)
    assert [of(verdict) for of in LISTS] == [counts] * len(LISTS)


@UNHURRIED
@given(VERDICTS)
def test_every_surface_counts_the_same(verdict: Verdict) -> None:
    counts = tally(verdict)
    assert counts.total == len(verdict.findings)
    assert of_value(verdict) == counts
    assert of_text(verdict) == counts
    assert of_github(verdict) == counts
    assert of_markdown(verdict) == (counts.errors, counts.warnings)
    assert sum(of_findings_in_text(verdict).values()) == counts.total
    assert [of(verdict) for of in LISTS] == [counts] * len(LISTS)


@UNHURRIED
@given(st.lists(VERDICTS, max_size=3))
def test_annotations_share_their_room_and_lose_no_count(verdicts: list[Verdict]) -> None:
    assert of_github(*verdicts) == tally(*verdicts)
    lines = github.render([Named("orders", v) for v in verdicts]).split("\n")
    shown = Counter(line.split()[0] for line in lines if line)
    assert shown["::error"] <= 10
    assert shown["::warning"] <= 10
    assert shown["::notice"] <= 1


@UNHURRIED
@given(VERDICTS)
def test_every_surface_can_be_written_to_a_file(verdict: Verdict) -> None:
    """Half of a character, which JSON allows and no encoding does, is spelled out."""
    named = [Named("orders", verdict)]
    for said in (
        text.render(verdict, verbose=True),
        markdown.render(named),
        github.render(named),
        sarif.render(entries(verdict)),
        junit.render({"orders": entries(verdict)}),
        html.render("orders", "a sentence", {"orders": entries(verdict)}),
        oasdiff.render(verdict),
    ):
        said.encode()
