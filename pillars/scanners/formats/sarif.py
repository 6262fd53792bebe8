"""SARIF 2.1.0, as Checkov, Trivy and others write it: findings about code and images.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". A result names
its rule; title, advice and severity stand with the rules of the tool that ran. A run of another
tool than the first in the file is refused: one file is one report of one tool.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pillars.checking import Severity, Verdict

from ..decoding import Document
from ..model import Imported, Message, Tool
from ..values import (
    REASON,
    RESOURCE,
    TITLE,
    first,
    link,
    number,
    record,
    records,
    severity,
    text,
    when,
)
from .shape import Format, LeftOut, Refused, judged

DRIVERS: Final = {"checkov": Tool.CHECKOV, "trivy": Tool.TRIVY}
# Section 3.27.9 of the standard; what is not said is "fail".
KINDS: Final = {
    "fail": Verdict.FAIL,
    "pass": Verdict.PASS,
    "open": Verdict.UNKNOWN,
    "review": Verdict.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class _Run:
    """One run with its rules by their id."""

    rules: Mapping[str, Mapping[str, Any]]
    order: tuple[str, ...]
    at: Any

    def rule_of(self, result: Mapping[str, Any]) -> str:
        said = text(result.get("ruleId") or record(result.get("rule")).get("id"), 200)
        index = result.get("ruleIndex")
        if said or not isinstance(index, int) or not 0 <= index < len(self.order):
            return said
        return self.order[index]

    def judge(self, result: Mapping[str, Any]) -> Iterator[Imported]:
        rule = self.rule_of(result)
        if not rule:
            raise Refused("It names no rule: ruleId is empty.")
        kind = text(result.get("kind")) or "fail"
        if kind not in KINDS:
            raise LeftOut(f"of kind “{kind[:40]}”, which is neither a pass nor a failure")
        about = self.rules.get(rule, {})
        yield _imported(rule, about, result, self.at)


def _imported(rule: str, about: Mapping[str, Any], result: Mapping[str, Any], at: Any) -> Imported:
    said = text(record(result.get("message")).get("text"), REASON)
    title = text(record(about.get("shortDescription")).get("text")) or text(about.get("name"))
    suppressed = bool(records(result.get("suppressions")))
    where = _where(result)
    return Imported(
        rule=rule,
        title=title or rule,
        verdict=Verdict.UNKNOWN if suppressed else KINDS[text(result.get("kind")) or "fail"],
        severity=_severity(about, result),
        resource=where,
        name=where.rsplit("/", maxsplit=1)[-1][:TITLE],
        reason=f"Suppressed in the code itself. {said}"[:REASON] if suppressed else said,
        at=at,
        url=link(about.get("helpUri")),
        remediation=text(record(about.get("help")).get("text"), REASON),
    )


def _where(result: Mapping[str, Any]) -> str:
    """File and line; the name of what is meant where there is no file."""
    place = first(result.get("locations"))
    physical = record(place.get("physicalLocation"))
    path = text(record(physical.get("artifactLocation")).get("uri"), RESOURCE - 20)
    line = text(record(physical.get("region")).get("startLine"))
    logical = text(first(place.get("logicalLocations")).get("fullyQualifiedName"), RESOURCE)
    return (f"{path}:{line}" if line else path) or logical


def _severity(about: Mapping[str, Any], result: Mapping[str, Any]) -> Severity:
    """By the score that tools give a rule (0 to 10), else by the level of the result."""
    score = number(record(about.get("properties")).get("security-severity"))
    if score is None:
        usual = record(about.get("defaultConfiguration")).get("level")
        return severity(result.get("level") or usual or "warning")
    if score >= 7:
        return Severity.HIGH
    return Severity.MEDIUM if score >= 4 else Severity.LOW


def _read(document: Document) -> Iterator[Imported | Message]:
    runs = records(record(document).get("runs"))
    meant = _driver(runs[0]) if runs else ""
    for place, run in enumerate(runs, start=1):
        if _driver(run) == meant:
            yield from _of_run(place, run)
        else:
            other = _driver(run)[:40] or "a tool without a name"
            yield Message(f"run {place}", f"It is a run of {other}. Import it as its own file.")


def _of_run(run_number: int, run: Mapping[str, Any]) -> Iterator[Imported | Message]:
    driver = record(record(run.get("tool")).get("driver"))
    rules = records(driver.get("rules"))
    order = tuple(text(rule.get("id"), 200) for rule in rules)
    opened = _Run(dict(zip(order, rules, strict=True)), order, _at(run))
    held = run.get("results")
    for count, result in enumerate(held if isinstance(held, list) else (), start=1):
        place = f"run {run_number}, result {count}"
        if isinstance(result, dict):
            yield from judged(place, result, opened.judge)
        else:
            yield Message(place, "This is no object with fields. Export the file again.")


def _at(run: Mapping[str, Any]) -> Any:
    last = first(run.get("invocations"))
    return when(last.get("endTimeUtc") or last.get("startTimeUtc"))


def _driver(run: Mapping[str, Any]) -> str:
    return text(record(record(run.get("tool")).get("driver")).get("name")).lower()


def _of(tool: Tool) -> Callable[[Document], bool]:
    def recognises(document: Document) -> bool:
        runs = records(record(document).get("runs"))
        return bool(runs) and DRIVERS.get(_driver(runs[0]), Tool.SARIF) is tool

    return recognises


def _version(document: Document) -> str:
    driver = record(record(first(record(document).get("runs")).get("tool")).get("driver"))
    return text(driver.get("semanticVersion") or driver.get("version"), 40)


FORMATS: Final = tuple(
    Format(tool, f"SARIF of {tool.label}", _of(tool), _read, _version)
    for tool in (Tool.CHECKOV, Tool.TRIVY, Tool.SARIF)
)
