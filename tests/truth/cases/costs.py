"""Cost optimization: prices, lifecycles, what nobody uses, tags, budgets."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ..account import REGION, Account, days_ago
from ..case import MET, NOT_MET, SUPPORTED, UNKNOWN, Case, every
from ..layer import Answer
from ..parts.data import bucket, bucket_arn, database, lifecycle, table, volume
from ..parts.machines import fleet, instance, instance_arn, service
from ..parts.network import TO_HTTPS, balancer, forward, listener, network, targets

PRICES, SPOT, LIFECYCLE = "cost_commitments", "cost_spot", "cost_s3_lifecycle"
UNUSED, REVIEWED = "cost_unused_deleted", "cost_rightsizing_monthly"
TAGS, BUDGETS = "cost_allocation_tags", "cost_budgets"
ALL = (PRICES, SPOT, LIFECYCLE, UNUSED, REVIEWED, TAGS, BUDGETS)


def machine(account: Account) -> None:
    instance(account, network(account), tags={"team": "shop"})


def savings_plan(account: Account, state: str = "active", covered: str = "85") -> None:
    plan = {
        "savingsPlanId": "1",
        "savingsPlanArn": f"arn:aws:savingsplans::{account.id}:savingsplan/1",
        "state": state,
        "savingsPlanType": "Compute",
        "commitment": "1.0",
    }
    account.answer("savingsplans", "DescribeSavingsPlans", {"savingsPlans": [plan]})
    month = {
        "TimePeriod": {"Start": "2026-10-01", "End": "2026-11-01"},
        "Coverage": {"CoveragePercentage": covered, "TotalCost": "100"},
    }
    account.answer("ce", "GetSavingsPlansCoverage", {"SavingsPlansCoverages": [month]})


def covered_machine(account: Account) -> None:
    machine(account)
    savings_plan(account)


def hardly_covered_machine(account: Account) -> None:
    """There is a plan, and most is paid at the full price."""
    machine(account)
    savings_plan(account, covered="20")


def plan_of_the_past(account: Account) -> None:
    machine(account)
    savings_plan(account, state="retired", covered="0")


def reservation(account: Account, state: str) -> None:
    """moto has none; AWS answers with all, the ended ones too, unless asked by state."""
    machine(account)
    found = {"ReservedInstancesId": "1", "State": state, "InstanceType": "m7g.large"}
    account.answer("ec2", "DescribeReservedInstances", {"ReservedInstances": [found]})


def reserved_machine(account: Account) -> None:
    reservation(account, "active")


def reservation_of_the_past(account: Account) -> None:
    reservation(account, "retired")


def spot_only(account: Account) -> None:
    """What may be taken away at any moment needs no commitment."""
    place = network(account)
    made = instance(account, place, tags={"team": "shop"})

    def tell(said: Answer) -> None:
        for each in said["Reservations"]:
            for one in each["Instances"]:
                if one["InstanceId"] == made:
                    one["InstanceLifecycle"] = "spot"

    account.change("ec2", "DescribeInstances", tell)


def spot_service(account: Account) -> None:
    """moto does not keep the strategy of a service."""
    service(account, network(account))
    strategy = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]

    def tell(said: Answer) -> None:
        for each in said["services"]:
            each["capacityProviderStrategy"] = strategy

    account.change("ecs", "DescribeServices", tell)


def mixed_fleet(account: Account) -> None:
    fleet(
        account,
        network(account),
        MixedInstancesPolicy={
            "LaunchTemplate": {
                "LaunchTemplateSpecification": {"LaunchTemplateName": "web", "Version": "$Latest"}
            },
            "InstancesDistribution": {"OnDemandPercentageAboveBaseCapacity": 25},
        },
    )


def full_price_fleet(account: Account) -> None:
    fleet(account, network(account))


def tidy_bucket(account: Account) -> None:
    name = bucket(account, f"tidy-{account.id}")
    lifecycle(account, name, {"Expiration": {"Days": 90}})
    account.innocent(LIFECYCLE, bucket_arn(name))


def untidy_bucket(account: Account) -> None:
    account.guilty(LIFECYCLE, bucket_arn(bucket(account, f"untidy-{account.id}")))


def bucket_with_a_rule_switched_off(account: Account) -> None:
    name = bucket(account, f"off-{account.id}")
    lifecycle(account, name, {"Status": "Disabled", "Expiration": {"Days": 90}})
    account.guilty(LIFECYCLE, bucket_arn(name))


def bucket_that_only_clears_uploads(account: Account) -> None:
    name = bucket(account, f"uploads-{account.id}")
    lifecycle(account, name, {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}})
    account.guilty(LIFECYCLE, bucket_arn(name))


def used_parts(account: Account) -> None:
    """A machine with its disk and address, a balancer with a target."""
    place = network(account)
    ec2 = account.client("ec2")
    made = instance(account, place, tags={"team": "shop"})
    address = ec2.allocate_address(Domain="vpc")
    ec2.associate_address(InstanceId=made, AllocationId=address["AllocationId"])
    group = targets(account, place)
    account.client("elbv2").register_targets(TargetGroupArn=group, Targets=[{"Id": made}])
    arn = balancer(account, place, Tags=[{"Key": "team", "Value": "shop"}])
    listener(account, arn, forward(group))
    account.innocent(UNUSED, instance_arn(account, made), arn)


def redirecting_balancer(account: Account) -> None:
    """Has no target and needs none: it sends people elsewhere."""
    arn = balancer(account, network(account), "moved")
    listener(account, arn, TO_HTTPS)
    account.innocent(UNUSED, arn)


def loose_volume(account: Account) -> None:
    account.guilty(UNUSED, volume(account))


def loose_address(account: Account) -> None:
    made = account.client("ec2").allocate_address(Domain="vpc")["AllocationId"]
    account.guilty(UNUSED, account.arn("ec2", f"elastic-ip/{made}"))


def old_snapshot(account: Account) -> None:
    ec2 = account.client("ec2")
    with days_ago(400):
        disk = volume(account).rpartition("/")[2]
        made = ec2.create_snapshot(VolumeId=disk)["SnapshotId"]
    ec2.delete_volume(VolumeId=disk)
    account.guilty(UNUSED, f"arn:aws:ec2:{REGION}::snapshot/{made}")


def snapshot_of_an_image(account: Account) -> None:
    """Old, and what machines are started from."""
    ec2 = account.client("ec2")
    place = network(account)
    with days_ago(400):
        made = instance(account, place, tags={"team": "shop"})
        image = ec2.create_image(InstanceId=made, Name="web")["ImageId"]
    disk = ec2.describe_images(ImageIds=[image])["Images"][0]["BlockDeviceMappings"][0]["Ebs"]
    account.innocent(UNUSED, f"arn:aws:ec2:{REGION}::snapshot/{disk['SnapshotId']}")


def empty_balancer(account: Account) -> None:
    place = network(account)
    arn = balancer(account, place, "empty")
    listener(account, arn, forward(targets(account, place, "empty")))
    account.guilty(UNUSED, arn)


def unrouted_nat(account: Account) -> None:
    place = network(account)
    ec2 = account.client("ec2")
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    made = ec2.create_nat_gateway(SubnetId=place.subnets[0], AllocationId=address)["NatGateway"]
    account.guilty(UNUSED, account.arn("ec2", f"natgateway/{made['NatGatewayId']}"))


def forgotten_machine(account: Account) -> None:
    """Stopped for months; its disk is paid for."""
    made = instance(account, network(account), tags={"team": "shop"})
    with days_ago(100):
        account.client("ec2").stop_instances(InstanceIds=[made])
    account.guilty(UNUSED, instance_arn(account, made))


def machine_stopped_yesterday(account: Account) -> None:
    made = instance(account, network(account), tags={"team": "shop"})
    with days_ago(1):
        account.client("ec2").stop_instances(InstanceIds=[made])
    account.innocent(UNUSED, instance_arn(account, made))


def optimizer_on(account: Account) -> None:
    account.answer("compute-optimizer", "GetEnrollmentStatus", {"status": "Active"})


def savings_proposed(account: Account) -> None:
    summary = {"TotalRecommendationCount": "3", "SavingsCurrencyCode": "USD"}
    account.answer("ce", "GetRightsizingRecommendation", {"Summary": summary})


def active_tags(account: Account, *keys: str) -> None:
    found = [{"TagKey": key, "Type": "UserDefined", "Status": "Active"} for key in keys]
    account.answer("ce", "ListCostAllocationTags", {"CostAllocationTags": found})


def tagged_and_billed(account: Account) -> None:
    active_tags(account, "team")
    place = network(account)
    made = instance(account, place, tags={"team": "shop"})
    arn = table(account, Tags=[{"Key": "team", "Value": "shop"}])
    account.innocent(TAGS, instance_arn(account, made), arn)


def tagged_and_not_billed(account: Account) -> None:
    """Everything is tagged, and nobody activated the tags in the bill."""
    instance(account, network(account), tags={"team": "shop"})


def untagged(account: Account) -> None:
    active_tags(account, "team")
    account.guilty(TAGS, instance_arn(account, instance(account, network(account), name="pet")))


def tagged_otherwise(account: Account) -> None:
    active_tags(account, "cost-center")
    made = instance(account, network(account), tags={"colour": "blue"})
    account.guilty(TAGS, instance_arn(account, made))


def tag_of_aws_only(account: Account) -> None:
    """AWS's own tags divide by who made a thing, not by whom it serves."""
    found = [{"TagKey": "aws:createdBy", "Type": "AWSGenerated", "Status": "Active"}]
    account.answer("ce", "ListCostAllocationTags", {"CostAllocationTags": found})
    table(account, Tags=[{"Key": "team", "Value": "shop"}])


