"""A conformance run as JUnit XML, which every build server can show: one test per operation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from weighbridge_checks.commands.verify.conformance import Report

#: what XML 1.0 can not hold, even escaped
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, *, name: str) -> str:
    """The report as one test suite."""
    suite = ET.Element("testsuite", name=_clean(name))
    bad = 0
    for operation in report.operations:
        case = ET.SubElement(suite, "testcase", classname=_clean(name), name=operation.label)
        for failure in operation.failures:
            element = ET.SubElement(
                case, "failure", type=failure.check, message=_clean(failure.message)
            )
            element.text = _clean(failure.curl)
        if not operation.answers:
            ET.SubElement(case, "error", message="was never reached")
            bad += 1
    if report.errors:
        case = ET.SubElement(suite, "testcase", classname=_clean(name), name="the run itself")
        for error in report.errors:
            ET.SubElement(case, "error", message=_clean(error))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(sum(bool(o.failures) for o in report.operations)))
    suite.set("errors", str(bad + bool(report.errors)))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
