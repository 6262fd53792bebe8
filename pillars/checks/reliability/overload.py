"""Overload and outage: who is refused, what is left for users, and which levers are ready."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import aspect_map, items, many, tail, true
from ..common import aspect, counted, dig, judged, listed, number, required

ACLS = "wafv2.web_acl"
MAPPINGS = "lambda.event_source_mapping"
PROFILES = "appconfig.profile"
GROUPS = "elbv2.target_group"
DISTRIBUTIONS = "cloudfront.distribution"
FLAGS = "AWS.AppConfig.FeatureFlags"


@check(
    id="waf-limits-rate",
    title="A rule refuses those who ask too often",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[ACLS],
    passes="The web ACL blocks whoever exceeds a rate, and stands before something. Other ways to "
    "throttle do not show here, so a failure proves nothing.",
    supports=["REL05-BP02", "SEC05-BP03"],
    remedy=Remedy(
        console="WAF → Web ACLs → {name} → Rules → Add rule → Rate-based rule, action Block.",
        cli="aws wafv2 get-web-acl --region {region} --scope REGIONAL --name {name} --id ID",
        cloudformation=(
            'Acl:\n  Type: AWS::WAFv2::WebACL\n  Properties:\n    Name: "{name}"\n'
            "    Scope: REGIONAL\n    DefaultAction: {Allow: {}}\n"
            "    VisibilityConfig: {CloudWatchMetricsEnabled: true, MetricName: acl, "
            "SampledRequestsEnabled: true}\n"
            "    Rules:\n      - Name: rate\n        Priority: 0\n"
            "        Action: {Block: {}}\n        Statement:\n"
            "          RateBasedStatement: {Limit: 2000, AggregateKeyType: IP}\n"
            "        VisibilityConfig: {CloudWatchMetricsEnabled: true, MetricName: rate, "
            "SampledRequestsEnabled: true}"
        ),
        terraform=(
            'resource "aws_wafv2_web_acl" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  rule {\n"
            '    name     = "rate"\n'
            "    priority = 0\n"
            "    action {\n"
            "      block {}\n"
            "    }\n"
            "    statement {\n"
            "      rate_based_statement {\n"
            "        limit              = 2000\n"
            '        aggregate_key_type = "IP"\n'
            "      }\n"
            "    }\n"
            "    visibility_config {\n"
            "      cloudwatch_metrics_enabled = true\n"
            '      metric_name                = "rate"\n'
            "      sampled_requests_enabled   = true\n"
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="1 USD per rule and month",
    ),
    url="https://docs.aws.amazon.com/waf/latest/developerguide/"
    "waf-rule-statement-type-rate-based.html",
)
def limits_rate(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(ACLS), _limits)


def _limits(acl: Resource) -> Result | None:
    rules = many(aspect(acl, "Rules"))
    if not many(aspect(acl, "Resources")):
        return None
    limits = [r.get("Name") for r in rules if r.get("RateLimit") and r.get("Action") == "Block"]
    if limits:
        return passed(acl, f"Rule {limits[0]} of {acl.name} refuses those who ask too often.")
    return failed(acl, f"No rule of {acl.name} refuses those who ask too often.")


@check(
    id="distribution-degrades",
    title="Users get something while an origin is down",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[DISTRIBUTIONS],
    passes="The distribution fails over to a second origin, or answers errors of the origin with a "
    "page of its own. What the application itself does does not show, so absence yields nothing.",
    supports=["REL05-BP01"],
    remedy=Remedy(
        console="CloudFront → {name} → Origins → Create origin group; Error pages → Create custom "
        "error response for 502, 503 and 504.",
        cli="aws cloudfront get-distribution-config --id {last}",
        cloudformation=(
            "Site:\n  Type: AWS::CloudFront::Distribution\n  Properties:\n"
            "    DistributionConfig:\n      CustomErrorResponses:\n        - ErrorCode: 503\n"
            "          ResponseCode: 503\n          ResponsePagePath: /busy.html"
        ),
        terraform=(
            'resource "aws_cloudfront_distribution" "this" {\n'
            "  # the rest stays as it is\n"
            "  # {last}, {name}\n"
            "  custom_error_response {\n"
            "    error_code         = 503\n"
            "    response_code      = 503\n"
            '    response_page_path = "/busy.html"\n'
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
    "high_availability_origin_failover.html",
)
def distribution_degrades(snapshot: Snapshot) -> Iterator[Result]:
    enabled = [d for d in snapshot.of(DISTRIBUTIONS) if d.data.get("Enabled") is True]
    yield from judged(enabled, _degrades)


def _degrades(distribution: Resource) -> Result | None:
    config = aspect_map(distribution, "Config")
    if items(config.get("OriginGroups")):
        return passed(distribution, f"{distribution.name} fails over to a second origin.")
    pages = [
        str(each.get("ErrorCode"))
        for each in items(config.get("CustomErrorResponses"))
        if each.get("ResponsePagePath") and (number(each.get("ErrorCode")) or 0) >= 500
    ]
    if not pages:
        return None
    return passed(distribution, f"{distribution.name} has a page of its own for {listed(pages)}.")


@check(
    id="feature-flags-ready",
    title="Levers are ready as feature flags",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[PROFILES],
    passes="AppConfig holds feature flags, which change without a deployment. Flags kept elsewhere "
    "do not show, so absence yields nothing.",
    supports=["REL05-BP07", "OPS05-BP09", "OPS06-BP03"],
    remedy=Remedy(
        console="Systems Manager → AppConfig → the application → Create → Feature flag.",
        cli="aws appconfig create-configuration-profile --region {region} --application-id ID "
        "--name flags --location-uri hosted --type AWS.AppConfig.FeatureFlags",
        cloudformation=(
            "Flags:\n  Type: AWS::AppConfig::ConfigurationProfile\n  Properties:\n"
            "    ApplicationId: !Ref Application\n    Name: flags\n    LocationUri: hosted\n"
            "    Type: AWS.AppConfig.FeatureFlags"
        ),
        terraform=(
            'resource "aws_appconfig_configuration_profile" "flags" {\n'
            '  name           = "flags"\n'
            "  application_id = aws_appconfig_application.this.id\n"
            '  location_uri   = "hosted"\n'
            '  type           = "AWS.AppConfig.FeatureFlags"\n'
            "}"
        ),
        cost="0.20 USD per million requests, 0.0008 USD per configuration received",
    ),
    url="https://docs.aws.amazon.com/appconfig/latest/userguide/"
    "appconfig-creating-configuration-and-profile-feature-flags.html",
)
def flags_ready(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PROFILES), _flags)


def _flags(profile: Resource) -> Result | None:
    if required(profile, "Type") != FLAGS:
        return None
    application = profile.data.get("ApplicationName")
    return passed(profile, f"Flags {profile.name} of {application} change without a deployment.")


@check(
    id="targets-without-stickiness",
    title="Any server can answer any request",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[GROUPS],
    passes="The target group does not bind users to one server. Stickiness is mostly a sign of "
    "sessions kept on servers, though it may serve a cache.",
    supports=["REL05-BP06"],
    remedy=Remedy(
        console="EC2 → Target groups → {name} → Attributes → Edit: stickiness off, once sessions "
        "are kept in a cache or table.",
        cli="aws elbv2 modify-target-group-attributes --region {region} --target-group-arn {id} "
        "--attributes Key=stickiness.enabled,Value=false",
        cloudformation=(
            "Targets:\n  Type: AWS::ElasticLoadBalancingV2::TargetGroup\n  Properties:\n"
            '    Name: "{name}"\n    TargetGroupAttributes:\n'
            '      - Key: stickiness.enabled\n        Value: "false"'
        ),
        terraform=(
            'resource "aws_lb_target_group" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  stickiness {\n"
            '    type    = "lb_cookie"\n'
            "    enabled = false\n"
            "  }\n"
            "}"
        ),
        cost="Free, once sessions are kept elsewhere",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "edit-target-group-attributes.html",
)
def without_stickiness(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(GROUPS), _free)


def _free(group: Resource) -> Result | None:
    sticky = aspect_map(group, "Attributes").get("stickiness.enabled")
    if sticky is None or not many(group.data.get("LoadBalancerArns")):
        return None
    if true(sticky):
        return failed(group, f"Target group {group.name} binds users to one server.")
    return passed(group, f"Any server of target group {group.name} can answer any request.")


@check(
    id="queues-take-their-share",
    title="No queue takes the functions of all the others",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[MAPPINGS],
    passes="The reading of an SQS queue may run only so many functions at once, so that one "
    "flooded queue leaves room for the rest. That is one bulkhead of many: cells and partitions "
    "of the workload, people know. Absence yields nothing.",
    supports=["REL10-BP03"],
    remedy=Remedy(
        console="Lambda → the function → Configuration → Triggers → {name} → Edit: maximum "
        "concurrency.",
        cli="aws lambda update-event-source-mapping --region {region} --uuid {last} "
        "--scaling-config MaximumConcurrency=20",
        cloudformation=(
            "Source:\n  Type: AWS::Lambda::EventSourceMapping\n  Properties:\n"
            "    FunctionName: FUNCTION\n    ScalingConfig:\n      MaximumConcurrency: 20"
        ),
        terraform=(
            'resource "aws_lambda_event_source_mapping" "this" {\n'
            "  # the rest stays as it is\n"
            "  scaling_config {\n"
            "    maximum_concurrency = 20\n"
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html",
)
def queues_share(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(MAPPINGS), _share)


def _share(mapping: Resource) -> Result | None:
    most = number(dig(mapping.get("ScalingConfig"), "MaximumConcurrency"))
    if most is None or required(mapping, "State") not in ("Enabled", "Enabling", "Updating"):
        return None
    queue = tail(str(mapping.get("EventSourceArn", "its queue")))
    return passed(mapping, f"Queue {queue} runs at most {counted(int(most), 'function')} at once.")


CHECKS: tuple[Check, ...] = (
    limits_rate,
    distribution_degrades,
    flags_ready,
    without_stickiness,
    queues_share,
)
