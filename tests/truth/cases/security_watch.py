"""Security that watches: trails, flow logs, threat detection; and what security groups open."""

from collections.abc import Callable
from typing import Any

from ..account import OTHER, REGION, Account
from ..case import MET, NOT_MET, SUPPORTED, UNKNOWN, Case, every
from ..parts.data import bucket
from ..parts.machines import instance
from ..parts.network import Network, group, network, rule, without_default_network

TRAIL, FLOWS = "sec_cloudtrail_all_regions", "sec_vpc_flow_logs"
THREATS, GROUPS = "sec_guardduty", "sec_security_groups_least_privilege"
ALL = (TRAIL, FLOWS, THREATS, GROUPS)
TWO = (REGION, OTHER)
ANYWHERE, ANYWHERE6 = "0.0.0.0/0", "::/0"


def trail(
    account: Account,
    name: str = "all",
    *,
    everywhere: bool = True,
    logging: bool = True,
    region: str = REGION,
    selectors: dict[str, Any] | None = None,
) -> str:
    cloudtrail = account.client("cloudtrail", region)
    arn: str = cloudtrail.create_trail(
        Name=name,
        S3BucketName=bucket(account, f"trail-{name}-{account.id}", region),
        IsMultiRegionTrail=everywhere,
        IncludeGlobalServiceEvents=everywhere,
        EnableLogFileValidation=True,
    )["TrailARN"]
    if logging:
        cloudtrail.start_logging(Name=name)
    if selectors:
        cloudtrail.put_event_selectors(TrailName=name, **selectors)
    return arn


def full_trail(account: Account) -> None:
    account.innocent(TRAIL, trail(account))


def full_trail_from_elsewhere(account: Account) -> None:
    """Its home is a region that is not scanned; it records this one all the same."""
    account.innocent(TRAIL, trail(account, region="eu-central-1"))


def stopped_trail(account: Account) -> None:
    account.guilty(TRAIL, trail(account, logging=False))


def local_trail(account: Account) -> None:
    account.guilty(TRAIL, trail(account, everywhere=False))


def trail_without_reads(account: Account) -> None:
    selector = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": []}
    account.guilty(TRAIL, trail(account, selectors={"EventSelectors": [selector]}))


def trail_of_data_only(account: Account) -> None:
    """Records who read which object, and no call that changes the account."""
    field = {"Field": "eventCategory", "Equals": ["Data"]}
    kind = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}
    selectors = {"AdvancedEventSelectors": [{"Name": "objects", "FieldSelectors": [field, kind]}]}
    account.guilty(TRAIL, trail(account, selectors=selectors))


def trail_beside_a_stopped_one(account: Account) -> None:
    trail(account, "old", logging=False)
    account.innocent(TRAIL, trail(account, "new"))


def flow_log(
    account: Account, kind: str, *ids: str, region: str = REGION, what: str = "ALL"
) -> None:
    account.client("ec2", region).create_flow_logs(
        ResourceType=kind,
        ResourceIds=list(ids),
        TrafficType=what,
        LogDestinationType="s3",
        LogDestination=f"arn:aws:s3:::{bucket(account, f'flows-{ids[0]}')}",
    )


def vpc_arn(account: Account, place: Network) -> str:
    return account.arn("ec2", f"vpc/{place.vpc}", place.region)


def logged_network(account: Account) -> None:
    place = network(account)
    flow_log(account, "VPC", place.vpc)
    account.innocent(FLOWS, vpc_arn(account, place))


def bare_network(account: Account) -> None:
    account.guilty(FLOWS, vpc_arn(account, network(account, name="bare")))


def network_logged_by_subnets(account: Account) -> None:
    place = network(account)
    flow_log(account, "Subnet", *place.subnets)
    account.innocent(FLOWS, vpc_arn(account, place))


def network_with_a_bare_subnet(account: Account) -> None:
    place = network(account)
    flow_log(account, "Subnet", *place.subnets[:2])
    account.guilty(FLOWS, vpc_arn(account, place))


def network_that_logs_refusals(account: Account) -> None:
    """What was let in is not recorded: the upload to an unknown address is not seen."""
    place = network(account)
    flow_log(account, "VPC", place.vpc, what="REJECT")
    account.guilty(FLOWS, vpc_arn(account, place))


def network_whose_log_is_lost(account: Account) -> None:
    place = network(account)
    flow_log(account, "VPC", place.vpc)
    account.guilty(FLOWS, vpc_arn(account, place))
    account.change(
        "ec2",
        "DescribeFlowLogs",
        lambda said: [each.update(DeliverLogsStatus="FAILED") for each in said["FlowLogs"]],
    )