def budget(account: Account, *, warns: bool, ended: bool = False) -> str:
    budgets = account.client("budgets")
    now = datetime.now(UTC)
    period = {"Start": now - timedelta(days=300)}
    if ended:
        period["End"] = now - timedelta(days=10)
    more: dict[str, Any] = {}
    if warns:
        more["NotificationsWithSubscribers"] = [
            {
                "Notification": {
                    "NotificationType": "FORECASTED",
                    "ComparisonOperator": "GREATER_THAN",
                    "Threshold": 100,
                },
                "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "costs@example.com"}],
            }
        ]
    budgets.create_budget(
        AccountId=account.id,
        Budget={
            "BudgetName": "all",
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "BudgetLimit": {"Amount": "100", "Unit": "USD"},
            "TimePeriod": period,
        },
        **more,
    )
    return f"arn:aws:budgets::{account.id}:budget/all"


def warning_budget(account: Account) -> None:
    account.innocent(BUDGETS, budget(account, warns=True))


def mute_budget(account: Account) -> None:
    account.guilty(BUDGETS, budget(account, warns=False))


def ended_budget(account: Account) -> None:
    budget(account, warns=True, ended=True)


def paid_by_another(account: Account) -> None:
    """A member of an organisation: budgets, tags and plans may be kept by who pays."""
    account.answer(
        "organizations",
        "DescribeOrganization",
        {
            "Organization": {
                "Id": "o-1",
                "Arn": "arn:aws:organizations::999999999999:organization/o-1",
                "FeatureSet": "ALL",
                "MasterAccountId": "999999999999",
                "MasterAccountArn": "arn:aws:organizations::999999999999:account/o-1/999999999999",
            }
        },
    )
    account.answer("organizations", "ListAccounts", {"Accounts": []})


