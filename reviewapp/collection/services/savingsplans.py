"""Savings Plans: commitments that lower the price of compute."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import GLOBAL, Item, collects
from ..tags import tag_map


@collects("savingsplans.savings_plan", call="savingsplans:DescribeSavingsPlans", scope=GLOBAL)
def savings_plans(reader: Reader) -> Iterator[Item]:
    for plan in reader.pages("describe_savings_plans", "savingsPlans"):
        tags = tag_map(plan.get("tags"))
        yield Item(plan["savingsPlanArn"], plan, name=plan["savingsPlanId"], tags=tags)
