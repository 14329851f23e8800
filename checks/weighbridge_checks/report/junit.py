"""Results as JUnit XML, which every build server can show: one test per finding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weighbridge_checks.report.entries import Entry

#: what XML 1.0 can not hold, even escaped
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(reports: Mapping[str, Sequence[Entry]], *, quiet: str = "nothing changed") -> str:
    """A suite for each contract. An error fails; a waived finding is skipped; the rest passes.

    A suite without findings has one test that passes, since a file without tests is taken for a
    run that did not happen.
    """
    root = ET.Element("testsuites", name="weighbridge")
    for label, entries in reports.items():
        root.append(_suite(label, entries, quiet))
    for name in ("tests", "failures", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(label: str, entries: Sequence[Entry], quiet: str) -> ET.Element:
    suite = ET.Element("testsuite", name=_clean(label))
    for entry in entries:
        case = ET.SubElement(
            suite, "testcase", classname=_clean(label), name=_clean(f"{entry.where} [{entry.rule}]")
        )
        if entry.source:
            case.set("file", _clean(entry.source.file))
            case.set("line", str(entry.source.line))
        _outcome(case, entry)
    if not entries:
        ET.SubElement(suite, "testcase", classname=_clean(label), name=quiet)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    suite.set("errors", "0")
    return suite


def _outcome(case: ET.Element, entry: Entry) -> None:
    if entry.passed:
        ET.SubElement(case, "skipped", message=_clean(entry.passed))
    elif entry.severity == "error":
        failure = ET.SubElement(case, "failure", type=entry.rule, message=_clean(entry.message))
        failure.text = _clean(_told(entry))
    else:
        said = ET.SubElement(case, "system-out")
        said.text = _clean(f"{entry.severity}: {entry.message}\n{_told(entry)}".rstrip())


def _told(entry: Entry) -> str:
    place = f"{entry.source.file}:{entry.source.line}:{entry.source.column}" if entry.source else ""
    shown = (f"{entry.shown}:", entry.evidence) if entry.evidence else ()
    fingerprint = f"fingerprint {entry.fingerprint}"
    return "\n".join(filter(None, (place, *entry.lines, *shown, entry.command, fingerprint)))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
