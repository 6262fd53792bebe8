"""AWS Trusted Advisor: results of checks, and recommendations.

As `aws support describe-trusted-advisor-check-result` (or -check-summaries) and
`aws trustedadvisor list-recommendations` (with list-recommendation-resources beside it) print
it. Sources: AWS Support and Trusted Advisor API references. A rule is the check's id; its name
comes from describe-trusted-advisor-checks where the file holds that too.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pillars.checking import Severity, Verdict

from ..decoding import Document
from ..model import Imported, Message, Tool
from ..values import RESOURCE, account, name_of, number, record, records, region, some, text, when
from .shape import Format, LeftOut, Refused, each_record, has, judged

VERDICTS: Final = {
    "ok": Verdict.PASS,
    "warning": Verdict.FAIL,
    "error": Verdict.FAIL,
    "not_available": Verdict.UNKNOWN,
}
SEVERITIES: Final = {"error": Severity.HIGH, "warning": Severity.MEDIUM}
LIMITS: Final = "service_limits"
MAX_FLAGGED: Final = 5000
RECOMMENDATIONS: Final = "recommendationSummaries"
RESOURCES: Final = "recommendationResourceSummaries"


def result(item: Mapping[str, Any], checks: Mapping[str, Mapping[str, Any]]) -> Iterable[Imported]:
    """The result of one check: one finding, and one for each resource that it flags."""
    identity = text(item.get("checkId"), 100)
    if not identity:
        raise Refused("checkId is empty, so nobody can tell what was looked for.")
    about = checks.get(identity, {})
    title = text(about.get("name")) or f"Trusted Advisor check {identity}"
    rule = f"{LIMITS}/{identity}" if about.get("category") == LIMITS else identity
    at, flagged = when(item.get("timestamp")), records(item.get("flaggedResources"))[:MAX_FLAGGED]
    against = [each for each in flagged if text(each.get("status")) != "ok"]
    if not against:
        said = _status(item)
        yield _finding(rule, title, said, reason=f"{title}: {said}", at=at)
    for each in against:
        yield _flagged(rule, title, each, at)


def _flagged(rule: str, title: str, item: Mapping[str, Any], at: Any) -> Imported:
    told = item.get("metadata")
    cells = [text(cell, 100) for cell in told if cell] if isinstance(told, list) else []
    resource = next((cell for cell in cells if cell.startswith("arn:")), "")
    # `resourceId` is Trusted Advisor's own number; what it means stands in the cells.
    shown = resource or text(item.get("resourceId"), RESOURCE)
    hidden = item.get("isSuppressed") is True
    said = "not_available" if hidden else _status(item)
    reason = f"Excluded in Trusted Advisor. {title}" if hidden else f"{title}: {', '.join(cells)}"
    where = region(item.get("region"), resource)
    return _finding(rule, title, said, reason=reason, at=at, resource=shown, region=where)


def recommendation(item: Mapping[str, Any]) -> Iterable[Imported]:
    """One recommendation as a whole, as `list-recommendations` gives it."""
    if text(item.get("lifecycleStage")) in ("dismissed", "resolved"):
        raise LeftOut(f"{text(item.get('lifecycleStage'))} in Trusted Advisor")
    rule = _check(item)
    title = text(item.get("name")) or f"Trusted Advisor check {rule}"
    counts = record(item.get("resourcesAggregates"))
    against = sum(number(counts.get(name)) or 0 for name in ("errorCount", "warningCount"))
    yield _finding(
        rule,
        title,
        _status(item),
        reason=f"{title}: {against:.0f} of its resources need attention.",
        at=when(item.get("lastUpdatedAt")),
        account=account(item.get("arn")),
    )


def recommended(
    item: Mapping[str, Any], summaries: Mapping[str, Mapping[str, Any]]
) -> Iterable[Imported]:
    """One resource of a recommendation, as `list-recommendation-resources` gives it."""
    summary = summaries.get(text(item.get("recommendationArn"), RESOURCE), {})
    if not summary:
        raise Refused(
            "Its recommendation is not in the file. Put the answer of list-recommendations into "
            "the same file."
        )
    rule = _check(summary)
    if text(item.get("exclusionStatus")) == "excluded":
        raise LeftOut("excluded in Trusted Advisor")
    title = text(summary.get("name")) or f"Trusted Advisor check {rule}"
    resource = text(item.get("awsResourceId"), RESOURCE)
    yield _finding(
        rule,
        title,
        _status(item),
        reason=title,
        at=when(item.get("lastUpdatedAt")),
        resource=resource,
        account=account(resource, item.get("arn")),
        region=region(item.get("regionCode"), resource),
    )


def _finding(rule: str, title: str, said: str, *, reason: str, **rest: Any) -> Imported:
    return Imported(
        rule=rule,
        title=title,
        verdict=VERDICTS[said],
        severity=SEVERITIES.get(said, Severity.LOW),
        name=name_of(rest.get("resource", "")),
        reason=reason[:2000],
        **rest,
    )


def _status(item: Mapping[str, Any]) -> str:
    said = text(item.get("status")).lower()
    if said not in VERDICTS:
        raise Refused(f"status is “{said[:40]}”; ok, warning, error and not_available are known.")
    return said


def _check(item: Mapping[str, Any]) -> str:
    """`Pfx0RwqBli` of `arn:aws:trustedadvisor:::check/Pfx0RwqBli`; limits have their own mark."""
    said = text(item.get("checkArn"), RESOURCE)
    if not said:
        return f"{text(item.get('source'), 60) or 'manual'}/{text(item.get('name'))}"[:200]
    about = item.get("pillars")
    mark = f"{LIMITS}/" if isinstance(about, list) and LIMITS in about else ""
    return mark + said.rsplit("/", maxsplit=1)[-1][:100]


def _read_results(document: Document) -> Iterator[Imported | Message]:
    pages = _pages(document)
    listed = [each for page in pages for each in records(page.get("checks"))]
    checks = {text(each.get("id"), 100): each for each in listed}
    for count, page in enumerate(pages, start=1):
        held = page.get("result", page if "checkId" in page else None)
        for each in [held] if isinstance(held, dict) else records(page.get("summaries")):
            yield from judged(f"result {count}", each, lambda item: result(item, checks))


def _read_recommendations(document: Document) -> Iterator[Imported | Message]:
    pages = _pages(document)
    summaries = {
        text(each.get("arn"), RESOURCE): each
        for page in pages
        for each in records(page.get(RECOMMENDATIONS))
    }
    told = {
        text(each.get("recommendationArn"), RESOURCE)
        for page in pages
        for each in records(page.get(RESOURCES))
    }
    for page in pages:
        whole = [
            each for each in records(page.get(RECOMMENDATIONS)) if text(each.get("arn")) not in told
        ]
        yield from each_record(whole, recommendation, noun="recommendation")
        yield from each_record(
            records(page.get(RESOURCES)), lambda item: recommended(item, summaries), noun="resource"
        )


def _pages(document: Document) -> list[Mapping[str, Any]]:
    return records(document) if isinstance(document, list) else [record(document)]


def _has_results(document: Document) -> bool:
    is_result = has("checkId", "status")
    return any(is_result(each) for each in some(document, "result", "summaries"))


def _has_recommendations(document: Document) -> bool:
    return any(RECOMMENDATIONS in page or RESOURCES in page for page in _pages(document)[:20])


FORMATS: Final = (
    Format(Tool.TRUSTED_ADVISOR, "Trusted Advisor check results", _has_results, _read_results),
    Format(
        Tool.TRUSTED_ADVISOR,
        "Trusted Advisor recommendations",
        _has_recommendations,
        _read_recommendations,
    ),
)
