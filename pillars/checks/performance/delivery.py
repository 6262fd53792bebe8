"""Content close to its readers: the distributions of CloudFront and what they stand before."""

from collections.abc import Iterator
from typing import Any

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from ..common import all_read, aspect, dig, in_account, judged, listed, required, unread

CHOICE = "foundations/perf_cdn"
DISTRIBUTIONS = "cloudfront.distribution"
ALIASES = "route53.record_set"
BALANCERS = "elbv2.load_balancer"
# Ends of the names by which other networks deliver: a CNAME to one shows a CDN that is not AWS's.
OTHER_NETWORKS = (
    "cloudflare.net",
    "fastly.net",
    "fastlylb.net",
    "akamaiedge.net",
    "edgekey.net",
    "edgesuite.net",
    "azureedge.net",
    "azurefd.net",
    "b-cdn.net",
)
CREATE = Remedy(
    console="CloudFront → Create distribution: origin {name}, cache policy CachingOptimized for "
    "static paths.",
    cli="aws cloudfront create-distribution --distribution-config file://distribution.json",
    cloudformation=(
        "Site:\n  Type: AWS::CloudFront::Distribution\n  Properties:\n"
        "    DistributionConfig:\n      Enabled: true\n      Origins:\n"
        "        - Id: site\n          DomainName: ORIGIN_HOST\n"
        '          S3OriginConfig: {OriginAccessIdentity: ""}\n'
        "      DefaultCacheBehavior: {TargetOriginId: site, ViewerProtocolPolicy: "
        "redirect-to-https}"
    ),
    terraform=(
        'resource "aws_cloudfront_distribution" "site" {\n'
        "  # the rest stays as it is\n"
        "  enabled = true\n"
        "  origin {\n"
        '    origin_id   = "site"\n'
        '    domain_name = "ORIGIN_HOST"\n'
        "  }\n"
        "}"
    ),
    cost="The first TB a month is free, then about 0.085 USD per GB in place of 0.09 from the "
    "region",
)


def enabled_distributions(snapshot: Snapshot) -> list[Resource]:
    return [d for d in snapshot.of(DISTRIBUTIONS) if d.data.get("Enabled") is not False]


def internet_load_balancers(snapshot: Snapshot) -> list[Resource]:
    """The application load balancers that the internet reaches."""
    return [
        balancer
        for balancer in snapshot.of(BALANCERS)
        if balancer.data.get("Scheme") == "internet-facing"
        and balancer.data.get("Type", "application") == "application"
    ]


def other_network(snapshot: Snapshot) -> str:
    """A name in Route 53 that leads to another company's network; empty if none."""
    for record in snapshot.of(ALIASES):
        for value in record.data.get("ResourceRecords") or ():
            target = str(dig(value, "Value") or "").rstrip(".")
            if target.endswith(OTHER_NETWORKS):
                return target
    return ""


@check(
    id="cloudfront-distribution-delivers",
    title="Static content comes from a content delivery network",
    pillar="performance",
    severity=Severity.MEDIUM,
    needs=[DISTRIBUTIONS],
    passes="An enabled distribution has an origin. Fails for load balancers and public buckets "
    "that the internet reaches where the workload has no distribution at all; where Route 53 "
    "leads to another company's network, that is unknown.",
    refutes=[CHOICE],
    supports=[CHOICE, "SUS02-BP04", "COST08-BP03", "SUS04-BP07", "PERF04-BP02"],
    remedy=CREATE,
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Introduction.html",
)
def distribution_delivers(snapshot: Snapshot) -> Iterator[Result]:
    found = enabled_distributions(snapshot)
    yield from judged(found, _delivers)
    if not found and all_read(snapshot, DISTRIBUTIONS):
        elsewhere = other_network(snapshot)
        buckets = snapshot.of("s3.bucket")
        yield from judged(
            internet_load_balancers(snapshot), lambda r: _undelivered(r, "reaches", elsewhere)
        )
        yield from judged(buckets, lambda bucket: _public_bucket(bucket, elsewhere))
        yield from _origins_unread(snapshot)


def _origins_unread(snapshot: Snapshot) -> Iterator[Result]:
    for account in snapshot.accounts:
        if gap := unread(snapshot, account, BALANCERS, "s3.bucket", ALIASES):
            reason = f"The workload has no distribution; whether it needs one: {gap}"
            yield in_account(Verdict.UNKNOWN, reason, account)


def _delivers(distribution: Resource) -> Result:
    origins = [str(origin.get("DomainName")) for origin in _origins(distribution)]
    if not origins:
        return unknown(distribution, f"Distribution {distribution.name} shows no origin.")
    return passed(distribution, f"Distribution {distribution.name} delivers {listed(origins)}.")


def _origins(distribution: Resource) -> list[dict[str, Any]]:
    return list(dig(required(distribution, "Origins"), "Items") or ())


def _public_bucket(bucket: Resource, elsewhere: str) -> Result | None:
    if not dig(aspect(bucket, "PolicyStatus"), "IsPublic"):
        return None
    return _undelivered(bucket, "reads", elsewhere)


def _undelivered(resource: Resource, verb: str, elsewhere: str) -> Result:
    if elsewhere:
        reason = f"{resource.name} has no distribution; Route 53 leads to {elsewhere}, though."
        return unknown(resource, reason)
    reason = f"The internet {verb} {resource.name}, and the workload has no distribution."
    return failed(resource, reason)


@check(
    id="cloudfront-distribution-current-http",
    title="Distributions speak a current version of HTTP",
    pillar="performance",
    severity=Severity.LOW,
    needs=[DISTRIBUTIONS],
    passes="The distribution speaks HTTP/2 or HTTP/3 with its viewers.",
    supports=["PERF04-BP05"],
    remedy=Remedy(
        console="CloudFront → Distributions → {name} → Settings → Edit → Supported HTTP versions: "
        "HTTP/2 and HTTP/3.",
        cli=(
            "aws cloudfront get-distribution-config --id {last} --query DistributionConfig > "
            "config.json\n"
            "# in config.json set HttpVersion to http2and3, then\n"
            "aws cloudfront update-distribution --id {last} --distribution-config "
            'file://config.json --if-match "$(aws cloudfront get-distribution-config --id '
            '{last} --query ETag --output text)"'
        ),
        cloudformation=(
            "Site:\n  Type: AWS::CloudFront::Distribution\n  Properties:\n"
            "    DistributionConfig:\n      Enabled: true\n      HttpVersion: http2and3\n"
            "      DefaultCacheBehavior: {TargetOriginId: site, ViewerProtocolPolicy: "
            "redirect-to-https}"
        ),
        terraform=(
            'resource "aws_cloudfront_distribution" "this" {\n'
            "  # the rest stays as it is\n"
            "  # {last}, {name}\n"
            '  http_version = "http2and3"\n'
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
    "distribution-web-values-specify.html",
)
def distribution_http(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(enabled_distributions(snapshot), _http)


def _http(distribution: Resource) -> Result:
    version = str(required(distribution, "HttpVersion")).lower()
    reason = f"Distribution {distribution.name} speaks {version}."
    modern = version.startswith(("http2", "http3"))
    return passed(distribution, reason) if modern else failed(distribution, reason)
