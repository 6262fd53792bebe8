"""Quotas: how near, how equal from place to place, and who watches them."""

from collections import defaultdict
from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot, Unread

from .._reading import covered
from ..common import aspect, dig, judged, listed, number, percent, required

QUOTAS = "servicequotas.quota"
REQUESTS = "servicequotas.request"
MANAGEMENT = "servicequotas.management"
SUMMARY = "iam.account_summary"
ALARMS = "cloudwatch.alarm"
NEAR_PERCENT = 80
QUOTAS_URL = "https://docs.aws.amazon.com/servicequotas/latest/userguide/intro.html"
# Quotas without a metric of their use, by what counts towards them.
COUNTED = {
    "L-F678F1CE": "ec2.vpc",
    "L-0263D0A3": "ec2.address",
    "L-7B6409FD": "rds.instance",
    "L-CDE20ADC": "autoscaling.group",
}
# What an account's summary of IAM counts, and the name of its limit there.
IAM_COUNTS = (
    ("Users", "UsersQuota"),
    ("Roles", "RolesQuota"),
    ("Groups", "GroupsQuota"),
    ("Policies", "PoliciesQuota"),
    ("ServerCertificates", "ServerCertificatesQuota"),
)
RAISE = Remedy(
    console="Service Quotas → AWS services → {name} → Request increase at account level, in "
    "{region}.",
    cli=(
        "aws service-quotas request-service-quota-increase --region {region} "
        "--service-code {parent} --quota-code {last} --desired-value VALUE"
    ),
    terraform=(
        'resource "aws_servicequotas_service_quota" "this" {\n'
        '  service_code = "{parent}"\n'
        '  quota_code   = "{last}"\n'
        "  value        = VALUE\n"
        "}"
    ),
    cost="Free",
)


@check(
    id="quota-headroom",
    title="Quotas have room above the highest use",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=[QUOTAS],
    passes=f"The highest use of the last two weeks stays below {NEAR_PERCENT} % of a quota that "
    "can be raised. Quotas of which nothing is used, or whose use AWS does not tell, yield "
    "nothing.",
    refutes=["REL01-BP06"],
    supports=["REL01-BP06"],
    remedy=RAISE,
    url=QUOTAS_URL,
)
def headroom(snapshot: Snapshot) -> Iterator[Result]:
    raisable = [q for q in snapshot.of(QUOTAS) if q.data.get("Adjustable") is True]
    yield from judged(raisable, lambda quota: _room(snapshot, quota))


@check(
    id="quota-fixed-respected",
    title="Limits that nobody can raise are far",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=[QUOTAS],
    passes=f"The highest use of the last two weeks stays below {NEAR_PERCENT} % of a limit that "
    "AWS does not raise. The limits of single resources and requests do not show here.",
    refutes=["REL01-BP03"],
    supports=["REL01-BP03"],
    remedy=Remedy(
        console="Service Quotas → {name}: it cannot be raised; spread the workload over more "
        "accounts or regions, or use fewer and larger resources.",
        cli=(
            "aws service-quotas get-service-quota --region {region} --service-code {parent} "
            "--quota-code {last}"
        ),
        terraform="# The limit is fixed: divide what counts towards it over providers or aliases.",
        cost="Differs by how the workload is divided",
    ),
    url=QUOTAS_URL,
)
def fixed_respected(snapshot: Snapshot) -> Iterator[Result]:
    fixed = [q for q in snapshot.of(QUOTAS) if q.data.get("Adjustable") is False]
    yield from judged(fixed, lambda quota: _room(snapshot, quota))


def _room(snapshot: Snapshot, quota: Resource) -> Result | None:
    limit = number(required(quota, "Value"))
    used = _used(snapshot, quota)
    if not used or not limit or limit < 0:
        return None
    share = percent(round(used), round(limit))
    reason = f"{quota.name}: {used:.0f} of {limit:.0f} in use at the highest, {share} %."
    return failed(quota, reason) if share >= NEAR_PERCENT else passed(quota, reason)