def busy_default_network(account: Account) -> None:
    """The default VPC counts as soon as something stands in it."""
    ec2 = account.client("ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]
    place = Network(subnet["VpcId"], (subnet["SubnetId"],), REGION)
    instance(account, place)
    account.guilty(FLOWS, vpc_arn(account, place))


def detector(account: Account, *, enabled: bool = True, region: str = REGION) -> str:
    found: str = account.client("guardduty", region).create_detector(Enable=enabled)["DetectorId"]
    return account.arn("guardduty", f"detector/{found}", region)


def threats_watched(account: Account) -> None:
    for region in TWO:
        account.innocent(THREATS, detector(account, region=region))


def threats_watched_in_one_region(account: Account) -> None:
    detector(account)


def threats_suspended(account: Account) -> None:
    account.guilty(THREATS, detector(account, enabled=False))


def web_group(account: Account) -> None:
    arn = group(
        account, network(account).vpc, rule(443, v4=ANYWHERE, v6=ANYWHERE6), rule(80, v4=ANYWHERE)
    )
    account.innocent(GROUPS, arn)


def inner_group(account: Account) -> None:
    """SSH from the company's own networks, and a database from inside."""
    rules = (
        rule(22, v4="198.51.100.0/24"),
        rule(5432, v4="10.0.0.0/16"),
        rule(22, v4="10.0.0.0/8"),
    )
    account.innocent(GROUPS, group(account, network(account).vpc, *rules, name="inner"))


def opened(*rules: dict[str, Any]) -> Callable[[Account], None]:
    def build(account: Account) -> None:
        account.guilty(GROUPS, group(account, network(account).vpc, *rules, name="open"))

    build.__name__ = f"opened_{len(rules)}"
    return build


def default_group_open_to_all(account: Account) -> None:
    place = network(account)
    ec2 = account.client("ec2")
    here = [{"Name": "vpc-id", "Values": [place.vpc]}]
    own = ec2.describe_security_groups(Filters=here)["SecurityGroups"][0]["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=own, IpPermissions=[rule(0, v4=ANYWHERE, protocol="-1")]
    )
    account.guilty(GROUPS, account.arn("ec2", f"security-group/{own}"))


def unusual_port(account: Account) -> None:
    """A port of the application's own may be meant: a person decides."""
    group(account, network(account).vpc, rule(8443, v4=ANYWHERE), name="app")


DOORS = {
    "ssh over ipv6": (rule(22, v6=ANYWHERE6),),
    "a range around ssh": (rule(20, 25, v4=ANYWHERE),),
    "every protocol": (rule(0, v4=ANYWHERE, protocol="-1"),),
    "every port": (rule(0, 65535, v4=ANYWHERE),),
    "rdp": (rule(443, v4=ANYWHERE), rule(3389, v4=ANYWHERE)),
    "a database": (rule(3306, v4=ANYWHERE),),
    "a cache by udp": (rule(11211, v4=ANYWHERE, protocol="udp"),),
    "ssh from both halves of the internet": (rule(22, v4="0.0.0.0/1"), rule(22, v4="128.0.0.0/1")),
    "ssh from all of ipv6 in use": (rule(22, v6="2000::/3"),),
}

GOOD = Case(
    "watching good",
    (without_default_network, full_trail, logged_network, threats_watched, web_group, inner_group),
    {TRAIL: MET, THREATS: MET, GROUPS: SUPPORTED, FLOWS: NOT_MET},
    regions=TWO,
)
BAD = Case(
    "watching bad",
    (stopped_trail, bare_network, threats_suspended, opened(*DOORS["ssh over ipv6"])),
    every(NOT_MET, *ALL),
)
CASES = (
    GOOD,
    BAD,
    Case(
        "watching empty",
        (),
        {TRAIL: NOT_MET, FLOWS: UNKNOWN, THREATS: NOT_MET, GROUPS: UNKNOWN},
    ),
    Case(
        "watching mixed",
        (local_trail, logged_network, bare_network, threats_watched_in_one_region, unusual_port),
        {TRAIL: NOT_MET, FLOWS: NOT_MET, THREATS: NOT_MET, GROUPS: UNKNOWN},
        regions=TWO,
    ),
    Case(
        "trail from a region that is not scanned",
        (
            full_trail_from_elsewhere,
            network_logged_by_subnets,
            threats_watched_in_one_region,
        ),
        {TRAIL: MET, FLOWS: MET, THREATS: MET},
    ),
    Case(
        "trail of writes only",
        (trail_without_reads, network_with_a_bare_subnet, default_group_open_to_all),
        {TRAIL: NOT_MET, FLOWS: NOT_MET, GROUPS: NOT_MET},
    ),
    Case(
        "trail of data only",
        (trail_of_data_only, network_that_logs_refusals, opened(*DOORS["a range around ssh"])),
        {TRAIL: NOT_MET, FLOWS: NOT_MET, GROUPS: NOT_MET},
    ),
    Case(
        "two trails",
        (trail_beside_a_stopped_one, network_whose_log_is_lost, opened(*DOORS["every protocol"])),
        {TRAIL: MET, FLOWS: NOT_MET, GROUPS: NOT_MET},
    ),
    Case(
        "default network in use",
        (busy_default_network, opened(*DOORS["ssh from both halves of the internet"])),
        {FLOWS: NOT_MET, GROUPS: NOT_MET},
    ),
    *(
        Case(f"open to {name}", (opened(*rules),), {GROUPS: NOT_MET})
        for name, rules in DOORS.items()
        if name.startswith(("every port", "rdp", "a database", "a cache", "ssh from all"))
    ),
)
