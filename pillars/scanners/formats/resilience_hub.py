"""AWS Resilience Hub: assessments and what they say of components, alarms, tests and procedures.

As `aws resiliencehub list-app-assessments`, list-app-component-compliances,
list-app-assessment-compliance-drifts, list-alarm-recommendations, list-test-recommendations and
list-sop-recommendations print it. Source: Resilience Hub API reference.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from pillars.checking import Severity, Verdict

from ..decoding import Document
from ..model import Imported, Message, Tool
from ..values import (
    REASON,
    RESOURCE,
    account,
    first,
    name_of,
    number,
    record,
    records,
    region,
    text,
    when,
)
from .shape import Format, LeftOut, Refused, each_record

POLICY: Final = {
    "PolicyMet": (Verdict.PASS, "meets its resiliency policy"),
    "PolicyBreached": (Verdict.FAIL, "breaches its resiliency policy"),
    "MissingPolicy": (Verdict.UNKNOWN, "has no resiliency policy to be measured by"),
}
ADVICE: Final = {
    "Implemented": (Verdict.PASS, "is in place"),
    "NotImplemented": (Verdict.FAIL, "is recommended and not in place"),
}


def assessment(item: Mapping[str, Any]) -> Iterable[Imported]:
    """One assessment of an application: rule `resiliency-policy`."""
    if text(item.get("assessmentStatus")) not in ("Success", ""):
        raise LeftOut("not finished, so it tells nothing yet")
    app = text(item.get("appArn"), RESOURCE)
    verdict, words = _policy(item.get("complianceStatus"))
    score = number(item.get("resiliencyScore"))
    scored = f" Its score is {score * 100:.0f} of 100." if score is not None else ""
    yield _imported(
        "resiliency-policy",
        "The application meets its resiliency policy",
        verdict,
        resource=app,
        reason=f"The application {words}.{scored}",
        at=when(item.get("endTime") or item.get("startTime")),
    )


def component(item: Mapping[str, Any]) -> Iterable[Imported]:
    """What an assessment says of one component: rule `component-policy`."""
    name = text(item.get("appComponentName"))
    verdict, words = _policy(item.get("status"))
    told = text(item.get("message"), REASON)
    yield _imported(
        "component-policy",
        "The component meets the resiliency policy",
        verdict,
        resource=name,
        reason=f"{name} {words}. {told}".strip(),
    )


def drift(item: Mapping[str, Any]) -> Iterable[Imported]:
    """A component or application that got worse since the last assessment."""
    name = text(item.get("entityId") or item.get("appId"), RESOURCE)
    yield _imported(
        "compliance-drift",
        "What met the resiliency policy still meets it",
        Verdict.FAIL,
        resource=name,
        reason=f"{name} met the resiliency policy before and does not any more.",
    )


def advised(rule: str, what: str) -> Callable[[Mapping[str, Any]], Iterable[Imported]]:
    """Recommendations of one sort: alarms, tests, operating procedures."""

    def judge(item: Mapping[str, Any]) -> Iterable[Imported]:
        name = text(item.get("name")) or text(item.get("referenceId"))
        status = text(item.get("recommendationStatus"))
        if status in ("Excluded", "Inactive"):
            raise LeftOut(f"{status.lower()} in Resilience Hub")
        if status not in ADVICE:
            raise Refused(f"recommendationStatus is “{status[:40]}”, which is not known.")
        verdict, words = ADVICE[status]
        target = first(item.get("items"))
        yield _imported(
            rule,
            f"The recommended {what} is in place",
            verdict,
            resource=text(target.get("resourceId"), RESOURCE) or text(item.get("appComponentName")),
            account=account(target.get("targetAccountId")),
            region=region(target.get("targetRegion")),
            reason=f"The {what} “{name}” {words}.",
            remediation=text(item.get("description"), REASON),
        )

    return judge


JUDGES: Final[Mapping[str, tuple[str, Callable[[Mapping[str, Any]], Iterable[Imported]]]]] = {
    "assessmentSummaries": ("assessment", assessment),
    "componentCompliances": ("component", component),
    "complianceDrifts": ("drift", drift),
    "alarmRecommendations": ("alarm", advised("alarm-recommendation", "alarm")),
    "testRecommendations": ("test", advised("test-recommendation", "test")),
    "sopRecommendations": ("procedure", advised("sop-recommendation", "operating procedure")),
}


def _policy(said: object) -> tuple[Verdict, str]:
    word = text(said)
    if word == "NotApplicable":
        raise LeftOut("not applicable, so the policy says nothing of it")
    if word not in POLICY:
        raise Refused(f"The status is “{word[:40]}”, which Resilience Hub does not have.")
    return POLICY[word]


def _imported(rule: str, title: str, verdict: Verdict, *, resource: str, **rest: Any) -> Imported:
    told = {"account": account(resource), "region": region(resource), **rest}
    return Imported(
        rule=rule,
        title=title,
        verdict=verdict,
        severity=Severity.MEDIUM,
        resource=resource,
        name=name_of(resource),
        **told,
    )


def _pages(document: Document) -> list[Mapping[str, Any]]:
    return records(document) if isinstance(document, list) else [record(document)]


def _recognises(document: Document) -> bool:
    return any(key in page for page in _pages(document)[:20] for key in JUDGES)


def _read(document: Document) -> Iterator[Imported | Message]:
    for page in _pages(document):
        for key, (noun, judge) in JUDGES.items():
            listed = page.get(key)
            yield from each_record(listed if isinstance(listed, list) else [], judge, noun=noun)


FORMATS: Final = (Format(Tool.RESILIENCE_HUB, "Resilience Hub assessments", _recognises, _read),)