def _used(snapshot: Snapshot, quota: Resource) -> float | None:
    """By the metric, else by counting; None where neither tells. Raises Unread."""
    told = number(aspect(quota, "Usage"))
    kind = COUNTED.get(str(quota.data.get("QuotaCode")))
    if told is not None or kind is None:
        return told
    if not covered(snapshot, kind, quota.account, quota.region):
        raise Unread(f"{kind} was not read in {quota.region}")
    return len(snapshot.of(kind, account=quota.account, region=quota.region))


@check(
    id="iam-quota-headroom",
    title="IAM has room for more users, roles and policies",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=[SUMMARY],
    passes=f"Users, roles, groups, policies and certificates are below {NEAR_PERCENT} % of the "
    "account's quotas.",
    refutes=["REL01-BP06"],
    supports=["REL01-BP06"],
    remedy=Remedy(
        console="IAM → Dashboard: delete what is unused; Service Quotas (us-east-1) → IAM → "
        "Request increase.",
        cli="aws service-quotas request-service-quota-increase --region us-east-1 "
        "--service-code iam --quota-code L-FE177D64 --desired-value 2000",
        terraform='resource "aws_servicequotas_service_quota" "roles" {\n  service_code = "iam"\n'
        '  quota_code   = "L-FE177D64"\n  value        = 2000\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
)
def iam_headroom(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(SUMMARY), _iam_room)


def _iam_room(summary: Resource) -> Result | None:
    shares = {}
    for name, limit in IAM_COUNTS:
        used, most = number(summary.data.get(name)), number(summary.data.get(limit))
        if used is not None and most:
            shares[name] = percent(round(used), round(most))
    near = [f"{name} at {share} %" for name, share in shares.items() if share >= NEAR_PERCENT]
    if near:
        return failed(summary, f"IAM is near its quotas: {listed(near, 5)}.")
    if not shares:
        return None
    return passed(summary, f"IAM is at {max(shares.values())} % of its quotas at most.")


@check(
    id="quotas-equal",
    title="Quotas are the same wherever the workload may run",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=[QUOTAS],
    passes="The quota has the same value in every account and region that was read. With a single "
    "place there is nothing to compare.",
    refutes=["REL01-BP02"],
    supports=["REL01-BP02"],
    remedy=RAISE,
    url="https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/"
    "rel_manage_service_limits_limits_considered.html",
)
def quotas_equal(snapshot: Snapshot) -> Iterator[Result]:
    alike: dict[str, list[Resource]] = defaultdict(list)
    for quota in snapshot.of(QUOTAS):
        if number(quota.data.get("Value")) is not None and not quota.data.get("GlobalQuota"):
            alike[str(quota.data.get("QuotaCode"))].append(quota)
    for found in alike.values():
        yield from _compared(found)


def _compared(found: list[Resource]) -> Iterator[Result]:
    """The lowest fails against the highest; equal ones pass by their first."""
    if len(found) < 2:
        return
    lowest, highest = (f(found, key=_value) for f in (min, max))
    where = f"{highest.region} of account {highest.account}"
    if _value(lowest) < _value(highest):
        reason = f"{lowest.name} is {_value(lowest):.0f} in {lowest.region}"
        yield failed(lowest, f"{reason}, and {_value(highest):.0f} in {where}.")
    else:
        places = len({(quota.account, quota.region) for quota in found})
        yield passed(lowest, f"{lowest.name} is {_value(lowest):.0f} in {places} places.")


def _value(quota: Resource) -> float:
    return number(quota.data.get("Value")) or 0.0


@check(
    id="quota-alarm",
    title="An alarm watches quotas",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=[ALARMS],
    passes="An alarm that acts compares a metric of AWS/Usage with its quota, or takes Trusted "
    "Advisor's. Other ways of watching do not show, so absence yields nothing.",
    supports=["REL01-BP04"],
    remedy=Remedy(
        console="Service Quotas → the quota → CloudWatch alarms → Create alarm at 80 %.",
        cli="aws cloudwatch put-metric-alarm --region {region} --cli-input-json file://quota.json",
        cloudformation=(
            "Alarm:\n  Type: AWS::CloudWatch::Alarm\n  Properties:\n    AlarmName: quota-80\n"
            "    ComparisonOperator: GreaterThanThreshold\n    EvaluationPeriods: 1\n"
            "    Threshold: 80\n    AlarmActions: [!Ref Topic]\n    Metrics:\n"
            "      - Id: usage\n        ReturnData: false\n        MetricStat:\n"
            "          Metric: {Namespace: AWS/Usage, MetricName: ResourceCount}\n"
            "          Period: 300\n          Stat: Maximum\n      - Id: share\n"
            "        Expression: usage / SERVICE_QUOTA(usage) * 100"
        ),
        terraform=(
            'resource "aws_cloudwatch_metric_alarm" "quota" {\n'
            '  alarm_name          = "quota-of-instances"\n'
            '  comparison_operator = "GreaterThanThreshold"\n'
            "  evaluation_periods  = 1\n"
            "  threshold           = 80\n"
            "  alarm_actions       = [aws_sns_topic.alarms.arn]\n"
            "  metric_query {\n"
            '    id          = "share"\n'
            '    expression  = "usage / SERVICE_QUOTA(usage) * 100"\n'
            "    return_data = true\n"
            "  }\n"
            "  metric_query {\n"
            '    id = "usage"\n'
            "    metric {\n"
            '      namespace   = "AWS/Usage"\n'
            '      metric_name = "ResourceCount"\n'
            '      stat        = "Maximum"\n'
            "      period      = 300\n"
            "      dimensions = {\n"
            '        Service = "EC2", Type = "Resource", Resource = "vCPU", Class = '
            '"Standard/OnDemand"\n'
            "      }\n"
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="About 0.10 USD per alarm and month",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "CloudWatch-Quotas-Visualize-Alarms.html",
)
def quota_alarm(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(ALARMS), _watches)


def _watches(alarm: Resource) -> Result | None:
    queries = alarm.data.get("Metrics") or ()
    text = " ".join(str(query.get("Expression") or "") for query in queries)
    spaces = {dig(query, "MetricStat", "Metric", "Namespace") for query in queries}
    spaces.add(alarm.data.get("Namespace"))
    if "SERVICE_QUOTA(" not in text and spaces.isdisjoint({"AWS/Usage", "AWS/TrustedAdvisor"}):
        return None
    if not alarm.get("ActionsEnabled") or not alarm.get("AlarmActions"):
        return failed(alarm, f"Alarm {alarm.name} watches a quota and tells nobody.")
    return passed(alarm, f"Alarm {alarm.name} watches a quota.")


@check(
    id="quota-raised",
    title="Quotas were raised on purpose",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[REQUESTS],
    passes="AWS granted a higher quota that was asked for, a trace of somebody who knows the "
    "limits. AWS keeps requests for some months, so absence yields nothing.",
    supports=["REL01-BP01"],
    remedy=RAISE,
    url="https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html",
)
def quota_raised(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(REQUESTS), _raised)


def _raised(request: Resource) -> Result | None:
    if required(request, "Status") not in ("APPROVED", "CASE_CLOSED"):
        return None
    value = number(request.data.get("DesiredValue"))
    return passed(request, f"{request.name} was raised to {value:.0f}.") if value else None


@check(
    id="quota-managed-automatically",
    title="Quotas are raised before they are needed",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[MANAGEMENT],
    passes="Service Quotas watches the quotas by itself and asks for more. Automation of your own "
    "does not show, so its absence yields nothing; watching alone supports the watching only.",
    supports=["REL01-BP05"],
    remedy=Remedy(
        console="Service Quotas → Automatic management → Enable: notify and adjust.",
        cli="aws service-quotas start-auto-management --region {region} --opt-in-level ACCOUNT "
        "--opt-in-type NotifyAndAdjust",
        terraform="# Terraform has no resource for it yet: use the console or the CLI.",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/servicequotas/latest/userguide/automatic-management.html",
)
def managed_automatically(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(MANAGEMENT), _managed)


def _managed(management: Resource) -> Result | None:
    on = required(management, "OptInStatus") == "ENABLED"
    if not on or management.data.get("OptInType") != "NotifyAndAdjust":
        return None
    return passed(management, f"Quotas of {management.region} are raised by AWS itself.")


CHECKS: tuple[Check, ...] = (
    headroom,
    fixed_respected,
    iam_headroom,
    quotas_equal,
    quota_alarm,
    quota_raised,
    managed_automatically,
)