def database_at_full_price(account: Account) -> None:
    database(account, Tags=[{"Key": "team", "Value": "shop"}])


GOOD = Case(
    "costs good",
    (
        covered_machine,
        tagged_and_billed,
        spot_only,
        tidy_bucket,
        used_parts,
        redirecting_balancer,
        optimizer_on,
        warning_budget,
    ),
    {
        PRICES: MET,
        SPOT: SUPPORTED,
        LIFECYCLE: MET,
        UNUSED: MET,
        REVIEWED: SUPPORTED,
        TAGS: NOT_MET,
        BUDGETS: MET,
    },
)
BAD = Case(
    "costs bad",
    (
        database_at_full_price,
        untagged,
        full_price_fleet,
        untidy_bucket,
        bucket_with_a_rule_switched_off,
        bucket_that_only_clears_uploads,
        loose_volume,
        loose_address,
        old_snapshot,
        empty_balancer,
        unrouted_nat,
        forgotten_machine,
        savings_proposed,
        mute_budget,
    ),
    {
        **every(NOT_MET, PRICES, LIFECYCLE, UNUSED, TAGS, BUDGETS),
        **every(UNKNOWN, SPOT, REVIEWED),
    },
)


def alone(name: str, choice: str, build: Any, verdict: str = NOT_MET) -> Case:
    return Case(name, (build,), {choice: verdict})


CASES = (
    GOOD,
    BAD,
    Case(
        "costs empty",
        (),
        {
            **every(UNKNOWN, PRICES, SPOT, LIFECYCLE, UNUSED, REVIEWED),
            TAGS: NOT_MET,
            BUDGETS: NOT_MET,
        },
    ),
    Case("tagged and billed", (tagged_and_billed,), {TAGS: MET}),
    Case(
        "tagged and not billed",
        (tagged_and_not_billed, ended_budget),
        {TAGS: NOT_MET, BUDGETS: NOT_MET},
    ),
    Case("tagged otherwise", (tagged_otherwise, mixed_fleet), {TAGS: NOT_MET, SPOT: SUPPORTED}),
    Case("tags of aws only", (tag_of_aws_only, spot_only), {TAGS: NOT_MET, PRICES: UNKNOWN}),
    Case(
        "hardly covered",
        (hardly_covered_machine, loose_volume),
        {PRICES: SUPPORTED, UNUSED: NOT_MET},
    ),
    Case("plan of the past", (plan_of_the_past, loose_address), {PRICES: NOT_MET, UNUSED: NOT_MET}),
    Case("reserved", (reserved_machine, old_snapshot), {PRICES: SUPPORTED, UNUSED: NOT_MET}),
    Case(
        "reservation of the past",
        (reservation_of_the_past, empty_balancer),
        {PRICES: NOT_MET, UNUSED: NOT_MET},
    ),
    Case(
        "paid by another",
        (paid_by_another, tagged_and_not_billed),
        {PRICES: UNKNOWN, TAGS: SUPPORTED, BUDGETS: UNKNOWN},
    ),
    Case(
        "machine stopped yesterday",
        (machine_stopped_yesterday, snapshot_of_an_image),
        {UNUSED: MET},
    ),
    Case(
        "one untidy bucket",
        (tidy_bucket, untidy_bucket, unrouted_nat),
        {LIFECYCLE: NOT_MET, UNUSED: NOT_MET},
    ),
    alone("forgotten machine", UNUSED, forgotten_machine),
    alone("spot service", SPOT, spot_service, SUPPORTED),
)
