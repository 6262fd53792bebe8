"""TLS at the edge: between viewers, CloudFront and its origins."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._values import aspect_map, items, true
from ..common import config_rule, judged, listed
from .transit_balancers import IN_TRANSIT, PRACTICE

DISTRIBUTION = "cloudfront.distribution"
_VERSION = re.compile(r"TLSv1\.(\d)_")
_CLI = (
    "aws cloudfront get-distribution-config --id {last} > config.json\n"
    "# change the value named in the finding, then\n"
    "aws cloudfront update-distribution --id {last} --if-match ETAG "
    "--distribution-config file://config.json"
)


@check(
    id="cloudfront-https",
    title="Distributions serve viewers over HTTPS only",
    pillar="security",
    severity=Severity.HIGH,
    needs=[DISTRIBUTION],
    passes="Each cache behaviour of the enabled distribution redirects to HTTPS or refuses HTTP.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="CloudFront → {name} → Behaviors → Edit → Viewer protocol policy: Redirect HTTP "
        "to HTTPS.",
        cli=(
            "aws cloudfront get-distribution-config --id {last} --query DistributionConfig > "
            "config.json\n"
            "# in config.json set ViewerProtocolPolicy of each cache behavior to "
            "redirect-to-https, then\n"
            "aws cloudfront update-distribution --id {last} --distribution-config "
            'file://config.json --if-match "$(aws cloudfront get-distribution-config --id '
            '{last} --query ETag --output text)"'
        ),
        cloudformation=(
            "Site:\n  Type: AWS::CloudFront::Distribution\n  Properties:\n"
            "    DistributionConfig:\n      DefaultCacheBehavior:\n"
            "        ViewerProtocolPolicy: redirect-to-https"
        ),
        terraform=(
            'resource "aws_cloudfront_distribution" "this" {\n'
            "  # the rest stays as it is\n"
            "  # {last}, {name}\n"
            "  default_cache_behavior {\n"
            '    viewer_protocol_policy = "redirect-to-https"\n'
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html",
    references=[config_rule("cloudfront-viewer-policy-https")],
)
def https_only(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_enabled(snapshot), _https)


def _https(distribution: Resource) -> Result:
    config = _config(distribution)
    default = config.get("DefaultCacheBehavior") or {}
    behaviours = [{"PathPattern": "*", **default}, *items(config.get("CacheBehaviors"))]
    plain = [
        str(behaviour.get("PathPattern"))
        for behaviour in behaviours
        if behaviour.get("ViewerProtocolPolicy") not in ("redirect-to-https", "https-only")
    ]
    if plain:
        return failed(
            distribution, f"Distribution {distribution.name} allows plain HTTP for {listed(plain)}."
        )
    return passed(distribution, f"Distribution {distribution.name} serves over HTTPS only.")


@check(
    id="cloudfront-tls-version",
    title="Distributions accept TLS 1.2 or newer only",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=[DISTRIBUTION],
    passes="The enabled distribution has a certificate of its own with a security policy from "
    "TLS 1.2 on. With CloudFront's default certificate the policy stays at TLS 1.0.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="CloudFront → {name} → General → Settings → Edit: choose an alternate domain name "
        "with an ACM certificate, and security policy TLSv1.2_2021.",
        cli=(
            "aws cloudfront get-distribution-config --id {last} --query DistributionConfig > "
            "config.json\n"
            "# in config.json set ViewerCertificate: ACMCertificateArn, SSLSupportMethod "
            "sni-only, MinimumProtocolVersion TLSv1.2_2021, then\n"
            "aws cloudfront update-distribution --id {last} --distribution-config "
            'file://config.json --if-match "$(aws cloudfront get-distribution-config --id '
            '{last} --query ETag --output text)"'
        ),
        cloudformation=(
            "Site:\n  Type: AWS::CloudFront::Distribution\n  Properties:\n"
            "    DistributionConfig:\n      ViewerCertificate:\n"
            "        AcmCertificateArn: !Ref Certificate\n"
            "        SslSupportMethod: sni-only\n        MinimumProtocolVersion: TLSv1.2_2021"
        ),
        terraform=(
            'resource "aws_cloudfront_distribution" "this" {\n'
            "  # the rest stays as it is\n"
            "  # {last}, {name}\n"
            "  viewer_certificate {\n"
            "    acm_certificate_arn      = aws_acm_certificate.edge.arn\n"
            '    ssl_support_method       = "sni-only"\n'
            '    minimum_protocol_version = "TLSv1.2_2021"\n'
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html",
)
def tls_version(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_enabled(snapshot), _version)


def _version(distribution: Resource) -> Result:
    certificate = _config(distribution).get("ViewerCertificate") or {}
    own = certificate.get("ACMCertificateArn") or certificate.get("IAMCertificateId")
    if true(certificate.get("CloudFrontDefaultCertificate")) and not own:
        reason = f"Distribution {distribution.name} uses CloudFront's certificate, from TLS 1.0 on."
        return failed(distribution, reason)
    policy = str(certificate.get("MinimumProtocolVersion") or "")
    if not policy:
        reason = f"The lowest TLS version of distribution {distribution.name} was not read."
        return unknown(distribution, reason)
    modern = _VERSION.match(policy)
    reason = f"Distribution {distribution.name} has security policy {policy}."
    newer = modern is not None and int(modern[1]) >= 2
    return passed(distribution, reason) if newer else failed(distribution, reason)


@check(
    id="cloudfront-origins-https",
    title="Distributions fetch from their origins over HTTPS",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=[DISTRIBUTION],
    passes="Each origin of the enabled distribution that is not a bucket is reached by HTTPS, or "
    "as the viewer came where all viewers come by HTTPS, with TLS 1.2 as the oldest version.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="CloudFront → {name} → Origins → Edit → Protocol: HTTPS only, minimum origin SSL "
        "protocol TLSv1.2. A bucket's website endpoint has no HTTPS: use the bucket itself with "
        "origin access control.",
        cli=(
            "aws cloudfront get-distribution-config --id {last} --query DistributionConfig > "
            "config.json\n"
            "# in config.json set OriginProtocolPolicy of each origin to https-only, then\n"
            "aws cloudfront update-distribution --id {last} --distribution-config "
            'file://config.json --if-match "$(aws cloudfront get-distribution-config --id '
            '{last} --query ETag --output text)"'
        ),
        cloudformation=(
            "Site:\n  Type: AWS::CloudFront::Distribution\n  Properties:\n"
            "    DistributionConfig:\n      Origins:\n        - Id: application\n"
            "          DomainName: origin.example.com\n          CustomOriginConfig:\n"
            "            OriginProtocolPolicy: https-only\n"
            "            OriginSSLProtocols: [TLSv1.2]"
        ),
        terraform=(
            'resource "aws_cloudfront_distribution" "this" {\n'
            "  # the rest stays as it is\n"
            "  # {last}, {name}\n"
            "  origin {\n"
            "    # the rest stays as it is\n"
            "    custom_origin_config {\n"
            '      origin_protocol_policy = "https-only"\n'
            '      origin_ssl_protocols   = ["TLSv1.2"]\n'
            "      http_port = 80\n"
            "      https_port = 443\n"
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html",
)
def origins_https(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_enabled(snapshot), _origins)


def _origins(distribution: Resource) -> Result | None:
    viewers = _https(distribution).verdict == "pass"
    origins = [
        o for o in items(_config(distribution).get("Origins")) if o.get("CustomOriginConfig")
    ]
    weak = [
        f"{origin.get('DomainName')} ({why})"
        for origin in origins
        if (why := _weak(origin, viewers))
    ]
    if weak:
        reason = f"Distribution {distribution.name} reaches {listed(weak)}."
        return failed(distribution, reason)
    if not origins:
        return None
    return passed(distribution, f"Distribution {distribution.name} fetches over HTTPS.")


def _weak(origin: Mapping[str, Any], viewers: bool) -> str:
    """What is weak about the way to an origin, an empty text where nothing is."""
    custom = origin["CustomOriginConfig"]
    policy = str(custom.get("OriginProtocolPolicy"))
    if policy == "http-only" or (policy == "match-viewer" and not viewers):
        return f"by {policy}"
    old = [v for v in items(custom.get("OriginSslProtocols")) if v in ("SSLv3", "TLSv1", "TLSv1.1")]
    return f"with {', '.join(old)}" if old else ""


def _enabled(snapshot: Snapshot) -> list[Resource]:
    return [d for d in snapshot.of(DISTRIBUTION) if true(d.data.get("Enabled", True))]


def _config(distribution: Resource) -> Mapping[str, Any]:
    return aspect_map(distribution, "Config", inside="DistributionConfig")


CHECKS: tuple[Check, ...] = (https_only, tls_version, origins_https)
