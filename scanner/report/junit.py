"""The report as JUnit XML: a test case a finding, named so that it stays the same when lines move.

What is new has failed, what is known or allowed is skipped, and what could not be scanned is an error.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from scanner.report.entry import entries
from scanner.text.redact import escape, printable

if TYPE_CHECKING:
    from scanner.model import Fault, ScanResult
    from scanner.report.entry import ReportEntry
    from scanner.report.interface import ReportStyle


def render(result: ScanResult, style: ReportStyle) -> str:
    """Return the document, in ASCII; a scan without findings and faults is one test case that has passed."""
    cases = [*(_finding(entry) for entry in entries(result, style)), *(_fault(fault) for fault in result.faults)]
    if not cases:
        cases.append(Element("testcase", classname="keysieve", name="no secrets found", time="0"))
    totals = {
        "name": "keysieve",
        "tests": str(len(cases)),
        "failures": str(result.count("new")),
        "errors": str(len(result.faults)),
        "time": f"{result.seconds:.3f}",
    }
    root = Element("testsuites", totals)
    skipped = str(result.count("known") + result.count("allowed"))
    started = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(style.ended - result.seconds))
    SubElement(root, "testsuite", totals, skipped=skipped, timestamp=started).extend(cases)
    indent(root)
    document: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return document.decode("ascii") + "\n"


def _finding(entry: ReportEntry) -> Element:
    case = _case(entry.path, f"{entry.rule.id} {entry.identity[:12]}")
    if entry.is_new:
        failure = SubElement(case, "failure", type=entry.rule.severity, message=entry.message)
        failure.text = f"{entry.place}: {entry.message}\n{entry.remedy}"
    else:
        SubElement(case, "skipped", message=f"{entry.place}: {entry.message}")
    return case


def _fault(fault: Fault) -> Element:
    case = _case(printable(fault.path), "not scanned")
    SubElement(case, "error", type="not scanned", message=escape(fault.message))
    return case


def _case(path: str, name: str) -> Element:
    # No `file` and no `line`: where the schema is enforced, they make the whole document invalid.
    return Element("testcase", classname=path, name=name, time="0")
