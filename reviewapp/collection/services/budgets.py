"""Budgets: what the account may cost, and who hears of it."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ..reader import Reader
from ..registry import GLOBAL, Item, collects


@collects("budgets.budget", call="budgets:ViewBudget", scope=GLOBAL)
def budgets(reader: Reader) -> Iterator[Item]:
    """One IAM action, ViewBudget, stands for both calls."""
    found = reader.pages("describe_budgets", "Budgets", AccountId=reader.account)
    return reader.spread(partial(_budget, reader), found)


def _budget(reader: Reader, budget: Mapping[str, Any]) -> Item:
    name = budget["BudgetName"]
    more = reader.aspects(budget)
    more.listed(
        "Notifications",
        "describe_notifications_for_budget",
        "Notifications",
        AccountId=reader.account,
        BudgetName=name,
    )
    arn = reader.arn("budgets", f"budget/{name}", region="")
    return Item(arn, more.data, name=name, unread=more.unread)
