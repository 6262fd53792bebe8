"""Checkov's own JSON (`checkov -o json`), which tells what passes too.

Source: Checkov's description of its JSON output. One object for each framework that was looked
at, or a list of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pillars.checking import Verdict

from ..decoding import Document
from ..model import Imported, Message, Tool
from ..values import RESOURCE, link, name_of, record, records, severity, text
from .shape import Format, Judge, Refused, each_record

LISTS: Final = {
    "failed_checks": Verdict.FAIL,
    "passed_checks": Verdict.PASS,
    "skipped_checks": Verdict.UNKNOWN,
}
WORDS: Final = {
    Verdict.FAIL: "The code fails this policy.",
    Verdict.PASS: "The code passes this policy.",
    Verdict.UNKNOWN: "Skipped in the code itself.",
}


def _judge(verdict: Verdict) -> Judge:
    def finding(item: Mapping[str, Any]) -> Iterable[Imported]:
        rule = text(item.get("check_id"), 200)
        if not rule:
            raise Refused("check_id is empty, so nobody can tell what was looked for.")
        lines = item.get("file_line_range")
        line = text(lines[0]) if isinstance(lines, list) and lines else ""
        path = text(item.get("file_path"), RESOURCE - 20)
        resource = text(item.get("resource"), RESOURCE)
        yield Imported(
            rule=rule,
            title=text(item.get("check_name")) or rule,
            verdict=verdict,
            severity=severity(item.get("severity") or "medium"),
            resource=f"{path}:{line}" if line else path or resource,
            name=resource or name_of(path),
            reason=WORDS[verdict],
            url=link(item.get("guideline")),
        )

    return finding


def _read(document: Document) -> Iterator[Imported | Message]:
    for report in _reports(document):
        results = record(report.get("results"))
        for name, verdict in LISTS.items():
            listed = results.get(name)
            yield from each_record(
                listed if isinstance(listed, list) else [], _judge(verdict), noun=name
            )


def _reports(document: Document) -> list[Mapping[str, Any]]:
    pages = records(document) if isinstance(document, list) else [record(document)]
    return [page for page in pages if "check_type" in page and "results" in page]


def _recognises(document: Document) -> bool:
    return bool(_reports(document)) or _found_nothing(document)


def _found_nothing(document: Document) -> bool:
    """Without anything that it has policies for it prints a summary and no report."""
    return isinstance(document, dict) and {"checkov_version", "resource_count"} <= set(document)


def _version(document: Document) -> str:
    summaries = [record(each.get("summary")) for each in _reports(document)] or [record(document)]
    return text(summaries[0].get("checkov_version"), 40)


FORMATS: Final = (Format(Tool.CHECKOV, "Checkov JSON", _recognises, _read, _version),)
