"""Budgets: what the account may cost, and who hears of it."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import GLOBAL, Item, collects


@collects("budgets.budget", call="budgets:ViewBudget", scope=GLOBAL)
def budgets(reader: Reader) -> Iterator[Item]:
    """One IAM action, ViewBudget, stands for both calls."""
    for budget in reader.pages("describe_budgets", "Budgets", AccountId=reader.account):
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
        yield Item(arn, more.data, name=name, unread=more.unread)
