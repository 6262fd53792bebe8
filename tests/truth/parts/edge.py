"""CloudFront and Route 53."""

from collections.abc import Sequence
from typing import Any

from ..account import Account

# The caching policy that AWS itself offers to everybody: CachingOptimized.
CACHING = "658327ea-f89d-4fab-a63d-7e88639e58f6"


def origin(policy: str = "https-only", name: str = "app.example.com") -> dict[str, Any]:
    return {
        "Id": "app",
        "DomainName": name,
        "CustomOriginConfig": {
            "HTTPPort": 80,
            "HTTPSPort": 443,
            "OriginProtocolPolicy": policy,
            "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]},
        },
    }


def behaviour(viewers: str = "redirect-to-https") -> dict[str, Any]:
    return {
        "TargetOriginId": "app",
        "ViewerProtocolPolicy": viewers,
        "CachePolicyId": CACHING,
        "AllowedMethods": {"Quantity": 2, "Items": ["GET", "HEAD"]},
    }


def distribution(
    account: Account,
    *,
    default: dict[str, Any] | None = None,
    paths: Sequence[dict[str, Any]] = (),
    origins: Sequence[dict[str, Any]] = (),
    tls: str = "TLSv1.2_2021",
    enabled: bool = True,
) -> str:
    """A distribution as it should be; gives its ARN."""
    own = list(origins) or [origin()]
    number = len(
        account.client("cloudfront").list_distributions()["DistributionList"].get("Items", [])
    )
    config = {
        "CallerReference": str(number),
        "Comment": "",
        "Enabled": enabled,
        "Origins": {"Quantity": len(own), "Items": own},
        "DefaultCacheBehavior": default or behaviour(),
        "CacheBehaviors": {"Quantity": len(paths), "Items": list(paths)},
        "ViewerCertificate": {
            "ACMCertificateArn": account.arn("acm", "certificate/1"),
            "SSLSupportMethod": "sni-only",
            "MinimumProtocolVersion": tls,
        },
    }
    found: str = account.client("cloudfront").create_distribution(DistributionConfig=config)[
        "Distribution"
    ]["ARN"]
    return found


def zone(account: Account, name: str = "example.com.") -> str:
    """A public zone; gives its id."""
    found: str = (
        account.client("route53")
        .create_hosted_zone(Name=name, CallerReference=name)["HostedZone"]["Id"]
        .rpartition("/")[2]
    )
    return found


def record(account: Account, zone_id: str, name: str, **more: Any) -> None:
    settings = {"Name": name, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    if "AliasTarget" in more:
        settings = {"Name": name, "Type": "A"}
    account.client("route53").change_resource_record_sets(
        HostedZoneId=zone_id,
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": {**settings, **more}}]},
    )


def health_check(account: Account, name: str, *, disabled: bool = False) -> str:
    """A check of a name from outside; gives its id."""
    config = {
        "Type": "HTTPS",
        "FullyQualifiedDomainName": name,
        "Port": 443,
        "ResourcePath": "/health",
        "Disabled": disabled,
    }
    found: str = account.client("route53").create_health_check(
        CallerReference=name, HealthCheckConfig=config
    )["HealthCheck"]["Id"]
    return found
