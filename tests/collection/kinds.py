"""Reads one kind as a run does, and holds each collector to the IAM actions it declares."""

from typing import Any

from reviewapp.collection.domain.read_part import KindRead, _read_kind, read_part
from reviewapp.collection.domain.sessions import Access
from reviewapp.collection.iam_actions import action_of
from reviewapp.collection.registry import GLOBAL, Collector, Item, collectors
from tests.aws import ACCOUNT, CONFIG, REGION, Aws, by_name, session

# AWS itself reads these for the caller, with the caller's rights.
USED_BY_AWS = {
    "computeoptimizer.ec2_recommendation": {"ec2:DescribeInstances"},
    "computeoptimizer.volume_recommendation": {"ec2:DescribeVolumes"},
    "computeoptimizer.lambda_recommendation": {
        "lambda:ListFunctions",
        "lambda:ListProvisionedConcurrencyConfigs",
    },
    "computeoptimizer.asg_recommendation": {
        "autoscaling:DescribeAutoScalingGroups",
        "ec2:DescribeInstances",
    },
    "computeoptimizer.ecs_recommendation": {"ecs:ListServices", "ecs:ListClusters"},
    "computeoptimizer.rds_recommendation": {"rds:DescribeDBInstances", "rds:DescribeDBClusters"},
    "wafv2.web_acl": {
        "elasticloadbalancing:DescribeWebACLAssociation",
        "appsync:ListResourcesForWebACL",
        "cognito-idp:ListResourcesForWebACL",
        "apprunner:ListAssociatedServicesForWebAcl",
        "ec2:DescribeVerifiedAccessInstanceWebAclAssociations",
        "amplify:ListResourcesForWebACL",
    },
}

# Called for some of what the kind lists, so that a test need not see all of them called.
SOMETIMES = {
    # Where the list does not tell a bucket's region.
    "s3.bucket": {"s3:GetBucketLocation", "s3:GetBucketAcl"},
    # An instance follows its own parameter group or its cluster's.
    "rds.instance": {
        "rds:DescribeDBClusters",
        "rds:DescribeDBParameters",
        "rds:DescribeDBClusterParameters",
    },
    # Either the service of its own answers or, where that is closed, AWS Support.
    "trustedadvisor.recommendation": {
        "trustedadvisor:ListRecommendationResources",
        "support:DescribeTrustedAdvisorChecks",
        "support:DescribeTrustedAdvisorCheckSummaries",
    },
    # Only where metrics of instances are listed: those that are gone are left out.
    "cloudwatch.usage": {"ec2:DescribeInstances"},
    # Only for rules that name a prefix list, and for copies that are not encrypted.
    "ec2.security_group": {"ec2:GetManagedPrefixListEntries"},
    "ec2.snapshot": {"ec2:DescribeSnapshotAttribute"},
    "rds.snapshot": {
        "rds:DescribeDBSnapshotAttributes",
        "rds:DescribeDBClusterSnapshotAttributes",
    },
    # Only of listeners that send elsewhere whoever comes in the open.
    "elbv2.listener": {"elasticloadbalancing:DescribeRules"},
    # A plan may have no selections.
    "backup.plan": {"backup:GetBackupSelection"},
    # Only where CloudFront's ACLs are, and only if there are any; or none but those.
    "wafv2.web_acl": {"cloudfront:ListDistributions", "wafv2:ListResourcesForWebACL"},
}


def declared(kind: str) -> Collector:
    return next(collector for collector in collectors() if collector.kind == kind)


def read_kind(aws: Aws, kind: str, *, region: str = "") -> list[Item]:
    """The items of a kind; fails where the collector calls more, or less, than it declares."""
    collector = declared(kind)
    place = GLOBAL if collector.scope == GLOBAL else region or aws.region
    reader = aws.reader(collector.client, region=region, place=place)
    made = _record(reader.session)
    items = list(collector.function(reader))
    allowed = set(collector.actions) - USED_BY_AWS.get(kind, set())
    assert made <= allowed, f"called without declaring: {made - allowed}"
    missed = allowed - made - SOMETIMES.get(kind, set())
    assert not items or not missed, f"declared and never called: {missed}"
    assert reader.calls >= len(made)
    return items


def read_names(aws: Aws, kind: str, *, region: str = "") -> dict[str, Item]:
    return dict(by_name(read_kind(aws, kind, region=region)))


def outcome(aws: Aws, kind: str) -> KindRead:
    """What a run makes of the kind: read, denied or failed, with the reason."""
    collector = declared(kind)
    access = Access(
        account=ACCOUNT,
        arn=f"arn:aws:iam::{ACCOUNT}:root",
        partition="aws",
        session=session(),
        endpoint_url=aws.endpoint,
        config=CONFIG,
    )
    region = GLOBAL if collector.scope == GLOBAL else REGION
    part = read_part(access, service=collector.service, region=region)
    return next(read for read in part.kinds if read.collector.kind == kind)


def alone(aws: Aws, kind: str) -> KindRead:
    """As `outcome`, where the other kinds of the service are not asked for."""
    collector = declared(kind)
    place = GLOBAL if collector.scope == GLOBAL else aws.region
    return _read_kind(collector, aws.reader(collector.client, place=place))


def _record(boto_session: Any) -> set[str]:
    """IAM actions of the calls that clients of this session make from now on."""
    made: set[str] = set()

    def note(model: Any, **_: Any) -> None:
        made.add(action_of(model.service_model.service_name, model.name))

    boto_session.events.register("before-call.*.*", note)
    return made
