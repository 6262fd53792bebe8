"""The pricing calculator of the billing console: estimates of workloads and of whole bills."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import GLOBAL, Item, collects
from .cur import HOME

LISTS = {"workload-estimate": "list_workload_estimates", "bill-scenario": "list_bill_scenarios"}


@collects(
    "pricingcalculator.estimate",
    call="bcm-pricing-calculator:ListWorkloadEstimates",
    actions=("bcm-pricing-calculator:ListBillScenarios",),
    client="bcm-pricing-calculator",
    scope=GLOBAL,
)
def estimates(reader: Reader) -> Iterator[Item]:
    """Each with `Kind`: the estimate of a workload, or a scenario of the bill."""
    for kind, call in LISTS.items():
        for estimate in reader.pages(call, "items", region=HOME):
            arn = reader.arn("bcm-pricing-calculator", f"{kind}/{estimate['id']}", region=HOME)
            yield Item(arn, {**estimate, "Kind": kind}, name=estimate["name"])
