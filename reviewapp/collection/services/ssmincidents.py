"""Incident Manager: response plans, and the people and escalations that they engage."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects(
    "ssmincidents.response_plan", call="ssm-incidents:ListResponsePlans", client="ssm-incidents"
)
def response_plans(reader: Reader) -> Iterator[Item]:
    for plan in reader.pages("list_response_plans", "responsePlanSummaries"):
        yield Item(plan["arn"], plan, name=plan["name"])
