"""Cost Optimization Hub, as `aws cost-optimization-hub list-recommendations` prints it.

Source: Cost Optimization Hub API reference. A rule is the action that is recommended
(`Rightsize`, `Stop`, `MigrateToGraviton`, `PurchaseSavingsPlans`, …). The hub lists only what
could be saved, so that nothing of it passes.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pillars.checking import Severity, Verdict

from ..decoding import Document
from ..model import Imported, Message, Tool
from ..values import RESOURCE, account, name_of, number, region, some, text, when
from .shape import Format, Refused, each_record, has


def recommendation(item: Mapping[str, Any]) -> Iterable[Imported]:
    action = text(item.get("actionType"), 200)
    if not action:
        raise Refused("actionType is empty, so nobody can tell what is recommended.")
    resource = text(item.get("resourceArn") or item.get("resourceId"), RESOURCE)
    sort = text(item.get("currentResourceType"), 60)
    yield Imported(
        rule=action,
        title=f"{_spaced(action)}: {_spaced(sort)}" if sort else _spaced(action),
        verdict=Verdict.FAIL,
        severity=Severity.LOW,
        resource=resource,
        name=name_of(resource),
        account=account(item.get("accountId"), resource),
        region=region(item.get("region"), resource),
        reason=_reason(item),
        at=when(item.get("lastRefreshTimestamp")),
    )


def _reason(item: Mapping[str, Any]) -> str:
    now = text(item.get("currentResourceSummary"))
    then = text(item.get("recommendedResourceSummary"))
    change = f"Now {now or 'as it is'}, recommended {then}." if then else f"{now}." if now else ""
    if saving := number(item.get("estimatedMonthlySavings")):
        change += (
            f" Saves about {saving:,.2f} {text(item.get('currencyCode'), 10) or 'USD'} a month."
        )
    return change.strip() or "Cost Optimization Hub recommends it."


def _spaced(word: str) -> str:
    """`MigrateToGraviton` as "Migrate to graviton"."""
    parts = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in word).strip()
    return parts[:1].upper() + parts[1:]


_IS: Final = has("recommendationId", "actionType")


def _recognises(document: Document) -> bool:
    return any(_IS(each) for each in some(document, "items"))


def _read(document: Document) -> Iterator[Imported | Message]:
    return each_record(document, recommendation, "items", noun="recommendation")


FORMATS: Final = (
    Format(Tool.COST_OPTIMIZATION_HUB, "Cost Optimization Hub recommendations", _recognises, _read),
)
