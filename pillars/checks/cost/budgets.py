"""Budgets and anomaly detection that tell somebody."""

from collections.abc import Iterator
from typing import Any

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, passed
from pillars.facts import Resource, Snapshot

from ..common import (
    aspect,
    counted,
    dig,
    in_account,
    judged,
    moment,
    number,
    payer_of,
    read_everywhere,
)

CHOICE = "foundations/cost_budgets"
BUDGETS = "budgets.budget"
SUBSCRIPTIONS = "ce.anomaly_subscription"
OF_COSTS, ABOVE = "COST", "GREATER_THAN"
BUDGETS_URL = "https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create.html"


@check(
    id="budget-notifies",
    title="A budget warns somebody",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[BUDGETS],
    passes="A current cost budget of the account has a notification of what is forecast, or of "
    "what was spent before all of it is; AWS keeps a notification only while somebody subscribes "
    "to it. A budget without one fails where no other warns. Budgets of usage, reservations and "
    "Savings Plans watch something else. In an organisation budgets may be kept in the paying "
    "account: without one here that is unknown.",
    refutes=[CHOICE],
    proves=[CHOICE],
    supports=["COST01-BP03", "COST01-BP05", "COST02-BP05", "COST03-BP05", "COST02-BP02"],
    remedy=Remedy(
        console="Billing and Cost Management → Budgets → Create budget → Monthly cost budget: "
        "alert at 80 % actual and 100 % forecast.",
        cli="aws budgets create-budget --account-id {account} --budget file://budget.json "
        "--notifications-with-subscribers file://notifications.json",
        cloudformation=(
            "Monthly:\n  Type: AWS::Budgets::Budget\n  Properties:\n    Budget:\n"
            "      BudgetName: monthly\n      BudgetType: COST\n      TimeUnit: MONTHLY\n"
            "      BudgetLimit: {Amount: 1000, Unit: USD}\n"
            "    NotificationsWithSubscribers:\n"
            "      - Notification: {NotificationType: ACTUAL, ComparisonOperator: GREATER_THAN,"
            " Threshold: 80}\n"
            "        Subscribers:\n"
            "          - {SubscriptionType: EMAIL, Address: team@example.com}"
        ),
        terraform=(
            'resource "aws_budgets_budget" "monthly" {\n'
            '  name         = "monthly"\n'
            '  budget_type  = "COST"\n'
            '  limit_amount = "LIMIT"\n'
            '  limit_unit   = "USD"\n'
            '  time_unit    = "MONTHLY"\n'
            "  notification {\n"
            '    comparison_operator        = "GREATER_THAN"\n'
            '    notification_type          = "FORECASTED"\n'
            "    threshold                  = 80\n"
            '    threshold_type             = "PERCENTAGE"\n'
            '    subscriber_email_addresses = ["team@example.com"]\n'
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url=BUDGETS_URL,
)
def budget_notifies(snapshot: Snapshot) -> Iterator[Result]:
    for account in read_everywhere(snapshot, BUDGETS):
        current = [b for b in snapshot.of(BUDGETS, account=account) if _current(snapshot, b)]
        results = list(judged(current, _notifies))
        warning = [r for r in results if r.verdict is Verdict.PASS]
        yield from warning or results or [_none(snapshot, account)]


def _current(snapshot: Snapshot, budget: Resource) -> bool:
    if budget.data.get("BudgetType", OF_COSTS) != OF_COSTS:
        return False
    end = moment((budget.data.get("TimePeriod") or {}).get("End"))
    return end is None or end > snapshot.at


def _notifies(budget: Resource) -> Result:
    notifications = aspect(budget, "Notifications") or ()
    if not notifications:
        return failed(budget, f"Budget {budget.name} warns nobody.")
    if any(_in_time(budget, notification) for notification in notifications):
        many = counted(len(notifications), "notification")
        return passed(budget, f"Budget {budget.name} has {many}.")
    return failed(budget, f"Budget {budget.name} warns only after all of it is spent.")


def _in_time(budget: Resource, notification: dict[str, Any]) -> bool:
    if notification.get("ComparisonOperator", ABOVE) != ABOVE:
        return False
    if notification.get("NotificationType") == "FORECASTED":
        return True
    threshold = number(notification.get("Threshold"))
    absolute = notification.get("ThresholdType") == "ABSOLUTE_VALUE"
    whole = number(dig(budget.data, "BudgetLimit", "Amount")) if absolute else 100
    return threshold is None or whole is None or threshold <= whole


def _none(snapshot: Snapshot, account: str) -> Result:
    payer = payer_of(snapshot, account)
    if payer == account:
        return in_account(Verdict.FAIL, "The account has no current cost budget.", account)
    where = f"account {payer}" if payer else "the paying account"
    reason = f"The account has no current cost budget; {where} may keep one for it."
    return in_account(Verdict.UNKNOWN, reason, account)


@check(
    id="cost-anomaly-reported",
    title="Unusual spending is reported",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[SUBSCRIPTIONS],
    passes="Cost Anomaly Detection has a subscription with a subscriber.",
    supports=["COST01-BP06", "COST01-BP05", "COST03-BP05"],
    remedy=Remedy(
        console="Billing and Cost Management → Cost Anomaly Detection → Create monitor, then an "
        "alert subscription.",
        cli="aws ce create-anomaly-subscription --anomaly-subscription file://subscription.json",
        cloudformation=(
            "Unusual:\n  Type: AWS::CE::AnomalySubscription\n  Properties:\n"
            "    SubscriptionName: daily\n    Frequency: DAILY\n"
            "    MonitorArnList: [!Ref Monitor]\n"
            '    ThresholdExpression: \'{"Dimensions":{"Key":"ANOMALY_TOTAL_IMPACT_ABSOLUTE",'
            '"MatchOptions":["GREATER_THAN_OR_EQUAL"],"Values":["100"]}}\'\n'
            "    Subscribers:\n      - {Type: EMAIL, Address: team@example.com}"
        ),
        terraform=(
            'resource "aws_ce_anomaly_subscription" "daily" {\n'
            '  name             = "daily"\n'
            '  frequency        = "DAILY"\n'
            "  monitor_arn_list = [aws_ce_anomaly_monitor.services.arn]\n"
            "  subscriber {\n"
            '    type    = "EMAIL"\n'
            '    address = "team@example.com"\n'
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/cost-management/latest/userguide/manage-ad.html",
)
def anomaly_reported(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(SUBSCRIPTIONS), _subscribed)


def _subscribed(subscription: Resource) -> Result:
    people = [
        s for s in subscription.get("Subscribers", ()) if s.get("Status", "CONFIRMED") != "DECLINED"
    ]
    if people:
        many = counted(len(people), "subscriber")
        return passed(subscription, f"Anomalies reach {many} of {subscription.name}.")
    return failed(subscription, f"Subscription {subscription.name} has no subscriber.")
